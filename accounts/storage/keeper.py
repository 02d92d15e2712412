"""What every store of this folder holds that seals values and finds them again by keyed hashes."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from accounts.storage.ciphers import FieldCipher, LookupKey


class Keeper:
    """One kind of record in one database. Every verb may raise `accounts.storage.database.Unavailable`."""

    def __init__(
        self, engine: Engine, *, cipher: FieldCipher, lookup: LookupKey, clock: Callable[[], datetime]
    ) -> None:
        """Take a migrated database, both keys, and a *clock* of aware UTC datetimes."""
        self._engine = engine
        self._cipher = cipher
        self._lookup = lookup
        self._clock = clock
