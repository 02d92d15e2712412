"""Ends a registration when the person has an account already."""

from accounts.account.records import Account, AccountEvent
from bff.journeys.flow import Flow
from bff.services import Services

_PERSONAL = frozenset({"identity", "organisation", "certificate", "phone_number", "proven_phone"})


def at_existing(parts: Services, flow: Flow, account: Account, *, signed: bool) -> Flow:
    """Return the flow at the account-exists step, without the personal facts of the registration.

    Args:
        signed: whether a signature proved that the person holds *account*.
    """
    method = flow.journey
    parts.note_repeatable(account.id, AccountEvent.REGISTRATION_REPEATED, method=method)
    return flow.forget(_PERSONAL).learn(
        step="account_exists", account_id=account.id, pending=None, signed=signed
    )
