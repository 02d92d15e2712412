"""What time it is in the sandbox: real time, moved by a settable offset."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock


class SandboxClock:
    """The clock of every counterpart played here; the product's clock is its own."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Start with *clock* (aware, UTC) and no offset."""
        self._clock = clock
        self._lock = Lock()
        self._offset = timedelta()
        self._started = clock()

    def now(self) -> datetime:
        """Give the sandbox's present moment, aware, in UTC."""
        with self._lock:
            return self._clock() + self._offset

    def real_now(self) -> datetime:
        """Give the moment that the product agrees on, whatever the sandbox was set to."""
        return self._clock()

    @property
    def started(self) -> datetime:
        """When the sandbox started or was last reset: what "lately" in a person's story counts from."""
        with self._lock:
            return self._started

    @property
    def offset_seconds(self) -> float:
        """How far the sandbox is ahead of real time (behind it when negative)."""
        with self._lock:
            return self._offset.total_seconds()

    def set_offset(self, seconds: float) -> None:
        """Put the sandbox *seconds* ahead of real time."""
        with self._lock:
            self._offset = timedelta(seconds=seconds)

    def reset(self) -> None:
        """Go back to real time."""
        with self._lock:
            self._offset = timedelta()
            self._started = self._clock()
