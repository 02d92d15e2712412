"""The keys that sign what portals are told, RS256 and ES256: made, published, replaced, encrypted at rest.

The next key is published for `PUBLISHED_BEFORE` before it signs, so that every portal has fetched it by then;
the one before stays published for `PUBLISHED_AFTER` after it, so that what it signed can be checked.
"""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from sqlalchemy import Engine, Row, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts import audit
from accounts.portals.jwks import public_jwk
from accounts.portals.records import PortalEvent
from accounts.portals.rows import PortalKeyRow, context_of
from accounts.storage.base import table_of
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import looking, reading, writing
from accounts.storage.keeper import Keeper
from accounts.storage.lately import Lately

PUBLISHED_BEFORE = timedelta(hours=24)
PUBLISHED_AFTER = timedelta(hours=24)
RSA_BITS = 2048
KEYS = table_of(PortalKeyRow)
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
#: How a key of each algorithm is made.
MAKERS: Final[dict[str, Callable[[], PrivateKey]]] = {
    "RS256": lambda: rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS),
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
}


class NextKeyWaits(Exception):
    """The next keys are published already and do not sign yet."""


@dataclass(frozen=True)
class SigningKey:
    """One key that signs, with the name under which it is published."""

    kid: str
    alg: str
    private_key: PrivateKey = field(repr=False)

    @property
    def pem(self) -> bytes:
        """The private key as PEM of PKCS #8."""
        return _pem(self.private_key)


@dataclass(frozen=True, kw_only=True)
class KeyShown:
    """What an operator may see of a key."""

    kid: str
    alg: str
    made_at: datetime
    signs_from: datetime
    published_until: datetime | None


class SigningKeys(Keeper):
    """All signing keys of one database. Every verb may raise `accounts.storage.database.Unavailable`."""

    def __init__(
        self, engine: Engine, *, cipher: FieldCipher, lookup: LookupKey, clock: Callable[[], datetime]
    ) -> None:
        """Take what every store takes."""
        super().__init__(engine, cipher=cipher, lookup=lookup, clock=clock)
        self._opened: dict[str, SigningKey] = {}
        self._lately: Lately[str, Sequence[Row[Any]]] = Lately(clock)

    def signing(self, alg: str) -> SigningKey:
        """Return the key that signs now with RS256 or ES256; the first one is made when it is asked for.

        The keys are read again after `accounts.storage.lately.KEPT`. A key that leaked signs for so long in
        other processes, though it is not published any more.
        """
        row = self._row_of(alg)
        if row is None:
            self._make_first(alg)
            row = self._row_of(alg)
        assert row is not None  # noqa: S101  # this worker or another one has made it
        return self._open(row)

    def published(self) -> list[dict[str, str]]:
        """Return the public keys as JSON Web Keys: those that sign, the next ones, and those before."""
        for alg in MAKERS:
            if self._row_of(alg) is None:
                self._make_first(alg)
        of_all = select(PortalKeyRow).order_by(PortalKeyRow.alg.desc(), PortalKeyRow.number)
        now = self._clock()
        with reading(self._engine) as session:
            rows = session.scalars(of_all).all()
        return [
            json.loads(row.public_key)
            for row in rows
            if row.published_until is None or row.published_until > now
        ]

    def all(self) -> list[KeyShown]:
        """Return what may be seen of every key, the oldest first."""
        of_all = select(PortalKeyRow).order_by(PortalKeyRow.alg.desc(), PortalKeyRow.number)
        with reading(self._engine) as session:
            return [_shown(row) for row in session.scalars(of_all)]

    def rotate(self, *, leaked: bool = False) -> list[KeyShown]:
        """Make the next key of each algorithm and return them: published now, they sign after a day.

        Args:
            leaked: the keys until now are known to a stranger. The next ones sign at once, and none of the
                keys until now is published any more.

        Raises:
            NextKeyWaits: the next keys were made within the last day; nothing was changed.
        """
        new_keys = {alg: make() for alg, make in MAKERS.items()}
        try:
            shown = self._rotated(new_keys, leaked=leaked)
        except IntegrityError as error:  # a worker made a first key: before that no row was there to lock
            raise NextKeyWaits("another process has made keys at the same time") from error
        self._lately.forget()
        return shown

    def _rotated(self, new_keys: dict[str, PrivateKey], *, leaked: bool) -> list[KeyShown]:
        now = self._clock()
        with writing(self._engine) as session:
            # Lock, then read: of two commands at once, the second sees what the first has made.
            session.execute(select(PortalKeyRow.id).order_by(PortalKeyRow.id).with_for_update())
            session.execute(delete(PortalKeyRow).where(PortalKeyRow.published_until <= now))
            rows = session.scalars(select(PortalKeyRow).order_by(PortalKeyRow.number)).all()
            if not leaked and any(row.signs_from > now for row in rows):
                raise NextKeyWaits("the next keys are published already; they sign within a day")
            signs_from = now if leaked or not rows else now + PUBLISHED_BEFORE
            ends = now if leaked else signs_from + PUBLISHED_AFTER
            for row in rows:
                row.published_until = min(row.published_until or ends, ends)
            session.flush()
            new = [
                self._add(session, alg, key, number=_next_number(rows, alg), signs_from=signs_from)
                for alg, key in new_keys.items()
            ]
            shown = [_shown(row) for row in new]
            for row in rows if leaked else ():
                self._note(session, row.id, PortalEvent.KEY_LEAKED)
            for row in new:
                self._note(session, row.id, PortalEvent.KEY_MADE)
        return shown

    def _row_of(self, alg: str) -> Row[Any] | None:
        """Return the newest key of those that sign already."""
        now = self._clock()
        of_alg = self._lately.get(alg, lambda: self._rows_of(alg)) or ()
        return next((row for row in of_alg if row.signs_from <= now), None)

    def _rows_of(self, alg: str) -> Sequence[Row[Any]] | None:
        """Return all keys of one algorithm, the newest first; None: there is none yet."""
        newest_first = select(KEYS).where(KEYS.c.alg == alg).order_by(KEYS.c.number.desc())
        with looking(self._engine) as connection:
            return connection.execute(newest_first).all() or None

    def _make_first(self, alg: str) -> None:
        key = MAKERS[alg]()  # before the transaction: nothing in it waits
        try:
            with writing(self._engine) as session:
                if session.scalar(select(PortalKeyRow.id).where(PortalKeyRow.alg == alg).limit(1)):
                    return
                row = self._add(session, alg, key, number=1, signs_from=self._clock())
                self._note(session, row.id, PortalEvent.KEY_MADE)
        except IntegrityError:
            return  # another worker has made the first key at the same time: that one counts

    def _add(
        self, session: Session, alg: str, key: PrivateKey, *, number: int, signs_from: datetime
    ) -> PortalKeyRow:
        """Add a key. Of two workers that read the same keys, both take the same number: one is refused."""
        kid = secrets.token_hex(8)
        row = PortalKeyRow(
            id=kid,
            alg=alg,
            number=number,
            private_key=self._cipher.encrypt(_pem(key).decode(), context=context_of("private_key", kid)),
            public_key=json.dumps(public_jwk(key.public_key(), kid=kid, alg=alg)),
            made_at=self._clock(),
            signs_from=signs_from,
            published_until=None,
        )
        session.add(row)
        session.flush()
        return row

    def _open(self, row: Row[Any]) -> SigningKey:
        """Decrypt a key. An opened key is remembered: opening an RSA key takes longer than signing."""
        if row.id not in self._opened:
            pem = self._cipher.decrypt(row.private_key, context=context_of("private_key", row.id))
            key: Any = load_pem_private_key(pem.encode(), password=None)
            self._opened[row.id] = SigningKey(row.id, row.alg, key)
        return self._opened[row.id]

    def _note(self, session: Session, kid: str, event: PortalEvent) -> None:
        audit.append(session, subject_id=kid, event=event, codes={}, at=self._clock())


def _next_number(rows: Sequence[PortalKeyRow], alg: str) -> int:
    return 1 + max((row.number for row in rows if row.alg == alg), default=0)


def _shown(row: PortalKeyRow) -> KeyShown:
    return KeyShown(
        kid=row.id,
        alg=row.alg,
        made_at=row.made_at,
        signs_from=row.signs_from,
        published_until=row.published_until,
    )


def _pem(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
