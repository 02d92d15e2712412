"""The budgets of SMS: one that strangers can use up, for phones that nothing vouches for, and the reserve.

The budget is counted for the product, for each method and for each range of numbers. An empty one slows and
refuses nothing. The reserve is all the rest: codes after a right password, owners' notices, phones that a
register knows. It is only counted, because what cannot run out cannot be used up by a stranger. Both raise an
alarm: a line in the log and a count for the operator.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bff.journeys.flow import Flow
from bff.limits.table import LimitTable, limits
from bff.limits.work import UNVOUCHED_USE
from bff.services import Services, services
from bff.serving.log import log
from bff.stores.attempts import Counted, TooOften
from bff.web.lookup import method_key_of

#: The first digits of a number in E.164 that make a range: country, operator, and two more.
RANGE_DIGITS = 6
#: Added at random to a wait, so that those who wait do not all come back in one second.
SPREAD_SECONDS = 10


class BudgetEmpty(Exception):
    """A budget is used up; ask again after ``wait_seconds``. Nothing was sent, and nothing refused."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(wait_seconds)
        self.wait_seconds = wait_seconds


@contextmanager
def unvouched_budget(flow: Flow, *, worked: bool) -> Iterator[None]:
    """Pay for one message to a phone that nothing vouches for; give it back if the work inside raises.

    Args:
        worked: whether the browser did a proof of work for it.

    Raises:
        BudgetEmpty: one of the budgets is used up, and nothing was paid.
    """
    services().uses.add(UNVOUCHED_USE)
    budgets = _budgets(flow, worked=worked)
    try:
        with services().limits.attempt(*budgets):
            yield
    except TooOften as empty:
        if empty.name not in {limit.name for limit, _who in budgets}:
            raise  # the message inside has met a limit of its own
        _alarm(services(), empty.name)
        raise BudgetEmpty(empty.retry_after_seconds + secrets.randbelow(SPREAD_SECONDS)) from empty


def _budgets(flow: Flow, *, worked: bool) -> list[Counted]:
    """Return the budgets of one message. The narrow ones come first, so a full range costs no other."""
    table, digest_of = limits(), services().digest_of
    numbers = (flow.phone_number or "").removeprefix("+")[:RANGE_DIGITS]
    counted = [
        (table.unvouched_messages_of_a_range, digest_of(numbers)),
        (table.unvouched_messages_of_a_method, method_key_of(flow)),
    ]
    if not worked:
        counted.append((table.unvouched_messages_without_work, "all"))
    return [*counted, (table.unvouched_messages, "all")]


def draw_on_reserve(parts: Services) -> None:
    """Count one message to a phone that is vouched for. Beyond the limit it raises an alarm and nothing else.

    Args:
        parts: the services, because notices are sent outside a request too.
    """
    try:
        with parts.limits.attempt((LimitTable(parts.settings).reserve_messages, "all")):
            return
    except TooOften as empty:
        _alarm(parts, empty.name)


def _alarm(parts: Services, budget: str) -> None:
    """Tell the operator once a minute that *budget* is used up."""
    told = (LimitTable(parts.settings).alarms_of_a_budget, budget)
    with suppress(TooOften), parts.limits.attempt(told):
        log.error("sms_budget_empty", budget=budget)
        parts.counts.add("sms_budget_empty", budget)
