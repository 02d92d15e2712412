"""All ways into an account, and every change of one. A change that is not listed here cannot be written.

Each change ends what was begun before it: the account's generation grows in the same transaction, and flows,
sessions and proofs that carry an older one do not go on. Sessions at portals end, and the portals are told. A
deletion that was asked for is called off. Devices that asked before are told nothing more (`accounts.push`).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.calling_off import call_off_deletion
from accounts.account.records import AccountEvent
from accounts.account.rows import AccountRow
from accounts.account.standing import NotActive, active_only
from accounts.portals.sessions import end_sessions
from accounts.push.queue import forget_all


class WayIn(StrEnum):
    """A way into an account, or a place where its holder is told of changes."""

    PASSWORD = "password"  # noqa: S105  # a way in, not a password
    APP = "app"
    RECOVERY_CODES = "recovery_codes"
    PHONE = "phone"
    EMAIL = "email"
    PASSKEY = "passkey"
    LEVEL = "level"
    """No way in by itself: what the account counts for, once a person is in."""


@dataclass(frozen=True)
class ChangeKind:
    """One kind of change: the way in that it replaces, and the event that notes it."""

    way: WayIn
    event: AccountEvent


class Change(StrEnum):
    """Every change of a way in."""

    FIRST_PASSWORD = "first_password"  # noqa: S105  # a change, not a password
    NEW_PASSWORD = "new_password"  # noqa: S105  # a change, not a password
    RESET_PASSWORD = "reset_password"  # noqa: S105  # a change, not a password
    APP_ON = "app_on"
    APP_OFF = "app_off"
    RECOVERY_CODES = "recovery_codes"
    PHONE = "phone"
    EMAIL = "email"
    PASSKEY_ON = "passkey_on"
    PASSKEY_OFF = "passkey_off"
    RAISE = "raise"

    @property
    def way(self) -> WayIn:
        """The way in that this change replaces."""
        return KINDS[self].way


KINDS: Mapping[Change, ChangeKind] = {
    Change.FIRST_PASSWORD: ChangeKind(WayIn.PASSWORD, AccountEvent.PASSWORD_SET),
    Change.NEW_PASSWORD: ChangeKind(WayIn.PASSWORD, AccountEvent.PASSWORD_CHANGED),
    Change.RESET_PASSWORD: ChangeKind(WayIn.PASSWORD, AccountEvent.PASSWORD_RESET),
    Change.APP_ON: ChangeKind(WayIn.APP, AccountEvent.APP_TURNED_ON),
    Change.APP_OFF: ChangeKind(WayIn.APP, AccountEvent.APP_TURNED_OFF),
    Change.RECOVERY_CODES: ChangeKind(WayIn.RECOVERY_CODES, AccountEvent.RECOVERY_CODES_RENEWED),
    Change.PHONE: ChangeKind(WayIn.PHONE, AccountEvent.PHONE_CHANGED),
    Change.EMAIL: ChangeKind(WayIn.EMAIL, AccountEvent.EMAIL_CHANGED),
    Change.PASSKEY_ON: ChangeKind(WayIn.PASSKEY, AccountEvent.PASSKEY_ADDED),
    Change.PASSKEY_OFF: ChangeKind(WayIn.PASSKEY, AccountEvent.PASSKEY_REMOVED),
    Change.RAISE: ChangeKind(WayIn.LEVEL, AccountEvent.LEVEL_RAISED),
}


class ChangedSince(NotActive):
    """Another change of a way in came first: what was begun before it does not go on."""


@contextmanager
def changing(
    session: Session,
    account_id: str,
    change: Change,
    *,
    generation: int,
    at: datetime,
    proved_by: str,
    event: AccountEvent | None = None,
    codes: Mapping[str, str] | None = None,
) -> Iterator[AccountRow]:
    """Write one change of a way in: lock the account, let the caller write, end what is older, note it.

    Args:
        generation: the generation of the account when the person proved a way in.
        proved_by: the kind of that proof, a code for the audit; empty where it is not known.
        event: what notes it; None: the event of the change.

    Raises:
        UnknownAccount, NotActive, ChangedSince: nothing was changed.
    """
    row = active_only(session, account_id)
    if row.generation != generation:
        raise ChangedSince
    yield row
    row.generation = generation + 1
    session.flush()
    end_sessions(session, account_id, at=at)
    if change is Change.RESET_PASSWORD:  # else the device of the change goes on (`Subscriptions.keep_only`)
        forget_all(session, account_id)
    call_off_deletion(session, account_id, at=at)
    noted = {**(codes or {}), **({"proof": proved_by} if proved_by else {})}
    # Last, because every other writer waits for the audit's lock.
    audit.append(session, subject_id=account_id, event=event or KINDS[change].event, codes=noted, at=at)
