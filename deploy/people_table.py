"""Whom one can try: the sandbox's people as a table for a terminal."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import httpx

#: Columns shown: heading and where the sandbox's description of a person keeps it.
COLUMNS = (
    ("Name", "full_name"),
    ("Citizen number", "citizen_number"),
    ("Born", "birth_date"),
    ("Phone", "phone_number"),
    ("What happens", "story"),
)
#: A cell shows at most this many letters; the sandbox's own page shows everything.
LONGEST = 90


def fetch(sandbox_url: str) -> str:
    """Ask the sandbox for its people and lay them out."""
    answer = httpx.get(f"{sandbox_url}/qa/people", trust_env=False, timeout=10.0)
    return lay_out(answer.raise_for_status().json()["people"])


def lay_out(people: Iterable[Mapping[str, object]]) -> str:
    """Return *people* as lines of aligned columns."""
    rows = [[heading for heading, _ in COLUMNS]]
    rows += [[_shortened(str(person.get(key) or "")) for _, key in COLUMNS] for person in people]
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
    return ("  " + "  ".join(cells)).rstrip()


def _width(text: str) -> int:
    """How many terminal columns *text* takes: marks that combine with a letter take none."""
    return sum(1 for letter in text if not unicodedata.combining(letter))
