"""The words of an office: its opening hours, whether it is open now, and a map of its address."""

from datetime import datetime
from urllib.parse import quote

from accounts.working_days import HERE
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.settings.hours import Hours, Rule
from bff.settings.offices import Office

#: Letters of a province's name that is searched for; the longest name has 20.
LONGEST_NAME = 60
#: Where a map shows an address. Only the office's address goes there, nothing of the reader.
MAP = "https://www.openstreetmap.org/search?query={place}"
DAYS = (
    lazy("Monday"), lazy("Tuesday"), lazy("Wednesday"), lazy("Thursday"), lazy("Friday"), lazy("Saturday"),
    lazy("Sunday"),
)  # fmt: skip


def here_and_now() -> datetime | None:
    """Return the local time, for which offices are open or not; None on a public holiday: they are closed."""
    now = services().clock().astimezone(HERE)
    return None if now.date() in services().settings.public_holidays else now


def hours_in_words(office: Office) -> str:
    """Return the opening hours in words."""
    hours = office.hours
    return _words(hours) if hours else office.opening_hours


def map_of(office: Office) -> str:
    """Return the address of a map that shows the office."""
    return MAP.format(place=quote(f"{office.address}, {office.province}"))


def _words(hours: Hours) -> str:
    return "; ".join(_rule(rule) for rule in hours.rules)


def _rule(rule: Rule) -> str:
    times = ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in rule.spans)
    if rule.first == rule.last:
        return f"{DAYS[rule.first]} {times}"
    days = _("%(first)s to %(last)s", first=DAYS[rule.first], last=DAYS[rule.last])
    return f"{days} {times}"
