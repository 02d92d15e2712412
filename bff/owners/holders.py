"""Lists the names and numbers of an account's holder, as the screens that show them list them."""

from collections.abc import Iterator

from accounts.account.records import AccountFacts
from bff.serving.language import gettext as _
from identity.numbers import mask_number
from identity.subject import Subject


def holder_rows(account: AccountFacts) -> list[tuple[str, str]]:
    """Return pairs of name and value; numbers are masked.

    An organisation's account keeps the representative of its certificate when it was registered. Later ones
    are not noted: the organisation holds the account, and nothing asks for its representative.
    """
    return [(name, value) for name, value in _rows(account) if value]


def names_person(account: AccountFacts) -> bool:
    """Return whether the certificate of an organisation's account named a person."""
    return not (account.organisation_name or "").endswith(account.full_name)


def named_in(account: AccountFacts) -> frozenset[str]:
    """Return the names with which an organisation's certificate named a person, or else the organisation.

    A unit may be called by its own name, or by its name and that of the organisation above it.
    """
    whole = account.organisation_name
    if whole is None or names_person(account):
        return frozenset({account.full_name})
    return frozenset({whole, whole.removesuffix(f", {account.full_name}")})


def card_facts(account: AccountFacts) -> tuple[str, str]:
    """Return what stands on the card of an account: whose it is, and its number, masked."""
    number = account.citizen_number or account.old_identity_number or ""
    if account.subject is Subject.CITIZEN:
        return account.full_name, mask_number(number)
    return account.organisation_name or account.full_name, mask_number(account.tax_number or number)


def _rows(account: AccountFacts) -> Iterator[tuple[str, str | None]]:
    number = mask_number(account.citizen_number or "")
    if account.subject is Subject.CITIZEN:
        yield _("Full name"), account.full_name
        yield _("Identification number"), number
        return
    yield _("Organisation"), account.organisation_name
    yield _("Tax number"), mask_number(account.tax_number or "")
    if account.known_by and "@" in account.known_by:
        yield _("Official email address"), account.known_by
    else:
        yield _("Budget code"), mask_number(account.known_by or "")
    if names_person(account):
        yield _("Representative at registration"), account.full_name
        yield _("Representative's identification number"), number
