"""The sandbox's people as a table for the terminal, for someone who wants to try the product."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import httpx2

#: The columns: heading, the sandbox's name of the field, the largest number of letters.
COLUMNS = (
    ("Name", "full_name", 28),
    ("Citizen number", "citizen_number", 12),
    ("Born", "birth_date", 10),
    ("Phone", "phone_number", 12),
    ("What happens", "story", 100),
)


def fetch(sandbox_url: str) -> str:
    """Ask the sandbox for its people, and return the table."""
    answer = httpx2.get(f"{sandbox_url}/qa/people", trust_env=False, timeout=10.0)
    return lay_out(answer.raise_for_status().json()["people"])


def lay_out(people: Iterable[Mapping[str, object]]) -> str:
    """Return *people* as lines of aligned columns."""
    rows = [[heading for heading, _, _ in COLUMNS]]
    rows += [
        [_shortened(_as_typed(str(person.get(key) or "")), most) for _, key, most in COLUMNS]
        for person in people
    ]
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _as_typed(text: str) -> str:
    """Write a phone number as people type it: ``0900 000 001``."""
    if not text.startswith("+84"):
        return text
    return f"0{text[3:6]} {text[6:9]} {text[9:]}"


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
    return ("  " + "  ".join(cells)).rstrip()


def _width(text: str) -> int:
    """Count the terminal columns of *text*; combining marks take no column."""
    return sum(1 for letter in text if not unicodedata.combining(letter))
