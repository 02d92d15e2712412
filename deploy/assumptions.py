"""What the product assumes of the world without a public source: the marked lines of docs/decisions.

``python -m deploy.assumptions`` prints them. Each is one line of a record, in one form:
``**Assumption: NAME.** WHAT. Confirmed by HOW.``
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

RECORDS: Final = Path(__file__).parents[1] / "docs" / "decisions"
MARKED: Final = re.compile(
    r"^\*\*Assumption: (?P<name>[^*]+)\.\*\* (?P<what>.+) Confirmed by (?P<how>.+)\.$", re.MULTILINE
)
#: Every line that begins like one, so that a test notices a line in another form.
BEGUN: Final = re.compile(r"^\*\*Assumption.*$", re.MULTILINE)


@dataclass(frozen=True)
class Assumption:
    """One assumption: the number of its record, its name, what is assumed, and what would confirm it."""

    record: str
    name: str
    what: str
    how: str


def assumptions(folder: Path = RECORDS) -> Iterator[Assumption]:
    """Read every marked line, in the order of the records."""
    for path in sorted(folder.glob("0*.md")):
        for found in MARKED.finditer(path.read_text(encoding="utf-8")):
            yield Assumption(path.name[:4], found["name"], found["what"], found["how"])


def main() -> None:
    """Print every assumption with what would confirm it."""
    for one in assumptions():
        print(f"{one.record}  {one.name}\n      {one.what}\n      Confirmed by {one.how}.\n")


if __name__ == "__main__":
    main()
