"""Reads the operator's CSV file of the offices where people get help in person."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Office:
    """One office; the columns of the file have the names of these fields.

    Attributes:
        phone: the number as people dial it.
    """

    province: str
    name: str
    address: str
    opening_hours: str
    phone: str


def read_offices(file: Path | None) -> tuple[Office, ...]:
    """Return the offices in *file* (CSV in UTF-8, with a header); none if *file* is None.

    Raises:
        ValueError: the file cannot be read or lacks a column, or an office lacks its province or name.
    """
    if file is None:
        return ()
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:  # -sig: Excel begins a file with a BOM
            return tuple(_office(row) for row in csv.DictReader(lines))
    except OSError as error:
        raise ValueError("there is no such file, or it cannot be read") from error


def _office(row: Mapping[str, str | None]) -> Office:
    columns = [column.name for column in fields(Office)]
    missing = [name for name in columns if row.get(name) is None]
    if missing:
        raise ValueError(f"a line lacks {', '.join(missing)}")
    office = Office(*(str(row[name]).strip() for name in columns))
    if not office.province or not office.name:
        raise ValueError("an office needs its province and its name")
    return office


def by_province(offices: Sequence[Office], only: str = "") -> dict[str, list[Office]]:
    """Group the offices by province, in the order of the file.

    Args:
        only: the name of a province to restrict the groups to; empty: all provinces.
    """
    provinces = dict.fromkeys(one.province for one in offices if only in {"", one.province})
    return {province: [one for one in offices if one.province == province] for province in provinces}
