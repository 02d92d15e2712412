"""The second step of signing in with an authenticator app: its code, or a recovery code from paper."""

from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.services import services
from bff.serving.log import outcome
from bff.stores.limits import Limit
from bff.views.account.forms import AppCodeForm
from bff.views.steps.signing_in import enter
from bff.web.screens import screen
from bff.web.walking import advance, arrive, begin
from identity.subject import Subject


def ask_for_app_code(account_id: str) -> ResponseReturnValue:
    """Go on to the app's code, of somebody who knows the password."""
    return arrive(begin(JOURNEY, Subject.CITIZEN, account_id=account_id))


def app_code(flow: Flow) -> ResponseReturnValue:
    """Ask for a code of the app."""
    form = AppCodeForm()
    if form.validate_on_submit():
        if is_right(flow.account_id or "", form.digits):
            outcome("app_code_right")
            return advance(flow)
        form.refuse()
    return screen("account/app_code.html", form=form, flow=flow)


def is_right(account_id: str, code: str) -> bool:
    """Tell whether *code* counts for the account; wrong ones are counted for it, wherever they are typed.

    Raises:
        TooOften: too many were wrong lately.
    """
    limit = Limit("app_codes", services().settings.app_codes_per_account_hour, 3_600)
    who = services().digest_of(account_id)
    services().limits.require(limit, who)
    if services().second_factors.takes(account_id, code):
        return True
    outcome("app_code_wrong")
    services().limits.count(limit, who)
    return False


JOURNEY = Journey(
    "sign_in_app", at="/sign-in/app", purpose=Purpose.SIGN_IN, steps=(Step(app_code), Step(enter))
)
