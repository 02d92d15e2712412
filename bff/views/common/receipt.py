"""The SMS that tells an account's owner what happened to it, so that a stranger's doing is noticed."""

import secrets
from collections.abc import Callable
from functools import partial

import stamina

from accounts.records import Account
from bff.language import HERE
from bff.log import log
from bff.services import services, verifier
from bff.settings import Settings
from bff.views.common.one_time_code import callback_url
from verifiers.errors import CounterpartTrouble, Unreachable
from verifiers.sms import SmsGateway

#: A receipt that cannot be sent within this many tries is given up and logged.
TRIES, LONGEST_WAIT_SECONDS = 5, 60


def receipt_text(settings: Settings, account: Account) -> str:
    """Write the receipt: when, how, and what to do if it was not you; without diacritics, one segment."""
    moment = account.registered_at.astimezone(HERE).strftime("%H:%M %d/%m/%Y")
    return settings.sms_receipt_text.format(
        site=settings.sms_site_name, time=moment, level=account.level, hotline=settings.hotline
    )


def send_receipt(account: Account) -> None:
    """Send the receipt beside the answer: a slow gateway must not hold up a finished registration.

    The same request id is used for every try, so that the gateway sends one message.
    """
    request_id = secrets.token_hex(16)
    gateway = verifier(SmsGateway)
    send = partial(
        gateway.send,
        account.phone_number,
        receipt_text(services().settings, account),
        request_id=request_id,
        callback_url=callback_url(request_id),
    )
    services().beside(_try_until_sent, send)


def _try_until_sent(send: Callable[[], None]) -> None:
    tries = stamina.retry_context(on=Unreachable, attempts=TRIES, timeout=None, wait_max=LONGEST_WAIT_SECONDS)
    try:
        for attempt in tries:
            with attempt:
                send()
    except CounterpartTrouble as trouble:
        log.error("receipt_not_sent", counterpart=trouble.counterpart, reason=trouble.reason)
