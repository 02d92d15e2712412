"""Budgets of what rings phones: one that strangers can use up, and a reserve that they cannot touch.

What goes to a phone that nothing vouches for is paid from a budget, which is counted for the product and for
its parts. An empty one slows and refuses nothing. All the rest is the reserve. It is only counted, because
what cannot run out cannot be used up by a stranger. Both raise an alarm: a line in the log and a count for
the operator.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace

from bff.journeys.codes import Turn
from bff.journeys.flow import Flow
from bff.limits.table import LimitTable
from bff.limits.work import Priced
from bff.services import Services, services
from bff.serving.log import log
from bff.stores.attempts import Counted, Limit, TooOften

#: The first digits of a number in E.164 that make a range: country, operator, and two more.
_RANGE_DIGITS = 6
#: Added at random to a wait, so that those who wait do not all come back in one second.
_SPREAD_SECONDS = 10


class BudgetEmpty(Exception):
    """A budget is used up; ask again after ``wait_seconds``. Nothing was sent, and nothing refused."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(wait_seconds)
        self.wait_seconds = wait_seconds


def range_of(phone_number: str | None) -> str:
    """Return the digest of the range of numbers in which this phone (E.164) is."""
    return services().digest_of((phone_number or "").removeprefix("+")[:_RANGE_DIGITS])


def is_of_an_account(flow: Flow) -> bool:
    """Return whether an account has the flow's phone."""
    return flow.phone_number is not None and bool(services().accounts.with_phone(flow.phone_number))


@contextmanager
def spend(what: Priced, budgets: Sequence[Counted], *, turn: Turn) -> Iterator[None]:
    """Pay for one use of *what* from all *budgets*; give it back if the work inside raises.

    A turn that has waited is paid from places that no fresh one takes, half as many in each budget, and from
    the others only if these are full. A burst at each moment when places come free takes none of them.

    Args:
        budgets: the narrow ones come first, so a full range costs no other.

    Raises:
        BudgetEmpty: one of the budgets is used up, and nothing was paid.
    """
    services().uses.add(what)
    with ExitStack() as paid:
        try:
            _pay(paid, budgets, turn)
        except TooOften as empty:
            _alarm(services(), what, empty.name)
            raise BudgetEmpty(empty.retry_after_seconds + secrets.randbelow(_SPREAD_SECONDS)) from empty
        yield


def _pay(paid: ExitStack, budgets: Sequence[Counted], turn: Turn) -> None:
    if turn.waited:
        with suppress(TooOften):
            paid.enter_context(services().limits.attempt(*map(_for_waiting, budgets)))
            return
    paid.enter_context(services().limits.attempt(*budgets))


def _for_waiting(budget: Counted) -> Counted:
    """Return the places of *budget* that belong to turns which have waited."""
    limit, who = budget
    return replace(limit, name=f"{limit.name}_waited", most=-(-limit.most // 2)), who


def count_in_reserve(parts: Services, what: Priced, reserve: Limit) -> None:
    """Count one use of *what* for which something vouches. Beyond the limit it raises an alarm, and no more.

    Args:
        parts: the services, because notices are sent outside a request too.
    """
    try:
        with parts.limits.attempt((reserve, "all")):
            return
    except TooOften as empty:
        _alarm(parts, what, empty.name)


def _alarm(parts: Services, what: Priced, budget: str) -> None:
    """Tell the operator once a minute that *budget* is used up."""
    told = (LimitTable(parts.settings).alarms_of_a_budget, budget)
    with suppress(TooOften), parts.limits.attempt(told):
        event = "sim_budget_empty" if what is Priced.SIM_REQUEST else "sms_budget_empty"
        log.error(event, budget=budget)
        parts.counts.add(event, budget)
