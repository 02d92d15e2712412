"""The second step of sign-in for an account with an authenticator app: the app's code, or a recovery code."""

from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.limits.table import limits
from bff.services import services
from bff.serving.log import outcome
from bff.views.account.forms import AppCodeForm
from bff.views.steps.signing_in import enter
from bff.web.devices import own_browser
from bff.web.screens import screen
from bff.web.walking import advance, arrive, begin
from identity.subject import Subject


def ask_for_app_code(account_id: str, *, generation: int) -> ResponseReturnValue:
    """Begin the flow that asks for the app's code. The caller has already checked the password.

    Args:
        generation: of the account's ways in when the password was checked.
    """
    return arrive(begin(JOURNEY, Subject.CITIZEN, account_id=account_id, generation=generation))


def app_code(flow: Flow) -> ResponseReturnValue:
    """Ask for a code from the app, or a recovery code."""
    form = AppCodeForm()
    if form.validate_on_submit():
        if is_right(flow.account_id or "", form.code.digits):
            outcome("app_code_right")
            return advance(flow)
        form.refuse()
    return screen("account/app_code.html", form=form, flow=flow)


def is_right(account_id: str, code: str) -> bool:
    """Check *code* against the account's app and recovery codes. Each code is accepted once.

    Wrong codes are counted per account, whichever screen asks for the code, and apart for each browser that
    has signed in before.

    Raises:
        TooOften: the account has reached the limit of wrong codes.
    """
    who = f"{account_id} {own_browser(account_id)}".rstrip()
    with services().limits.attempt((limits().wrong_app_codes, services().digest_of(who))) as guess:
        if services().second_factors.takes(account_id, code):
            guess.give_back()
            return True
    outcome("app_code_wrong")
    return False


JOURNEY = Journey(
    "sign_in_app", at="/sign-in/app", purpose=Purpose.SIGN_IN, steps=(Step(app_code), Step(enter, acts=True))
)
