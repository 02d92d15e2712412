"""The places in which one worker asks one counterpart: half of them, at most, are for strangers.

A stranger has shown nothing yet, so it can begin any number of questions, and a slow counterpart would keep
all places. The other half is for who has shown something, and nothing takes more than a few places. Among
strangers that wait the lowest rank goes first.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Lock

import httpx2

#: How long a stranger waits for a place, in seconds; then there is another way: to confirm a phone.
STRANGERS_WAIT_SECONDS = 0.8
#: Questions at a time of one account, phone or browser: its tabs, and one that a lost network left.
MOST_OF_ONE = 2
_numbers = count()


@dataclass(frozen=True)
class Asker:
    """For whom a question is asked.

    Attributes:
        who: an account, a phone that was confirmed, or a browser; never logged.
        has_shown: whether it has shown something that a stranger does not have.
        rank: of a stranger, what it has asked for lately, from the widest count to the narrowest.
    """

    who: str
    has_shown: bool
    rank: tuple[int, ...] = ()


#: Says for whom a question is asked; None: for the product itself, which may take any place.
WhoAsks = Callable[[], Asker | None]


@dataclass(eq=False)
class _Waiting:
    asker: Asker | None
    number: int = field(default_factory=lambda: next(_numbers))
    let_in: Event = field(default_factory=Event)

    @property
    def turn(self) -> tuple[bool, tuple[int, ...], int]:
        is_stranger = _is_stranger(self.asker)
        return is_stranger, self.asker.rank if self.asker else (), self.number


class Places:
    """The places of one counterpart in one worker; safe in threads and greenlets."""

    def __init__(self, most: int, *, wait_seconds: float) -> None:
        """Set the limits.

        Args:
            wait_seconds: how long one waits for a place that is no stranger.
        """
        self._most, self._most_of_strangers = most, max(1, most // 2)
        self._wait_seconds = wait_seconds
        self._taken, self._taken_by_strangers = 0, 0
        self._of_each: Counter[str] = Counter()
        self._waiting: list[_Waiting] = []
        self._lock = Lock()

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return len(self._waiting)

    @contextmanager
    def take(self, asker: Asker | None) -> Iterator[None]:
        """Hold a place.

        Raises:
            TimeoutError: no place was free in time; the counterpart was not asked.
        """
        self._enter(asker)
        try:
            yield
        finally:
            self._leave(asker)

    def _enter(self, asker: Asker | None) -> None:
        with self._lock:
            if self._fits(asker):
                self._count(asker, 1)
                return
            mine = _Waiting(asker)
            self._waiting.append(mine)
        try:
            mine.let_in.wait(STRANGERS_WAIT_SECONDS if _is_stranger(asker) else self._wait_seconds)
        except BaseException:  # the request was cancelled
            if not self._gives_up(mine):
                self._leave(asker)
            raise
        if self._gives_up(mine):
            raise TimeoutError

    def _gives_up(self, mine: _Waiting) -> bool:
        """Stop waiting; False: the place was given a moment ago."""
        with self._lock:
            if mine not in self._waiting:
                return False
            self._waiting.remove(mine)
            return True

    def _leave(self, asker: Asker | None) -> None:
        with self._lock:
            self._count(asker, -1)
            for one in sorted(self._waiting, key=lambda waiting: waiting.turn):
                if self._fits(one.asker):
                    self._waiting.remove(one)
                    self._count(one.asker, 1)
                    one.let_in.set()

    def _fits(self, asker: Asker | None) -> bool:
        if self._taken >= self._most:
            return False
        if asker is None:
            return True
        has_too_many = self._of_each[asker.who] >= MOST_OF_ONE
        is_full = _is_stranger(asker) and self._taken_by_strangers >= self._most_of_strangers
        return not has_too_many and not is_full

    def _count(self, asker: Asker | None, change: int) -> None:
        self._taken += change
        self._taken_by_strangers += change if _is_stranger(asker) else 0
        if asker is not None:
            self._of_each[asker.who] += change
            if not self._of_each[asker.who]:
                del self._of_each[asker.who]


def _is_stranger(asker: Asker | None) -> bool:
    return asker is not None and not asker.has_shown


class InPlaces(httpx2.BaseTransport):
    """A transport that holds a place from the question to the end of its answer."""

    def __init__(self, inner: httpx2.BaseTransport, places: Places, who: WhoAsks) -> None:
        self._inner, self._places, self._who = inner, places, who

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Pass the question on.

        Raises:
            httpx2.PoolTimeout: no place was free in time.
        """
        with ExitStack() as held:
            try:
                held.enter_context(self._places.take(self._who()))
            except TimeoutError as error:
                raise httpx2.PoolTimeout("no place is free", request=request) from error
            answer = self._inner.handle_request(request)
            answer.stream = _HeldStream(answer.stream, held.pop_all())  # type: ignore[arg-type]  # of a client that waits
            return answer

    def close(self) -> None:
        self._inner.close()


class _HeldStream(httpx2.SyncByteStream):
    """The bytes of an answer, and the place that is free when they have ended."""

    def __init__(self, inner: httpx2.SyncByteStream, held: ExitStack) -> None:
        self._inner, self._held = inner, held

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        with self._held:
            self._inner.close()
