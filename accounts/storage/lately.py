"""Keeps in this process, for a few seconds, what is read often and changed by operators alone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

#: What an operator changes counts in every process after this time at the latest.
KEPT_SECONDS = 5
KEPT = timedelta(seconds=KEPT_SECONDS)
#: The most records that one store keeps; one more forgets them all.
MOST_KEPT = 1_000

Key = TypeVar("Key")
Record = TypeVar("Record")


class Lately(Generic[Key, Record]):
    """The records that one store has read within `KEPT`. That there is none is never kept."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Take the store's clock."""
        self._clock = clock
        self._records: dict[Key, tuple[datetime, Record]] = {}

    def empty(self) -> "Lately[Key, Record]":
        """Return another one, for a store on another database."""
        return Lately(self._clock)

    def get(self, key: Key, read: Callable[[], Record | None]) -> Record | None:
        """Return the record that was read lately, or what *read* returns now."""
        now = self._clock()  # before the read, so that no record is kept for longer than it says
        at, record = self._records.get(key, (None, None))
        if at is not None and timedelta(0) <= now - at < KEPT:
            return record
        found = read()
        if found is None:
            self._records.pop(key, None)
            return None
        if len(self._records) >= MOST_KEPT:
            self._records.clear()
        self._records[key] = now, found
        return found

    def forget(self) -> None:
        """Read everything again: this process has changed a record."""
        self._records.clear()
