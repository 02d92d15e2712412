"""What a registration does when an account of the same person exists already."""

from accounts.account.records import Account, AccountEvent
from bff.journeys.flow import Flow
from bff.services import Services

_PERSONAL = frozenset({"identity", "organisation", "certificate", "phone_number"})


def at_existing(parts: Services, flow: Flow, account: Account, *, signed: bool) -> Flow:
    """Stand at the account-exists screen of *account*; *signed*: a signature proved whose it is."""
    method = flow.journey
    parts.accounts.note(account.id, AccountEvent.REGISTRATION_REPEATED, method=method)
    return flow.forget(_PERSONAL).learn(
        step="account_exists", account_id=account.id, pending=None, signed=signed
    )
