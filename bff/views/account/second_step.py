"""The second step of signing in: setting up an authenticator app, recovery codes, turning it off."""

import secrets
from base64 import b32encode

import segno
from flask import Blueprint, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from accounts.account.records import Account
from accounts.second_factors import totp
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.stores.signed_in import SignedIn
from bff.views.account.app_code import is_right
from bff.views.account.current_password import is_current
from bff.views.account.forms import AppCodeForm, SetUpAppForm
from bff.views.steps.signing_in import tell_account
from bff.web.screens import go, screen
from bff.web.sessions import signed_in_only
from identity.numbers import mask_number

blueprint = Blueprint("second_step", __name__, url_prefix="/account/second-step")

_SEED = "second_step"


@blueprint.route("", methods=["GET", "POST"])
@signed_in_only
def set_up(account: Account, _signed_in: SignedIn) -> ResponseReturnValue:
    """Show the secret as a QR code and as text; a code of it and the password turn the app on.

    The password, because an app that somebody else turns on in an open session locks the owner out.
    """
    if services().second_factors.has_app(account.id):
        return _show_settings(account)
    secret, form = _secret_of(account), SetUpAppForm()
    if account.password_hash is None:  # signs in with a signature, for which no app is asked
        del form.current
    if form.validate_on_submit():
        step = totp.step_of(secret, form.digits, at=services().clock())
        if step is None:
            form.refuse()
        elif "current" in form and not is_current(account, form.current.data):
            form.current.errors = [_("The current password is not right. Enter it again.")]
        else:
            return _turn_on(account, secret, step)
    return screen("account/set_up_app.html", form=form, qr=_drawn(account, secret), secret=_in_groups(secret))


def _turn_on(account: Account, secret: str, step: int) -> ResponseReturnValue:
    codes = services().second_factors.turn_on(account.id, secret=secret, step=step)
    session.pop(_SEED, None)
    tell_account(account, services().settings.sms_app_text)
    outcome("app_turned_on")
    return _show_codes(codes)


def _show_settings(account: Account) -> ResponseReturnValue:
    left = services().second_factors.recovery_codes_left(account.id)
    return screen("account/second_step.html", left=left)


@blueprint.route("/recovery-codes", methods=["GET", "POST"])
@signed_in_only
def recovery_codes(account: Account, _signed_in: SignedIn) -> ResponseReturnValue:
    """Make new recovery codes in place of the old ones, for whoever has the app at hand."""
    form = AppCodeForm()
    if _is_confirmed(account, form):
        outcome("recovery_codes_renewed")
        return _show_codes(services().second_factors.renew_recovery_codes(account.id))
    return screen("account/renew_codes.html", form=form)


@blueprint.route("/off", methods=["GET", "POST"])
@signed_in_only
def turn_off(account: Account, _signed_in: SignedIn) -> ResponseReturnValue:
    """Go back to codes by SMS, for whoever has the app or a recovery code at hand."""
    form = AppCodeForm()
    if _is_confirmed(account, form):
        services().second_factors.turn_off(account.id)
        tell_account(account, services().settings.sms_app_text)
        outcome("app_turned_off")
        return go(url_for("account.my_account", notice="app_off"))
    return screen("account/turn_off_app.html", form=form)


def _is_confirmed(account: Account, form: AppCodeForm) -> bool:
    if not form.validate_on_submit():
        return False
    if is_right(account.id, form.digits):
        return True
    form.refuse()
    return False


def _secret_of(account: Account) -> str:
    """The secret of a set-up that is going on: derived, so that nothing is kept until it counts.

    The session's cookie holds a random seed, which tells nothing without the server's key.
    """
    if _SEED not in session:
        session[_SEED] = secrets.token_urlsafe(16)
    digest = services().lookup.digest("app_secret", f"{account.id}\0{session[_SEED]}")
    return b32encode(bytes.fromhex(digest)[:20]).decode()


def _drawn(account: Account, secret: str) -> Markup:
    number = account.citizen_number or account.tax_number or ""
    issuer = services().settings.product_name
    address = totp.app_address(secret, name=mask_number(number)[-6:] or issuer, issuer=issuer)
    drawing = segno.make(address, error="m").svg_inline(
        scale=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return Markup(drawing)  # noqa: S704 - drawn by segno from our own text


def _in_groups(code: str) -> str:
    """Write a code in groups of four, as people copy it."""
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))


def _show_codes(codes: list[str]) -> ResponseReturnValue:
    return screen("account/recovery_codes.html", codes=[_in_groups(code) for code in codes])


def words_of_second_step(account: Account) -> tuple[str, str]:
    """What my account says of the second step, and what its link says."""
    if services().second_factors.has_app(account.id):
        return _("Code from an authenticator app"), _("Authenticator app and recovery codes")
    return _("Code by SMS"), _("Use an authenticator app instead of SMS")
