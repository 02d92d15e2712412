"""An account that exists already: that is told; when and how it came to be only to whoever can be its owner.

A signature proves it at once; elsewhere a code to the account's phone does. The owner reads of it in the
history, whoever it was.
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
from bff.web.walking import arrive, begin, current_flow
from identity.phones import mask_mobile

blueprint = Blueprint("existing", __name__, url_prefix="/existing-account")


def account_exists(flow: Flow) -> ResponseReturnValue:
    """Say that an account exists; to whoever signed also how it came to be."""
    account = _account_of(flow) if flow.signed else None
    rows = facts_of(account) if account else []
    can_ask = account is None and flow.account_id is not None
    return screen("steps/account_exists.html", flow=flow, rows=rows, can_ask=can_ask)


@blueprint.post("")
def ask_for_code() -> ResponseReturnValue:
    """Send a code to the account's phone, whose number is not shown."""
    flow = current_flow(Purpose.REGISTER)
    if flow is None or flow.step != "account_exists":
        return go(url_for("registration.choose_subject"))
    account = _account_of(flow)
    if account is None:
        return arrive(flow)
    reached = None if account.has_lost_phone else account.phone_number
    begun = begin(
        JOURNEY,
        flow.subject,
        account_id=account.id,
        phone_number=reached,
        is_quiet=True,
    )
    return arrive(one_time_code.send_first(begun))


def told(flow: Flow) -> ResponseReturnValue:
    """Say when and how the account was registered: its phone is in the person's hand."""
    account = _account_of(flow)
    if account is None:
        return go(url_for("sign_in.credentials"))
    services().accounts.note(account.id, AccountEvent.EXISTENCE_TOLD)
    outcome("existence_told")
    return screen("steps/existing.html", flow=flow, rows=facts_of(account))


def facts_of(account: Account) -> list[tuple[str, str]]:
    """How an account came to be, and the last digits of its phone."""
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
