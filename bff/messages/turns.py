"""The turn of a message to a phone that nothing vouches for: at once after a proof of work, or after a wait.

A turn comes with a press, never by itself: without JavaScript the person presses a button when the wait is
over, and pwa/work.js presses it for all others. So a message goes out only while the person is still there,
and a GET sends nothing.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from flask import request

from bff.journeys.codes import OneTimeCodes, Turn
from bff.journeys.flow import Flow
from bff.limits.work import new_challenge, take_work
from bff.messages.vouching import sends_to_any_phone
from bff.services import services

_WITHOUT_WORK = "without_work"


def work_for(flow: Flow) -> str:
    """Return a challenge for the form whose press sends a code, for templates; empty where none is needed."""
    has_worked = flow.codes.turn is not None and flow.codes.turn.worked
    return new_challenge(flow) if sends_to_any_phone(flow) and not has_worked else ""


def line_up(flow: Flow) -> tuple[Flow, Turn]:
    """Return the flow with the turn of its next message, and this turn. Nothing is saved.

    The form's field ``work`` may have the proof of work; it is used up. Without one, the wait is longer the
    more people have taken this way lately.
    """
    now, turn = services().clock(), flow.codes.turn
    if (turn is None or not turn.worked) and take_work(flow, request.form.get("work", "")):
        turn = Turn(now, worked=True)
    elif turn is None:
        turn = Turn(now + timedelta(seconds=_wait_without_work()))
    return with_turn(flow, turn), turn


def with_turn(flow: Flow, turn: Turn) -> Flow:
    """Return the flow with this turn for its present phone."""
    return flow.learn(codes=replace(flow.codes, turn=turn, sent_to=flow.phone_number))


def seconds_until_turn(codes: OneTimeCodes, *, now: datetime) -> int:
    """Return the number of seconds until the turn of the next message, rounded up; 0 if none waits."""
    left = (codes.turn.due_at - now).total_seconds() if codes.turn else 0
    return max(0, -(-int(left * 1000) // 1000))


def _wait_without_work() -> int:
    settings = services().settings
    people = services().uses.add(_WITHOUT_WORK)
    return min(people * settings.wait_without_work_seconds, settings.wait_without_work_most_seconds)
