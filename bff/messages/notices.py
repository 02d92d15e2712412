"""Sends the SMS about changes to an account, so that the owner notices a change made by a stranger."""

import secrets
from collections.abc import Callable
from functools import partial

import stamina

from accounts.account.records import Account
from bff.messages.budgets import draw_on_reserve
from bff.messages.codes import callback_url
from bff.services import services, verifier
from bff.serving.language import local_time
from bff.serving.log import log
from verifiers.errors import CounterpartTrouble, Unreachable
from verifiers.sms import SmsGateway

#: After this many failed tries the product logs the message as not sent.
TRIES, LONGEST_WAIT_SECONDS = 5, 60


def notify_owner(account: Account, template: str) -> None:
    """Send the owner of *account* a notice, unless the phone is marked as lost; *template* as in `notify`."""
    if not account.has_lost_phone:
        notify(account.phone_number, template)


def notify(phone_number: str, template: str, **facts: str) -> None:
    """Send a notice whose text is a setting.

    Args:
        phone_number: E.164.
        template: an ``sms_…_text`` setting.
        facts: values for placeholders other than site, time and hotline.
    """
    settings = services().settings
    now = local_time(services().clock())
    common = {"site": settings.sms_site_name, "time": now, "hotline": settings.hotline}
    send_notice(phone_number, template.format(**common | facts))


def send_notice(phone_number: str, text: str) -> None:
    """Send *text* in the background, so that a slow gateway does not delay the response.

    All tries use the same request id, so that the gateway sends the message once.

    Args:
        phone_number: E.164.
        text: without diacritics, one segment: a filled-in ``sms_…_text`` setting.
    """
    request_id = secrets.token_hex(16)
    gateway = verifier(SmsGateway)
    send = partial(
        gateway.send, phone_number, text, request_id=request_id, callback_url=callback_url(request_id)
    )
    draw_on_reserve(services())
    services().beside(_try_until_sent, send)


def _try_until_sent(send: Callable[[], None]) -> None:
    tries = stamina.retry_context(on=Unreachable, attempts=TRIES, timeout=None, wait_max=LONGEST_WAIT_SECONDS)
    try:
        for attempt in tries:
            with attempt:
                send()
    except CounterpartTrouble as trouble:
        log.error("notice_not_sent", counterpart=trouble.counterpart, reason=trouble.reason)
