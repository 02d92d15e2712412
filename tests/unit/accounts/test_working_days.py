"""The date after a number of working days: weekends, public holidays and the first day do not count."""

from datetime import UTC, date, datetime

import pytest

from accounts.working_days import end_of_office_days

HOLIDAYS = frozenset({date(2026, 1, 1), date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1)})


@pytest.mark.parametrize(
    ("opened", "days", "due"),
    [
        ("2026-11-23T02:00", 10, "2026-12-07"),  # a Monday
        ("2026-11-27T10:00", 1, "2026-11-30"),  # a Friday: Monday
        ("2026-11-28T10:00", 1, "2026-11-30"),  # a Saturday: Monday too
        ("2026-11-27T17:30", 1, "2026-11-30"),  # Friday evening in UTC is Saturday in Viet Nam
        ("2026-04-24T02:00", 10, "2026-05-13"),  # Hùng Kings' day, 30 April and 1 May do not count
        ("2025-12-31T02:00", 1, "2026-01-02"),
    ],
)
def test_only_working_days_count(opened: str, days: int, due: str) -> None:
    moment = datetime.fromisoformat(opened).replace(tzinfo=UTC)
    last = end_of_office_days(moment, days, HOLIDAYS)
    assert last.isoformat() == f"{due}T16:59:59+00:00"
