"""The set-up of a member of staff: a link from an operator, then a password and an authenticator app.

The operator who printed the link learns neither the password nor the app's secret. The server derives
the secret from the link and from a random id in the browser's session. So nothing is stored before the form
is right, and another browser that opens the link sees another secret.
"""

import base64
import hmac

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from accounts.links import Link, LinkKind, LinkRefusal, is_code
from accounts.second_factors.totp import app_address, step_of
from accounts.staff.records import Staff
from accounts.staff.store import StaffChanged
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.views.desk.forms import SetUpForm
from bff.views.steps.set_password import password_rules
from bff.web.devices import browser_id
from bff.web.drawing import qr_code
from bff.web.screens import go, screen

#: 160 bits, the length that RFC 4226 recommends for the secret of an app.
SECRET_BYTES = 20

blueprint = Blueprint("desk_set_up", __name__, url_prefix="/desk/set-up")


@blueprint.route("/<token>", methods=["GET", "POST"])
def set_up(token: str) -> ResponseReturnValue:
    """Ask for a password, and for a code from the app that scanned the QR code."""
    link = LinkRefusal.UNKNOWN if is_code(token) else services().links.look(token)
    staff = _staff_of(link)
    if staff is None and request.method == "POST" and link is LinkRefusal.USED and _is_own(token):
        return go(url_for("desk_sign_in.sign_in", notice="set_up"))  # the button was pressed twice
    if staff is None:
        outcome("desk_set_up_refused")
        return screen("desk/set_up_ended.html", status=410)
    form, secret = SetUpForm(staff.name), _secret(token)
    if not form.validate_on_submit():
        return _show(form, staff, secret)
    step = step_of(secret, form.code.digits, at=services().clock())
    if step is None:
        form.code.errors = [_("This is not the code that the app shows now. Check the phone's clock.")]
        return _show(form, staff, secret)
    return _finish(token, secret, step, password=form.password.data, generation=staff.generation)


def _finish(token: str, secret: str, step: int, *, password: str, generation: int) -> ResponseReturnValue:
    """Redeem the link, then store the password and the secret. A link works in one browser only."""
    hashed = services().passwords.hash(password)
    redeemed = services().links.redeem(token, by=services().digest_of(browser_id()))
    staff = _staff_of(redeemed)
    if staff is None:
        return screen("desk/set_up_ended.html", status=410)
    try:
        services().staff.set_up(
            staff.id, password_hash=hashed, totp_secret=secret, step=step, generation=generation
        )
    except StaffChanged:
        now = services().staff.get(staff.id)
        if now and now.password_hash and services().passwords.verify(now.password_hash, password):
            return go(url_for("desk_sign_in.sign_in", notice="set_up"))  # the button was pressed twice
        outcome("desk_set_up_refused")  # e.g. reset since: the operator has handed out another link
        return screen("desk/set_up_ended.html", status=410)
    outcome("desk_set_up")
    return go(url_for("desk_sign_in.sign_in", notice="set_up"))


def _is_own(token: str) -> bool:
    """Return whether this browser has used the link a moment ago."""
    return _staff_of(services().links.redeem(token, by=services().digest_of(browser_id()))) is not None


def _staff_of(link: Link | LinkRefusal) -> Staff | None:
    """Return the member of staff whom *link* sets up; None if the link has ended or is of another kind."""
    if isinstance(link, LinkRefusal) or link.kind is not LinkKind.STAFF_SET_UP:
        return None
    staff = services().staff.get(link.target_id)
    return staff if staff and staff.is_active else None


def _secret(token: str) -> str:
    """Derive the secret of the authenticator app from the link's token and this browser's id."""
    key = hmac.digest(services().settings.secret_key.encode(), b"desk set-up", "sha256")
    secret = hmac.digest(key, f"{token} {browser_id()}".encode(), "sha256")
    return base64.b32encode(secret[:SECRET_BYTES]).decode()


def _show(form: SetUpForm, staff: Staff, secret: str) -> ResponseReturnValue:
    address = app_address(secret, name=staff.name, issuer=services().settings.product_name)
    return screen(
        "desk/set_up.html",
        holds_secret=True,
        form=form,
        staff_name=staff.name,
        rules=password_rules(),
        qr=qr_code(address, svgclass="qr", omitsize=True),
        address=address,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    )
