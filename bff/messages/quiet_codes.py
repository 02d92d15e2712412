"""Sends codes in the background, or not at all, so that no response shows whether an account exists."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from accounts.account.records import Account
from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.messages.budgets import draw_on_reserve
from bff.messages.codes import CodeMessage, bound_of_account, new_code_message
from bff.services import Services, services
from bff.serving.log import log
from bff.stores.attempts import TooOften
from bff.stores.flows import OutOfDate
from bff.web.devices import device_values
from bff.web.walking import save
from verifiers.errors import CounterpartTrouble

_SOON = 60


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
        services().at_the_beat(_try_to_send, services(), message)
    return flow


def send_first_to_owner(flow: Flow, find: Callable[[], Account | None]) -> Flow:
    """Save a code; at a later beat, find the account and send the code to its owner.

    All work that depends on whether an account exists runs at the beat, so that neither this response nor the
    next one shows it by its time. The stores are asked the same whether there is an account or not.

    Args:
        flow: a quiet flow with the phone number that the person typed.
        find: returns the account, or None; called outside the request.
    """
    message = new_code_message(flow)
    flow = save(flow.learn(codes=message.codes))
    find_and_send = partial(_find_and_send, devices=device_values())
    services().at_the_beat(find_and_send, services(), flow.id, find, message)
    return flow


def _find_and_send(
    parts: Services,
    flow_id: str,
    find: Callable[[], Account | None],
    message: CodeMessage,
    *,
    devices: Sequence[str],
) -> None:
    account = find()
    device = parts.second_factors.known_device(account.id if account else "", devices)
    owner = {"account_id": account.id, "generation": account.generation} if account else {}
    while (newest := parts.flows.load(flow_id, touch=False)) is not None:
        with suppress(OutOfDate):  # a request saved the flow in between: load it again
            parts.flows.save(newest.learn(**owner), touch=False)
            break
    if account is None:
        message = _counted_for(message, parts.digest_of(f"no account {flow_id}"), seconds=_SOON)
        message = replace(message, send=lambda: None)
    elif device:  # strangers who ask for codes close nothing in the owner's browser
        message = _counted_for(message, parts.digest_of(f"{account.id} {device}"))
        bound = bound_of_account(
            parts, account.id, account.phone_number, generation=account.generation, after="browser"
        )
        message = replace(message, counted=(*message.counted, bound))
    _try_to_send(parts, message)


def _counted_for(message: CodeMessage, who: str, *, seconds: int | None = None) -> CodeMessage:
    """Return *message*, counted for *who*; the stores forget it after *seconds*, if any are said."""
    limits = [limit for limit, _who in message.counted]
    if seconds is not None:
        limits = [replace(limit, window_seconds=seconds) for limit in limits]
    return replace(message, counted=tuple((limit, who) for limit in limits))


def _try_to_send(parts: Services, message: CodeMessage) -> None:
    try:
        with parts.limits.attempt(*message.counted):
            draw_on_reserve(parts)
            message.send()
    except (CounterpartTrouble, TooOften) as trouble:
        log.warning("code_not_sent", kind=type(trouble).__name__)
