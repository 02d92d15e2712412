"""Writes the notes of a dispute and its audit entries, within the caller's transaction."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import audit
from accounts.disputes.reading import DisputesToRead
from accounts.disputes.records import DisputeEvent, NoteKind
from accounts.disputes.rows import DisputeNoteRow, note_context_of


class DisputesToWrite(DisputesToRead):
    """What every verb that changes a dispute writes beside the dispute."""

    def _write_note(self, session: Session, dispute_id: str, note: tuple[NoteKind, str, str]) -> None:
        kind, by, text = note
        note_id = str(uuid4())
        sealed = self._cipher.encrypt(text, context=note_context_of("text", note_id))
        facts = {"dispute_id": dispute_id, "at": self._clock(), "kind": kind.value, "by": by}
        session.add(DisputeNoteRow(id=note_id, text=sealed, **facts))

    def _note_event(
        self, session: Session, dispute_id: str, event: DisputeEvent, codes: dict[str, str]
    ) -> None:
        audit.append(session, subject_id=dispute_id, event=event, codes=codes, at=self._clock())

    def _has_note(self, session: Session, dispute_id: str, kind: NoteKind) -> bool:
        of_kind = select(DisputeNoteRow.id).where(
            DisputeNoteRow.dispute_id == dispute_id, DisputeNoteRow.kind == kind
        )
        return session.scalars(of_kind.limit(1)).first() is not None
