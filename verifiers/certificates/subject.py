"""What a certificate's subject says, read by OID and never out of the distinguished name's text.

Vietnamese authorities write numbers with a prefix into UID (0.9.2342.19200300.100.1.1), often twice and in
either order: a person's (CCCD, CMND, HC, PID, PPID, BHXH) and an organisation's (MST, MNS). Also seen are
organizationIdentifier ``VATVN-…`` (ETSI EN 319 412-1 section 5.1.4) and serialNumber ``MST:…``.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from asn1crypto import x509

from identity.names import tidy_name

COMMON_NAME = "2.5.4.3"
SERIAL_NUMBER = "2.5.4.5"
ORGANISATION = "2.5.4.10"
UNIT = "2.5.4.11"
ORGANISATION_IDENTIFIER = "2.5.4.97"
USER_ID = "0.9.2342.19200300.100.1.1"
EMAIL = "1.2.840.113549.1.9.1"

PREFIXED = re.compile(r"\s*([A-Z]{2,5})\s*:\s*(.*?)\s*", re.ASCII | re.IGNORECASE | re.DOTALL)
VAT = re.compile(r"\s*VATVN-\s*(.*?)\s*", re.ASCII | re.IGNORECASE | re.DOTALL)
SEPARATORS = re.compile(r"[\s.\-]", re.ASCII)


class NumberKind(StrEnum):
    """Whose number one is, and in which register."""

    CITIZEN = "citizen"  # 12 digits
    OLD_IDENTITY = "old_identity"  # 9 digits
    PASSPORT = "passport"
    SOCIAL_INSURANCE = "social_insurance"  # 10 or 12 digits
    OTHER_IDENTITY = "other_identity"  # PID and PPID that are not 12 digits: foreigners'
    TAX = "tax"  # 10 or 13 digits, or a citizen number's 12
    BUDGET = "budget"  # 7 digits


#: What a number looks like, by prefix: the first form that fits says which kind it is.
FORMS: dict[str, tuple[tuple[str, NumberKind], ...]] = {
    "CCCD": ((r"\d{12}", NumberKind.CITIZEN),),
    "CMND": ((r"\d{12}", NumberKind.CITIZEN), (r"\d{9}", NumberKind.OLD_IDENTITY)),
    "HC": ((r"[A-Z0-9]{5,12}", NumberKind.PASSPORT),),
    "PID": ((r"\d{12}", NumberKind.CITIZEN), (r"[A-Z0-9]{5,20}", NumberKind.OTHER_IDENTITY)),
    "PPID": ((r"\d{12}", NumberKind.CITIZEN), (r"[A-Z0-9]{5,20}", NumberKind.OTHER_IDENTITY)),
    "BHXH": ((r"\d{10}|\d{12}", NumberKind.SOCIAL_INSURANCE),),
    "MST": ((r"\d{10}|\d{12}|\d{13}", NumberKind.TAX),),
    "MNS": ((r"\d{7}", NumberKind.BUDGET),),
}


@dataclass(frozen=True)
class SubjectFacts:
    """One distinguished name, read: all text NFC, numbers without separators.

    Attributes:
        numbers: every number that is told, without repetition; two of one kind contradict each other.
        unreadable: there is a number with a known prefix that has not that kind's form.
    """

    common_name: str = field(default="", repr=False)
    organisations: tuple[str, ...] = field(default=(), repr=False)
    units: tuple[str, ...] = field(default=(), repr=False)
    emails: tuple[str, ...] = field(default=(), repr=False)
    numbers: frozenset[tuple[NumberKind, str]] = field(default=frozenset(), repr=False)
    unreadable: bool = False

    def number(self, kind: NumberKind) -> str | None:
        """Give the number of *kind*, if there is exactly one."""
        found = [value for one, value in self.numbers if one is kind]
        return found[0] if len(found) == 1 else None

    @property
    def contradicts_itself(self) -> bool:
        """Whether two different numbers of one kind are told."""
        kinds = [kind for kind, _ in self.numbers]
        return len(kinds) != len(set(kinds))


def read_subject(name: x509.Name) -> SubjectFacts:
    """Read a subject, or an issuer, in whatever order and grouping its attributes come."""
    told: dict[str, list[str]] = {}
    for oid, value in _attributes(name):
        told.setdefault(oid, []).append(value)
    numbers = [found for oid in told for value in told[oid] for found in _numbers(oid, value)]
    return SubjectFacts(
        common_name=tidy_name(next(iter(told.get(COMMON_NAME, [])), "")),
        organisations=tuple(tidy_name(value) for value in told.get(ORGANISATION, [])),
        units=tuple(tidy_name(value) for value in told.get(UNIT, [])),
        emails=tuple(value.strip().lower() for value in told.get(EMAIL, [])),
        numbers=frozenset(number for number in numbers if number is not None),
        unreadable=None in numbers,
    )


def _attributes(name: x509.Name) -> Iterator[tuple[str, str]]:
    """Give OID and text of each attribute that has a text."""
    for group in name.chosen:
        for one in group:
            value = one["value"].native
            if isinstance(value, str):
                yield one["type"].dotted, unicodedata.normalize("NFC", value)


def _numbers(oid: str, value: str) -> Iterator[tuple[NumberKind, str] | None]:
    """Give the number in one attribute, None where there is one that cannot be read, or nothing."""
    prefix, number = "", ""
    if oid == ORGANISATION_IDENTIFIER and (found := VAT.fullmatch(value)):
        prefix, number = "MST", found[1]
    elif oid in (USER_ID, SERIAL_NUMBER) and (found := PREFIXED.fullmatch(value)):
        prefix, number = found[1].upper(), found[2]
    if prefix not in FORMS:
        return
    plain = SEPARATORS.sub("", number).upper()
    fits = (kind for form, kind in FORMS[prefix] if re.fullmatch(form, plain, re.ASCII))
    kind = next(fits, None)
    yield (kind, plain) if kind else None
