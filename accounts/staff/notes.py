"""Notes of staff about an act, in their own words: encrypted, for the desk only, deleted after `KEPT`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Engine, delete, select

from accounts.staff.rows import StaffNoteRow, StaffRow
from accounts.storage.ciphers import FieldCipher
from accounts.storage.database import reading, writing

#: Assumption: questions about an act come within two years. The audit chain keeps the act itself.
KEPT = timedelta(days=730)


@dataclass(frozen=True)
class StaffNote:
    """One note: when it was written, the sign-in name of its author, and the text."""

    written_at: datetime
    staff_name: str
    text: str = field(repr=False)


class StaffNotes:
    """All notes of one database. Every verb may raise `accounts.storage.database.Unavailable`."""

    def __init__(self, engine: Engine, *, cipher: FieldCipher, clock: Callable[[], datetime]) -> None:
        """Take a migrated database, the *cipher* of the texts, and a *clock* of aware UTC datetimes."""
        self._engine = engine
        self._cipher = cipher
        self._clock = clock

    def write(self, record_id: str, *, staff_id: str, text: str) -> None:
        """Store *text* as a note about a record, and delete all notes that are older than `KEPT`."""
        note_id, now = str(uuid4()), self._clock()
        sealed = self._cipher.encrypt(text, context=context_of("note", note_id))
        row = StaffNoteRow(id=note_id, record_id=record_id, staff_id=staff_id, written_at=now, note=sealed)
        with writing(self._engine) as session:
            session.execute(delete(StaffNoteRow).where(StaffNoteRow.written_at < now - KEPT))
            session.add(row)

    def of_record(self, record_id: str) -> list[StaffNote]:
        """Return the notes about a record, the oldest first."""
        notes = select(StaffNoteRow, StaffRow.name).join(StaffRow, StaffRow.id == StaffNoteRow.staff_id)
        of_record = notes.where(StaffNoteRow.record_id == record_id).order_by(StaffNoteRow.written_at)
        with reading(self._engine) as session:
            return [
                StaffNote(
                    row.written_at, name, self._cipher.decrypt(row.note, context=context_of("note", row.id))
                )
                for row, name in session.execute(of_record)
            ]


def context_of(column: str, row_id: str) -> str:
    """Return the place that a sealed value is bound to: its column and its row."""
    return f"staff_notes.{column}:{row_id}"
