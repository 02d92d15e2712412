"""Sends codes in the background, or not at all, so that no response shows whether an account exists."""

from collections.abc import Callable
from contextlib import suppress

from accounts.account.records import Account
from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.messages.codes import CodeMessage, new_code_message
from bff.services import Services, services
from bff.serving.log import log
from bff.stores.attempts import AttemptLimits, TooOften
from bff.stores.flows import OutOfDate
from bff.web.walking import save
from verifiers.errors import CounterpartTrouble


def send_quietly(flow: Flow, message: CodeMessage) -> Flow:
    """Save the code, and send it in the background if the flow has a phone that may get it.

    The text, the time and the limits of the response are the same for a right and for a wrong password
    (decision record 0015). In a recovery or a dispute, no SMS goes to a typed phone before an account is
    found for it.
    """
    flow = save(flow.learn(codes=message.codes))
    typed_for = {Purpose.RECOVER, Purpose.DISPUTE}
    only_typed = flow.purpose in typed_for and flow.account_id is None
    if flow.phone_number is not None and not only_typed:
        services().beside(_try_to_send, services().limits, message)
    return flow


def send_first_to_owner(flow: Flow, find: Callable[[], Account | None]) -> Flow:
    """Save a code; in the background, find the account and send the code to its owner.

    All work that depends on whether an account exists runs in the background, so that the response time does
    not show it.

    Args:
        flow: a quiet flow with the phone number that the person typed.
        find: returns the account, or None; called outside the request.
    """
    message = new_code_message(flow)
    flow = save(flow.learn(codes=message.codes))
    services().beside(_find_and_send, services(), flow.id, find, message)
    return flow


def _find_and_send(
    parts: Services, flow_id: str, find: Callable[[], Account | None], message: CodeMessage
) -> None:
    account = find()
    if account is None:
        return
    while (newest := parts.flows.load(flow_id, touch=False)) is not None:
        with suppress(OutOfDate):  # a request saved the flow in between: load it again
            bound = newest.learn(account_id=account.id, generation=account.generation)
            parts.flows.save(bound, touch=False)
            break
    _try_to_send(parts.limits, message)


def _try_to_send(limits: AttemptLimits, message: CodeMessage) -> None:
    try:
        with limits.attempt(*message.counted):
            message.send()
    except (CounterpartTrouble, TooOften) as trouble:
        log.warning("code_not_sent", kind=type(trouble).__name__)
