"""The tables of Web Push: our keys, the devices that asked to be told, and the messages that wait.

The table of accounts is named and not imported, because `accounts.account` ends subscriptions.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from accounts.storage.base import Base


class PushKeyRow(Base):
    """One key by which push services know the product (RFC 8292)."""

    __tablename__ = "push_keys"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, unique=True)
    """The highest one is given to browsers that subscribe."""
    private_key: Mapped[str] = mapped_column(Text)
    """Sealed, PEM of PKCS #8."""
    made_at: Mapped[datetime]


class SubscriptionRow(Base):
    """One device that is told about one account, dispute or appointment."""

    __tablename__ = "push_subscriptions"
    __table_args__ = (
        CheckConstraint("about IN ('account', 'dispute', 'appointment')", name="about"),
        UniqueConstraint("about", "subject_id", "digest", name="uq_push_subscriptions_about"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    about: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(String(36))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    """The subject, if it is an account."""
    generation: Mapped[int] = mapped_column(Integer, server_default="0")
    """Of the account's ways in; with another one the device is told nothing."""
    browser: Mapped[str] = mapped_column(String(64))
    """The keyed hash by which the account knows the browser; empty where there is no account."""
    digest: Mapped[str] = mapped_column(String(64), index=True)
    """The keyed hash of the endpoint."""
    address: Mapped[str] = mapped_column(Text)
    """Sealed JSON: endpoint, p256dh and auth, as the browser named them."""
    key_id: Mapped[str] = mapped_column(ForeignKey(PushKeyRow.id))
    language: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime]


class PushMessageRow(Base):
    """One message that a push service does not have yet. It outlives the subscription that it goes to."""

    __tablename__ = "push_messages"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    subscription_id: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(40))
    """Of the notice; its words are chosen when it is sent."""
    language: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(Text)
    """Sealed, as in `SubscriptionRow`."""
    key_id: Mapped[str] = mapped_column(ForeignKey(PushKeyRow.id))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    """When the next sender may take the row."""
    tries: Mapped[int] = mapped_column(Integer, server_default="0")


def subscription_context(column: str, row_id: str) -> str:
    """Return the place that a sealed value of a subscription is bound to: its column and its row."""
    return f"push_subscriptions.{column}:{row_id}"


def message_context(column: str, row_id: str) -> str:
    """Return the same for a message."""
    return f"push_messages.{column}:{row_id}"


def key_context(column: str, row_id: str) -> str:
    """Return the same for a key."""
    return f"push_keys.{column}:{row_id}"
