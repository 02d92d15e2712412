"""Messages to owners that wait to be sent: rows that are written in the transaction of what they tell.

So a message is lost only if what it tells is lost too. A sender takes the row for a while, sends it
with the row's id as the request id, and deletes the row. If the sender dies in between, another one sends it
again with the same id, by which the gateway knows the repetition.

A row holds what the message says, encrypted; codes are made when it is sent.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Integer, SmallInteger, String, Text, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.push.queue import PushTo, queue_push
from accounts.storage.base import Base, table_of
from accounts.storage.ciphers import FieldCipher
from accounts.storage.database import writing
from accounts.storage.keeper import Keeper
from accounts.storage.taking import take_due

#: Between two tries, doubled after each.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=5)
#: A message that could not be sent by then tells nothing new: the codes in it would live as long.
GIVEN_UP_AFTER = timedelta(days=10)


class OutboxRow(Base):
    """One message that was not sent yet."""

    __tablename__ = "outbox"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """The request id at the gateway."""
    notice: Mapped[str] = mapped_column(Text)
    """Sealed JSON of a `Notice`."""
    made_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    """When the next sender may take the row."""
    tries: Mapped[int] = mapped_column(Integer, server_default="0")


class ProbeRow(Base):
    """The one row that shows whether the database takes a new value (`accounts.storage.database`)."""

    __tablename__ = "probes"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger)


OUTBOX = table_of(OutboxRow)
INSERT_NOTICE = insert(OUTBOX)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What one message says.

    Attributes:
        name: of the text, e.g. ``receipt``.
        phone_number: E.164.
        language: of the text; None: none is known.
        facts: values of the text's placeholders.
        way_on: the kind of the code in it (a `LinkKind`), what it is for, and how many hours it lives; empty:
            no code.
        dispute_id: the dispute whose opening it tells; empty: none.
        push_to: whose devices are told too that there is news; None: none. It is not in the row: the
            messages to the devices have rows of their own.
        account_id: the account that it tells of, against which it counts; empty: none.
    """

    name: str
    phone_number: str = field(repr=False)
    language: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict, repr=False)
    way_on: tuple[str, str, int] | tuple[()] = ()
    dispute_id: str = ""
    push_to: PushTo | None = None
    account_id: str = ""


@dataclass(frozen=True)
class Waiting:
    """One row that a sender has taken; *tries* counts this one too."""

    id: str
    notice: Notice
    made_at: datetime
    tries: int


def put(session: Session, notices: Iterable[Notice], *, cipher: FieldCipher, at: datetime) -> list[str]:
    """Add messages within the caller's transaction, to phones and to devices; return the ids of the first."""
    rows = []
    for notice in notices:
        notice_id = uuid4().hex
        said = asdict(notice)
        del said["push_to"]
        sealed = cipher.encrypt(json.dumps(said), context=context_of("notice", notice_id))
        rows.append({"id": notice_id, "notice": sealed, "made_at": at, "due_at": at, "tries": 0})
        if notice.push_to is not None:
            queue_push(session, notice.push_to, notice.name, cipher=cipher, at=at)
    if rows:
        session.execute(INSERT_NOTICE, rows)
    return [str(row["id"]) for row in rows]


def context_of(column: str, notice_id: str) -> str:
    """Return the place that a sealed value is bound to: its column and its row."""
    return f"outbox.{column}:{notice_id}"


class Outbox(Keeper):
    """All messages that wait. Every verb may raise `accounts.storage.database.Unavailable`."""

    def put(self, *notices: Notice) -> None:
        """Add messages that tell nothing that stands in this database."""
        with writing(self._engine) as session:
            put(session, notices, cipher=self._cipher, at=self._clock())

    def take(self, *, limit: int) -> list[Waiting]:
        """Take due messages, the oldest first, each for one sender alone for a while (`take_due`)."""
        now = self._clock()
        due = select(OutboxRow).where(OutboxRow.due_at <= now).order_by(OutboxRow.due_at, OutboxRow.id)
        return take_due(self._engine, due, self._read, now=now, limit=limit)

    def sent(self, notice_id: str) -> None:
        """Delete a message that the gateway has."""
        with writing(self._engine) as session:
            session.execute(delete(OUTBOX).where(OUTBOX.c.id == notice_id))

    def not_sent(self, waiting: Waiting) -> bool:
        """Let the next sender try after a pause, longer after each try. False: the message was given up."""
        now = self._clock()
        if now - waiting.made_at > GIVEN_UP_AFTER:
            self.sent(waiting.id)
            return False
        pause = min(FIRST_PAUSE * 2 ** min(waiting.tries - 1, 16), LONGEST_PAUSE)
        later = update(OUTBOX).where(OUTBOX.c.id == waiting.id).values(due_at=now + pause)
        with writing(self._engine) as session:
            session.execute(later)
        return True

    def _read(self, row: OutboxRow) -> Waiting:
        said = json.loads(self._cipher.decrypt(row.notice, context=context_of("notice", row.id)))
        notice = Notice(**{**said, "way_on": tuple(said["way_on"])})
        return Waiting(row.id, notice, row.made_at, row.tries)
