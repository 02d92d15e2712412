"""Every limit of the product, in one place."""

from bff.settings.settings import Settings
from bff.stores.limits import Limit

HOUR, DAY = 3_600, 86_400


def codes_per_number(settings: Settings) -> tuple[Limit, Limit]:
    """Limit how many one-time codes one phone number may be sent."""
    return (
        Limit("codes_hour", settings.one_time_codes_per_hour, HOUR),
        Limit("codes_day", settings.one_time_codes_per_day, DAY),
    )
