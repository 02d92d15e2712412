"""Sessions of people at portals, and the messages that tell a portal that one ended (back-channel logout).

A message is a row that is written in the transaction that ends the session, so it is lost only if the end
is lost too; `accounts.grants.logouts` hands it to a sender. The table of accounts is named and not imported,
because `accounts.account` ends sessions and imports this module.
"""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, ForeignKey, SmallInteger, String, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.portals.rows import PortalRow
from accounts.storage.base import Base, table_of


class PortalSessionRow(Base):
    """One session of one person at one portal."""

    __tablename__ = "portal_sessions"

    sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Random; the claim of this name."""
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    portal_id: Mapped[str] = mapped_column(ForeignKey(PortalRow.id))
    signed_in_id: Mapped[str] = mapped_column(String(64))
    """The session here in which it began."""
    opened_at: Mapped[datetime]


class PortalLogoutRow(Base):
    """One end of a session that its portal was not told yet. It outlives an account that is deleted."""

    __tablename__ = "portal_logouts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    portal_id: Mapped[str] = mapped_column(ForeignKey(PortalRow.id))
    account_id: Mapped[str] = mapped_column(String(36))
    """For the subject, which is derived from it."""
    sid: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    """When the next sender may take the row."""
    tries: Mapped[int] = mapped_column(SmallInteger)


SESSIONS, LOGOUTS, PORTALS = table_of(PortalSessionRow), table_of(PortalLogoutRow), table_of(PortalRow)


def end_sessions(
    session: Session,
    account_id: str,
    *,
    signed_in_id: str | None = None,
    keep: str | None = None,
    at: datetime,
) -> int:
    """End an account's sessions at portals within the caller's transaction, and queue a message about each.

    Args:
        signed_in_id: end only what began in this session here; None: in any.
        keep: leave what began in this session here.

    Returns:
        How many ended.
    """
    which = SESSIONS.c.account_id == account_id
    if signed_in_id is not None:
        which &= SESSIONS.c.signed_in_id == signed_in_id
    if keep is not None:
        which &= SESSIONS.c.signed_in_id != keep
    return end_those(session, which, at=at)


def end_those(session: Session, which: ColumnElement[bool], *, at: datetime) -> int:
    """End the sessions that match, within the caller's transaction; return how many.

    A portal that ended, or has no address for it, is told nothing.
    """
    # The DELETE decides: of two ends at once, only one deletes a row and queues its message.
    ended = session.execute(delete(SESSIONS).where(which).returning(*SESSIONS.c)).all()
    if not ended:
        return 0
    listens = PORTALS.c.backchannel_logout_uri.is_not(None) & PORTALS.c.ended_at.is_(None)
    told = set(session.scalars(select(PORTALS.c.id).where(listens)).all())
    rows = [
        {
            "id": uuid4().hex,
            "portal_id": one.portal_id,
            "account_id": one.account_id,
            "sid": one.sid,
            "made_at": at,
            "due_at": at,
            "tries": 0,
        }
        for one in ended
        if one.portal_id in told
    ]
    if rows:
        session.execute(insert(LOGOUTS), rows)
    return len(ended)
