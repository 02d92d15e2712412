"""The account-exists screen, and the journey that shows an owner when and how the account was registered.

Every person whom a counterpart vouches for learns that an account exists. Its details are shown only to a
person who has signed for it, or who enters a code sent to the account's phone. The account's history notes
both, so the owner can see a stranger's attempt.
"""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account, AccountEvent
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import local_time
from bff.serving.log import outcome
from bff.views.steps import one_time_code
from bff.web.lookup import method_of
from bff.web.screens import go, screen
from bff.web.walking import arrive, begin, bound_to, current_flow
from identity.phones import mask_mobile

blueprint = Blueprint("existing", __name__, url_prefix="/existing-account")


def account_exists(flow: Flow) -> ResponseReturnValue:
    """Say that an account exists. After a signature show also when and how it was registered."""
    account = _account_of(flow) if flow.signed else None
    rows = facts_of(account) if account else []
    can_ask = account is None and flow.account_id is not None
    return screen("steps/account_exists.html", flow=flow, rows=rows, can_ask=can_ask)


@blueprint.post("")
def ask_for_code() -> ResponseReturnValue:
    """Send a code to the account's phone. The screens do not show its number."""
    flow = current_flow(Purpose.REGISTER)
    if flow is None or flow.step != "account_exists":
        return go(url_for("registration.choose_subject"))
    account = _account_of(flow)
    if account is None:
        return arrive(flow)
    # A stranger may hold a phone that was reported lost. It gets no code, and the screen looks the same.
    reached = None if account.has_lost_phone else account.phone_number
    begun = begin(
        JOURNEY,
        flow.subject,
        **bound_to(account),
        phone_number=reached,
        is_quiet=True,
    )
    return arrive(one_time_code.send_first(begun))


def told(flow: Flow) -> ResponseReturnValue:
    """Show when and how the account was registered. The person has entered the code from its phone."""
    account = _account_of(flow)
    if account is None:
        return go(url_for("sign_in.credentials"))
    services().note_repeatable(account.id, AccountEvent.EXISTENCE_TOLD)
    outcome("existence_told")
    return screen("steps/existing.html", flow=flow, rows=facts_of(account))


def facts_of(account: Account) -> list[tuple[str, str]]:
    """Return when and how the account was registered, and its masked phone number: names and values."""
    return [
        (_("Registered on"), local_time(account.registered_at)),
        (_("How it was verified"), str(method_of(account.method).title)),
        (_("Verification level"), str(account.level)),
        (_("Phone number"), mask_mobile(account.phone_number).replace(" ", "\u00a0")),
    ]


def _account_of(flow: Flow) -> Account | None:
    return services().accounts.get(flow.account_id) if flow.account_id else None


JOURNEY = Journey(
    "existing", at="/existing-account", purpose=Purpose.RECOVER, steps=(one_time_code.CODE, Step(told))
)
