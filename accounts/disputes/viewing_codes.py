"""Replaces a lost viewing code: one member of staff compares the disputer's document, another one approves.

The new code goes to the disputer's own phone, so two deceived people give a stranger nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from accounts import audit
from accounts.disputes.records import Dispute, DisputeEvent, DisputeRefusal
from accounts.disputes.rows import DisputeRow
from accounts.disputes.writing import DisputesToWrite
from accounts.outbox import Notice, put
from accounts.storage.database import reading, writing

#: How long a comparison waits for a colleague's approval; the person has left by then (an assumption).
COMPARED_FOR = timedelta(days=3)


class ViewingCodes(DisputesToWrite):
    """The viewing codes of all disputes. Every verb may raise `accounts.storage.database.Unavailable`."""

    def codes_to_approve(self, limit: int = 100) -> list[tuple[str, str]]:
        """Return reference and comparing member of staff of the codes to renew, the longest waiting first."""
        since = self._clock() - COMPARED_FOR
        waiting = select(DisputeRow.reference, DisputeRow.code_compared_by)
        waiting = waiting.where(DisputeRow.code_compared_at > since)
        with reading(self._engine) as session:
            rows = session.execute(waiting.order_by(DisputeRow.code_compared_at).limit(limit))
            return [(reference, by or "") for reference, by in rows]

    def compare_for_code(self, dispute_id: str, *, by: str) -> DisputeRefusal | None:
        """Note that a member of staff compared the disputer's document; None if it was noted."""
        locked = select(DisputeRow).where(DisputeRow.id == dispute_id).with_for_update()
        with writing(self._engine) as session:
            row = session.scalars(locked).one_or_none()
            if row is None or is_compared(row, self._clock()):
                return DisputeRefusal.OUT_OF_DATE
            row.code_compared_by, row.code_compared_at = by, self._clock()
            session.flush()
            codes = {"by": audit.spelled(by)}
            self._note_event(session, dispute_id, DisputeEvent.CODE_COMPARED, codes)
        return None

    def renew_code(
        self, dispute_id: str, code: str, *, by: str, tell: Sequence[Notice] = ()
    ) -> DisputeRefusal | None:
        """Replace the viewing code after a colleague's comparison; the old one opens nothing any more.

        Args:
            tell: the message with the new code.
        """
        locked = select(DisputeRow).where(DisputeRow.id == dispute_id).with_for_update()
        with writing(self._engine) as session:
            row = session.scalars(locked).one_or_none()
            if row is None or not is_compared(row, self._clock()):
                return DisputeRefusal.OUT_OF_DATE
            if row.code_compared_by == by:
                return DisputeRefusal.SAME_PERSON
            row.code_digest = self._code_digest(dispute_id, code)
            row.code_compared_by = row.code_compared_at = None
            session.flush()
            put(session, tell, cipher=self._cipher, at=self._clock())
            codes = {"by": audit.spelled(by)}
            self._note_event(session, dispute_id, DisputeEvent.CODE_RENEWED, codes)
        return None

    def drop_comparison(self, dispute_id: str, *, by: str) -> DisputeRefusal | None:
        """End a comparison without a new code: a colleague does not agree."""
        locked = select(DisputeRow).where(DisputeRow.id == dispute_id).with_for_update()
        with writing(self._engine) as session:
            row = session.scalars(locked).one_or_none()
            if row is None or not is_compared(row, self._clock()):
                return DisputeRefusal.OUT_OF_DATE
            row.code_compared_by = row.code_compared_at = None
            session.flush()
            codes = {"by": audit.spelled(by), "act": "dropped"}
            self._note_event(session, dispute_id, DisputeEvent.CODE_COMPARED, codes)
        return None


def is_compared(dispute: Dispute | DisputeRow, now: datetime) -> bool:
    """Return whether a comparison waits for a colleague's approval."""
    at = dispute.code_compared_at
    return at is not None and at > now - COMPARED_FOR
