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


def _rows(account: AccountFacts) -> Iterator[tuple[str, str | None]]:
    number = mask_number(account.citizen_number or "")
    if account.subject is Subject.CITIZEN:
        yield _("Full name"), account.full_name
        yield _("Identification number"), number
        return
    yield _("Organisation"), account.organisation_name
    yield _("Tax number"), mask_number(account.tax_number or "")
    if not (account.organisation_name or "").endswith(account.full_name):  # else nobody was named
        yield _("Representative at registration"), account.full_name
        yield _("Representative's identification number"), number
