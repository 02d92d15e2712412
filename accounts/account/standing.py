"""Changes an account's standing: freezes, restores or closes it. If several callers try, one succeeds.

Every function works within the caller's transaction. Locks are always taken in one order: the account's row
first, the audit's head last.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.calling_off import call_off_deletion
from accounts.account.identities import release
from accounts.account.records import AccountEvent, Standing
from accounts.account.rows import AccountRow
from accounts.portals.sessions import end_sessions
from accounts.push.queue import forget_all

#: For each new standing: the standings it may be reached from, and the event for the audit.
MOVES = {
    Standing.FROZEN: ((Standing.ACTIVE,), AccountEvent.FROZEN),
    Standing.ACTIVE: ((Standing.FROZEN,), AccountEvent.RESTORED),
    Standing.CLOSED: ((Standing.ACTIVE, Standing.FROZEN), AccountEvent.CLOSED),
}


class UnknownAccount(LookupError):
    """There is no account with this id."""


class NotActive(Exception):
    """The account is frozen or closed, so it cannot be changed."""


def active_only(session: Session, account_id: str) -> AccountRow:
    """Return the row of an active account, locked until the transaction ends: a freeze has to wait.

    Raises:
        UnknownAccount: there is no such account.
        NotActive: it is frozen or closed.
    """
    of_account = select(AccountRow).where(AccountRow.id == account_id).with_for_update()
    # populate_existing: while waiting for the lock, another transaction may have changed a row read before.
    row = session.scalars(of_account.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise UnknownAccount
    if row.standing != Standing.ACTIVE:
        raise NotActive
    return row


def is_held(session: Session, account_id: str) -> bool:
    """Return whether the hotline holds the account; its row is locked until the transaction ends."""
    of_account = select(AccountRow.held_at).where(AccountRow.id == account_id)
    return session.scalar(of_account.with_for_update()) is not None


def move(session: Session, account_id: str, to: Standing, *, at: datetime, codes: Mapping[str, str]) -> bool:
    """Change an account's standing to *to* and note it. False: unknown account, or `MOVES` forbids it.

    Its sessions at portals end in the same transaction. A freeze calls a deletion off, and so does its end: a
    stranger may have asked for it before.

    An account that a stop code froze stays frozen: only `accounts.stops` opens it, after a proof. One that
    the hotline holds stays frozen until two case officers have ended the hold.
    """
    before, event = MOVES[to]
    facts: dict[str, Any] = {"standing": to, "generation": AccountRow.generation + 1}
    if to is Standing.CLOSED:
        facts |= {"password_hash": None, "stopped_at": None, "held_at": None}
    possible = (AccountRow.id == account_id) & AccountRow.standing.in_(before)
    if to is Standing.ACTIVE:
        # Two freezes may end at once. The second waits here and then sees that the first has ended; without
        # the lock both could leave the account to the other, and it would stay frozen for ever.
        is_held(session, account_id)
        possible &= AccountRow.stopped_at.is_(None) & AccountRow.held_at.is_(None)
    # One UPDATE both checks and changes: of two at once, the second waits and then matches no row.
    moved = session.execute(update(AccountRow).where(possible).values(**facts).returning(AccountRow.id))
    if moved.first() is None:
        return False
    if to is Standing.CLOSED:
        release(session, account_id)
    else:
        call_off_deletion(session, account_id, at=at)
    end_sessions(session, account_id, at=at)
    forget_all(session, account_id)
    audit.append(session, subject_id=account_id, event=event, codes=codes, at=at)
    return True
