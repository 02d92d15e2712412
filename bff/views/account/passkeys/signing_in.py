"""Sign-in with a passkey: it takes the place of the password and of the code.

The device proves that it has the key and that its owner was there (a finger, a face, a screen lock), so a
passkey counts as both factors. A stranger learns nothing here: without the key of an account there is only
one answer, and a challenge is the same whether or not the browser has a passkey.
"""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from bff.owners.passkeys import Refused, judge_signed, new_challenge, note_device
from bff.rules.portals.means import Means
from bff.rules.proofs import ProofKind
from bff.services import services
from bff.serving.log import outcome
from bff.views.account.forms import PasskeyForm
from bff.views.account.passkeys.words import TROUBLE
from bff.views.steps.signing_in import sign_in_as
from bff.web.devices import counted_browser
from bff.web.screens import go, screen
from bff.web.sessions import sign_in_once

blueprint = Blueprint("passkey_sign_in", __name__, url_prefix="/sign-in/passkey")

_PURPOSE = "sign_in"


@blueprint.route("", methods=["GET", "POST"])
@sign_in_once
def sign_in() -> ResponseReturnValue:
    """Sign in with what a passkey has signed; without it, show the button again and say why."""
    if not services().settings.passkeys:
        return go(url_for("sign_in.credentials"))
    form, unknown = PasskeyForm(), ""
    if form.validate_on_submit():
        book = services().passkeys
        judged = judge_signed(
            services(), book, form.credential.data, browser=counted_browser(), purpose=_PURPOSE
        )
        account = None if isinstance(judged, Refused) else services().accounts.get(judged.owner_id)
        if account is not None:
            return sign_in_as(
                account.id,
                generation=account.generation,
                kind=ProofKind.PASSKEY,
                means=(Means.PASSKEY,),
            )
        if isinstance(judged, Refused):
            outcome(judged.trouble)
            unknown = judged.credential_id
            form.form_errors.append(str(TROUBLE[judged.trouble]))
    return screen("account/passkey_sign_in.html", form=form, unknown=unknown, own_form=True)


@blueprint.post("/options")
def options() -> ResponseReturnValue:
    """Give the browser's script a challenge. Whose passkeys exist is not said: the device knows its own."""
    if not services().settings.passkeys:
        abort(404)
    browser = counted_browser()
    challenge = new_challenge(services(), browser, _PURPOSE)
    if request.form.get("device") == "yes":
        note_device(services(), browser)
    outcome("passkey_asked")
    return services().ceremonies.options_to_sign(challenge)
