"""The tables of portals, of their secrets and of the keys that sign what they are told."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from accounts import audit
from accounts.storage.base import Base

PORTAL_ID = String(35)
"""One sign less than a UUID: no portal has the id of another record in the audit."""


class PortalRow(Base):
    """One portal. Lists are JSON arrays; scopes have spaces between."""

    __tablename__ = "portals"
    __table_args__ = (CheckConstraint("least_level IN (2, 3)", name="least_level"),)

    id: Mapped[str] = mapped_column(PORTAL_ID, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    """The id as the audit writes it. Unique, so that an entry names one portal."""
    name_vi: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    sector: Mapped[str] = mapped_column(String(255))
    redirect_uris: Mapped[str] = mapped_column(Text)
    logout_uris: Mapped[str] = mapped_column(Text)
    backchannel_logout_uri: Mapped[str | None] = mapped_column(Text)
    scopes: Mapped[str] = mapped_column(String(200))
    least_level: Mapped[int] = mapped_column(SmallInteger)
    client_auth: Mapped[str] = mapped_column(String(32))
    keys: Mapped[str | None] = mapped_column(Text)
    """JSON Web Key Set of public keys."""
    keys_uri: Mapped[str | None] = mapped_column(Text)
    is_legacy: Mapped[bool] = mapped_column(Boolean(create_constraint=False))
    is_fapi: Mapped[bool] = mapped_column(Boolean(create_constraint=False))
    signs_userinfo: Mapped[bool] = mapped_column(Boolean(create_constraint=False))
    takes_token_endpoint_audience: Mapped[bool] = mapped_column(Boolean(create_constraint=False))
    addresses: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PortalSecretRow(Base):
    """One secret of one portal, as a keyed hash. While it is replaced, the portal has two."""

    __tablename__ = "portal_secrets"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    portal_id: Mapped[str] = mapped_column(ForeignKey(PortalRow.id, ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """None: the newest, which has no end yet."""


class PortalKeyRow(Base):
    """One key that signs what portals are told; the row's id is its ``kid``."""

    __tablename__ = "portal_keys"
    __table_args__ = (UniqueConstraint("alg", "number", name="uq_portal_keys_alg"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    alg: Mapped[str] = mapped_column(String(8))
    number: Mapped[int] = mapped_column(Integer)
    """1, 2, 3, … for each algorithm: of two workers that make the same one, one succeeds."""
    private_key: Mapped[str] = mapped_column(Text)
    """Sealed, PEM of PKCS #8."""
    public_key: Mapped[str] = mapped_column(Text)
    """JSON Web Key."""
    made_at: Mapped[datetime]
    signs_from: Mapped[datetime]
    published_until: Mapped[datetime | None]
    """None: no other key replaces it yet."""


def code_of(portal_id: str) -> str:
    """Return the id of a portal as a code of the audit."""
    return audit.spelled(portal_id)


def context_of(column: str, key_id: str) -> str:
    """Return the place that a sealed value is bound to: its column and its row."""
    return f"portal_keys.{column}:{key_id}"
