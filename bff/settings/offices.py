"""Reads the operator's CSV file of the offices where people get help in person."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from bff.settings.hours import DAYS, Hours, read_hours
from identity.provinces import province_of


@dataclass(frozen=True)
class Office:
    """One office; the columns of the file have the names of these fields.

    Attributes:
        opening_hours: in words, or as data that says whether it is open now: ``Mo-Fr 07:30-11:30,13:30-17:00;
            Sa 07:00-12:00``, a subset of the notation of OpenStreetMap.
        phone: the number as people dial it.
    """

    province: str
    name: str
    address: str
    opening_hours: str
    phone: str

    @property
    def hours(self) -> Hours | None:
        """The opening hours as data; None if the file has words."""
        return read_hours(self.opening_hours)


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
    if office.opening_hours[:2] in DAYS and office.hours is None:
        raise ValueError(f"these are no opening hours: {office.opening_hours}")
    return office


def by_province(offices: Sequence[Office], only: str = "") -> dict[str, list[Office]]:
    """Group the offices by province, in the order of the file.

    An office under a name of before 1 July 2025 stands with the province of today.

    Args:
        only: the name of a province to restrict the groups to, also a former one; empty: all provinces.
    """
    wanted = (province_of(only) or only) if only else ""
    groups: dict[str, list[Office]] = {}
    for office in offices:
        province = province_of(office.province) or office.province
        if wanted in {"", province}:
            groups.setdefault(province, []).append(office)
    return groups
