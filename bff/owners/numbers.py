"""The numbers and e-mail addresses by which accounts are known: vouched for by a counterpart, or typed."""

from accounts.account.records import Account
from accounts.account.store import Accounts
from bff.journeys.flow import Flow
from identity.claims import Claims
from identity.numbers import BUDGET_CODE_DIGITS, TAX_NUMBER_DIGITS
from identity.people import Organisation
from identity.subject import Subject

#: An id that no account has.
NO_ACCOUNT = "00000000-0000-4000-8000-000000000000"
#: The tax number of a household business is its owner's citizen number.
_HOUSEHOLD_DIGITS = 12
#: How many accounts with one e-mail address sign in by it. One address belongs to one unit, as a rule.
_MOST_WITH_EMAIL = 2
_ORGANISATIONS = (Subject.BUSINESS, Subject.AGENCY)


def numbers_of(flow: Flow) -> Claims:
    """Return what a registration's account claims: the numbers of its person, or of its organisation."""
    person, organisation = flow.identity, flow.organisation
    if flow.subject is Subject.CITIZEN:
        return Claims(
            subject=flow.subject,
            citizen_number=person.citizen_number if person else None,
            old_identity_number=person.old_identity_number if person else None,
        )
    return Claims(
        subject=flow.subject,
        tax_number=organisation.tax_number if organisation else None,
        organisation_key=organisation_key(organisation),
    )


def known_by(organisation: Organisation | None) -> str | None:
    """Return what else than a tax number an organisation is known by: budget code, or else e-mail address."""
    if organisation is None or (organisation.tax_number and not organisation.budget_code):
        return None
    return organisation.budget_code or organisation.official_email


def organisation_key(organisation: Organisation | None) -> str | None:
    """Return the text that identifies an organisation beside its tax number; None if nothing does.

    That is its budget code. Without both numbers it is its official e-mail address, name and unit. An agency
    whose certificates hold now both numbers and now one has one account, because the account claims both.
    """
    if organisation is None or (organisation.tax_number and not organisation.budget_code):
        return None
    parts = (organisation.official_email, organisation.name, organisation.unit)
    return organisation.budget_code or "\n".join(part or "" for part in parts)


def find_by_number(accounts: Accounts, number: str) -> tuple[Account | None, ...]:
    """Return the accounts that are known by what was typed, one place for each kind of account.

    A person and their household business have the same 12 digits; a tax number may be a business's and an
    agency's, an e-mail address that of two units. The number of places depends on the typed text alone: what
    is done for each place is done for an empty one too, so that the response time does not show which
    accounts there are.

    Args:
        number: as `identity.numbers.account_name_of` returns it.
    """
    if "@" in number:
        found = [accounts.get(one) for one in accounts.with_email(number, _MOST_WITH_EMAIL)]
        return (*found, *(accounts.get(NO_ACCOUNT) for _ in range(_MOST_WITH_EMAIL - len(found))))
    if len(number) in TAX_NUMBER_DIGITS:
        kinds: tuple[Subject, ...] = _ORGANISATIONS
    elif len(number) == BUDGET_CODE_DIGITS:
        kinds = (Subject.AGENCY,)
    else:
        kinds = (
            (Subject.CITIZEN, Subject.BUSINESS) if len(number) == _HOUSEHOLD_DIGITS else (Subject.CITIZEN,)
        )
    return tuple(_find(accounts, kind, number) for kind in kinds)


def _find(accounts: Accounts, kind: Subject, number: str) -> Account | None:
    account = accounts.find(_claims(kind, number))
    if account is None:
        accounts.get(NO_ACCOUNT)  # an account is read with a second question
    return account


def _claims(kind: Subject, number: str) -> Claims:
    if kind is Subject.CITIZEN:
        return Claims(subject=kind, citizen_number=number)
    if len(number) == BUDGET_CODE_DIGITS:
        return Claims(subject=kind, organisation_key=number)
    return Claims(subject=kind, tax_number=number)
