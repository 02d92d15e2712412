"""Hashes passwords with Argon2id without delaying other requests.

A hash takes about 12 ms of CPU; in the event loop it would stop all other requests of the process. So it runs
in gevent's native threads (libsodium releases the interpreter lock), and only a limited number may wait
(`accounts.hashing`). It works with and without gevent's monkey patching. The rules of a good password are in
``bff.rules``.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import TypeVar

import gevent
from gevent import monkey
from gevent.threadpool import ThreadPool
from nacl.bindings import crypto_pwhash_ALG_ARGON2ID13, crypto_pwhash_str_alg, crypto_pwhash_str_verify
from nacl.exceptions import CryptoError

from accounts.hashing import Line, Places, Rank, Ticket

MEMORY_KIBIBYTES = 19_456  # 19 MiB, t=2, p=1: OWASP Password Storage Cheat Sheet, Argon2id
PASSES = 2
LANES = 1
MAX_PASSWORD_BYTES = (
    4096  # assumption: far beyond the 128 characters a form takes, far below libsodium's 4 GiB
)
MAX_PHC_CHARACTERS = 127
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

# After monkey patching, the usual name makes one for greenlets; pools belong to native threads.
_native_local = monkey.get_original("_thread", "_local")


class Passwords:
    """Argon2id in native threads: at most *threads* hashes at once, and at most *queue* waiting.

    Half of these places, at most, are for checks that a stranger can cause without having proved anything.
    The others wait for people who choose a password, and for browsers and sessions that the account knows.
    Strangers go in the order of their ranks.
    """

    def __init__(self, *, threads: int, queue: int) -> None:
        """Take the limits of this process. Threads start at the first use, which is after any fork."""
        if threads < 1 or queue < 0:
            raise ValueError("at least one thread, and a queue of 0 or more")
        self._threads = threads
        self.places = Places(threads=threads, queue=queue)
        self._lines = _native_local()

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

    def verify(self, phc: str, password: str, *, by_stranger: bool = False, rank: Rank = ()) -> bool:
        """Tell whether *phc* was made from *password*. False for any *phc* that is not an Argon2id string.

        Args:
            by_stranger: a person asks who has proved nothing, in a browser that the account does not know.
            rank: of a stranger among strangers; the lowest goes first.

        Raises:
            Busy: nothing was done.
        """
        secret = _as_bytes(password)
        if secret is None or _parameters(phc) is None:
            return False
        return self._elsewhere(lambda: _verify(phc, secret), by_stranger=by_stranger, rank=rank)

    def verify_nothing(self, password: str, *, by_stranger: bool = True, rank: Rank = ()) -> None:
        """Take as long as `verify` does, for an account that does not exist or has no password.

        Otherwise a quick answer would show that there is no such account.

        Raises:
            Busy: nothing was done.
        """
        secret = _as_bytes(password)
        if secret is not None:
            self._elsewhere(lambda: _hash(secret), by_stranger=by_stranger, rank=rank)

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

    def _elsewhere(
        self, work: Callable[[], Outcome], *, by_stranger: bool = False, rank: Rank = ()
    ) -> Outcome:
        """Run *work* in a native thread, in its turn, while other greenlets go on."""
        outcome: Outcome = self._line().work(Ticket(work, by_stranger, rank))
        return outcome

    def _line(self) -> Line:
        """Return the line of this thread's event loop: each pool of gevent belongs to one loop."""
        line: Line | None = getattr(self._lines, "line", None)
        if line is None:
            pool = ThreadPool(self._threads, hub=gevent.get_hub())
            line = self._lines.line = Line(pool, threads=self._threads, places=self.places)
        return line


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
