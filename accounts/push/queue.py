"""Messages to devices that wait to be sent: rows that are written in the transaction of what they tell.

They stand beside the SMS of the same notice (`accounts.outbox`), for each device that asked to be told. A row
carries the device's address itself, because what it tells may end the subscription in the same transaction.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, Integer, MetaData, String, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from accounts.push.rows import (
    PushMessageRow,
    SubscriptionRow,
    message_context,
    subscription_context,
)
from accounts.storage.base import table_of
from accounts.storage.ciphers import FieldCipher
from accounts.storage.database import writing
from accounts.storage.keeper import Keeper
from accounts.storage.taking import take_due

#: Between two tries, doubled after each.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=30)
#: Later the SMS has told it long ago.
GIVEN_UP_AFTER = timedelta(days=1)

MESSAGES, SUBSCRIPTIONS = table_of(PushMessageRow), table_of(SubscriptionRow)
#: The accounts' table, by name: `accounts.account` imports this package.
ACCOUNTS = Table("accounts", MetaData(), Column("id", String), Column("generation", Integer))


class About(StrEnum):
    """What a device is told about."""

    ACCOUNT = "account"
    DISPUTE = "dispute"
    APPOINTMENT = "appointment"


@dataclass(frozen=True)
class PushTo:
    """Whose devices are told.

    Attributes:
        subject_id: the id of the account, dispute or appointment.
        is_last: nothing more is told about it, so its devices are forgotten.
    """

    about: About
    subject_id: str
    is_last: bool = False


@dataclass(frozen=True, kw_only=True)
class PushWaiting:
    """One message that a sender has taken; *tries* counts this one too.

    Attributes:
        address: JSON, as the browser named it.
    """

    id: str
    subscription_id: str
    name: str
    language: str
    key_id: str
    made_at: datetime
    tries: int
    address: str = field(repr=False)


def queue_push(session: Session, to: PushTo, name: str, *, cipher: FieldCipher, at: datetime) -> int:
    """Add a message for each device that asked to be told, within the caller's transaction.

    Args:
        name: of the notice.

    Returns:
        How many devices.
    """
    if to.about is About.ACCOUNT:
        forget_older(session, to.subject_id)
    its = (SUBSCRIPTIONS.c.about == to.about) & (SUBSCRIPTIONS.c.subject_id == to.subject_id)
    rows = [
        _message(one, name, cipher=cipher, at=at) for one in session.execute(select(SUBSCRIPTIONS).where(its))
    ]
    if rows:
        session.execute(insert(MESSAGES), rows)
    if to.is_last:
        session.execute(delete(SUBSCRIPTIONS).where(its))
    return len(rows)


def forget_all(session: Session, account_id: str) -> None:
    """Forget every device of an account, within the caller's transaction. What waits is still sent."""
    session.execute(delete(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.account_id == account_id))


def forget_older(session: Session, account_id: str) -> None:
    """Forget the devices that asked before the account's ways in changed last."""
    now = select(ACCOUNTS.c.generation).where(ACCOUNTS.c.id == account_id).scalar_subquery()
    its = SUBSCRIPTIONS.c.account_id == account_id
    session.execute(delete(SUBSCRIPTIONS).where(its, SUBSCRIPTIONS.c.generation != now))


class PushQueue(Keeper):
    """All messages that wait. Every verb may raise `accounts.storage.database.Unavailable`."""

    def take(self, *, limit: int) -> list[PushWaiting]:
        """Take due messages, the oldest first, each for one sender alone for a while (`take_due`)."""
        now = self._clock()
        due = select(PushMessageRow).where(PushMessageRow.due_at <= now)
        due = due.order_by(PushMessageRow.due_at, PushMessageRow.id)
        return take_due(self._engine, due, self._read, now=now, limit=limit)

    def sent(self, message_id: str) -> None:
        """Delete a message that the push service has, or refuses for good."""
        with writing(self._engine) as session:
            session.execute(delete(MESSAGES).where(MESSAGES.c.id == message_id))

    def gone(self, waiting: PushWaiting) -> None:
        """Forget a device that has ended its subscription, and all that waits for it."""
        with writing(self._engine) as session:
            session.execute(delete(MESSAGES).where(MESSAGES.c.subscription_id == waiting.subscription_id))
            session.execute(delete(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == waiting.subscription_id))

    def not_sent(self, waiting: PushWaiting) -> bool:
        """Let the next sender try after a pause, longer after each try. False: the message was given up."""
        now = self._clock()
        if now - waiting.made_at > GIVEN_UP_AFTER:
            self.sent(waiting.id)
            return False
        pause = min(FIRST_PAUSE * 2 ** min(waiting.tries - 1, 16), LONGEST_PAUSE)
        later = update(MESSAGES).where(MESSAGES.c.id == waiting.id).values(due_at=now + pause)
        with writing(self._engine) as session:
            session.execute(later)
        return True

    def _read(self, row: PushMessageRow) -> PushWaiting:
        return PushWaiting(
            id=row.id,
            subscription_id=row.subscription_id,
            name=row.name,
            language=row.language,
            key_id=row.key_id,
            made_at=row.made_at,
            tries=row.tries,
            address=self._cipher.decrypt(row.address, context=message_context("address", row.id)),
        )


def _message(subscription: Any, name: str, *, cipher: FieldCipher, at: datetime) -> dict[str, object]:
    message_id = uuid4().hex
    address = cipher.decrypt(subscription.address, context=subscription_context("address", subscription.id))
    return {
        "id": message_id,
        "subscription_id": subscription.id,
        "name": name,
        "language": subscription.language,
        "address": cipher.encrypt(address, context=message_context("address", message_id)),
        "key_id": subscription.key_id,
        "made_at": at,
        "due_at": at,
        "tries": 0,
    }
