"""The tables of accounts, of the numbers that an account claims, and of consents.

Columns named in `SEALED_COLUMNS` hold ciphertexts of `FieldCipher`. Columns named ``…digest`` hold keyed
hashes of `LookupKey`. Rows stay inside this package; everything outside reads records.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Integer,
    SmallInteger,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from accounts.storage.base import Base

SEALED_COLUMNS: Final = (
    "full_name",
    "citizen_number",
    "old_identity_number",
    "birth_date",
    "sex",
    "address",
    "phone_number",
    "email",
    "tax_number",
    "business_number",
    "organisation_name",
    "known_by",
)


class AccountRow(Base):
    """One account."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("subject IN ('citizen', 'business', 'agency')", name="subject"),
        CheckConstraint("standing IN ('active', 'frozen', 'closed')", name="standing"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    subject: Mapped[str] = mapped_column(String(16))
    method: Mapped[str] = mapped_column(String(40))
    level: Mapped[int] = mapped_column(SmallInteger)
    standing: Mapped[str] = mapped_column(String(16), server_default="active")
    registered_at: Mapped[datetime]
    password_hash: Mapped[str | None] = mapped_column(Text)
    phone_digest: Mapped[str] = mapped_column(String(64), index=True)
    """Not unique: a family may share one phone."""
    phone_lost_at: Mapped[datetime | None]
    """Since when the product knows that the number belongs to another person; None: it is the holder's."""

    generation: Mapped[int] = mapped_column(Integer, server_default="0")
    """Grows with every change of a way in."""
    language: Mapped[str | None] = mapped_column(String(8))
    """The language of the messages to the holder; None: none is known."""
    stopped_at: Mapped[datetime | None]
    """Since when a stop code keeps the account frozen; None: none does."""
    held_at: Mapped[datetime | None]
    """Since when the hotline holds the account frozen; None: it does not."""

    full_name: Mapped[str] = mapped_column(Text)
    citizen_number: Mapped[str | None] = mapped_column(Text)
    old_identity_number: Mapped[str | None] = mapped_column(Text)
    birth_date: Mapped[str | None] = mapped_column(Text)
    sex: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    phone_number: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    tax_number: Mapped[str | None] = mapped_column(Text)
    business_number: Mapped[str | None] = mapped_column(Text)
    organisation_name: Mapped[str | None] = mapped_column(Text)
    known_by: Mapped[str | None] = mapped_column(Text)


class IdentityRow(Base):
    """One number that one account claims. The primary key admits one account per subject for each number."""

    __tablename__ = "account_identities"

    subject: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"), index=True)


class EmailRow(Base):
    """The e-mail address by which an organisation without a number is known, as a keyed hash.

    Not unique: several units may have one address.
    """

    __tablename__ = "account_emails"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(
        ForeignKey(AccountRow.id, ondelete="CASCADE"), primary_key=True, index=True
    )


class ConsentRow(Base):
    """One consent, given or withdrawn. A row is evidence, so it is never changed."""

    __tablename__ = "consents"
    __table_args__ = (CheckConstraint("act IN ('given', 'withdrawn')", name="act"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(64))
    text_version: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    given_at: Mapped[datetime]
    """When it was given or withdrawn."""
    act: Mapped[str] = mapped_column(String(16), server_default="given")
    """``given`` or ``withdrawn``."""
