"""The base of every store that encrypts values and finds them by keyed hashes."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from accounts.storage.ciphers import FieldCipher, LookupKey


class Keeper:
    """The store of one kind of record. Every verb may raise `accounts.storage.database.Unavailable`."""

    def __init__(
        self, engine: Engine, *, cipher: FieldCipher, lookup: LookupKey, clock: Callable[[], datetime]
    ) -> None:
        """Take a migrated database, the keys that encrypt and look up, and a *clock* of aware UTC times."""
        self._engine = engine
        self._cipher = cipher
        self._lookup = lookup
        self._clock = clock
