"""Setting oneself up at the desk: a link from an operator, a password of one's own, an authenticator app.

The operator who printed the link learns neither. The app's secret is made of the link and the browser that
opened it, so that nothing need be kept until the form is right, and another browser sees another secret.
"""

import base64
import hashlib
import hmac

import segno
from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from accounts.links import Link, LinkKind
from accounts.second_factors.totp import app_address, step_of
from accounts.staff.records import Staff
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.views.desk.forms import SetUpForm
from bff.views.steps.set_password import password_rules
from bff.web.devices import browser_id
from bff.web.screens import go, screen
from verifiers.one_time_code import tidy_code

blueprint = Blueprint("desk_set_up", __name__, url_prefix="/desk/set-up")


@blueprint.route("/<token>", methods=["GET", "POST"])
def set_up(token: str) -> ResponseReturnValue:
    """Ask for a password, and for a code of the app that has read the QR code."""
    staff = _staff_of(services().links.look(token))
    if staff is None:
        outcome("desk_set_up_refused")
        return screen("desk/set_up_ended.html", status=410)
    form, secret = SetUpForm(staff.name), _secret(token)
    if not form.validate_on_submit():
        return _show(form, staff, secret)
    step = step_of(secret, tidy_code(form.code.data), at=services().clock())
    if step is None:
        form.code.errors = [_("This is not the code that the app shows now. Check the phone's clock.")]
        return _show(form, staff, secret)
    return _finish(token, secret, step, password_hash=services().passwords.hash(form.password.data))


def _finish(token: str, secret: str, step: int, *, password_hash: str) -> ResponseReturnValue:
    """Use the link up; of two browsers with the same link one is set up."""
    used = services().links.redeem(token, by=services().digest_of(browser_id()))
    staff = _staff_of(used)
    if staff is None:
        return screen("desk/set_up_ended.html", status=410)
    services().staff.set_up(staff.id, password_hash=password_hash, totp_secret=secret, step=step)
    outcome("desk_set_up")
    return go(url_for("desk_sign_in.sign_in", notice="set_up"))


def _staff_of(link: object) -> Staff | None:
    """Whose set-up the link is, if it still is one."""
    if not isinstance(link, Link) or link.kind is not LinkKind.STAFF_SET_UP:
        return None
    staff = services().staff.get(link.target_id)
    return staff if staff and staff.is_active else None


def _secret(token: str) -> str:
    key = hmac.digest(services().settings.secret_key.encode(), b"desk set-up", "sha256")
    made = hmac.digest(key, f"{token} {browser_id()}".encode(), hashlib.sha1)  # 160 bits, as RFC 4226 wants
    return base64.b32encode(made).decode()


def _show(form: SetUpForm, staff: Staff, secret: str) -> ResponseReturnValue:
    address = app_address(secret, name=staff.name, issuer=services().settings.product_name)
    drawing = segno.make(address, error="m").svg_inline(
        scale=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return screen(
        "desk/set_up.html",
        form=form,
        staff_name=staff.name,
        rules=password_rules(),
        qr=Markup(drawing),  # noqa: S704 - drawn by segno from our own text
        address=address,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    )
