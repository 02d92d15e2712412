"""The table of holders' requests. A row outlives its account, as evidence that it was carried out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from accounts.storage.base import Base

OPEN = text("ended_at IS NULL")


class RequestRow(Base):
    """One request. An account has at most one open request of each kind and purpose."""

    __tablename__ = "account_requests"
    __table_args__ = (
        CheckConstraint("kind IN ('withdrawal', 'deletion')", name="kind"),
        CheckConstraint("outcome IN ('', 'carried_out', 'revoked')", name="outcome"),
        CheckConstraint("(ended_at IS NULL) = (outcome = '')", name="ended"),
        Index(
            "ix_account_requests_one_open", "account_id", "kind", "purpose",
            unique=True, sqlite_where=OPEN, postgresql_where=OPEN,
        ),
        Index("ix_account_requests_not_before", "not_before", sqlite_where=OPEN, postgresql_where=OPEN),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(36))
    """No foreign key: the request outlives an account that is deleted."""
    kind: Mapped[str] = mapped_column(String(16))
    purpose: Mapped[str] = mapped_column(String(64))
    """Purpose of the consent that is withdrawn; empty for a deletion."""
    asked_at: Mapped[datetime]
    not_before: Mapped[datetime]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(16))
