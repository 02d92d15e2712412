"""Sends codes in the background, or not at all, so that no response shows whether an account exists."""

from collections.abc import Callable
from contextlib import suppress

from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.messages.budgets import draw_on_reserve
from bff.messages.codes import CodeMessage, new_code_message
from bff.services import Services, services
from bff.serving.log import log
from bff.stores.attempts import TooOften
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
        services().beside(_try_to_send, services(), message)
    return flow


def send_first_to_owner(flow: Flow, find: Callable[[], str | None]) -> Flow:
    """Save a code; in the background, find the account and send the code to its owner.

    All work that depends on whether an account exists runs in the background, so that the response time does
    not show it.

    Args:
        flow: a quiet flow with the phone number that the person typed.
        find: returns the id of the account, or None; called outside the request.
    """
    message = new_code_message(flow)
    flow = save(flow.learn(codes=message.codes))
    services().beside(_find_and_send, services(), flow.id, find, message)
    return flow


def _find_and_send(
    parts: Services, flow_id: str, find: Callable[[], str | None], message: CodeMessage
) -> None:
    account_id = find()
    if account_id is None:
        return
    while (newest := parts.flows.load(flow_id, touch=False)) is not None:
        with suppress(OutOfDate):  # a request saved the flow in between: load it again
            parts.flows.save(newest.learn(account_id=account_id), touch=False)
            break
    _try_to_send(parts, message)


def _try_to_send(parts: Services, message: CodeMessage) -> None:
    try:
        with parts.limits.attempt(*message.counted):
            draw_on_reserve(parts)
            message.send()
    except (CounterpartTrouble, TooOften) as trouble:
        log.warning("code_not_sent", kind=type(trouble).__name__)
