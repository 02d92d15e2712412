"""Sends codes so that no answer shows whether an account exists: in the background, or not at all."""

from collections.abc import Callable
from contextlib import suppress

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
    """Save the code, and send it in the background if an account was found for the phone.

    Then neither words nor time nor a limit show if a password was right (decision record 0015). A phone that
    was only typed, by a person who does not register, gets nothing before an account was found for it.
    """
    flow = save(flow.learn(codes=message.codes))
    typed_for = {Purpose.RECOVER, Purpose.DISPUTE}
    only_typed = flow.purpose in typed_for and flow.account_id is None
    if flow.phone_number is not None and not only_typed:
        services().beside(_try_to_send, services().limits, message)
    return flow


def send_first_to_owner(flow: Flow, find: Callable[[], str | None]) -> Flow:
    """Save a code; in the background find the account that it is for, and send it to that owner alone.

    All work that depends on whether there is an account happens in the background, so that the time of the
    answer shows nothing.

    Args:
        flow: quiet, with the phone number that was typed.
        find: returns the id of the account that the code is for, if there is one; called outside the request.
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
        with suppress(OutOfDate):
            parts.flows.save(newest.learn(account_id=account_id), touch=False)
            break
    _try_to_send(parts.limits, message)


def _try_to_send(limits: AttemptLimits, message: CodeMessage) -> None:
    try:
        with limits.attempt(*message.counted):
            message.send()
    except (CounterpartTrouble, TooOften) as trouble:
        log.warning("code_not_sent", kind=type(trouble).__name__)
