"""The SMS that tells somebody what happened, so that a stranger's doing is noticed."""

import secrets
from collections.abc import Callable
from functools import partial

import stamina

from bff.messages.codes import callback_url
from bff.services import services, verifier
from bff.serving.log import log
from verifiers.errors import CounterpartTrouble, Unreachable
from verifiers.sms import SmsGateway

#: A message that cannot be sent within this many tries is given up and logged.
TRIES, LONGEST_WAIT_SECONDS = 5, 60


def send_notice(phone_number: str, text: str) -> None:
    """Send *text* beside the answer: a slow gateway must not hold up what has happened already.

    The same request id is used for every try, so that the gateway sends one message.

    Args:
        phone_number: E.164.
        text: without diacritics, one segment: a filled-in ``sms_…_text`` setting.
    """
    request_id = secrets.token_hex(16)
    gateway = verifier(SmsGateway)
    send = partial(
        gateway.send, phone_number, text, request_id=request_id, callback_url=callback_url(request_id)
    )
    services().beside(_try_until_sent, send)


def _try_until_sent(send: Callable[[], None]) -> None:
    tries = stamina.retry_context(on=Unreachable, attempts=TRIES, timeout=None, wait_max=LONGEST_WAIT_SECONDS)
    try:
        for attempt in tries:
            with attempt:
                send()
    except CounterpartTrouble as trouble:
        log.error("notice_not_sent", counterpart=trouble.counterpart, reason=trouble.reason)
