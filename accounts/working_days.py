"""When so many working days are over, in Viet Nam: Monday to Friday, without public holidays. Pure."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta, timezone

HERE = timezone(timedelta(hours=7))
LAST_MOMENT = time(23, 59, 59)
SATURDAY = 5


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Tell whether offices are open on *day*."""
    return day.weekday() < SATURDAY and day not in holidays


def due_at(opened_at: datetime, days: int, holidays: Collection[date]) -> datetime:
    """Return the last moment, in UTC, of the *days*-th working day after the day of *opened_at*.

    The day something comes in does not count (Civil Code 91/2015, article 147).

    Args:
        opened_at: aware; its day is Viet Nam's.
        days: how many working days, at least 1.
        holidays: public holidays, and days off given for those that fall on a weekend.
    """
    day, left = opened_at.astimezone(HERE).date(), days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day, holidays)
    return datetime.combine(day, LAST_MOMENT, HERE).astimezone(UTC)
