"""Sends the SMS about changes to an account, so that the owner notices a change made by a stranger."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import stamina

from accounts.account.records import Account
from accounts.account.ways_in import Change
from accounts.links import LinkKind
from bff.limits.notices import one_notice
from bff.messages.budgets import draw_on_reserve
from bff.messages.codes import callback_url
from bff.messages.links import way_on
from bff.services import services, verifier
from bff.serving.language import local_time
from bff.serving.log import log
from verifiers.errors import CounterpartTrouble, Unreachable
from verifiers.sms import SmsGateway

#: After this many failed tries the product logs the message as not sent.
TRIES, LONGEST_WAIT_SECONDS = 5, 60


def sms_text(name: str, language: str | None, **facts: object) -> str:
    """Return the filled-in text of a message.

    Args:
        name: ``receipt`` for the settings ``sms_receipt_text`` and ``sms_en_receipt_text``.
        language: ``vi`` or ``en``; None: none is known, so Vietnamese.
        facts: values for placeholders other than site, time and hotline.
    """
    settings = services().settings
    in_english = "en_" if language == "en" else ""
    template: str = getattr(settings, f"sms_{in_english}{name}_text")
    now = local_time(services().clock())
    common = {"site": settings.sms_site_name, "time": now, "hotline": settings.hotline}
    return template.format(**common | facts)


def notify_owner(account: Account, name: str, **facts: object) -> None:
    """Send the owner of *account* a notice in the account's language; *name* and *facts* as in `sms_text`.

    Nothing is sent to a phone that is marked as lost: another person has it.
    """
    if not account.has_lost_phone:
        send_notice(account.phone_number, sms_text(name, account.language, **facts), kind=name)


def tell_change(account: Account, change: Change) -> None:
    """Tell the phone that the account had before *change*, with a code that stops the account.

    Args:
        account: the account as it was before the change.
    """
    tell_with_stop(account, change.way)


def tell_with_stop(account: Account, name: str) -> None:
    """Tell the account's phone something, with a code that stops the account; *name* as in `sms_text`."""
    if account.has_lost_phone:
        return
    lifetime = timedelta(hours=services().settings.stop_code_hours)
    stop = way_on(LinkKind.STOP, account.id, language=account.language, lifetime=lifetime)
    notify_owner(account, name, link=stop)


def send_notice(phone_number: str, text: str, *, kind: str = "other") -> None:
    """Send *text* in the background, so that a slow gateway does not delay the response.

    All tries use the same request id, so that the gateway sends the message once. Of one kind a phone gets a
    bounded number (`bff.limits.notices`).

    Args:
        phone_number: E.164.
        text: without diacritics, one segment: a filled-in ``sms_…_text`` setting.
        kind: the name of the text, where an account's owner is told.
    """
    with one_notice(services(), phone_number, kind) as is_sent:
        if is_sent:
            _send(phone_number, text)


def _send(phone_number: str, text: str) -> None:
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
