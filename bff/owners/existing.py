"""What a registration does when an account of the same person exists already."""

from accounts.account.records import Account, AccountEvent
from bff.journeys.flow import Registration
from bff.services import Services

_PERSONAL = frozenset({"identity", "organisation", "certificate", "phone_number"})


def at_existing(
    parts: Services, registration: Registration, account: Account, *, signed: bool
) -> Registration:
    """Stand at the account-exists screen of *account*; *signed*: a signature proved whose it is."""
    method = registration.journey
    parts.accounts.note(account.id, AccountEvent.REGISTRATION_REPEATED, method=method)
    pending = {"signed": "yes"} if signed else {}
    return registration.forget(_PERSONAL).learn(step="account_exists", account_id=account.id, pending=pending)
