"""Appeals against a decision, from either side, and their answers by an officer who took no part in it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import audit
from accounts.disputes.records import DisputeEvent, DisputeRefusal, DisputeState, NoteKind
from accounts.disputes.rows import DisputeRow
from accounts.disputes.writing import DisputesToWrite
from accounts.outbox import Notice, put
from accounts.storage.database import reading, writing

#: For each side's appeal: the kind of its answer.
ANSWER_TO = {
    NoteKind.APPEAL: NoteKind.APPEAL_ANSWER,
    NoteKind.HOLDERS_APPEAL: NoteKind.HOLDERS_APPEAL_ANSWER,
}


class Appeals(DisputesToWrite):
    """The appeals of all disputes. Every verb may raise `accounts.storage.database.Unavailable`."""

    def appeal(self, dispute_id: str, kind: NoteKind, text: str, *, by: str = "") -> bool:
        """Store the appeal of one side. False: nothing is decided, or this side has appealed before.

        The caller checks that the time for appeals is not over.

        Args:
            kind: whose appeal it is; one of the keys of `ANSWER_TO`.
            by: how the holder proved their identity, as in `Disputes.answer`; empty for the disputer.
        """
        locked = select(DisputeRow).where(DisputeRow.id == dispute_id).with_for_update()
        with writing(self._engine) as session:
            row = session.scalars(locked).one_or_none()
            if row is None or row.state != DisputeState.DECIDED or self._has_note(session, dispute_id, kind):
                return False
            row.appealed_at = row.appealed_at or self._clock()
            self._write_note(session, dispute_id, (kind, by, text))
            session.flush()
            self._note_event(session, dispute_id, DisputeEvent.APPEALED, {"side": kind})
        return True

    def deciders(self, dispute_id: str) -> frozenset[str]:
        """Return who proposed and who made the decision: they answer no appeal against it."""
        with reading(self._engine) as session:
            row = session.get(DisputeRow, dispute_id)
            return frozenset(filter(None, (row.proposed_by, row.decided_by) if row else ()))

    def waiting_appeals(self, dispute_id: str) -> frozenset[NoteKind]:
        """Return whose appeals wait for an answer: keys of `ANSWER_TO`."""
        with reading(self._engine) as session:
            return self._waiting(session, dispute_id)

    def answer_appeal(
        self, dispute_id: str, appeal: NoteKind, text: str, *, by: str, tell: Sequence[Notice] = ()
    ) -> DisputeRefusal | None:
        """Answer the appeal of one side; None if it was done. The other side never reads this answer.

        Who proposed or made the decision does not answer an appeal against it.

        Args:
            appeal: whose appeal it is; one of the keys of `ANSWER_TO`.
            tell: the messages about it.
        """
        locked = select(DisputeRow).where(DisputeRow.id == dispute_id).with_for_update()
        with writing(self._engine) as session:
            row = session.scalars(locked).one_or_none()
            waiting = self._waiting(session, dispute_id)
            if row is None or appeal not in waiting:
                return DisputeRefusal.OUT_OF_DATE
            if by in {row.proposed_by, row.decided_by}:
                return DisputeRefusal.SAME_PERSON
            if waiting == {appeal}:
                row.appealed_at = None
            self._write_note(session, dispute_id, (ANSWER_TO[appeal], by, text))
            session.flush()
            put(session, tell, cipher=self._cipher, at=self._clock())
            codes = {"by": audit.spelled(by), "side": appeal.value}
            self._note_event(session, dispute_id, DisputeEvent.APPEAL_ANSWERED, codes)
        return None

    def _waiting(self, session: Session, dispute_id: str) -> frozenset[NoteKind]:
        return frozenset(
            appeal
            for appeal, answer in ANSWER_TO.items()
            if self._has_note(session, dispute_id, appeal) and not self._has_note(session, dispute_id, answer)
        )
