"""Reads opening hours that are written as data: ``Mo-Fr 07:30-11:30,13:30-17:00; Sa 07:00-12:00``.

That is a subset of the ``opening_hours`` notation of OpenStreetMap: days or
ranges of days, and times on one day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_RULE = re.compile(r"(?P<first>[A-Z][a-z])(?:-(?P<last>[A-Z][a-z]))? (?P<times>[\d:,-]+)", re.ASCII)
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True)
class Rule:
    """The same opening times on one day, or on several days that follow each other; 0 is Monday."""

    first: int
    last: int
    spans: tuple[tuple[time, time], ...]


@dataclass(frozen=True)
class Hours:
    """All opening times of one office."""

    rules: tuple[Rule, ...]

    def is_open(self, moment: datetime) -> bool:
        """Return whether it is open at *moment*, which is in the local time of the office."""
        now = moment.time()
        return any(
            rule.first <= moment.weekday() <= rule.last
            and any(opens <= now < closes for opens, closes in rule.spans)
            for rule in self.rules
        )


def read_hours(text: str) -> Hours | None:
    """Return the opening times that *text* writes as data; None if it is in words."""
    try:
        return Hours(tuple(_rules(text)))
    except ValueError:
        return None


def _rules(text: str) -> Iterator[Rule]:
    for part in text.split(";"):
        found = _RULE.fullmatch(part.strip())
        if found is None:
            raise ValueError(text)
        first = DAYS.index(found["first"])
        last = DAYS.index(found["last"]) if found["last"] else first
        spans = tuple(_span(one) for one in found["times"].split(","))
        if last < first:
            raise ValueError(text)
        yield Rule(first, last, spans)


def _span(text: str) -> tuple[time, time]:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    opens, closes = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    if closes <= opens:
        raise ValueError(text)
    return opens, closes
