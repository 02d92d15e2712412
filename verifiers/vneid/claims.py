"""Reads what VNeID says of a person: in its own words, or in those of the national portal. Pure.

docs/decisions/0067 says what of this was seen in public code, and what is assumed.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from identity.names import has_only_name_letters, tidy_name
from identity.numbers import citizen_number_facts
from identity.people import BirthDate, Person, Sex

LONGEST_NAME: Final = 250
LEAST_LEVEL: Final = 2
LEVEL = re.compile(r"(?:LoA|LOA|loa)?0?([1-4])", re.ASCII)
#: The two ways in which dates were seen: dd/mm/yyyy and yyyymmdd; ISO 8601 is read too.
DATES = (
    re.compile(r"(?P<day>\d{2})/(?P<month>\d{2})/(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})", re.ASCII),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII),
)
YEAR = re.compile(r"\d{4}", re.ASCII)
#: Assumption: how a sex is written.
SEXES: Final = {"1": Sex.MALE, "nam": Sex.MALE, "2": Sex.FEMALE, "nữ": Sex.FEMALE}
#: Assumption: how an account of a citizen is written, lower case.
CITIZEN: Final = frozenset({"1", "citizen", "cong_dan", "personal"})
#: The identity provider behind the national portal that is VNeID: the Ministry of Public Security.
MINISTRY: Final = "BCA"


class Profile(StrEnum):
    """The forms of the protocol that were seen; the operator knows which one was agreed."""

    PLAIN = "plain"
    ENVELOPE = "envelope"
    NATIONAL_PORTAL = "national_portal"


class VneidRefusal(StrEnum):
    """Why a trip to VNeID gave no person whom we may register, sign in or believe."""

    CANCELLED = "cancelled"
    LEVEL_TOO_LOW = "level_too_low"
    UNDER_AGE = "under_age"
    OTHER_ACCOUNT = "other_account"
    """An organisation's account, or one of the national portal that is not VNeID's."""
    TOO_LATE = "too_late"
    """VNeID takes the code no longer: it was used, or it is too old."""


class Unreadable(Exception):
    """A claim is missing, or has a form that was not agreed; the text names the claim."""


@dataclass(frozen=True)
class Names:
    """What the claims are called in one form."""

    number: tuple[str, ...]
    full_name: tuple[str, ...]
    birth_date: tuple[str, ...]
    sex: tuple[str, ...]
    kind: tuple[str, ...]
    level: tuple[str, ...]


OWN: Final = Names(
    number=("citizenPid", "preferred_username"),
    full_name=("fullName", "name"),
    birth_date=("birthDate", "birthdate"),
    sex=("gender",),
    kind=("accountType",),
    level=("accountLevel",),
)
OF_THE_PORTAL: Final = Names(
    number=("SoDinhDanh",),
    full_name=("HoVaTen",),
    birth_date=("NgayThangNamSinh", "NgaySinh"),
    sex=("GioiTinh",),
    kind=("LoaiTaiKhoan",),
    level=("IAL",),
)


def read_person(
    claims: Mapping[str, object], profile: Profile, *, today: date, least_age: int
) -> Person | VneidRefusal:
    """Return the person of the claims, or why this account does not do.

    Raises:
        Unreadable: a claim is missing or has another form. Nothing is guessed: a missing level is no level 2.
    """
    names = OF_THE_PORTAL if profile is Profile.NATIONAL_PORTAL else OWN
    if profile is Profile.NATIONAL_PORTAL and _text(claims, ("loginIdp",), needed=True) != MINISTRY:
        return VneidRefusal.OTHER_ACCOUNT
    kind = _text(claims, names.kind)
    if kind and kind.lower() not in CITIZEN:
        return VneidRefusal.OTHER_ACCOUNT
    if _level(claims, names.level) < LEAST_LEVEL:
        return VneidRefusal.LEVEL_TOO_LOW
    person = Person(
        full_name=_name(claims, names.full_name),
        citizen_number=_number(claims, names.number),
        birth_date=_birth_date(claims, names.birth_date),
        sex=SEXES.get(_text(claims, names.sex).lower()),
    )
    if person.birth_date is not None and _age(person.birth_date, today) < least_age:
        return VneidRefusal.UNDER_AGE
    return person


def _text(claims: Mapping[str, object], names: tuple[str, ...], *, needed: bool = False) -> str:
    """Return the first of these claims that is there, as a text; a whole number counts as one."""
    for name in names:
        value = claims.get(name)
        if type(value) is int:
            value = str(value)
        if value is None or value == "":
            continue
        if not isinstance(value, str) or len(value) > 3 * LONGEST_NAME:
            raise Unreadable(names[0])
        return unicodedata.normalize("NFC", value).strip()
    if needed:
        raise Unreadable(names[0])
    return ""


def _number(claims: Mapping[str, object], names: tuple[str, ...]) -> str:
    number = _text(claims, names, needed=True)
    if citizen_number_facts(number) is None:
        raise Unreadable(names[0])
    return number


def _name(claims: Mapping[str, object], names: tuple[str, ...]) -> str:
    name = tidy_name(_text(claims, names, needed=True))
    if len(name) > LONGEST_NAME or not has_only_name_letters(name):
        raise Unreadable(names[0])
    return name


def _level(claims: Mapping[str, object], names: tuple[str, ...]) -> int:
    level = LEVEL.fullmatch(_text(claims, names, needed=True))
    if level is None:
        raise Unreadable(names[0])
    return int(level[1])


def _birth_date(claims: Mapping[str, object], names: tuple[str, ...]) -> BirthDate:
    text = _text(claims, names, needed=True)
    try:
        if YEAR.fullmatch(text):
            return BirthDate(int(text))
        for form in DATES:
            if parts := form.fullmatch(text):
                return BirthDate(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError as error:
        raise Unreadable(names[0]) from error
    raise Unreadable(names[0])


def _age(born: BirthDate, today: date) -> int:
    """Return the age in whole years; of a person whose year alone is known, the one reached in this year."""
    day = born.as_date()
    if day is None:
        return today.year - born.year
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
