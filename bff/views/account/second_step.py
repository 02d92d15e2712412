"""The settings of the second step of sign-in: set up an app, renew the recovery codes, turn the app off."""

import secrets
from base64 import b32encode

from flask import Blueprint, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from accounts.account.records import Account
from accounts.account.ways_in import Change
from accounts.second_factors import totp
from bff.messages.notices import of_change
from bff.services import services
from bff.serving.language import gettext as _
from bff.stores.signed_in import SignedIn
from bff.views.account.app_code import is_right
from bff.views.account.forms import AppCodeForm, SetUpAppForm
from bff.views.account.ways_in.changing import ask_first, finish, using_fresh
from bff.web.drawing import qr_code
from bff.web.screens import go, screen
from bff.web.sessions import signed_in_only
from identity.numbers import mask_number

blueprint = Blueprint("second_step", __name__, url_prefix="/account/second-step")

_SEED = "second_step"


@blueprint.route("", methods=["GET", "POST"])
@signed_in_only
def set_up(account: Account, signed_in: SignedIn) -> ResponseReturnValue:
    """Show the app's secret as a QR code and as text; turn the app on after a right code.

    A fresh proof of another way in comes first, because a stranger with an open session could turn on an app
    of their own. That would lock the owner out.
    """
    if services().second_factors.has_app(account.id):
        return _show_settings(account)
    if (asked := ask_first(signed_in, Change.APP_ON)) is not None:
        return asked
    secret, form = _secret_of(account), SetUpAppForm()
    if form.validate_on_submit():
        step = totp.step_of(secret, form.code.digits, at=services().clock())
        if step is None:
            form.refuse()
        else:
            return _turn_on(account, signed_in, secret, step)
    return screen(
        "account/set_up_app.html",
        holds_secret=True,
        form=form,
        qr=_drawn(account, secret),
        secret=_in_groups(secret),
        address=_address_of(account, secret),
    )


def _turn_on(account: Account, signed_in: SignedIn, secret: str, step: int) -> ResponseReturnValue:
    with using_fresh(signed_in, Change.APP_ON) as by:
        if not by:
            return go(url_for("account.my_account"))
        codes = services().second_factors.turn_on(
            account.id,
            secret=secret,
            step=step,
            generation=account.generation,
            proved_by=by,
            tell=of_change(account, Change.APP_ON),
        )
    session.pop(_SEED, None)
    finish(account, signed_in, Change.APP_ON)
    return _show_codes(codes)


def _show_settings(account: Account) -> ResponseReturnValue:
    left = services().second_factors.recovery_codes_left(account.id)
    return screen("account/second_step.html", left=left)


@blueprint.route("/recovery-codes", methods=["GET", "POST"])
@signed_in_only
def recovery_codes(account: Account, signed_in: SignedIn) -> ResponseReturnValue:
    """Replace the recovery codes, after a fresh proof and a code from the app or a recovery code."""
    if (asked := ask_first(signed_in, Change.RECOVERY_CODES)) is not None:
        return asked
    form = AppCodeForm()
    if not _is_confirmed(account, form):
        return screen("account/renew_codes.html", form=form)
    with using_fresh(signed_in, Change.RECOVERY_CODES) as by:
        if not by:
            return go(url_for("account.my_account"))
        codes = services().second_factors.renew_recovery_codes(
            account.id,
            generation=account.generation,
            proved_by=by,
            tell=of_change(account, Change.RECOVERY_CODES),
        )
    finish(account, signed_in, Change.RECOVERY_CODES)
    return _show_codes(codes)


@blueprint.route("/off", methods=["GET", "POST"])
@signed_in_only
def turn_off(account: Account, signed_in: SignedIn) -> ResponseReturnValue:
    """Turn the app off, after a fresh proof and a code from the app or a recovery code.

    Sign-in then sends codes by SMS.
    """
    if (asked := ask_first(signed_in, Change.APP_OFF)) is not None:
        return asked
    form = AppCodeForm()
    if not _is_confirmed(account, form):
        return screen("account/turn_off_app.html", form=form)
    with using_fresh(signed_in, Change.APP_OFF) as by:
        if not by:
            return go(url_for("account.my_account"))
        services().second_factors.turn_off(
            account.id,
            generation=account.generation,
            proved_by=by,
            tell=of_change(account, Change.APP_OFF),
        )
    finish(account, signed_in, Change.APP_OFF)
    return go(url_for("account.my_account", notice="app_off"))


def _is_confirmed(account: Account, form: AppCodeForm) -> bool:
    if not form.validate_on_submit():
        return False
    if is_right(account.id, form.code.digits):
        return True
    form.refuse()
    return False


def _secret_of(account: Account) -> str:
    """Derive the secret of an app that is not turned on yet: nothing is stored before the first right code.

    The session cookie holds only a random seed. A person who reads the cookie cannot compute the secret
    without the server's key.
    """
    if _SEED not in session:
        session[_SEED] = secrets.token_urlsafe(16)
    digest = services().lookup.digest("app_secret", f"{account.id}\0{session[_SEED]}")
    return b32encode(bytes.fromhex(digest)[:20]).decode()  # 160 bits, as RFC 4226 recommends


def _address_of(account: Account, secret: str) -> str:
    number = account.citizen_number or account.tax_number or ""
    issuer = services().settings.product_name
    return totp.app_address(secret, name=mask_number(number)[-6:] or issuer, issuer=issuer)


def _drawn(account: Account, secret: str) -> Markup:
    return qr_code(_address_of(account, secret), svgclass="qr", omitsize=True)


def _in_groups(code: str) -> str:
    """Split a code into groups of four, which are easier to copy."""
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))


def _show_codes(codes: list[str]) -> ResponseReturnValue:
    return screen("account/recovery_codes.html", codes=[_in_groups(code) for code in codes])


def words_of_second_step(account: Account) -> tuple[str, str]:
    """Return the name of the second step in use, and the text of the link to its settings."""
    if services().second_factors.has_app(account.id):
        return _("Code from an authenticator app"), _("Authenticator app and recovery codes")
    if account.password_hash is None:
        return _("Your signature alone"), _("Use an authenticator app")
    return _("Code by SMS"), _("Use an authenticator app instead of SMS")
