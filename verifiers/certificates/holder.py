"""Read the holder of a good certificate: a citizen, a business or a state agency, with their numbers.

The root and the numbers decide. Agencies have certificates under the government's root; citizens and
businesses have them under the public root. A certificate that holds an organisation's number proves the
organisation alone, also if it names the representative and the representative's number: the company gave the
token out, and the representative's private account is not the company's (decision record 0049). Authorities
issue such certificates to employees, too: one that names a person without the title of a head proves neither.
Since 1 July 2025 a person's tax number is the citizen number: a certificate with the same twelve digits as
both, and with no organisation, is that person's.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from identity.names import has_only_name_letters, name_key, without_diacritics
from identity.people import Organisation, Person
from identity.subject import Subject
from verifiers.examination.certificate import Certificate
from verifiers.examination.subject import NumberKind, SubjectFacts
from verifiers.examination.trust import RootKind

#: The kinds of number that identify a person.
PERSONAL = frozenset(
    {NumberKind.CITIZEN, NumberKind.OLD_IDENTITY, NumberKind.PASSPORT, NumberKind.SOCIAL_INSURANCE}
)
#: Titles of people who act for the whole organisation, compared without accents and capitals. A deputy, or
#: the head of a department, has another title.
HEADS = frozenset(
    {
        "giam doc",
        "tong giam doc",
        "chu tich",
        "chu tich cong ty",
        "chu tich hoi dong quan tri",
        "chu tich hoi dong thanh vien",
        "chu doanh nghiep",
        "chu doanh nghiep tu nhan",
        "chu ho",
        "chu ho kinh doanh",
        "dai dien phap luat",
        "nguoi dai dien phap luat",
        "nguoi dai dien theo phap luat",
    }
)


class HolderRefusal(StrEnum):
    """Why the holder of a good certificate cannot register with it."""

    NO_NUMBER = "no_number"  # no number that could identify an account
    NO_NAME = "no_name"
    CONTRADICTORY = "contradictory"  # two different numbers of one kind, or of one person
    UNREADABLE_NUMBER = "unreadable_number"
    EMPLOYEE = "employee"  # a person within an organisation, who is not its head


@dataclass(frozen=True)
class Holder:
    """The person and the organisation that a certificate names.

    Attributes:
        may_be: whose account it is about: one subject, or a person as citizen and as household business.
        person: the owner of an account as a citizen; None for an organisation.
        organisation: with its representative if the certificate names one; None for a citizen only.
    """

    may_be: tuple[Subject, ...]
    person: Person | None = field(default=None, repr=False)
    organisation: Organisation | None = field(default=None, repr=False)


def who_it_is(certificate: Certificate) -> Holder | HolderRefusal:
    """Return the holder that *certificate* names."""
    return holder_in(certificate.subject, certificate.root)


def holder_in(subject: SubjectFacts, root: RootKind) -> Holder | HolderRefusal:
    """Return the holder that the *subject* of a certificate under a *root* of this kind names.

    Under the public root, a budget code without a tax number is refused: it does not identify a business, and
    agencies have their certificates under the government's root.
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
        return _taxpayer(subject)
    if subject.number(NumberKind.BUDGET) or not _has_personal_number(subject):
        return HolderRefusal.NO_NUMBER
    person = _person(subject)
    return Holder((Subject.CITIZEN,), person=person) if person else HolderRefusal.NO_NAME


def _taxpayer(subject: SubjectFacts) -> Holder | HolderRefusal:
    """Read a business, or a person whose tax number is their citizen number (Law on Tax Administration)."""
    tax_number, citizen_number = subject.number(NumberKind.TAX), subject.number(NumberKind.CITIZEN)
    names_two_people = len(tax_number or "") == len(citizen_number or "") and tax_number != citizen_number
    if subject.organisations or (tax_number != citizen_number and not names_two_people):
        return HolderRefusal.EMPLOYEE if _names_an_employee(subject) else _business(subject)
    person = None if names_two_people else _person(subject)
    if person is None:
        return HolderRefusal.CONTRADICTORY if names_two_people else HolderRefusal.NO_NAME
    household = Organisation(name=person.full_name, tax_number=tax_number)
    return Holder((Subject.CITIZEN, Subject.BUSINESS), person=person, organisation=household)


def _agency(subject: SubjectFacts) -> Holder | HolderRefusal:
    """Read an agency's unit, identified by its number, or an officer, identified by e-mail, O and OU.

    The agency's number in an officer's certificate says where the officer works; it identifies no account.
    """
    is_officer = _names_a_person(subject) or bool(subject.titles)
    tax_number, budget_code = subject.number(NumberKind.TAX), subject.number(NumberKind.BUDGET)
    has_number = bool(tax_number or budget_code) and not is_officer
    email = subject.emails[0] if len(subject.emails) == 1 else None
    above = subject.organisations[0] if subject.organisations else None
    if not has_number and email is None:
        return HolderRefusal.EMPLOYEE if tax_number or budget_code else HolderRefusal.NO_NUMBER
    if not has_number and above is None:
        return HolderRefusal.NO_NAME
    within = [*subject.units, subject.common_name] if has_number and above else list(subject.units)
    organisation = Organisation(
        name=above or subject.common_name,
        tax_number=tax_number if has_number else None,
        budget_code=budget_code if has_number else None,
        unit=" / ".join(part for part in within if part != above) or None,
        official_email=email,
        representative=None if has_number else _person(subject),
    )
    return Holder((Subject.AGENCY,), organisation=organisation)


def _business(subject: SubjectFacts) -> Holder:
    """Read a business, and its representative if the certificate also holds a person's number.

    Without O, the CN is the name of the business: the representative has no name then.
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
    return Holder((Subject.BUSINESS,), organisation=organisation)


def _person(subject: SubjectFacts) -> Person | None:
    """Return the person whom the subject names; None if its CN holds no name.

    Some authorities write a title or a licence behind the name: ``Nguyễn Văn Thử, 000123/XX-CCHN``.
    """
    full_name = subject.common_name.partition(",")[0].strip()
    if not has_only_name_letters(full_name):
        return None
    return Person(
        full_name=full_name,
        citizen_number=subject.number(NumberKind.CITIZEN),
        old_identity_number=subject.number(NumberKind.OLD_IDENTITY),
        passport_number=subject.number(NumberKind.PASSPORT),
        social_insurance_number=subject.number(NumberKind.SOCIAL_INSURANCE),
    )


def _names_an_employee(subject: SubjectFacts) -> bool:
    """Whether the holder is a person within the organisation, whom nothing shows to act for the whole of it.

    The owner of a household business may: its tax number is the owner's citizen number. So may a head, but
    not the head of a unit, and not a person with another title beside that of a head.
    """
    if not subject.titles and not _names_a_person(subject):
        return False
    if subject.number(NumberKind.TAX) == subject.number(NumberKind.CITIZEN):
        return False
    names = {name_key(name) for name in subject.organisations}
    if not subject.titles and name_key(subject.common_name) in names:
        return False  # the organisation's own, which also names its representative by number
    titles = {without_diacritics(name_key(title)) for title in subject.titles}
    return bool(subject.units) or not titles or not titles <= HEADS


def _names_a_person(subject: SubjectFacts) -> bool:
    """Whether the subject holds a number of a person, also a foreigner's, which opens no account."""
    return _has_personal_number(subject) or any(
        kind is NumberKind.OTHER_IDENTITY for kind, _ in subject.numbers
    )


def _has_personal_number(subject: SubjectFacts) -> bool:
    return any(kind in PERSONAL for kind, _ in subject.numbers)
