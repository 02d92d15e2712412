"""Carries out the requests of holders that are due: answers withdrawals of consent, deletes accounts.

Each request has a transaction of its own, so the command may be stopped, repeated, and run twice at once.
Locks are always taken in one order: the account's row first, the audit's head last. If the holder revokes the
request or a dispute freezes the account at the same time, one of the two transactions waits for the other.
"""

from collections.abc import Callable, Generator
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Engine, delete, select, update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.records import AccountEvent, Standing
from accounts.account.rows import AccountRow
from accounts.portals.sessions import end_sessions
from accounts.requests.rows import RequestRow
from accounts.requests.store import RequestKind
from accounts.storage.database import reading, writing


class Done(StrEnum):
    """What became of one request."""

    ANSWERED = "answered"
    DELETED = "deleted"
    HELD = "held"
    """The account is frozen: a withdrawal stays open until it is not. A freeze calls a deletion off."""
    REVOKED = "revoked"
    """Another transaction was faster: the holder revoked the request, or another run carried it out."""


def carry_out(engine: Engine, *, clock: Callable[[], datetime]) -> Generator[Done, None, None]:
    """Carry out every open request that is due, the oldest first; yield the outcome of each.

    Raises:
        Unavailable: the database is down or busy; start again.
    """
    due = select(RequestRow.id).where(RequestRow.ended_at.is_(None), RequestRow.not_before <= clock())
    with reading(engine) as session:
        ids = session.scalars(due.order_by(RequestRow.asked_at, RequestRow.kind.desc())).all()
    for request_id in ids:
        with writing(engine) as session:
            outcome = _carry_out_one(session, request_id, at=clock())
        yield outcome


def _carry_out_one(session: Session, request_id: str, *, at: datetime) -> Done:
    account_id = session.scalars(select(RequestRow.account_id).where(RequestRow.id == request_id)).one()
    locked_account = select(AccountRow.standing).where(AccountRow.id == account_id).with_for_update()
    standing = session.scalars(locked_account).one_or_none()
    # Read the request again under the locks: it may have ended since its id was listed.
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
    end_sessions(session, account_id, at=at)  # before the cascade deletes them untold
    _erase(session, account_id)
    _end(session, at, (RequestRow.account_id == account_id) & RequestRow.ended_at.is_(None))
    _note(session, account_id, AccountEvent.DELETED, at)
    return Done.DELETED


def _erase(session: Session, account_id: str) -> None:
    """Delete the account's row; its claims, consents, second factors, devices and grants go by cascade.

    The audit entries and the requests stay. They identify no person: their account id leads nowhere now.
    """
    session.execute(delete(AccountRow).where(AccountRow.id == account_id))


def _end(session: Session, at: datetime, which: ColumnElement[bool]) -> None:
    session.execute(update(RequestRow).where(which).values(ended_at=at, outcome="carried_out"))


def _note(session: Session, account_id: str, event: AccountEvent, at: datetime) -> None:
    audit.append(session, subject_id=account_id, event=event, codes={}, at=at)
