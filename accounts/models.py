"""Which tables the accounts live in.

Columns named in `SEALED_COLUMNS` hold ciphertexts of `ciphers.FieldCipher`; those named ``…digest`` hold
keyed hashes of `ciphers.LookupKey`. Rows stay inside this package; everybody else has `records`.
"""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

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
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite keeps no time zone, so there it is stored as UTC and read back so."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times are aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What all tables of this package share: names of constraints that migrations can rely on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012  # SQLAlchemy's own declaration


def table_of(row: type[Base]) -> Table:
    """Return the bare table: statements on it skip the unit of work and cost half the time."""
    return Base.metadata.tables[row.__tablename__]


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
    """Since when the number is known to be somebody else's."""

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


class IdentityRow(Base):
    """One number claimed by one account; the primary key makes accounts unique per kind of subject."""

    __tablename__ = "account_identities"

    subject: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"), index=True)


class ConsentRow(Base):
    """One consent given or withdrawn for one account: provable, so never changed."""

    __tablename__ = "consents"
    __table_args__ = (CheckConstraint("act IN ('given', 'withdrawn')", name="act"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(64))
    text_version: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    given_at: Mapped[datetime]
    """When it was said."""
    act: Mapped[str] = mapped_column(String(16), server_default="given")
    """``given`` or ``withdrawn``."""


class AuditEntry(Base):
    """One link of the audit chain. No foreign key: the audit outlives an account that is deleted."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_account_id", "account_id", "sequence"),)

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """1, 2, 3, … without gaps."""
    at: Mapped[datetime]
    account_id: Mapped[str] = mapped_column(String(36))
    event: Mapped[str] = mapped_column(String(40))
    codes: Mapped[str] = mapped_column(Text)
    """Canonical JSON object of codes."""
    previous_hash: Mapped[str] = mapped_column(String(64))
    entry_hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The one row that names the last link; whoever appends locks it first."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigInteger)
    entry_hash: Mapped[str] = mapped_column(String(64))


class LinkRow(Base):
    """One continuation link that was sent to somebody; the link itself is not kept."""

    __tablename__ = "continuation_links"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    target_id: Mapped[str] = mapped_column(String(64), index=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    redeemed_at: Mapped[datetime | None]
    redeemed_by: Mapped[str | None] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None]


class StaffRow(Base):
    """One person who works at a counter or a desk."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    roles: Mapped[str] = mapped_column(String(100))
    """Words between spaces."""
    is_active: Mapped[bool]
    standing: Mapped[int]
    password_hash: Mapped[str | None] = mapped_column(Text)
    totp_secret: Mapped[str | None] = mapped_column(Text)
    """Sealed."""
    last_step: Mapped[int] = mapped_column(BigInteger)
    """Time step of the last code that was taken: none counts twice."""
    added_at: Mapped[datetime]


class StaffNoteRow(Base):
    """What somebody wrote down beside an act on a record; the audit has the act, by codes alone."""

    __tablename__ = "staff_notes"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey(StaffRow.id))
    written_at: Mapped[datetime] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(Text)
    """Sealed."""


class HelpCaseRow(Base):
    """One request for help at a counter."""

    __tablename__ = "help_cases"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    reference_digest: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    claim: Mapped[str | None] = mapped_column(Text)
    """Sealed JSON list: citizen number and phone number, until the case ends."""
    account_id: Mapped[str | None] = mapped_column(String(36))
    made_at: Mapped[datetime]
    deadline_at: Mapped[datetime] = mapped_column(index=True)
