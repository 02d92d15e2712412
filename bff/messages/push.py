"""Sends news to devices that asked for it (Web Push), beside the SMS: at once, and by a loop until it went.

The words say that there is news and where to read it, and nothing about a person. They have the form of
Declarative Web Push (W3C Push API), which Safari shows by itself; elsewhere the service worker shows it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import gevent
from flask import Flask

from accounts.push.queue import About, PushTo, PushWaiting
from accounts.storage.database import Unavailable
from bff.services import services, verifier
from bff.serving.language import lazy
from bff.serving.log import log
from verifiers.errors import CounterpartTrouble, Crowded
from verifiers.web_push import (
    BadAddress,
    Handover,
    PushAddress,
    PushMessage,
    PushServices,
    Urgency,
    read_address,
)

#: The time between two rounds of the loop, in seconds.
LOOK_EVERY_SECONDS = 5.0
#: Messages of one round. They are sent side by side, so that one service that hangs delays no other.
MOST_IN_A_ROUND = 20


@dataclass(frozen=True, kw_only=True)
class News:
    """What a device is told, and where the person reads it.

    Attributes:
        topic: newer news of a topic takes the place of older news, also on the screen of the phone.
        lives: later it is no news: the SMS has been there for days.
    """

    topic: str
    title: str
    text: str
    path: str
    urgency: Urgency = Urgency.NORMAL
    lives: timedelta = timedelta(days=10)


OF_ACCOUNT = News(
    topic="account",
    title=lazy("Your account"),
    text=lazy("Something has changed in your account. Look whether it was you."),
    path="/account",
    urgency=Urgency.HIGH,
    lives=timedelta(days=3),
)
DISPUTED = News(
    topic="disputed",
    title=lazy("Your account"),
    text=lazy("There is news about a dispute of your account. Read the SMS, or sign in."),
    path="/account",
    urgency=Urgency.HIGH,
)
DISPUTE = News(
    topic="dispute",
    title=lazy("Your dispute"),
    text=lazy("There is news about your dispute. Open it to read it."),
    path="/dispute/status",
)
APPOINTMENT = News(
    topic="appointment",
    title=lazy("Your appointment"),
    text=lazy("There is news about your appointment at the post office. Open it to read it."),
    path="/post-office/appointment",
)
#: By the name of the notice; every other one is about an account.
NEWS: Mapping[str, News] = {
    **dict.fromkeys(("dispute_holder", "case_holder", "case_ended"), DISPUTED),
    **dict.fromkeys(("dispute_restored", "dispute_closed"), DISPUTED),
    **dict.fromkeys(("dispute_opened", "case_opened", "dispute_decided"), DISPUTE),
    **dict.fromkeys(("appointment_approved", "appointment_rejected", "appointment_late"), APPOINTMENT),
}


def push_to(about: About, subject_id: str, *, is_last: bool = False) -> PushTo | None:
    """Return whose devices a notice goes to; None while Web Push is off."""
    return PushTo(about, subject_id, is_last) if services().settings.push_contact else None


def keep_sending(app: Flask) -> None:
    """Call `work_off` every few seconds, forever; several workers may run this loop at the same time."""
    while True:
        gevent.sleep(LOOK_EVERY_SECONDS)
        work_off(app)


def work_off(app: Flask) -> None:
    """Send one round after another until nothing is due; what failed is due again after a pause."""
    while _round(app):
        pass


def _round(app: Flask) -> int:
    with app.test_request_context(base_url=app.extensions["services"].settings.public_origin):
        try:
            due = services().push_queue.take(limit=MOST_IN_A_ROUND)
        except Unavailable as trouble:
            log.warning("busy", kind=type(trouble).__name__)
            return 0
    gevent.joinall([gevent.spawn(_send_in, app, one) for one in due])
    return len(due)


def _send_in(app: Flask, waiting: PushWaiting) -> None:
    # A context of its own, because each message has the language of its device.
    origin = app.extensions["services"].settings.public_origin
    with app.test_request_context(f"/?language={waiting.language}", base_url=origin):
        try:
            _send(waiting)
        except Unavailable as trouble:
            log.warning("busy", kind=type(trouble).__name__)


def _send(waiting: PushWaiting) -> None:
    key, push = services().push_keys.get(waiting.key_id), verifier(PushServices)
    address: PushAddress | None
    try:
        address = read_address(waiting.address, push.hosts)
    except BadAddress:  # the operator has taken the push service off the list
        address = None
    if key is None or address is None:
        services().push_queue.gone(waiting)
        return
    news = NEWS.get(waiting.name, OF_ACCOUNT)
    message = PushMessage(
        address=address,
        text=text_of(news, waiting.language),
        topic=news.topic,
        urgency=news.urgency,
        lives=news.lives,
    )
    try:
        answer = push.hand_over(message, key=key.private_key)
    except CounterpartTrouble as trouble:
        _put_back(waiting, trouble)
        return
    if answer is Handover.GONE:
        services().push_queue.gone(waiting)
        log.info("push_device_gone")
    else:
        services().push_queue.sent(waiting.id)


def _put_back(waiting: PushWaiting, trouble: CounterpartTrouble) -> None:
    is_kept = services().push_queue.not_sent(waiting)
    if not isinstance(trouble, Crowded):
        log.warning("push_waits" if is_kept else "push_not_sent", reason=trouble.reason, tries=waiting.tries)


def text_of(news: News, language: str) -> bytes:
    """Return what is encrypted for a device: JSON in UTF-8."""
    notification = {
        "title": f"{services().settings.product_name}: {news.title}",
        "body": str(news.text),
        "navigate": services().settings.public_origin + news.path,
        "lang": language,
        "dir": "ltr",
        "tag": news.topic,
    }
    facts = {"web_push": 8030, "notification": notification, "app_badge": "1"}
    return json.dumps(facts, ensure_ascii=False).encode()
