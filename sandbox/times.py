"""Write dates and times for the pages: dd/mm/yyyy, in Viet Nam's time (UTC+7 all year)."""

from datetime import datetime, timedelta, timezone

VIET_NAM = timezone(timedelta(hours=7))


def local_time(moment: datetime) -> str:
    """Write an aware time as ``14:05:09 23/11/2026``."""
    return moment.astimezone(VIET_NAM).strftime("%H:%M:%S %d/%m/%Y")


def birth_date(iso: str) -> str:
    """Write ``1990-03-27`` as ``27/03/1990``; a year without month and day does not change."""
    return "/".join(reversed(iso.split("-")))
