"""How an account's standing changes: frozen, restored, closed; each once, whoever tries at the same second.

All functions work within the caller's transaction. The account's row is locked first, the audit's head last.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.identities import release
from accounts.account.records import AccountEvent, Standing
from accounts.account.rows import AccountRow

#: From which standings each may be reached, and what the audit calls it.
MOVES = {
    Standing.FROZEN: ((Standing.ACTIVE,), AccountEvent.FROZEN),
    Standing.ACTIVE: ((Standing.FROZEN,), AccountEvent.RESTORED),
    Standing.CLOSED: ((Standing.ACTIVE, Standing.FROZEN), AccountEvent.CLOSED),
}


class UnknownAccount(LookupError):
    """There is no account with this id."""


class NotActive(Exception):
    """The account is frozen or closed: whoever wanted to change it was overtaken."""


def active_only(session: Session, account_id: str) -> AccountRow:
    """Return the row of an active account, locked until the transaction ends: a freeze waits for it.

    Raises:
        UnknownAccount: there is no such account.
        NotActive: it is frozen or closed.
    """
    of_account = select(AccountRow).where(AccountRow.id == account_id).with_for_update()
    row = session.scalars(of_account.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise UnknownAccount
    if row.standing != Standing.ACTIVE:
        raise NotActive
    return row


def move(session: Session, account_id: str, to: Standing, *, at: datetime, codes: Mapping[str, str]) -> bool:
    """Bring an account to the standing *to* and note it; False: it does not stand where that is possible."""
    before, event = MOVES[to]
    facts = {"standing": to} | ({"password_hash": None} if to is Standing.CLOSED else {})
    possible = (AccountRow.id == account_id) & AccountRow.standing.in_(before)
    moved = session.execute(update(AccountRow).where(possible).values(**facts).returning(AccountRow.id))
    if moved.first() is None:
        return False
    if to is Standing.CLOSED:
        release(session, account_id)
    audit.append(session, subject_id=account_id, event=event, codes=codes, at=at)
    return True
