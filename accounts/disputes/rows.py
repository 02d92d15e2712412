"""The tables of disputes and of their notes, and how their texts are encrypted.

No foreign key to accounts: a dispute outlives an account that is deleted.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import Boolean, ForeignKey, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from accounts.disputes.records import Decision, Dispute, DisputeNote, DisputeState, NoteKind
from accounts.storage.base import Base
from accounts.storage.ciphers import FieldCipher
from identity.subject import Subject

SEALED_DISPUTE_COLUMNS: Final = ("phone_number", "proof", "reasons")
SEALED_NOTE_COLUMNS: Final = ("text",)


class DisputeRow(Base):
    """One dispute."""

    __tablename__ = "disputes"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    code_digest: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[str] = mapped_column(String(36), index=True)
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer)
    subject: Mapped[str] = mapped_column(String(16))
    method: Mapped[str] = mapped_column(String(40))
    level: Mapped[int] = mapped_column(SmallInteger)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    told_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    proposal: Mapped[str | None] = mapped_column(String(16))
    proposed_by: Mapped[str | None] = mapped_column(String(36))
    decision: Mapped[str | None] = mapped_column(String(16))
    decided_by: Mapped[str | None] = mapped_column(String(36))
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    freezes: Mapped[bool] = mapped_column(Boolean(create_constraint=False))
    phone_number: Mapped[str] = mapped_column(Text)
    proof: Mapped[str] = mapped_column(Text)
    reasons: Mapped[str | None] = mapped_column(Text)
    appealed_at: Mapped[datetime | None] = mapped_column(index=True)
    code_compared_by: Mapped[str | None] = mapped_column(String(36))
    code_compared_at: Mapped[datetime | None]


class DisputeNoteRow(Base):
    """One text in a dispute."""

    __tablename__ = "dispute_notes"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    dispute_id: Mapped[str] = mapped_column(ForeignKey(DisputeRow.id, ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)


def context_of(column: str, dispute_id: str) -> str:
    """Return the place that a sealed value of a dispute is bound to: its column and its row."""
    return f"disputes.{column}:{dispute_id}"


def note_context_of(column: str, note_id: str) -> str:
    """Return the place that a sealed value of a note is bound to: its column and its row."""
    return f"dispute_notes.{column}:{note_id}"


def unsealed(row: DisputeRow, *, cipher: FieldCipher) -> Dispute:
    """Read one dispute.

    Raises:
        CannotDecrypt: a value was changed or moved, or its key is not in the ring.
    """
    return Dispute(
        id=row.id,
        reference=row.reference,
        account_id=row.account_id,
        state=DisputeState(row.state),
        version=row.version,
        subject=Subject(row.subject),
        method=row.method,
        level=row.level,
        opened_at=row.opened_at,
        due_at=row.due_at,
        told_at=row.told_at,
        answered_at=row.answered_at,
        proposal=Decision(row.proposal) if row.proposal else None,
        proposed_by=row.proposed_by,
        decision=Decision(row.decision) if row.decision else None,
        decided_at=row.decided_at,
        ended_at=row.ended_at,
        freezes=row.freezes,
        appealed_at=row.appealed_at,
        code_digest=row.code_digest,
        code_compared_by=row.code_compared_by,
        code_compared_at=row.code_compared_at,
        reasons=cipher.decrypt(row.reasons, context=context_of("reasons", row.id)) if row.reasons else None,
        phone_number=cipher.decrypt(row.phone_number, context=context_of("phone_number", row.id)),
        proof=cipher.decrypt(row.proof, context=context_of("proof", row.id)),
    )


def unsealed_note(row: DisputeNoteRow, *, cipher: FieldCipher) -> DisputeNote:
    """Read one note.

    Raises:
        CannotDecrypt: as in `unsealed`.
    """
    text = cipher.decrypt(row.text, context=note_context_of("text", row.id))
    return DisputeNote(at=row.at, kind=NoteKind(row.kind), by=row.by, text=text)
