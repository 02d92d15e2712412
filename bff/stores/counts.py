"""How often each day brought something that an operator must know of, such as "this was not me".

Counted in Redis by day and code, so that all workers count together; nothing says whom it was about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import redis

from accounts.working_days import HERE

#: How long a day is remembered; an assumption: long enough to compare with the same month a year before.
KEEP_DAYS = 400
SHOWN_DAYS = 28


@dataclass(frozen=True)
class Counts:
    """Counts by day, as the calendar here has it."""

    client: redis.Redis
    clock: Callable[[], datetime]

    def add(self, *codes: str) -> None:
        """Count once what *codes* say, e.g. ``add("not_me", method)``."""
        key = _key(self.today)
        pipeline = self.client.pipeline()
        pipeline.hincrby(key, ".".join(codes), 1)
        pipeline.expire(key, timedelta(days=KEEP_DAYS))
        pipeline.execute()

    def of(self, day: date) -> dict[str, int]:
        """Give the counts of one day, by code."""
        found = self.client.hgetall(_key(day))
        return {str(code): int(count) for code, count in sorted(found.items())}

    @property
    def today(self) -> date:
        """The day it is here."""
        return self.clock().astimezone(HERE).date()


def table(counts: Counts, *, days: int = SHOWN_DAYS) -> str:
    """Write every code of the last *days* as one line, the newest day first."""
    told = [counts.today - timedelta(days=back) for back in range(days)]
    rows = [f"{day}  {count:>6}  {code}" for day in told for code, count in counts.of(day).items()]
    return "\n".join(rows) or f"Nothing was reported in the last {days} days."


def _key(day: date) -> str:
    return f"counts:{day.isoformat()}"
