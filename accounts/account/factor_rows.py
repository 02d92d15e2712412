"""The tables of second factors and passkeys: authenticator apps, recovery codes, known browsers, passkeys."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from accounts.account.rows import AccountRow
from accounts.storage.base import Base


class AppRow(Base):
    """The authenticator app of one account; the row's id is the account's."""

    __tablename__ = "authenticator_apps"

    id: Mapped[str] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(Text)
    """Sealed."""
    last_step: Mapped[int] = mapped_column(BigInteger)
    """Time step of the last accepted code; this code and all earlier ones are refused."""
    turned_on_at: Mapped[datetime]


class RecoveryCodeRow(Base):
    """One recovery code of one account; it is deleted when it is used."""

    __tablename__ = "recovery_codes"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"), index=True)


class DeviceRow(Base):
    """One browser that signed in to one account, as the keyed hash of its cookie."""

    __tablename__ = "known_devices"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"), index=True)
    seen_at: Mapped[datetime]


class PasskeyColumns:
    """The columns of a passkey, without those that say whose it is."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Random."""
    digest: Mapped[str] = mapped_column(String(64), unique=True, index=True)
    """The keyed hash of the credential id."""
    credential_id: Mapped[str] = mapped_column(Text)
    """Sealed, in base64url: browsers are told which passkeys exist."""
    public_key: Mapped[str] = mapped_column(Text)
    """Sealed, as COSE in base64url: a key that was put into the database without our keys opens nothing."""
    name: Mapped[str] = mapped_column(Text)
    """Sealed."""
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """The newest signature counter; synced passkeys have 0 for ever."""
    is_backup_eligible: Mapped[bool]
    """Whether it may be synced to other devices."""
    is_backed_up: Mapped[bool]
    transports: Mapped[str] = mapped_column(String(100))
    """As the browser named them, with spaces between: ``internal hybrid``."""
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasskeyRow(PasskeyColumns, Base):
    """One passkey of one account."""

    __tablename__ = "passkeys"

    account_id: Mapped[str] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"), index=True)
