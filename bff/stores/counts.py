"""Counts, by day, the events that an operator must see, such as reports of "this was not me".

All workers add to the same counts in Redis. A count holds a day and a code, and no personal data.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import redis

from accounts.working_days import HERE

#: How long Redis keeps a day's counts (an assumption): long enough to compare a month with the same month one
#: year earlier.
KEEP_DAYS = 400
SHOWN_DAYS = 28


@dataclass(frozen=True)
class Counts:
    """The counts by day, in the time zone of Viet Nam."""

    client: redis.Redis
    clock: Callable[[], datetime]

    def add(self, *codes: str) -> None:
        """Add one to the count named by *codes*, e.g. ``add("not_me", method)``."""
        key = _key(self.today)
        pipeline = self.client.pipeline()
        pipeline.hincrby(key, ".".join(codes), 1)
        pipeline.expire(key, timedelta(days=KEEP_DAYS))
        pipeline.execute()

    def of(self, day: date) -> dict[str, int]:
        """Return the counts of one day, by code."""
        found = self.client.hgetall(_key(day))
        return {str(code): int(count) for code, count in sorted(found.items())}

    @property
    def today(self) -> date:
        """Today's date in Viet Nam."""
        return self.clock().astimezone(HERE).date()


def table(counts: Counts) -> str:
    """Write one line for each of the last days and each code, the newest day first."""
    days = [counts.today - timedelta(days=back) for back in range(SHOWN_DAYS)]
    rows = [f"{day}  {count:>6}  {code}" for day in days for code, count in counts.of(day).items()]
    return "\n".join(rows) or f"Nothing was reported in the last {SHOWN_DAYS} days."


def _key(day: date) -> str:
    return f"counts:{day.isoformat()}"
