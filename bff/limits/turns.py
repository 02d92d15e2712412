"""The turn of what costs a proof of work: at once after the work, or after a wait without it.

A turn comes with a press, never by itself: without JavaScript the person presses a button when the wait is
over, and pwa/work.js presses it for all others. So nothing goes out for a person who has left, and a GET
sends nothing.
"""

from datetime import datetime, timedelta

from flask import request

from bff.journeys.codes import Turn
from bff.journeys.flow import Flow
from bff.limits.budgets import BudgetEmpty
from bff.limits.work import Priced, take_work
from bff.services import services

#: The names of the counts of people who wait because they did no work.
_WITHOUT_WORK = {Priced.MESSAGE: "without_work", Priced.SIM_REQUEST: "sim_without_work"}


def next_turn(flow: Flow, turn: Turn | None, what: Priced) -> Turn:
    """Return the turn of *what* in this flow, of which *turn* is the one it has.

    The form's field ``work`` may have the proof of work; it is used up. Without one, the wait is longer the
    more people have taken this way lately.
    """
    now = services().clock()
    if (turn is None or not turn.worked) and take_work(flow, request.form.get("work", ""), what):
        return Turn(now, worked=True, waited=turn is not None and turn.waited)
    return turn or Turn(now + timedelta(seconds=_wait_without_work(what)))


def turn_after(turn: Turn, empty: BudgetEmpty) -> Turn:
    """Return the turn of what found a budget used up."""
    due_at = services().clock() + timedelta(seconds=empty.wait_seconds)
    return Turn(due_at, turn.worked, waited=True)


def seconds_until(turn: Turn | None, *, now: datetime) -> int:
    """Return the number of seconds until this turn, rounded up; 0 if there is none."""
    left = (turn.due_at - now).total_seconds() if turn else 0
    return max(0, -(-int(left * 1000) // 1000))


def _wait_without_work(what: Priced) -> int:
    settings = services().settings
    people = services().uses.add(_WITHOUT_WORK[what])
    return min(people * settings.wait_without_work_seconds, settings.wait_without_work_most_seconds)
