"""Read names and numbers from the subject of a certificate, by OID and never from the text of the whole name.

Vietnamese authorities write prefixed numbers into UID (0.9.2342.19200300.100.1.1). A subject may have several
UIDs, in any order: a person's numbers (CCCD, CMND, HC, PID, PPID, BHXH) and an organisation's (MST, MNS).
Some authorities use organizationIdentifier ``VATVN-…`` or ``VATMST:…``, serialNumber ``PNOVN-…``, ``IDCVN-…``
(ETSI EN 319 412-1 sections 5.1.3 and 5.1.4) or ``MST:…``; an old one wrote ``MST:…`` into O. Docs:
docs/authorities.md. This module does not decide who the holder is: `verifiers.certificates.holder` does.
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
TITLE = "2.5.4.12"
ORGANISATION_IDENTIFIER = "2.5.4.97"
USER_ID = "0.9.2342.19200300.100.1.1"
EMAIL = "1.2.840.113549.1.9.1"

PREFIXED = re.compile(r"\s*([A-Z]{2,5})\s*:\s*(.*?)\s*", re.ASCII | re.IGNORECASE | re.DOTALL)
#: The semantics identifiers of ETSI EN 319 412-1 for Viet Nam, and one that an authority made of them.
ETSI = re.compile(r"\s*([A-Z]{3})(?:VN-|MST:)\s*(.*?)\s*", re.ASCII | re.IGNORECASE | re.DOTALL)
SEPARATORS = re.compile(r"[\s.\-]", re.ASCII)


class NumberKind(StrEnum):
    """The register that a number belongs to."""

    CITIZEN = "citizen"  # 12 digits
    OLD_IDENTITY = "old_identity"  # 9 digits
    PASSPORT = "passport"
    SOCIAL_INSURANCE = "social_insurance"  # 10 or 12 digits
    OTHER_IDENTITY = "other_identity"  # a foreigner's PID or PPID, which does not have 12 digits
    TAX = "tax"  # 10 or 13 digits, or the 12 of a citizen number
    BUDGET = "budget"  # 7 digits


#: The forms of a number by its prefix; the first form that fits decides the kind.
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
#: The prefix of ours for each identifier of ETSI's: personal number, identity card, passport, tax.
OF_PERSONS: dict[str, str] = {"PNO": "CMND", "IDC": "CMND", "PAS": "HC", "TIN": "MST", "TAX": "MST"}
OF_ORGANISATIONS: dict[str, str] = {"VAT": "MST", "TIN": "MST", "TAX": "MST"}
#: The attributes in which numbers stand: their prefixes, and their identifiers.
PLACES: dict[str, tuple[frozenset[str], dict[str, str]]] = {
    USER_ID: (frozenset(FORMS), {**OF_PERSONS, **OF_ORGANISATIONS}),
    SERIAL_NUMBER: (frozenset(FORMS), {**OF_PERSONS, **OF_ORGANISATIONS}),
    ORGANISATION_IDENTIFIER: (frozenset({"MST", "MNS"}), OF_ORGANISATIONS),
    ORGANISATION: (frozenset({"MST"}), {}),
}


@dataclass(frozen=True)
class SubjectFacts:
    """The facts of one distinguished name: all text in NFC, numbers without separators.

    Attributes:
        titles: the posts that a person has in the organisation.
        numbers: every number in the name, without repetition; two numbers of one kind contradict each other.
        unreadable: a number has a known prefix, but none of the forms of that prefix.
    """

    common_name: str = field(default="", repr=False)
    organisations: tuple[str, ...] = field(default=(), repr=False)
    units: tuple[str, ...] = field(default=(), repr=False)
    titles: tuple[str, ...] = field(default=(), repr=False)
    emails: tuple[str, ...] = field(default=(), repr=False)
    numbers: frozenset[tuple[NumberKind, str]] = field(default=frozenset(), repr=False)
    unreadable: bool = False

    def number(self, kind: NumberKind) -> str | None:
        """Return the number of *kind*, if there is exactly one."""
        values = [value for its_kind, value in self.numbers if its_kind is kind]
        return values[0] if len(values) == 1 else None

    @property
    def contradicts_itself(self) -> bool:
        """Whether the name holds two different numbers of one kind."""
        kinds = [kind for kind, _ in self.numbers]
        return len(kinds) != len(set(kinds))


def read_subject(name: x509.Name) -> SubjectFacts:
    """Read a subject or an issuer; its attributes may come in any order and grouping."""
    values: dict[str, list[str]] = {}
    for oid, value in _attributes(name):
        values.setdefault(oid, []).append(value)
    numbers = [number for oid in values for value in values[oid] for number in _numbers(oid, value)]
    return SubjectFacts(
        common_name=tidy_name(next(iter(values.get(COMMON_NAME, [])), "")),
        organisations=tuple(
            tidy_name(value)
            for value in values.get(ORGANISATION, [])
            if not tuple(_numbers(ORGANISATION, value))
        ),
        units=tuple(tidy_name(value) for value in values.get(UNIT, [])),
        titles=tuple(tidy_name(value) for value in values.get(TITLE, [])),
        emails=tuple(value.strip().lower() for value in values.get(EMAIL, [])),
        numbers=frozenset(number for number in numbers if number is not None),
        unreadable=None in numbers,
    )


def _attributes(name: x509.Name) -> Iterator[tuple[str, str]]:
    """Yield the OID and the text of each attribute that holds a text."""
    for group in name.chosen:
        for attribute in group:
            value = attribute["value"].native
            if isinstance(value, str):
                # Some authorities write names decomposed (NFD), which compare as different texts.
                yield attribute["type"].dotted, unicodedata.normalize("NFC", value)


def _numbers(oid: str, value: str) -> Iterator[tuple[NumberKind, str] | None]:
    """Yield the number in one attribute: None if it cannot be read, and nothing if there is no number."""
    prefixes, identifiers = PLACES.get(oid, (frozenset(), {}))
    prefix, number = "", ""
    if parts := PREFIXED.fullmatch(value):
        prefix, number = parts[1].upper(), parts[2]
    if prefix not in prefixes and (parts := ETSI.fullmatch(value)):
        prefix, number = identifiers.get(parts[1].upper(), ""), parts[2]
    if not prefix or (prefix not in prefixes and prefix not in identifiers.values()):
        return
    plain = SEPARATORS.sub("", number).upper()
    fits = (kind for form, kind in FORMS[prefix] if re.fullmatch(form, plain, re.ASCII))
    kind = next(fits, None)
    yield (kind, plain) if kind else None
