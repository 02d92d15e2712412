"""Working days in Viet Nam, by two rules that differ on purpose. Pure.

People are promised an answer to a dispute in working days of offices: `end_of_office_days` skips public
holidays. The law sets a limit in working days for requests about data: `working_days_later` counts public
holidays as working days, so that the answer comes earlier than the law asks, never later.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

HERE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
LAST_MOMENT = time(23, 59, 59)
SATURDAY = 5


def end_of_office_days(opened_at: datetime, days: int, holidays: Collection[date]) -> datetime:
    """Return the last moment, in UTC, of the *days*-th office day after *opened_at*.

    The day of the opening itself does not count (Civil Code 91/2015, article 147).

    Args:
        opened_at: aware; the opening's day is the day in Viet Nam.
        days: how many working days, at least 1.
        holidays: public holidays, and days off in place of those that fall on a weekend.
    """
    day, left = opened_at.astimezone(HERE).date(), days
    while left > 0:
        day += timedelta(days=1)
        left -= is_office_day(day, holidays)
    return datetime.combine(day, LAST_MOMENT, HERE).astimezone(UTC)


def is_office_day(day: date, holidays: Collection[date]) -> bool:
    """Tell whether offices are open on *day*."""
    return day.weekday() < SATURDAY and day not in holidays


def working_days_later(moment: datetime, days: int) -> datetime:
    """Return the same time of day, *days* weekdays later; public holidays count as working days."""
    local = moment.astimezone(HERE)
    while days > 0:
        local += timedelta(days=1)
        days -= local.weekday() < SATURDAY
    return local.astimezone(moment.tzinfo)
