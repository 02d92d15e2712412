"""Who the holder of a good certificate is: a citizen, a business or a state agency, and under which numbers.

What counts is the root and the numbers: an agency has its certificate from the government's root, and anyone
else from the public one. Where the numbers of a person and of an organisation stand side by side, only the
holder can say for whom they act, so both are offered and neither is chosen.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from identity.people import Organisation, Person
from identity.subject import Subject
from verifiers.certificates.certificate import Certificate
from verifiers.certificates.subject import NumberKind, SubjectFacts
from verifiers.certificates.trust import RootKind

#: Numbers that tell one person from another.
PERSONAL = frozenset(
    {NumberKind.CITIZEN, NumberKind.OLD_IDENTITY, NumberKind.PASSPORT, NumberKind.SOCIAL_INSURANCE}
)


class HolderRefusal(StrEnum):
    """Why a good certificate still tells of nobody who can register."""

    NO_NUMBER = "no_number"  # nothing by which an account could be known
    NO_NAME = "no_name"
    CONTRADICTORY = "contradictory"  # two different numbers of one kind
    UNREADABLE_NUMBER = "unreadable_number"


@dataclass(frozen=True)
class Holder:
    """Whom a certificate vouches for.

    Attributes:
        may_be: one kind, or business and citizen, between which the holder chooses.
        person: whom an account as a citizen would belong to; None where that is not offered.
        organisation: with its representative where one is told; None for a citizen alone.
    """

    may_be: tuple[Subject, ...]
    person: Person | None = field(default=None, repr=False)
    organisation: Organisation | None = field(default=None, repr=False)


def who_it_is(certificate: Certificate) -> Holder | HolderRefusal:
    """Decide whom *certificate* vouches for."""
    return holder_in(certificate.subject, certificate.root)


def holder_in(subject: SubjectFacts, root: RootKind) -> Holder | HolderRefusal:
    """Decide whom a *subject* under a *root* of that kind is.

    A budget code under the public root is no key of a business, and no agency's either: it is refused.
    """
    if subject.unreadable:
        return HolderRefusal.UNREADABLE_NUMBER
    if subject.contradicts_itself:
        return HolderRefusal.CONTRADICTORY
    if not subject.common_name:
        return HolderRefusal.NO_NAME
    if root is RootKind.GOVERNMENT:
        return _agency(subject)
    if subject.number(NumberKind.TAX):
        return _business(subject)
    if subject.number(NumberKind.BUDGET) or not _has_personal_number(subject):
        return HolderRefusal.NO_NUMBER
    return Holder((Subject.CITIZEN,), person=_person(subject))


def _agency(subject: SubjectFacts) -> Holder | HolderRefusal:
    """Read a unit, known by its number, or an officer, known by the official e-mail with O and OU."""
    has_number = bool(subject.number(NumberKind.TAX) or subject.number(NumberKind.BUDGET))
    email = subject.emails[0] if len(subject.emails) == 1 else None
    above = subject.organisations[0] if subject.organisations else None
    if not has_number and email is None:
        return HolderRefusal.NO_NUMBER
    if not has_number and above is None:
        return HolderRefusal.NO_NAME
    is_unit = has_number and not _has_personal_number(subject)
    within = [*subject.units, subject.common_name] if is_unit and above else list(subject.units)
    organisation = Organisation(
        name=above or subject.common_name,
        tax_number=subject.number(NumberKind.TAX),
        budget_code=subject.number(NumberKind.BUDGET),
        unit=" / ".join(part for part in within if part != above) or None,
        official_email=email,
        representative=None if is_unit else _person(subject),
    )
    return Holder((Subject.AGENCY,), organisation=organisation)


def _business(subject: SubjectFacts) -> Holder:
    """Read a business; with a person's number besides, its representative, who may also be meant.

    Without O the CN is the business's name and the person has none, so that only the business is offered.
    """
    above = subject.organisations[0] if subject.organisations else None
    person = _person(subject) if above and _has_personal_number(subject) else None
    organisation = Organisation(
        name=above or subject.common_name,
        tax_number=subject.number(NumberKind.TAX),
        budget_code=subject.number(NumberKind.BUDGET),
        unit=" / ".join(subject.units) or None,
        representative=person,
    )
    kinds = (Subject.BUSINESS, Subject.CITIZEN) if person else (Subject.BUSINESS,)
    return Holder(kinds, person=person, organisation=organisation)


def _person(subject: SubjectFacts) -> Person:
    return Person(
        full_name=subject.common_name,
        citizen_number=subject.number(NumberKind.CITIZEN),
        old_identity_number=subject.number(NumberKind.OLD_IDENTITY),
        passport_number=subject.number(NumberKind.PASSPORT),
        social_insurance_number=subject.number(NumberKind.SOCIAL_INSURANCE),
    )


def _has_personal_number(subject: SubjectFacts) -> bool:
    return any(kind in PERSONAL for kind, _ in subject.numbers)
