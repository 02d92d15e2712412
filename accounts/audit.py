"""Keeps the audit chain: entries that cannot be changed without notice.

Each entry's hash covers the entry and the hash of the entry before. Triggers in the tables refuse updates and
deletes; a change that gets past the triggers breaks the chain. Entries hold codes, never a number or a name.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, TypedDict

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Integer,
    String,
    Text,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.storage.base import Base, table_of


class AuditEntry(Base):
    """One entry of the audit chain. No foreign key: an entry outlives the account that it is about."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_account_id", "account_id", "sequence"),)

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """1, 2, 3, … without gaps."""
    at: Mapped[datetime]
    account_id: Mapped[str] = mapped_column(String(36))
    """Id of the record that the entry is about; not always an account."""
    event: Mapped[str] = mapped_column(String(40))
    codes: Mapped[str] = mapped_column(Text)
    """Canonical JSON object of codes."""
    previous_hash: Mapped[str] = mapped_column(String(64))
    entry_hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The only row, which names the last entry. `append` locks it: entries are added one at a time."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigInteger)
    entry_hash: Mapped[str] = mapped_column(String(64))


BEFORE_THE_FIRST = "0" * 64
CODE = re.compile(r"[a-z][a-z0-9_.-]{0,39}")
LOOKS_LIKE_A_NUMBER = re.compile(r"[0-9]{5}")
ENTRIES_AT_A_TIME = 1000
_DIGITS_AS_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")

LOCKED_HEAD = select(AuditHead.sequence, AuditHead.entry_hash).with_for_update()
INSERT_ENTRY = insert(table_of(AuditEntry))
MOVE_HEAD = update(table_of(AuditHead))


class Entry(TypedDict):
    """The columns that the hash of one entry covers."""

    sequence: int
    at: datetime
    account_id: str
    event: str
    codes: str
    previous_hash: str


@dataclass(frozen=True)
class Intact:
    """The chain is whole. Write down its length and last hash elsewhere, and a cut-off end is noticed too."""

    entries: int
    last_hash: str


@dataclass(frozen=True)
class Broken:
    """The chain is broken from this entry on."""

    sequence: int


def append(
    session: Session, *, subject_id: str, event: StrEnum, codes: Mapping[str, str], at: datetime
) -> None:
    """Add the next entry within the session's transaction; other writers wait until that transaction ends.

    Call it last in a transaction: a lock taken after the head's lock could cause a deadlock.

    Args:
        subject_id: id of the record that the entry is about: an account, an appointment, a dispute, …

    Raises:
        ValueError: a key or value of *codes* is not a code, or holds five digits in a row.
    """
    for word in (*codes.keys(), *codes.values()):
        if not CODE.fullmatch(word) or LOOKS_LIKE_A_NUMBER.search(word):
            raise ValueError("the audit takes codes only: a-z 0-9 _ . -, up to 40, no long numbers")
    # SQLite has no row locks; its BEGIN IMMEDIATE has admitted one writer only.
    head = session.execute(LOCKED_HEAD).one()
    entry: Entry = {
        "sequence": head.sequence + 1,
        "at": at,
        "account_id": subject_id,
        "event": event.value,
        "codes": _canonical(codes),
        "previous_hash": head.entry_hash,
    }
    entry_hash = _hash(**entry)
    session.execute(INSERT_ENTRY, {**entry, "entry_hash": entry_hash})
    session.execute(MOVE_HEAD, {"sequence": entry["sequence"], "entry_hash": entry_hash})


def spelled(some_id: str) -> str:
    """Write an id, such as a UUID, as a code: digits become letters, because a code has no long number."""
    return some_id.lower().translate(_DIGITS_AS_LETTERS)


def verify(session: Session) -> Intact | Broken:
    """Check the chain from the first entry to the head; entries added during the check are not read."""
    head = session.scalars(select(AuditHead)).one()
    chain = select(AuditEntry).where(AuditEntry.sequence <= head.sequence).order_by(AuditEntry.sequence)
    entries = session.scalars(chain.execution_options(yield_per=ENTRIES_AT_A_TIME))
    with closing(entries):
        return _walk(entries, head)


def _walk(entries: Iterable[AuditEntry], head: AuditHead) -> Intact | Broken:
    expected, previous = 1, BEFORE_THE_FIRST
    for entry in entries:
        if (
            entry.sequence != expected
            or entry.previous_hash != previous
            or entry.entry_hash != _hash_of(entry)
        ):
            return Broken(expected)
        expected, previous = expected + 1, entry.entry_hash
    if expected != head.sequence + 1:
        return Broken(expected)
    return Intact(head.sequence, previous) if previous == head.entry_hash else Broken(head.sequence)


def _hash_of(entry: AuditEntry) -> str:
    return _hash(
        sequence=entry.sequence,
        at=entry.at,
        account_id=entry.account_id,
        event=entry.event,
        codes=entry.codes,
        previous_hash=entry.previous_hash,
    )


def _hash(*, sequence: int, at: datetime, account_id: str, event: str, codes: str, previous_hash: str) -> str:
    """Return SHA-256, in hex, of the previous hash and the entry as canonical JSON."""
    # The keys are hashed too: with another word than account_id, no older entry verifies.
    covered: dict[str, str | int] = {
        "sequence": sequence,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "account_id": account_id,
        "event": event,
        "codes": codes,
    }
    return hashlib.sha256((previous_hash + _canonical(covered)).encode()).hexdigest()


def _canonical(value: Mapping[str, str] | Mapping[str, str | int]) -> str:
    """Write JSON in one fixed form, so that it always hashes the same: sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
