"""People and organisations, as facts that a person claims or that a counterpart confirms.

Their ``repr`` shows no values, so a log line or a traceback never holds personal data.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Self

ISO_DATE = re.compile(r"(\d{4})(?:-(\d{2})-(\d{2}))?", re.ASCII)


class Sex(StrEnum):
    """The sex in a civil register, which has two values."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True)
class BirthDate:
    """A full date, or only a year: some older people's documents have no day and month."""

    year: int = field(repr=False)
    month: int | None = field(default=None, repr=False)
    day: int | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Check that the calendar has this date.

        Raises:
            ValueError: the calendar does not have this date, or only one of month and day is given.
        """
        if self.month is None and self.day is None:
            date(self.year, 1, 1)
        elif self.month is None or self.day is None:
            raise ValueError("a birth date has day and month, or neither")
        else:
            date(self.year, self.month, self.day)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ISO 8601: ``1990-03-27`` or ``1990``.

        Raises:
            ValueError: the text has another form, or the calendar does not have this date.
        """
        parts = ISO_DATE.fullmatch(text)
        if parts is None:
            raise ValueError("a birth date is written yyyy-mm-dd or yyyy")
        year, month, day = (int(part) if part else None for part in parts.groups())
        return cls(year or 0, month, day)

    def isoformat(self) -> str:
        """Write ISO 8601: ``1990-03-27`` or ``1990``."""
        day = self.as_date()
        return f"{self.year:04}" if day is None else day.isoformat()

    def as_date(self) -> date | None:
        """Return the full date, or None if only the year is known."""
        if self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)


@dataclass(frozen=True)
class Person:
    """A natural person, with facts that the person claims or that a counterpart confirmed.

    Attributes:
        full_name: as on the identity card, NFC.
        citizen_number: 12 digits.
        old_identity_number: 9 digits; expired, but registers and certificates still have it.
        passport_number: letters and digits, as in certificates.
        social_insurance_number: 10 digits, or 12 if it is the citizen number.
    """

    full_name: str = field(repr=False)
    citizen_number: str | None = field(default=None, repr=False)
    old_identity_number: str | None = field(default=None, repr=False)
    birth_date: BirthDate | None = field(default=None, repr=False)
    sex: Sex | None = field(default=None, repr=False)
    passport_number: str | None = field(default=None, repr=False)
    social_insurance_number: str | None = field(default=None, repr=False)

    def to_facts(self) -> dict[str, str]:
        """Return the known facts as a JSON object; an unknown fact has no key."""
        facts = {
            "full_name": self.full_name,
            "citizen_number": self.citizen_number,
            "old_identity_number": self.old_identity_number,
            "birth_date": self.birth_date.isoformat() if self.birth_date else None,
            "sex": self.sex.value if self.sex else None,
            "passport_number": self.passport_number,
            "social_insurance_number": self.social_insurance_number,
        }
        return {name: value for name, value in facts.items() if value is not None}

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> Self:
        """Rebuild the record from the JSON object of `to_facts`.

        Raises:
            KeyError: there is no name.
            ValueError: a fact is not in its format.
        """
        birth_date, sex = facts.get("birth_date"), facts.get("sex")
        return cls(
            full_name=facts["full_name"],
            citizen_number=facts.get("citizen_number"),
            old_identity_number=facts.get("old_identity_number"),
            birth_date=BirthDate.parse(birth_date) if birth_date else None,
            sex=Sex(sex) if sex else None,
            passport_number=facts.get("passport_number"),
            social_insurance_number=facts.get("social_insurance_number"),
        )


@dataclass(frozen=True)
class Organisation:
    """A business or a state agency that a counterpart confirmed.

    Attributes:
        tax_number: mã số thuế, 10 or 13 digits, or the 12 of a citizen number.
        budget_code: mã quan hệ ngân sách, which agencies have.
        unit: a part of the organisation, e.g. "Phòng Một cửa".
        official_email: the e-mail address that identifies an agency's officer or unit, in lower case.
        representative: the person who signs for the organisation, if known.
    """

    name: str = field(repr=False)
    tax_number: str | None = field(default=None, repr=False)
    budget_code: str | None = field(default=None, repr=False)
    unit: str | None = field(default=None, repr=False)
    official_email: str | None = field(default=None, repr=False)
    representative: Person | None = field(default=None, repr=False)

    @property
    def name_with_unit(self) -> str:
        """The unit and the organisation that it belongs to: "Phòng Một cửa, Sở Thử Nghiệm"."""
        return f"{self.unit}, {self.name}" if self.unit else self.name

    def to_facts(self) -> dict[str, object]:
        """Return the known facts as a JSON object; an unknown fact has no key."""
        facts: dict[str, object] = {
            "name": self.name,
            "tax_number": self.tax_number,
            "budget_code": self.budget_code,
            "unit": self.unit,
            "official_email": self.official_email,
            "representative": self.representative.to_facts() if self.representative else None,
        }
        return {name: value for name, value in facts.items() if value is not None}

    @classmethod
    def from_facts(cls, facts: Mapping[str, object]) -> Self:
        """Rebuild the record from the JSON object of `to_facts`.

        Raises:
            KeyError: there is no name.
            ValueError: a fact is not in its format.
        """
        texts = {name: value for name, value in facts.items() if isinstance(value, str)}
        representative = facts.get("representative")
        return cls(
            name=texts["name"],
            tax_number=texts.get("tax_number"),
            budget_code=texts.get("budget_code"),
            unit=texts.get("unit"),
            official_email=texts.get("official_email"),
            representative=Person.from_facts(representative) if isinstance(representative, dict) else None,
        )
