"""Hashes passwords with Argon2id without delaying other requests.

A hash takes about 12 ms of CPU; in the event loop it would stop all other requests of the process. So it runs
in gevent's native threads (libsodium releases the interpreter lock), and only a limited number may wait. It
works with and without gevent's monkey patching. The rules of a good password are in ``bff.rules``.
"""

import math
import re
import unicodedata
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import TypeVar

import gevent
from gevent import monkey
from gevent.threadpool import ThreadPool
from nacl.bindings import crypto_pwhash_ALG_ARGON2ID13, crypto_pwhash_str_alg, crypto_pwhash_str_verify
from nacl.exceptions import CryptoError

MEMORY_KIBIBYTES = 19_456  # 19 MiB, t=2, p=1: OWASP Password Storage Cheat Sheet, Argon2id
PASSES = 2
LANES = 1
MAX_PASSWORD_BYTES = (
    4096  # assumption: far beyond the 128 characters a form takes, far below libsodium's 4 GiB
)
MAX_PHC_CHARACTERS = 127
SECONDS_A_HASH = 0.02  # assumption: 12 ms measured, on a busy machine more
# The limits for stored hashes: all that this program ever wrote, and room to grow. A foreign string could
# otherwise make the server use up its memory.
MAX_MEMORY_KIBIBYTES = 262_144
MAX_PASSES = 16
PHC = re.compile(
    r"\$argon2id\$v=19\$m=(?P<memory>\d{1,7}),t=(?P<passes>\d{1,3}),p=(?P<lanes>\d{1,2})"
    r"\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{16,86}",
    re.ASCII,
)
Outcome = TypeVar("Outcome")

# After monkey patching, the usual names make locks for greenlets; our work runs in other, native threads.
_native_lock = monkey.get_original("_thread", "allocate_lock")
_native_local = monkey.get_original("_thread", "_local")


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
                wait = math.ceil(self._most / self._threads * SECONDS_A_HASH)
                raise Busy(retry_after_seconds=max(1, wait))
            self._taken += 1
            self._taken_by_strangers += by_stranger

    def leave(self, *, by_stranger: bool) -> None:
        """Give a place back."""
        with self._lock:
            self._taken -= 1
            self._taken_by_strangers -= by_stranger


class Passwords:
    """Argon2id in native threads: at most *threads* hashes at once, and at most *queue* waiting.

    Half of these places, at most, are for checks that a stranger can cause without having proved anything.
    The others wait for people who choose a password, and for browsers and sessions that the account knows.
    """

    def __init__(self, *, threads: int, queue: int) -> None:
        """Take the limits of this process. Threads start at the first use, which is after any fork."""
        if threads < 1 or queue < 0:
            raise ValueError("at least one thread, and a queue of 0 or more")
        self._threads = threads
        self.places = Places(threads=threads, queue=queue)
        self._pools = _native_local()

    @property
    def taken(self) -> int:
        """How many passwords are being hashed or waiting; for a gauge."""
        return self.places.taken

    def hash(self, password: str) -> str:
        """Return a PHC string, ``$argon2id$v=19$m=19456,t=2,p=1$salt$hash``, of the password in NFC.

        Raises:
            Busy: nothing was done.
            ValueError: more than 4096 bytes, or a text that UTF-8 cannot encode.
        """
        secret = _as_bytes(password)
        if secret is None:
            raise ValueError(f"a password has at most {MAX_PASSWORD_BYTES} bytes of UTF-8")
        return self._elsewhere(lambda: _hash(secret))

    def verify(self, phc: str, password: str, *, by_stranger: bool = False) -> bool:
        """Tell whether *phc* was made from *password*. False for any *phc* that is not an Argon2id string.

        Args:
            by_stranger: a person asks who has proved nothing, in a browser that the account does not know.

        Raises:
            Busy: nothing was done.
        """
        secret = _as_bytes(password)
        if secret is None or _parameters(phc) is None:
            return False
        return self._elsewhere(lambda: _verify(phc, secret), by_stranger=by_stranger)

    def verify_nothing(self, password: str, *, by_stranger: bool = True) -> None:
        """Take as long as `verify` does, for an account that does not exist or has no password.

        Otherwise a quick answer would show that there is no such account.

        Raises:
            Busy: nothing was done.
        """
        secret = _as_bytes(password)
        if secret is not None:
            self._elsewhere(lambda: _hash(secret), by_stranger=by_stranger)

    def judge(self, work: Callable[[], Outcome]) -> Outcome:
        """Run *work*, which judges a new password, in the same threads and places.

        It takes up to 100 ms of Python for a password that is made to cost. In a thread of its own it takes
        turns with the event loop, which other requests need.

        Raises:
            Busy: nothing was done.
        """
        return self._elsewhere(work)

    def needs_upgrade(self, phc: str) -> bool:
        """Tell whether *phc* was made with other parameters than today's."""
        return _parameters(phc) != (MEMORY_KIBIBYTES, PASSES, LANES)

    def _elsewhere(self, work: Callable[[], Outcome], *, by_stranger: bool = False) -> Outcome:
        """Run *work* in a native thread while other greenlets go on.

        The place in the queue is free again when the thread ends, not when the waiting greenlet does: if a
        request is cancelled, its hash still takes all of its CPU time.
        """
        self.places.take(by_stranger=by_stranger)
        leave = partial(self.places.leave, by_stranger=by_stranger)

        def then_leave() -> Outcome:
            try:
                return work()
            finally:
                leave()

        with ExitStack() as when_not_started:
            when_not_started.callback(leave)
            pending = self._pool().spawn(then_leave)  # if this fails, no thread frees the place: we do
            when_not_started.pop_all()
        outcome: Outcome = pending.get()
        return outcome

    def _pool(self) -> ThreadPool:
        """Return the pool of this thread's event loop: each pool of gevent belongs to one loop."""
        pool: ThreadPool | None = getattr(self._pools, "pool", None)
        if pool is None:
            pool = self._pools.pool = ThreadPool(self._threads, hub=gevent.get_hub())
        return pool


def _as_bytes(password: str) -> bytes | None:
    """Return the password in NFC as bytes (NIST SP 800-63B-4); None if it is too long or not encodable."""
    try:
        secret = unicodedata.normalize("NFC", password).encode()
    except UnicodeEncodeError:
        return None
    return secret if len(secret) <= MAX_PASSWORD_BYTES else None


def _parameters(phc: str) -> tuple[int, int, int] | None:
    """Return memory in KiB, passes and lanes of an Argon2id PHC string; None if we refuse to compute it."""
    parts = PHC.fullmatch(phc) if len(phc) <= MAX_PHC_CHARACTERS else None
    if parts is None:
        return None
    memory, passes, lanes = int(parts["memory"]), int(parts["passes"]), int(parts["lanes"])
    return (memory, passes, lanes) if memory <= MAX_MEMORY_KIBIBYTES and passes <= MAX_PASSES else None


def _hash(secret: bytes) -> str:
    encoded: bytes = crypto_pwhash_str_alg(
        secret, PASSES, MEMORY_KIBIBYTES * 1024, crypto_pwhash_ALG_ARGON2ID13
    )
    return encoded.decode("ascii")


def _verify(phc: str, secret: bytes) -> bool:
    try:
        return crypto_pwhash_str_verify(phc.encode("ascii"), secret)
    except (CryptoError, ValueError):
        return False
