"""How what holders asked for is done when its time has come: withdrawals answered, accounts deleted.

Each request is a transaction of its own: the command may be stopped, repeated, and run by two at once. The
account's row is locked first, the audit's head last; whoever revokes or freezes waits, or is waited for.
"""

from collections.abc import Callable, Generator
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Engine, delete, select, update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.records import AccountEvent, Standing
from accounts.account.rows import AccountRow
from accounts.requests.rows import RequestRow
from accounts.requests.store import RequestKind
from accounts.storage.database import reading, writing


class Done(StrEnum):
    """What became of one request."""

    ANSWERED = "answered"
    DELETED = "deleted"
    HELD = "held"
    """The account is frozen while it is decided whose it is; the request stays open."""
    REVOKED = "revoked"
    """Somebody was faster: its holder, or another run of the command."""


def carry_out(engine: Engine, *, clock: Callable[[], datetime]) -> Generator[Done, None, None]:
    """Carry out every open request whose time has come, the oldest first; yield what became of each.

    Raises:
        Unavailable: the database is down or busy; start again.
    """
    due = select(RequestRow.id).where(RequestRow.ended_at.is_(None), RequestRow.not_before <= clock())
    with reading(engine) as session:
        ids = session.scalars(due.order_by(RequestRow.asked_at, RequestRow.kind.desc())).all()
    for request_id in ids:
        with writing(engine) as session:
            done = _carry_out_one(session, request_id, at=clock())
        yield done


def _carry_out_one(session: Session, request_id: str, *, at: datetime) -> Done:
    account_id = session.scalars(select(RequestRow.account_id).where(RequestRow.id == request_id)).one()
    locked_account = select(AccountRow.standing).where(AccountRow.id == account_id).with_for_update()
    standing = session.scalars(locked_account).one_or_none()
    locked_request = select(RequestRow).where(RequestRow.id == request_id).with_for_update()
    row = session.scalars(locked_request.execution_options(populate_existing=True)).one()
    if row.ended_at is not None:
        return Done.REVOKED
    if standing == Standing.FROZEN:
        return Done.HELD
    if RequestKind(row.kind) is RequestKind.WITHDRAWAL:
        _end(session, at, RequestRow.id == request_id)
        _note(session, account_id, AccountEvent.WITHDRAWAL_ANSWERED, at)
        return Done.ANSWERED
    _erase(session, account_id)
    _end(session, at, (RequestRow.account_id == account_id) & RequestRow.ended_at.is_(None))
    _note(session, account_id, AccountEvent.DELETED, at)
    return Done.DELETED


def _erase(session: Session, account_id: str) -> None:
    """Delete the account's row and, by the tables' cascade, its claims, its consents and what hangs on it.

    What stays names nobody: the audit's entries and the requests, under an id that no longer leads anywhere.
    """
    session.execute(delete(AccountRow).where(AccountRow.id == account_id))


def _end(session: Session, at: datetime, which: ColumnElement[bool]) -> None:
    session.execute(update(RequestRow).where(which).values(ended_at=at, outcome="carried_out"))


def _note(session: Session, account_id: str, event: AccountEvent, at: datetime) -> None:
    audit.append(session, subject_id=account_id, event=event, codes={}, at=at)
