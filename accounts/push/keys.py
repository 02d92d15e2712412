"""Our keys for push services (RFC 8292, "VAPID"): made, given to browsers, replaced, sealed at rest.

A push service takes messages to a browser only from the key that the browser was given. So an older key signs
on for the devices that know it, and is deleted when none is left.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts.push.queue import MESSAGES
from accounts.push.rows import PushKeyRow, SubscriptionRow, key_context
from accounts.push.subscriptions import forget_of_key
from accounts.storage.base import table_of
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import reading, writing
from accounts.storage.keeper import Keeper
from accounts.storage.lately import Lately

KEYS = table_of(PushKeyRow)


@dataclass(frozen=True)
class PushKey:
    """One key that signs."""

    id: str
    private_key: ec.EllipticCurvePrivateKey = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class PushKeyShown:
    """What an operator may see of a key."""

    id: str
    made_at: datetime
    devices: int


class PushKeys(Keeper):
    """All keys of one database. Every verb may raise `accounts.storage.database.Unavailable`."""

    def __init__(
        self, engine: Engine, *, cipher: FieldCipher, lookup: LookupKey, clock: Callable[[], datetime]
    ) -> None:
        """Take what every store takes."""
        super().__init__(engine, cipher=cipher, lookup=lookup, clock=clock)
        self._lately: Lately[str, PushKey] = Lately(clock)

    def newest(self) -> PushKey:
        """Return the key that browsers are given now; the first one is made when it is asked for."""
        found = self._lately.get("", self._read_newest)
        if found is None:
            self._make_first()
            found = self._lately.get("", self._read_newest)
        assert found is not None  # noqa: S101  # this worker or another one has made it
        return found

    def get(self, key_id: str) -> PushKey | None:
        """Return the key with this id; None: it has leaked, and was deleted."""
        return self._lately.get(key_id, lambda: self._read(key_id))

    def all(self) -> list[PushKeyShown]:
        """Return what may be seen of every key, the newest first."""
        devices = select(SubscriptionRow.key_id, func.count()).group_by(SubscriptionRow.key_id)
        with reading(self._engine) as session:
            of_key = {row[0]: row[1] for row in session.execute(devices)}
            rows = session.scalars(select(PushKeyRow).order_by(PushKeyRow.number.desc())).all()
            return [
                PushKeyShown(id=row.id, made_at=row.made_at, devices=of_key.get(row.id, 0)) for row in rows
            ]

    def rotate(self, *, leaked: bool = False) -> None:
        """Make the key that browsers are given from now on. Older keys that no device knows are deleted.

        Args:
            leaked: a stranger knows the keys until now: they are deleted with the devices that know them.
        """
        key = _new_key()
        with writing(self._engine) as session:
            # Lock, then read: of two commands at once, the second sees what the first has made.
            rows = session.scalars(
                select(PushKeyRow).order_by(PushKeyRow.number.desc()).with_for_update()
            ).all()
            for row in rows:
                if leaked:
                    session.execute(delete(MESSAGES).where(MESSAGES.c.key_id == row.id))
                    forget_of_key(session, row.id)
                if not _is_known(session, row.id):
                    session.execute(delete(KEYS).where(KEYS.c.id == row.id))
            self._add(session, key, number=rows[0].number + 1 if rows else 1)
        self._lately.forget()

    def _make_first(self) -> None:
        key = _new_key()
        try:
            with writing(self._engine) as session:
                if session.execute(select(KEYS.c.id).limit(1)).first() is None:
                    self._add(session, key, number=1)
        except IntegrityError:
            return  # another worker has made the first key at the same time: that one counts

    def _add(self, session: Session, key: ec.EllipticCurvePrivateKey, *, number: int) -> None:
        key_id = secrets.token_hex(8)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        sealed = self._cipher.encrypt(pem, context=key_context("private_key", key_id))
        session.add(PushKeyRow(id=key_id, number=number, private_key=sealed, made_at=self._clock()))
        session.flush()

    def _read_newest(self) -> PushKey | None:
        with reading(self._engine) as session:
            newest = session.scalars(select(PushKeyRow).order_by(PushKeyRow.number.desc()).limit(1)).first()
            return self._opened(newest) if newest else None

    def _read(self, key_id: str) -> PushKey | None:
        with reading(self._engine) as session:
            row = session.get(PushKeyRow, key_id)
            return self._opened(row) if row else None

    def _opened(self, row: PushKeyRow) -> PushKey:
        pem = self._cipher.decrypt(row.private_key, context=key_context("private_key", row.id))
        key = load_pem_private_key(pem.encode(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  # as `_add` has written it
        return PushKey(row.id, key)


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _is_known(session: Session, key_id: str) -> bool:
    by_device = session.execute(select(SubscriptionRow.id).where(SubscriptionRow.key_id == key_id).limit(1))
    waiting = session.execute(select(MESSAGES.c.id).where(MESSAGES.c.key_id == key_id).limit(1))
    return by_device.first() is not None or waiting.first() is not None
