"""How a code is sent so that nobody learns whether there is an account: beside the answer, or not at all."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from bff.journeys.codes import SentCode
from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.messages.codes import counted_of, message_of, new_code_of
from bff.services import Services, services
from bff.serving.log import log
from bff.stores.flows import OutOfDate
from bff.stores.limits import AttemptLimits, Limit, TooOften
from bff.web.walking import save
from verifiers.errors import CounterpartTrouble


def send_quietly(flow: Flow, sent: SentCode, code: str) -> Flow:
    """Keep the code for whoever it is, and send it beside the answer if there is a phone.

    Neither words nor time nor a limit then tell whether a password was right (decision record 0015). A phone
    that was only typed, and not by whoever registers, gets nothing before an account was found for it.
    """
    flow = save(flow)
    typed_for = {Purpose.RECOVER, Purpose.DISPUTE}
    only_typed = flow.purpose in typed_for and flow.account_id is None
    if flow.phone_number is not None and not only_typed:
        message = message_of(flow, flow.phone_number, sent, code)
        counted = counted_of(flow, flow.phone_number)
        services().beside(_try_to_send, services().limits, counted, message)
    return flow


def send_first_to_owner(flow: Flow, find: Callable[[], str | None]) -> Flow:
    """Keep a code for whoever it is; find beside the answer whose it is, and send it to its owner alone.

    All that depends on whether there is an account happens beside the answer: its time tells nothing.

    Args:
        registration: quiet, with the phone number that was typed.
        find: tells the id of the account that the code is for, if there is one; asked outside the request.
    """
    phone_number = flow.phone_number or ""
    sent, codes, code = new_code_of(flow)
    flow = save(flow.learn(codes=codes))
    message = message_of(flow, phone_number, sent, code)
    send = partial(_try_to_send, services().limits, counted_of(flow, phone_number), message)
    services().beside(_find_and_send, services(), flow.id, find, send)
    return flow


def _find_and_send(
    parts: Services,
    flow_id: str,
    find: Callable[[], str | None],
    send: Callable[[], None],
) -> None:
    account_id = find()
    if account_id is None:
        return
    while (newest := parts.flows.load(flow_id, touch=False)) is not None:
        with suppress(OutOfDate):
            parts.flows.save(newest.learn(account_id=account_id), touch=False)
            break
    send()


def _try_to_send(
    limits: AttemptLimits, counted: tuple[tuple[Limit, str], ...], message: Callable[[], None]
) -> None:
    try:
        with limits.attempt(*counted):
            message()
    except (CounterpartTrouble, TooOften) as trouble:
        log.warning("code_not_sent", kind=type(trouble).__name__)
