"""Sends the messages that wait in the outbox: at once after what they tell, and by a loop until they went.

A message is taken from the outbox, its code is made, and it goes to the gateway with the row's id as the
request id. Then the row is deleted. A worker that dies in between leaves a row that the next round sends
again under the same id, so the phone gets it once.
"""

from contextlib import suppress
from datetime import timedelta

import gevent
from flask import Flask, current_app
from redis import RedisError

from accounts.account.records import AccountEvent
from accounts.links import LinkKind
from accounts.outbox import Waiting
from accounts.storage.database import Unavailable
from bff.limits.notices import one_notice
from bff.messages.budgets import draw_on_reserve
from bff.messages.codes import callback_url
from bff.messages.links import way_on
from bff.messages.notices import sms_text
from bff.messages.push import work_off as work_off_push
from bff.services import services, verifier
from bff.serving.language import local_time
from bff.serving.log import log
from verifiers.errors import CounterpartTrouble, Unreachable
from verifiers.sms import SmsGateway

#: The time between two rounds of the loop, in seconds.
LOOK_EVERY_SECONDS = 5.0
#: Messages of one round. The rest waits for the next one.
MOST_IN_A_ROUND = 200


#: The codes that stop an account, and what a message says without one; without diacritics.
STOPS = frozenset({LinkKind.STOP.value, LinkKind.STOP_PHONE.value})
CALL_WORDS = {"vi": "goi {hotline}", "en": "call {hotline}"}


def send_waiting() -> None:
    """Send what waits in the background, so that a slow gateway does not delay the response."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    services().beside(work_off, app)
    if services().settings.push_contact:
        services().beside(work_off_push, app)


def keep_sending(app: Flask) -> None:
    """Call `work_off` every few seconds, forever; several workers may run this loop at the same time."""
    while True:
        gevent.sleep(LOOK_EVERY_SECONDS)
        work_off(app)


def work_off(app: Flask) -> None:
    """Send the messages that are due, one after the other, until the gateway falls silent."""
    with app.test_request_context(base_url=app.extensions["services"].settings.public_origin):
        try:
            for _message in range(MOST_IN_A_ROUND):
                taken = services().outbox.take(limit=1)
                if not taken or not _is_gateway_there(taken[0]):
                    return
        except Unavailable as trouble:
            log.warning("busy", kind=type(trouble).__name__)


def _is_gateway_there(waiting: Waiting) -> bool:
    """Send one message, or put it back for later. False: the gateway does not answer at all."""
    try:
        _send(waiting)
    except CounterpartTrouble as trouble:
        _put_back(waiting, trouble.reason)
        return not isinstance(trouble, Unreachable)
    except Unavailable:
        raise
    except Exception as trouble:  # noqa: BLE001 - a message that cannot be written must not hold up the others
        _put_back(waiting, type(trouble).__name__)
    return True


def _send(waiting: Waiting) -> None:
    """Send one message; of one kind a phone gets a bounded number (`bff.limits.notices`)."""
    told = waiting.notice
    with one_notice(services(), told.phone_number, told.name, account_id=told.account_id) as is_sent:
        if is_sent:
            _hand_over(waiting)
    services().outbox.sent(waiting.id)


def _hand_over(waiting: Waiting) -> None:
    notice = waiting.notice
    gateway, text = verifier(SmsGateway), text_of(waiting)
    if waiting.tries == 1:
        with suppress(RedisError):  # the count of the reserve refuses nothing
            draw_on_reserve(services())
    callback = callback_url(waiting.id)
    gateway.send(notice.phone_number, text, request_id=waiting.id, callback_url=callback)
    if notice.dispute_id:
        services().disputes.holder_told(notice.dispute_id)


def _put_back(waiting: Waiting, reason: str) -> None:
    is_kept = services().outbox.not_sent(waiting)
    log.error("notice_waits" if is_kept else "notice_not_sent", reason=reason, tries=waiting.tries)


def text_of(waiting: Waiting) -> str:
    """Return the text of a message, with a code that is made now.

    A proof that opened the account while the message waited has ended its stop code: the text then names the
    hotline in its place.
    """
    notice = waiting.notice
    facts: dict[str, object] = {"time": local_time(waiting.made_at), **notice.facts}
    if notice.way_on:
        kind, target_id, hours = notice.way_on
        facts["link"] = way_on(
            LinkKind(kind), target_id, language=notice.language, lifetime=timedelta(hours=hours)
        )
        # After the code was made: a proof that comes later ends it, and this one is told to no person.
        if kind in STOPS and _has_ended(waiting, account_id=target_id):
            words = CALL_WORDS.get(notice.language or "vi", CALL_WORDS["vi"])
            facts["link"] = words.format(hotline=services().settings.hotline)
    return sms_text(notice.name, notice.language, **facts)


def _has_ended(waiting: Waiting, *, account_id: str) -> bool:
    """Tell whether a proof has opened the stopped account since the message was written.

    Only such a proof ends stop codes; what officers decide does not, and has no method.
    """
    opened = services().accounts.history(account_id, events=[AccountEvent.RESTORED])
    return any(entry.at > waiting.made_at and "method" in entry.codes for entry in opened)
