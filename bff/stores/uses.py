"""Counts uses by the minute, for prices that grow with use: the proof of work, and the wait without it.

A count is a number under a code and holds no personal data. It refuses nothing: limits do that
(`bff.stores.attempts`).
"""

import time
from dataclasses import dataclass

import redis

_MINUTE = 60


@dataclass(frozen=True)
class Uses:
    """The uses in the present minute and in the one before; all workers add to the same counts."""

    client: redis.Redis

    def add(self, what: str) -> int:
        """Add one use, and return the number of recent uses, this one included."""
        key = _key(what, _present())
        pipeline = self.client.pipeline()
        pipeline.incr(key)
        pipeline.expire(key, 3 * _MINUTE)
        pipeline.execute()
        return self.recent(what)

    def recent(self, what: str) -> int:
        """Return the number of uses in this minute and in the one before."""
        minute = _present()
        counts = self.client.mget(_key(what, minute), _key(what, minute - 1))
        return sum(int(count) for count in counts if count)


def _present() -> int:
    return int(time.time()) // _MINUTE


def _key(what: str, minute: int) -> str:
    return f"uses:{{{what}}}:{minute}"
