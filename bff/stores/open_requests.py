"""Which phones have a request open at this moment: one a phone, across all registrations and workers.

Kept in Redis under a digest of the number. It ends by itself when the request's own time is over, so that
nobody who asks for a stranger's number keeps its owner out for longer than one request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import redis

#: KEYS[1] the phone; ARGV: whose request, seconds. Whoever holds it may take it again, for longer.
_TAKE = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1
"""
#: KEYS[1] the phone; ARGV[1] whose request: only its own end frees the phone.
_END = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


@dataclass(frozen=True)
class OpenRequests:
    """Keeps requests to one a phone; *who* is a digest of its number, *whose* the registration that asks."""

    client: redis.Redis

    def take(self, who: str, *, whose: str, seconds: int) -> bool:
        """Open a request, or give an open one *seconds* from now on; False where another's is open."""
        return bool(self.client.register_script(_TAKE)([_key(who)], [whose, str(max(1, seconds))]))

    def end(self, who: str, *, whose: str) -> None:
        """Free the phone, unless it is another's meanwhile."""
        self.client.register_script(_END)([_key(who)], [whose])

    @contextmanager
    def opening(self, who: str, *, whose: str, seconds: int) -> Iterator[bool]:
        """Tell whether a request may be made; where the work inside raises, none was."""
        is_free = self.take(who, whose=whose, seconds=seconds)
        try:
            yield is_free
        except BaseException:
            if is_free:
                self.end(who, whose=whose)
            raise


def _key(who: str) -> str:
    return f"open_request:{{{who}}}"
