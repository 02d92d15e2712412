"""Parse the register's response into records, strictly. The comparison with a claim is not made here.

The field names are the sector's own (protocol of the look-up): ``maSoBhxh, hoTen, ngaySinh, gioiTinh,
soCMND``. The values of ``ngaySinh``, ``loaiNgaySinh`` and ``gioiTinh`` are those of the published service
``getTraCuuTtHgdByMaSoBhxh`` on the national bus; the protocol's own (``1990-03-27``, words) are read too. The
envelope around them (``timThay``, ``danhSach``) and the values of ``trangThai`` are not published; they are
assumptions (docs/decisions/0023).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from identity.people import BirthDate, Sex

IDENTITY_NUMBER = re.compile(r"\d{9}|\d{12}", re.ASCII)
INSURANCE_NUMBER = re.compile(r"\d{10}|\d{12}", re.ASCII)
SEXES: Mapping[str, Sex] = {"nam": Sex.MALE, "nữ": Sex.FEMALE, "1": Sex.MALE, "2": Sex.FEMALE}
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


class NotAgreed(ValueError):
    """The response breaks the agreed format; the message names the broken part and never quotes it."""


@dataclass(frozen=True)
class Record:
    """The register's record of one person.

    Attributes:
        insurance_number: mã số BHXH, 10 digits, or 12 if it is the citizen number.
        numbers: every identity number of the record, of 9 and of 12 digits.
        is_open: False for a closed record, e.g. after another record replaced it.
    """

    insurance_number: str = field(repr=False)
    full_name: str = field(repr=False)
    birth_date: BirthDate = field(repr=False)
    sex: Sex | None = field(repr=False)
    numbers: frozenset[str] = field(repr=False)
    is_open: bool = True

    @property
    def citizen_numbers(self) -> frozenset[str]:
        """Its numbers of 12 digits, including an insurance number of 12 digits."""
        return frozenset(number for number in {*self.numbers, self.insurance_number} if len(number) == 12)

    @property
    def old_numbers(self) -> frozenset[str]:
        """Its numbers of 9 digits."""
        return frozenset(number for number in self.numbers if len(number) == 9)


def read_records(answer: Mapping[str, object]) -> tuple[Record, ...]:
    """Read the response of a look-up; the result is empty if the register has no record.

    Raises:
        NotAgreed: the response has another form.
    """
    match answer:
        case {"timThay": False, "danhSach": []} | {"timThay": False, "danhSach": None}:
            return ()
        case {"timThay": True, "danhSach": [_, *_] as records}:
            return tuple(_record(fields) for fields in records)
        case _:
            raise NotAgreed("does not say whether anybody was found")


def _record(fields: object) -> Record:
    match fields:
        case {"maSoBhxh": str(number), "hoTen": str(name), "ngaySinh": str(born), **rest}:
            return Record(
                insurance_number=_insurance_number(number),
                full_name=name,
                birth_date=_birth_date(born, rest.get("loaiNgaySinh")),
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


def _birth_date(text: str, kind: object) -> BirthDate:
    """Read a date: ``19900327`` or ``1990-03-27``, or ``1990``.

    Args:
        kind: ``loaiNgaySinh``: "0" or nothing, the date holds; "1" or "2", its day, or day and month, stand
            there only to fill the form, so the year alone counts.
    """
    try:
        born = BirthDate.parse(COMPACT_DATE.sub(r"\1-\2-\3", text))
    except ValueError as error:
        raise NotAgreed("a record has no birth date") from error
    match kind:
        case None | "" | "0":
            return born
        case "1" | "2":
            return BirthDate(born.year)
        case _:
            raise NotAgreed("a record has a birth date of no known kind")


def _numbers(field_value: object) -> frozenset[str]:
    """Read ``soCMND``: one number, or a list if the person has had both a 9-digit and a 12-digit number."""
    numbers: list[str] = []
    for value in field_value if isinstance(field_value, list) else [field_value]:
        match value:
            case None | "":
                continue
            case str() if IDENTITY_NUMBER.fullmatch(value):
                numbers.append(value)
            case _:
                raise NotAgreed("a record has a number of no known kind")
    return frozenset(numbers)


def _sex(word: object) -> Sex | None:
    """Read the sex; an unknown word gives None and no error, because no decision depends on the sex alone."""
    return SEXES.get(unicodedata.normalize("NFC", word).casefold()) if isinstance(word, str) else None


def _is_open(state: object) -> bool:
    match state:
        case None | "" | "DANG_DUNG":
            return True
        case "DA_DONG":
            return False
        case _:
            raise NotAgreed("a record is in a state of no known kind")
