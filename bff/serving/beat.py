"""Works off what no answer may show at a steady beat, and not at the moment at which it came up.

Work that is only there if an account exists, or if a password was right, would delay the next request of the
same browser if it ran at once beside the answer. Here it waits for the next beat, whatever came up.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

import gevent
import structlog

log = structlog.stdlib.get_logger("cuaso")

BEAT_SECONDS = 0.5
#: Pieces of work that may wait in one worker: some minutes of a flood, a few MiB.
MOST_WAITING = 2_000
#: Pieces of work for one beat; each in a greenlet of its own, because most of them wait for a counterpart.
MOST_IN_A_BEAT = 50


class TooMuch(Exception):
    """Too much work waits. Nothing was done; the person may try again after `retry_after_seconds`."""

    retry_after_seconds = 30


class Beat:
    """A queue of one worker. Call it like `gevent.spawn`: with a function and its arguments."""

    def __init__(
        self,
        *,
        spawn: Callable[..., Any] = gevent.spawn,
        pause: Callable[[float], object] = gevent.sleep,
        most: int = MOST_WAITING,
    ) -> None:
        """Begin no beat yet: the first piece of work does, in the worker that has it."""
        self._spawn, self._pause, self._most = spawn, pause, most
        self._queue: deque[tuple[Callable[..., object], tuple[object, ...]]] = deque()
        self._is_running = False

    @property
    def waiting(self) -> int:
        """How many pieces of work wait for a beat."""
        return len(self._queue)

    def __call__(self, work: Callable[..., object], *arguments: object) -> None:
        """Do *work* at a later beat.

        Raises:
            TooMuch: it was not taken.
        """
        if len(self._queue) >= self._most:
            raise TooMuch
        self._queue.append((work, arguments))
        if not self._is_running:
            self._is_running = True
            self._spawn(self._run)

    def work_off(self) -> int:
        """Begin the work of one beat; return how many pieces."""
        for number in range(MOST_IN_A_BEAT):
            if not self._queue:
                return number
            work, arguments = self._queue.popleft()
            self._spawn(work, *arguments)
        return MOST_IN_A_BEAT

    def _run(self) -> None:
        """Beat for ever, also with nothing to do: a beat that begins with the work would tell of it."""
        while True:
            self._pause(BEAT_SECONDS)
            self.work_off()
