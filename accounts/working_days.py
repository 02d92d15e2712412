"""When so many working days are over, in Viet Nam. Two rules, which differ on purpose. Pure.

A dispute is promised to people in working days as offices have them: `end_of_office_days` skips public
holidays. A request about data must be answered by law within so many days: `working_days_later` counts public
holidays as working days, so that a request is answered earlier than the law asks, never later.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

HERE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
LAST_MOMENT = time(23, 59, 59)
SATURDAY = 5


def end_of_office_days(opened_at: datetime, days: int, holidays: Collection[date]) -> datetime:
    """Return the last moment, in UTC, of the *days*-th day on which offices are open after *opened_at*.

    The day something comes in does not count (Civil Code 91/2015, article 147).

    Args:
        opened_at: aware; its day is Viet Nam's.
        days: how many working days, at least 1.
        holidays: public holidays, and days off given for those that fall on a weekend.
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
