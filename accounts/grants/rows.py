"""The tables of consents to portals, and of what was passed on to each by day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from accounts.account.rows import AccountRow
from accounts.portals.rows import PortalRow
from accounts.storage.base import Base


class PortalConsentRow(Base):
    """One consent to one portal, given or withdrawn. A row is evidence, so it is never changed."""

    __tablename__ = "portal_consents"
    __table_args__ = (
        CheckConstraint("act IN ('given', 'withdrawn')", name="act"),
        Index("ix_portal_consents_account_id", "account_id", "portal_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"))
    portal_id: Mapped[str] = mapped_column(ForeignKey(PortalRow.id))
    scopes: Mapped[str] = mapped_column(String(200))
    """Those that were shown; with spaces between. Empty: withdrawn."""
    text_version: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    given_at: Mapped[datetime]
    """When it was given or withdrawn."""
    act: Mapped[str] = mapped_column(String(16))


class PassedOnRow(Base):
    """What one portal was told about one person on one day of Viet Nam."""

    __tablename__ = "portal_passed_on"

    account_id: Mapped[str] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"), primary_key=True)
    portal_id: Mapped[str] = mapped_column(ForeignKey(PortalRow.id), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    scopes: Mapped[str] = mapped_column(String(200))
