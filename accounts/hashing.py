"""Says which password is hashed next: the places of one process, and the line that waits for its threads.

Half of the places, at most, are for checks that a stranger can cause. Among strangers the lowest rank goes
first, and takes the place of the highest that waits when no place is left: who has asked for much lately
waits behind who has not. Everyone else goes before strangers, but while strangers wait, every third turn is
theirs: a few people who choose weak passwords over and over would let none of them sign in.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from gevent import monkey
from gevent.event import AsyncResult
from gevent.threadpool import ThreadPool

#: Turns that others have in a row while a stranger waits.
OTHERS_IN_A_ROW = 2
SECONDS_A_HASH = 0.02  # assumption: 12 ms measured, on a busy machine more
#: What a stranger has asked for lately, from the widest count to the narrowest. Lower goes first.
Rank = tuple[int, ...]

# After monkey patching, the usual names make locks for greenlets; our work runs in other, native threads.
_native_lock = monkey.get_original("_thread", "allocate_lock")
_numbers = count()


class Busy(Exception):
    """Too many passwords are being hashed or waiting. Nothing was done; try again later."""

    def __init__(self, *, retry_after_seconds: int) -> None:
        super().__init__("too many passwords are being hashed")
        self.retry_after_seconds = retry_after_seconds


class Places:
    """The places in which passwords are hashed or wait. Checks for strangers never take the last ones."""

    def __init__(self, *, threads: int, queue: int) -> None:
        self._threads, self._most = threads, threads + queue
        self._most_of_strangers = max(1, self._most // 2)
        self._taken, self._taken_by_strangers = 0, 0
        self._lock = _native_lock()

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return self._taken

    def take(self, *, by_stranger: bool) -> None:
        """Take a place.

        Raises:
            Busy: none is left, or none for strangers.
        """
        with self._lock:
            is_full = by_stranger and self._taken_by_strangers >= self._most_of_strangers
            if is_full or self._taken >= self._most:
                raise self.busy()
            self._taken += 1
            self._taken_by_strangers += by_stranger

    def leave(self, *, by_stranger: bool) -> None:
        """Give a place back."""
        with self._lock:
            self._taken -= 1
            self._taken_by_strangers -= by_stranger

    def busy(self) -> Busy:
        """Make the answer for which there is no place."""
        return Busy(retry_after_seconds=max(1, math.ceil(self._most / self._threads * SECONDS_A_HASH)))


@dataclass(eq=False)
class Ticket:
    """One password that has a place and waits for a thread."""

    work: Callable[[], Any]
    by_stranger: bool
    rank: Rank = ()
    number: int = field(default_factory=lambda: next(_numbers))
    outcome: AsyncResult = field(default_factory=AsyncResult)

    @property
    def turn(self) -> tuple[bool, Rank, int]:
        """The lowest goes first."""
        return self.by_stranger, self.rank, self.number


class Line:
    """The tickets of one event loop, and the native threads that work for it; used in that loop alone."""

    def __init__(self, pool: ThreadPool, *, threads: int, places: Places) -> None:
        self._pool, self._free, self._places = pool, threads, places
        self._waiting: list[Ticket] = []
        self._others_in_a_row = 0

    def work(self, ticket: Ticket) -> Any:
        """Return what the ticket's work returns, in its turn.

        The place is free again when the thread ends, not when the waiting greenlet does: if a request is
        cancelled, a hash that has begun still takes all of its time.

        Raises:
            Busy: no place is left, or a ticket of a lower rank took this one's.
        """
        try:
            self._places.take(by_stranger=ticket.by_stranger)
        except Busy:
            if not (ticket.by_stranger and self._makes_way(ticket.rank)):
                raise
        self._waiting.append(ticket)
        self._begin()
        try:
            return ticket.outcome.get()
        finally:
            if ticket in self._waiting:  # the request was cancelled before its turn
                self._waiting.remove(ticket)
                self._places.leave(by_stranger=ticket.by_stranger)

    def _makes_way(self, rank: Rank) -> bool:
        """Let the last of the waiting strangers hand its place on, if its rank is higher than *rank*."""
        last = max((one for one in self._waiting if one.by_stranger), key=lambda one: one.turn, default=None)
        if last is None or last.rank <= rank:
            return False
        self._waiting.remove(last)
        last.outcome.set_exception(self._places.busy())
        return True

    def _begin(self) -> None:
        while self._free and self._waiting:
            ticket = self._next()
            self._waiting.remove(ticket)
            self._free -= 1
            try:
                pending = self._pool.spawn(self._then_leave, ticket)
            except BaseException:  # no thread frees the place: we do
                self._free += 1
                self._places.leave(by_stranger=ticket.by_stranger)
                raise
            pending.rawlink(lambda done, ticket=ticket: self._end(ticket, done))

    def _next(self) -> Ticket:
        """Return the ticket whose turn it is."""
        strangers = [one for one in self._waiting if one.by_stranger]
        if strangers and self._others_in_a_row >= OTHERS_IN_A_ROW:
            self._others_in_a_row = 0
            return min(strangers, key=lambda one: one.turn)
        ticket = min(self._waiting, key=lambda one: one.turn)
        self._others_in_a_row = self._others_in_a_row + 1 if strangers and not ticket.by_stranger else 0
        return ticket

    def _then_leave(self, ticket: Ticket) -> Any:
        """Do the work in a native thread."""
        try:
            return ticket.work()
        finally:
            self._places.leave(by_stranger=ticket.by_stranger)

    def _end(self, ticket: Ticket, done: AsyncResult) -> None:
        """Hand the outcome over in the event loop, and begin the next."""
        self._free += 1
        if done.exception is None:
            ticket.outcome.set(done.value)
        else:
            ticket.outcome.set_exception(done.exception)
        self._begin()
