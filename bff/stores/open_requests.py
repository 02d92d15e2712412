"""Allows one open request for each phone at a time, across all flows and workers.

A key in Redis, with a digest of the phone number, marks the open request. The key expires together with the
request: a person who enters the number of another person blocks its owner for one request's time at most.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import redis

#: KEYS[1] the phone; ARGV: flow id, seconds. The same flow may take the phone again, for a longer time.
_TAKE = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1
"""
#: KEYS[1] the phone; ARGV[1] flow id. A flow must not free a phone that another flow has taken since.
_END = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


@dataclass(frozen=True)
class OpenRequests:
    """The open requests. *who* is the digest of a phone number, *whose* the id of the flow that asks."""

    client: redis.Redis

    def take(self, who: str, *, whose: str, seconds: int) -> bool:
        """Open a request for *seconds*, or extend the flow's own; False if another flow's request is open."""
        return bool(self.client.register_script(_TAKE)([_key(who)], [whose, str(max(1, seconds))]))

    def end(self, who: str, *, whose: str) -> None:
        """Free the phone, unless another flow has taken it since."""
        self.client.register_script(_END)([_key(who)], [whose])

    @contextmanager
    def opening(self, who: str, *, whose: str, seconds: int) -> Iterator[bool]:
        """Open a request and yield whether that was possible; if the work inside raises, free the phone."""
        is_free = self.take(who, whose=whose, seconds=seconds)
        try:
            yield is_free
        except BaseException:  # a killed greenlet raises GreenletExit, which is not an Exception
            if is_free:
                self.end(who, whose=whose)
            raise


def _key(who: str) -> str:
    return f"open_request:{{{who}}}"
