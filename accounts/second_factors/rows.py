"""The tables of second factors: authenticator apps, recovery codes, known browsers."""

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
