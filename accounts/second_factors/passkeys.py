"""The passkeys of all accounts: added, listed, named, used, removed. `ceremonies` checks what signs.

A passkey is found by the keyed hash of its credential id; its id, its key and its name are encrypted.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.factor_rows import PasskeyColumns, PasskeyRow
from accounts.account.records import AccountEvent
from accounts.account.ways_in import Change, changing
from accounts.outbox import Notice, put
from accounts.storage.base import table_of
from accounts.storage.database import reading, writing
from accounts.storage.keeper import Keeper

SEALED_PASSKEY_COLUMNS = ("credential_id", "public_key", "name")


class PasskeyRefusal(StrEnum):
    """Why a passkey was not added or removed."""

    TOO_MANY = "too_many"
    THERE_ALREADY = "there_already"
    """This credential is kept already, for this owner or for another one."""
    NOT_THERE = "not_there"


@dataclass(frozen=True, kw_only=True)
class NewPasskey:
    """A passkey that was just made, as `accounts.second_factors.ceremonies` has checked it."""

    credential_id: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    """COSE, in CBOR."""
    sign_count: int
    is_backup_eligible: bool
    is_backed_up: bool
    transports: tuple[str, ...]
    name: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Passkey(NewPasskey):
    """One passkey, as the database has it."""

    id: str
    owner_id: str
    """The id of the account, or of the member of staff."""
    added_at: datetime
    used_at: datetime | None


class Refused(Exception):
    """Ends a transaction in which nothing may be written."""

    def __init__(self, refusal: PasskeyRefusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def context_of(column: str, row_id: str) -> str:
    """Return the place that a sealed value is bound to: its column and its row."""
    return f"passkeys.{column}:{row_id}"


class PasskeyBook(Keeper):
    """The passkeys of one kind of owner. Every verb may raise `accounts.storage.database.Unavailable`."""

    ROW: ClassVar[type[Any]]
    OWNER: ClassVar[str]
    """The column that names the owner."""
    KIND: ClassVar[str]
    """Of the keyed hash: a passkey of staff is not found among those of accounts."""

    def of_owner(self, owner_id: str) -> list[Passkey]:
        """Return the owner's passkeys, the oldest first."""
        mine = getattr(self.ROW, self.OWNER) == owner_id
        with reading(self._engine) as session:
            rows = session.scalars(select(self.ROW).where(mine).order_by(self.ROW.added_at, self.ROW.id))
            return [self._passkey(row) for row in rows]

    def has_any(self, owner_id: str) -> bool:
        """Tell whether the owner has a passkey."""
        with reading(self._engine) as session:
            return self._count(session, owner_id) > 0

    def find(self, credential_id: bytes) -> Passkey | None:
        """Return the passkey with this credential id, of any owner."""
        with reading(self._engine) as session:
            row = session.scalar(select(self.ROW).where(self.ROW.digest == self._digest(credential_id)))
            return self._passkey(row) if row else None

    def rename(self, owner_id: str, passkey_id: str, name: str) -> bool:
        """Give a passkey another name; False: the owner has no such passkey."""
        sealed = self._cipher.encrypt(name, context=context_of("name", passkey_id))
        mine = (self.ROW.id == passkey_id) & (getattr(self.ROW, self.OWNER) == owner_id)
        with writing(self._engine) as session:
            named = session.execute(update(self.ROW).where(mine).values(name=sealed).returning(self.ROW.id))
            return named.first() is not None

    def use(self, passkey: Passkey, *, sign_count: int, is_backed_up: bool) -> bool:
        """Note that the passkey has signed; False: its counter did not grow, so its key was copied.

        Authenticators without a counter, and synced passkeys, send 0 for ever (WebAuthn 3, 6.1.1).
        """
        grows = (self.ROW.sign_count < sign_count) | ((self.ROW.sign_count == 0) & (sign_count == 0))
        facts = {"sign_count": sign_count, "is_backed_up": is_backed_up, "used_at": self._clock()}
        used = update(self.ROW).where((self.ROW.id == passkey.id) & grows).values(**facts)
        # One UPDATE both checks and changes: of two answers with one counter, one finds it used.
        with writing(self._engine) as session:
            if session.execute(used.returning(self.ROW.id)).first() is not None:
                return True
            self._note_copy(session, passkey.owner_id)
            return False

    def handle_of(self, owner_id: str) -> bytes:
        """Return the handle by which authenticators know the owner: 32 bytes that name no account."""
        return bytes.fromhex(self._lookup.digest(f"{self.KIND}_user", owner_id))

    def _note_copy(self, session: Session, owner_id: str) -> None:
        raise NotImplementedError

    def _insert(self, session: Session, owner_id: str, new: NewPasskey, *, most: int) -> None:
        """Insert a passkey; the caller's transaction has locked the owner."""
        if self._count(session, owner_id) >= most:
            raise Refused(PasskeyRefusal.TOO_MANY)
        digest, passkey_id = self._digest(new.credential_id), uuid4().hex
        if session.execute(select(self.ROW.id).where(self.ROW.digest == digest)).first() is not None:
            raise Refused(PasskeyRefusal.THERE_ALREADY)
        sealed = {
            "credential_id": _text(new.credential_id),
            "public_key": _text(new.public_key),
            "name": new.name,
        }
        row = {
            "id": passkey_id,
            self.OWNER: owner_id,
            "digest": digest,
            "sign_count": new.sign_count,
            "is_backup_eligible": new.is_backup_eligible,
            "is_backed_up": new.is_backed_up,
            "transports": " ".join(new.transports),
            "added_at": self._clock(),
            "used_at": None,
        }
        for column, text in sealed.items():
            row[column] = self._cipher.encrypt(text, context=context_of(column, passkey_id))
        session.execute(insert(table_of(self.ROW)), row)

    def _delete(self, session: Session, owner_id: str, passkey_id: str) -> None:
        table = table_of(self.ROW)
        mine = (table.c.id == passkey_id) & (table.c[self.OWNER] == owner_id)
        if session.execute(delete(table).where(mine).returning(table.c.id)).first() is None:
            raise Refused(PasskeyRefusal.NOT_THERE)

    def _count(self, session: Session, owner_id: str) -> int:
        mine = getattr(self.ROW, self.OWNER) == owner_id
        return session.execute(select(func.count()).select_from(self.ROW).where(mine)).scalar_one()

    def _digest(self, credential_id: bytes) -> str:
        return self._lookup.digest(self.KIND, _text(credential_id))

    def _passkey(self, row: Any) -> Passkey:
        opened = {
            column: self._cipher.decrypt(getattr(row, column), context=context_of(column, row.id))
            for column in SEALED_PASSKEY_COLUMNS
        }
        kept: PasskeyColumns = row
        return Passkey(
            id=kept.id,
            owner_id=getattr(row, self.OWNER),
            credential_id=urlsafe_b64decode(opened["credential_id"]),
            public_key=urlsafe_b64decode(opened["public_key"]),
            name=opened["name"],
            sign_count=kept.sign_count,
            is_backup_eligible=kept.is_backup_eligible,
            is_backed_up=kept.is_backed_up,
            transports=tuple(kept.transports.split()),
            added_at=kept.added_at,
            used_at=kept.used_at,
        )


class Passkeys(PasskeyBook):
    """The passkeys of all accounts."""

    ROW = PasskeyRow
    OWNER = "account_id"
    KIND = "passkey"

    def add(
        self,
        account_id: str,
        new: NewPasskey,
        *,
        most: int,
        generation: int,
        proved_by: str = "",
        tell: Sequence[Notice] = (),
    ) -> PasskeyRefusal | None:
        """Add a passkey, unless the account has *most* of them. Returns None when it was added.

        Args:
            generation, proved_by: as in `accounts.account.ways_in.changing`.
            tell: the messages about it.

        Raises:
            UnknownAccount, NotActive, ChangedSince: nothing was changed.
        """
        write = partial(self._insert, owner_id=account_id, new=new, most=most)
        return self._change(
            account_id, Change.PASSKEY_ON, write, tell, generation=generation, proved_by=proved_by
        )

    def remove(
        self,
        account_id: str,
        passkey_id: str,
        *,
        generation: int,
        proved_by: str = "",
        tell: Sequence[Notice] = (),
    ) -> PasskeyRefusal | None:
        """Remove a passkey of the account. Returns None when it was removed; the rest as in `add`.

        Raises:
            UnknownAccount, NotActive, ChangedSince: nothing was changed.
        """
        write = partial(self._delete, owner_id=account_id, passkey_id=passkey_id)
        return self._change(
            account_id, Change.PASSKEY_OFF, write, tell, generation=generation, proved_by=proved_by
        )

    def _change(
        self,
        account_id: str,
        change: Change,
        write: Callable[[Session], None],
        tell: Sequence[Notice],
        *,
        generation: int,
        proved_by: str,
    ) -> PasskeyRefusal | None:
        """Let *write* change the account's passkeys, and tell of it. Returns why it refused, or None."""
        at = self._clock()
        within = partial(changing, generation=generation, at=at, proved_by=proved_by)
        try:
            with writing(self._engine) as session, within(session, account_id, change):
                write(session)
                put(session, tell, cipher=self._cipher, at=at)
        except Refused as refused:
            return refused.refusal
        return None

    def _note_copy(self, session: Session, owner_id: str) -> None:
        audit.append(
            session, subject_id=owner_id, event=AccountEvent.PASSKEY_COPIED, codes={}, at=self._clock()
        )


def _text(some_bytes: bytes) -> str:
    return urlsafe_b64encode(some_bytes).decode()
