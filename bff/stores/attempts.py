"""Counts attempts in Redis over a sliding window, and refuses attempts above a limit.

Keys contain digests, never a phone number or a name. If a counterpart does not answer, the attempt is removed
from the count.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import redis

#: KEYS[1] the attempts (sorted by time); ARGV: now, window, most, ticket.
#: Returns the seconds to wait; 0 when the attempt was counted. One script, because two workers that
#: first count and then add could both take the last attempt.
_TAKE = """
local now, window, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
if redis.call('ZCARD', KEYS[1]) >= most then
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return math.max(1, math.ceil(tonumber(oldest[2]) + window - now))
end
redis.call('ZADD', KEYS[1], now, ARGV[4])
redis.call('EXPIRE', KEYS[1], window)
return 0
"""


class TooOften(Exception):
    """The limit *name* is reached; the next attempt is allowed after ``retry_after_seconds``."""

    def __init__(self, name: str, retry_after_seconds: int) -> None:
        super().__init__(name)
        self.name = name
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True)
class Limit:
    """At most ``most`` attempts within ``window_seconds``."""

    name: str
    most: int
    window_seconds: int


#: A limit, and the digest of the person, phone or browser whose attempts it counts.
Counted = tuple[Limit, str]


@dataclass(frozen=True)
class AttemptLimits:
    """Counts attempts against limits."""

    client: redis.Redis

    def take(self, limit: Limit, who: str) -> str:
        """Count an attempt by *who* (a digest). Returns its ticket, which `give_back` needs.

        Raises:
            TooOften: the limit is reached; nothing was counted.
        """
        ticket = secrets.token_hex(8)
        arguments = [f"{time.time():.3f}", str(limit.window_seconds), str(limit.most), ticket]
        wait = int(self.client.register_script(_TAKE)([_key(limit, who)], arguments))
        if wait:
            raise TooOften(limit.name, wait)
        return ticket

    def give_back(self, limit: Limit, who: str, ticket: str) -> None:
        """Remove an attempt from the count."""
        self.client.zrem(_key(limit, who), ticket)

    def count(self, *counted: Counted) -> None:
        """Add one attempt to each count, even above the limit: it has happened already."""
        for limit, who in counted:
            moment = time.time()
            pipeline = self.client.pipeline()
            pipeline.zadd(_key(limit, who), {secrets.token_hex(8): moment})
            pipeline.zremrangebyscore(_key(limit, who), "-inf", moment - limit.window_seconds)
            pipeline.expire(_key(limit, who), limit.window_seconds)
            pipeline.execute()

    def require(self, *counted: Counted) -> None:
        """Check that no limit is reached. Nothing is counted.

        Raises:
            TooOften: a limit is reached.
        """
        for limit, who in counted:
            since = time.time() - limit.window_seconds
            attempts = self.client.zrangebyscore(_key(limit, who), since, "+inf", withscores=True)
            # `count` may have gone above the limit: then enough attempts must expire, not only the oldest.
            if len(attempts) >= limit.most:
                raise TooOften(limit.name, max(1, int(float(attempts[-limit.most][1]) - since) + 1))

    def reached(self, limit: Limit, who: str) -> bool:
        """Return whether the limit is reached. Nothing is counted."""
        since = time.time() - limit.window_seconds
        return int(self.client.zcount(_key(limit, who), since, "+inf")) >= limit.most

    @contextmanager
    def attempt(self, *counted: Counted) -> Iterator[None]:
        """Count one attempt against every limit; if the work inside raises, remove it from every count.

        Raises:
            TooOften: one of the limits is reached; nothing was counted.
        """
        taken: list[tuple[Limit, str, str]] = []
        try:
            for limit, who in counted:
                taken.append((limit, who, self.take(limit, who)))
            yield
        except BaseException:  # a killed greenlet raises GreenletExit, which is not an Exception
            for limit, who, ticket in taken:
                self.give_back(limit, who, ticket)
            raise


def _key(limit: Limit, who: str) -> str:
    return f"limit:{limit.name}:{{{who}}}"
