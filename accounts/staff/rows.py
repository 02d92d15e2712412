"""The tables of staff, of their passkeys, and of the notes that staff write."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from accounts.account.factor_rows import PasskeyColumns
from accounts.storage.base import Base


class StaffRow(Base):
    """One member of staff."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    roles: Mapped[str] = mapped_column(String(100))
    """The values of `Role`, with spaces between."""
    is_active: Mapped[bool]
    generation: Mapped[int] = mapped_column("standing")  # the column keeps its old name
    password_hash: Mapped[str | None] = mapped_column(Text)
    totp_secret: Mapped[str | None] = mapped_column(Text)
    """Sealed."""
    last_step: Mapped[int] = mapped_column(BigInteger)
    """Time step of the last accepted code; this code and all earlier ones are refused."""
    added_at: Mapped[datetime]


class StaffPasskeyRow(PasskeyColumns, Base):
    """One passkey of one member of staff."""

    __tablename__ = "staff_passkeys"

    staff_id: Mapped[str] = mapped_column(ForeignKey(StaffRow.id, ondelete="CASCADE"), index=True)


class StaffNoteRow(Base):
    """One note about an act on a record. The audit has the act itself, in codes."""

    __tablename__ = "staff_notes"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey(StaffRow.id))
    written_at: Mapped[datetime] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(Text)
    """Sealed."""
