"""The counters where people get help in person, as the operator lists them: a CSV file, read at the start."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Counter:
    """One counter, in the operator's own words; the file's columns have these names.

    Attributes:
        phone: as people dial it.
    """

    province: str
    name: str
    address: str
    opening_hours: str
    phone: str


def read_counters(file: Path | None) -> tuple[Counter, ...]:
    """Read the list (CSV in UTF-8, with a header); none where no file is named.

    Raises:
        ValueError: the file is not there, lacks a column, or a counter lacks its province or name.
    """
    if file is None:
        return ()
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return tuple(_counter(row) for row in csv.DictReader(lines))
    except OSError as error:
        raise ValueError("there is no such file, or it cannot be read") from error


def _counter(row: Mapping[str, str | None]) -> Counter:
    columns = [column.name for column in fields(Counter)]
    missing = [name for name in columns if row.get(name) is None]
    if missing:
        raise ValueError(f"a line lacks {', '.join(missing)}")
    counter = Counter(*(str(row[name]).strip() for name in columns))
    if not counter.province or not counter.name:
        raise ValueError("a counter needs its province and its name")
    return counter


def by_province(counters: Sequence[Counter], only: str = "") -> dict[str, list[Counter]]:
    """Group the counters by province, in the order of the file; of one province *only*, where it is named."""
    provinces = dict.fromkeys(one.province for one in counters if only in {"", one.province})
    return {province: [one for one in counters if one.province == province] for province in provinces}
