"""Hands ends of sessions to senders, which tell the portals: to one at a time, at most three times."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from accounts import audit
from accounts.grants.records import LogoutDue
from accounts.portals.records import PortalEvent
from accounts.portals.sessions import LOGOUTS, PortalLogoutRow
from accounts.storage.database import reading, writing
from accounts.storage.keeper import Keeper

#: How long a sender keeps a row for itself: longer than a portal may take to answer.
TAKEN_FOR = timedelta(seconds=90)
#: After the first and the second try that failed. After the third the message is given up.
PAUSES = (timedelta(minutes=1), timedelta(minutes=10))
MOST_TRIES = len(PAUSES) + 1
#: After a try in which the portal was not asked, because too many questions of ours were open.
NOT_TRIED_PAUSE = timedelta(seconds=10)
#: In one round: a portal that hangs takes no more of the senders' places and time (an assumption).
MOST_OF_A_PORTAL = 5


class Logouts(Keeper):
    """The ends of sessions that portals were not told yet."""

    def due_logouts(self, limit: int) -> list[LogoutDue]:
        """Take a few due messages of each portal, each for one sender alone until `TAKEN_FOR` is over.

        The oldest come first, of the portals too. The portals share the places evenly.
        """
        now = self._clock()
        is_due = PortalLogoutRow.due_at <= now
        portals = select(PortalLogoutRow.portal_id).where(is_due).group_by(PortalLogoutRow.portal_id)
        with reading(self._engine) as session:  # most often there is none, and a reader locks nothing
            waiting = session.scalars(portals.order_by(func.min(PortalLogoutRow.due_at)).limit(limit)).all()
        if not waiting:
            return []
        share = min(MOST_OF_A_PORTAL, max(1, limit // len(waiting)))
        oldest = select(PortalLogoutRow).where(is_due).order_by(PortalLogoutRow.due_at, PortalLogoutRow.id)
        # skip_locked: of two senders at once, neither waits, and each takes other rows.
        few = oldest.limit(share).with_for_update(skip_locked=True)
        with writing(self._engine) as session:
            of_each = [session.scalars(few.where(PortalLogoutRow.portal_id == one)).all() for one in waiting]
            rows = [row for some in of_each for row in some]
            # The sender of the last try died: nothing tells whether the portal has the message.
            over = [row for row in rows if row.tries >= MOST_TRIES]
            taken = [row for row in rows if row.tries < MOST_TRIES]
            for row in taken:
                row.due_at, row.tries = now + TAKEN_FOR, row.tries + 1
            session.flush()
            self._give_up(session, over, at=now)
            return [_record(row) for row in taken]

    def logout_done(self, logout_id: str) -> None:
        """Delete a message that the portal has."""
        with writing(self._engine) as session:
            session.execute(delete(LOGOUTS).where(LOGOUTS.c.id == logout_id))

    def logout_failed(self, logout_id: str) -> bool:
        """Let the next sender try after a pause. False: it was the last try; the message is given up."""
        now = self._clock()
        with writing(self._engine) as session:
            row = session.get(PortalLogoutRow, logout_id, with_for_update=True)
            if row is None:
                return False
            if row.tries >= MOST_TRIES:
                self._give_up(session, [row], at=now)
                return False
            row.due_at = now + PAUSES[max(row.tries, 1) - 1]
            return True

    def logout_not_tried(self, logout_id: str) -> None:
        """Give a try back: the portal was not asked. The next sender tries soon."""
        with writing(self._engine) as session:
            row = session.get(PortalLogoutRow, logout_id, with_for_update=True)
            if row is not None:
                row.due_at, row.tries = self._clock() + NOT_TRIED_PAUSE, max(row.tries - 1, 0)

    def _give_up(self, session: Session, rows: list[PortalLogoutRow], *, at: datetime) -> None:
        for row in rows:
            session.delete(row)
        session.flush()
        for row in rows:
            codes = {"account": audit.spelled(row.account_id)}
            audit.append(
                session, subject_id=row.portal_id, event=PortalEvent.LOGOUT_GIVEN_UP, codes=codes, at=at
            )


def _record(row: PortalLogoutRow) -> LogoutDue:
    return LogoutDue(
        id=row.id,
        portal_id=row.portal_id,
        account_id=row.account_id,
        sid=row.sid,
        made_at=row.made_at,
        tries=row.tries,
    )
