"""Turns of the event loop: who has much to do lets the others pass."""

from collections import deque
from collections.abc import Callable
from typing import Protocol

import gevent
from gevent.event import Event

#: The next turn comes with the next timer: libev looks at all sockets before it.
TURN_SECONDS = 0.001


class Full(Exception):
    """No place is left; the person may try again a few seconds later."""


class Later(Protocol):
    """Calls a function in the next turn of the event loop."""

    def __call__(self, work: Callable[[], object], /) -> object: ...


def next_turn(work: Callable[[], object]) -> object:
    """Call *work* when the event loop has looked at all its sockets once more."""
    return gevent.spawn_later(TURN_SECONDS, work)


def give_way() -> None:
    """Return in the next turn of the event loop, when all who were ready have run."""
    gevent.sleep(TURN_SECONDS)


class Lane:
    """Lets a few callers pass in each turn of the event loop, in the order in which they came."""

    def __init__(self, in_a_turn: int, waiting: int, later: Later = next_turn) -> None:
        self._in_a_turn, self._most_waiting, self._later = in_a_turn, waiting, later
        self._passed = 0
        self._queue: deque[Event] = deque()

    @property
    def waiting(self) -> int:
        """How many callers wait."""
        return len(self._queue)

    def enter(self) -> None:
        """Return when it is this caller's turn.

        Raises:
            Full: too many wait already.
        """
        if self._passed < self._in_a_turn and not self._queue:
            self._pass()
            return
        if len(self._queue) >= self._most_waiting:
            raise Full
        mine = Event()
        self._queue.append(mine)
        mine.wait()

    def _pass(self) -> None:
        if self._passed == 0:
            self._later(self._begin_turn)
        self._passed += 1

    def _begin_turn(self) -> None:
        self._passed = 0
        while self._queue and self._passed < self._in_a_turn:
            self._pass()
            self._queue.popleft().set()
