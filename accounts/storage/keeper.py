"""The base of every store that encrypts values and finds them by keyed hashes; moves a store elsewhere."""

import copy
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Engine

from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.lately import Lately

Store = TypeVar("Store")


def has_database(part: object) -> bool:
    """Tell whether *part* is a store that reads and writes a database."""
    return isinstance(getattr(part, "_engine", None), Engine)


def on_database(store: Store, engine: Engine) -> Store:
    """Return a copy of *store* that reads and writes another database, and keeps no record of this one."""
    other = copy.copy(store)
    for name, part in vars(store).items():
        if isinstance(part, Lately):
            setattr(other, name, part.empty())
    other._engine = engine  # type: ignore[attr-defined]  # noqa: SLF001 - every store has it
    return other


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
