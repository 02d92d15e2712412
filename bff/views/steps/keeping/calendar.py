"""Writes a deadline as an iCalendar file (RFC 5545), which every phone's calendar opens.

It holds the deadline and the reference, and nothing about a person.
"""

from datetime import UTC, datetime, timedelta

from flask import Response

from bff.services import services

#: RFC 5545, 3.1: a line has at most 75 octets.
_LINE_OCTETS = 75
#: How long before the deadline the calendar reminds.
_REMINDS_BEFORE = timedelta(days=1)


def calendar_file(summary: str, description: str, *, ends_at: datetime, key: str, name: str) -> Response:
    """Return a file with one event: the last hour before *ends_at*.

    Args:
        key: what the calendar tells two files apart by; the same deadline has the same key.
        name: of the file, without its ending.
    """
    origin = services().settings.public_origin.partition("//")[2]
    uid = f"{services().lookup.digest('calendar', key)[:32]}@{origin.partition(':')[0]}"
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//cuaso//deadline//VI",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_utc(services().clock())}",
        f"DTSTART:{_utc(ends_at - timedelta(hours=1))}",
        f"DTEND:{_utc(ends_at)}",
        f"SUMMARY:{_escaped(summary)}",
        f"DESCRIPTION:{_escaped(description)}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(summary)}",
        f"TRIGGER:-P{_REMINDS_BEFORE.days}D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    text = "".join(f"{_folded(line)}\r\n" for line in lines)
    headers = {"Content-Disposition": f"attachment; filename={name}.ics"}
    return Response(text, mimetype="text/calendar", headers=headers)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    r"""Escape a text value (RFC 5545, 3.3.11)."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Break a long line: the next one begins with a space, and no letter is cut into its octets."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > _LINE_OCTETS - 1:
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
