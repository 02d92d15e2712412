"""The sandbox's clock: real time plus an offset that a tester sets."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock


class SandboxClock:
    """The clock of all counterparts in this sandbox; the product has its own clock, which does not move."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Start with *clock* (aware, UTC) and no offset."""
        self._clock = clock
        self._lock = Lock()
        self._offset = timedelta()
        self._started = clock()

    def now(self) -> datetime:
        """Return the sandbox's time, aware, in UTC."""
        with self._lock:
            return self._clock() + self._offset

    def real_now(self) -> datetime:
        """Return real time without the offset, which is the product's time too."""
        return self._clock()

    @property
    def started(self) -> datetime:
        """The time of the start or the last reset; "lately" in a person's story means shortly before it."""
        with self._lock:
            return self._started

    @property
    def offset_seconds(self) -> float:
        """The seconds by which the sandbox is ahead of real time; negative if it is behind."""
        with self._lock:
            return self._offset.total_seconds()

    def set_offset(self, seconds: float) -> None:
        """Set the sandbox *seconds* ahead of real time."""
        with self._lock:
            self._offset = timedelta(seconds=seconds)

    def reset(self) -> None:
        """Go back to real time."""
        with self._lock:
            self._offset = timedelta()
            self._started = self._clock()
