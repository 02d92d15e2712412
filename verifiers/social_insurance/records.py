"""What the register answers: records of persons, read strictly.

Field names are the sector's (protocol of the look-up): ``maSoBhxh, hoTen, ngaySinh, gioiTinh, soCMND``. The
envelope around them (``timThay``, ``danhSach``), ``trangThai`` and the words of ``gioiTinh`` are assumptions
(docs/decisions/0023): nobody has published them.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from identity.people import BirthDate, Sex

IDENTITY_NUMBER = re.compile(r"\d{9}|\d{12}", re.ASCII)
INSURANCE_NUMBER = re.compile(r"\d{10}|\d{12}", re.ASCII)
SEXES: Mapping[str, Sex] = {"nam": Sex.MALE, "nữ": Sex.FEMALE}


class NotAgreed(ValueError):
    """The answer breaks the agreed format; the message says where, and nothing of what stood there."""


@dataclass(frozen=True)
class Record:
    """One person as the register holds them.

    Attributes:
        insurance_number: mã số BHXH, 10 digits, or 12 where it is the citizen number.
        numbers: every identity number of the record, of 9 and of 12 digits.
        is_open: False for a record that was closed, e.g. because another took its place.
    """

    insurance_number: str = field(repr=False)
    full_name: str = field(repr=False)
    birth_date: BirthDate = field(repr=False)
    sex: Sex | None = field(repr=False)
    numbers: frozenset[str] = field(repr=False)
    is_open: bool = True

    @property
    def citizen_numbers(self) -> frozenset[str]:
        """Its numbers of 12 digits; an insurance number of 12 digits is one of them."""
        return frozenset(one for one in {*self.numbers, self.insurance_number} if len(one) == 12)

    @property
    def old_numbers(self) -> frozenset[str]:
        """Its numbers of 9 digits."""
        return frozenset(one for one in self.numbers if len(one) == 9)


def read_records(answer: Mapping[str, object]) -> tuple[Record, ...]:
    """Read a look-up's answer; nothing where nobody was found.

    Raises:
        NotAgreed: the answer is of another form.
    """
    match answer:
        case {"timThay": False, "danhSach": []} | {"timThay": False, "danhSach": None}:
            return ()
        case {"timThay": True, "danhSach": [_, *_] as records}:
            return tuple(_record(one) for one in records)
        case _:
            raise NotAgreed("does not say whether anybody was found")


def _record(told: object) -> Record:
    match told:
        case {"maSoBhxh": str(number), "hoTen": str(name), "ngaySinh": str(born), **rest}:
            return Record(
                insurance_number=_insurance_number(number),
                full_name=name,
                birth_date=_birth_date(born),
                sex=_sex(rest.get("gioiTinh")),
                numbers=_numbers(rest.get("soCMND")),
                is_open=_is_open(rest.get("trangThai")),
            )
        case _:
            raise NotAgreed("a record lacks number, name or birth date")


def _insurance_number(text: str) -> str:
    if not INSURANCE_NUMBER.fullmatch(text):
        raise NotAgreed("a record has no social-insurance number")
    return text


def _birth_date(text: str) -> BirthDate:
    """Read ``yyyy-mm-dd``, or ``yyyy`` where only the year is known."""
    try:
        return BirthDate.parse(text)
    except ValueError as error:
        raise NotAgreed("a record has no birth date") from error


def _numbers(told: object) -> frozenset[str]:
    """Read ``soCMND``: one number, or several where a person has had both kinds over time."""
    numbers: list[str] = []
    for one in told if isinstance(told, list) else [told]:
        match one:
            case None | "":
                continue
            case str() if IDENTITY_NUMBER.fullmatch(one):
                numbers.append(one)
            case _:
                raise NotAgreed("a record has a number of no known kind")
    return frozenset(numbers)


def _sex(told: object) -> Sex | None:
    """Read the sex; in other words than ours it is not known, for little depends on it."""
    return SEXES.get(unicodedata.normalize("NFC", told).casefold()) if isinstance(told, str) else None


def _is_open(told: object) -> bool:
    match told:
        case None | "" | "DANG_DUNG":
            return True
        case "DA_DONG":
            return False
        case _:
            raise NotAgreed("a record is in a state of no known kind")
