"""Counts attempts in Redis over a sliding window, and refuses attempts above a limit.

There is one way to ask a limit: take, judge, give back. `AttemptLimits.attempt` counts an attempt before the
work inside judges it, so attempts that arrive together can not pass between a look and a count. An attempt
that was right, or that nobody judged, is given back (decision record 0048).

Keys contain digests, never a phone number or a name.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import redis

#: KEYS: the attempts of each count (sorted by time); ARGV: now, ticket, then window and most of each key.
#: Returns the place of the first full count and the seconds to wait for it; {0, 0} when the attempt was
#: counted everywhere. One script: all counts are taken, or none.
_TAKE = """
local now, ticket = tonumber(ARGV[1]), ARGV[2]
for place, key in ipairs(KEYS) do
  local window, most = tonumber(ARGV[2 * place + 1]), tonumber(ARGV[2 * place + 2])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  local held = redis.call('ZCARD', key)
  if held >= most then
    -- A clock may be set back: what it counted before then counts from now on, and no wait is longer for it.
    for _, ahead in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. now, '+inf')) do
      redis.call('ZADD', key, now, ahead)
    end
    local next_free = redis.call('ZRANGE', key, held - most, held - most, 'WITHSCORES')[2] or now
    return {place, math.max(1, math.ceil(tonumber(next_free) + window - now))}
  end
end
for place, key in ipairs(KEYS) do
  redis.call('ZADD', key, now, ticket)
  redis.call('EXPIRE', key, ARGV[2 * place + 1])
end
return {0, 0}
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
class Attempt:
    """One attempt that was counted.

    Attributes:
        receipt: a text for a flow's record. A later request gives the attempt back with it.
    """

    limits: "AttemptLimits"
    receipt: str

    def give_back(self, *limits: Limit) -> None:
        """Remove the attempt from the counts of *limits*; of none: from every count."""
        ticket, *keys = self.receipt.split(" ")
        starts = tuple(_key(limit, "")[:-2] for limit in limits) or ("",)
        self.limits.give_back(" ".join([ticket, *(key for key in keys if key.startswith(starts))]))


@dataclass(frozen=True)
class AttemptLimits:
    """Counts attempts against limits; *clock* returns the current time as an aware UTC datetime."""

    client: redis.Redis
    clock: Callable[[], datetime]

    @contextmanager
    def attempt(self, *counted: Counted) -> Iterator[Attempt]:
        """Count one attempt against all of *counted* or none; the work inside judges it.

        If the work raises, nothing was judged, and the attempt is given back.

        Raises:
            TooOften: one of the limits is reached; nothing was counted. The first in the order of *counted*
                is named.
        """
        ticket, keys = secrets.token_hex(8), [_key(limit, who) for limit, who in counted]
        bounds = [str(number) for limit, _who in counted for number in (limit.window_seconds, limit.most)]
        arguments = [f"{self.clock().timestamp():.3f}", ticket, *bounds]
        place, wait = self.client.register_script(_TAKE)(keys, arguments)
        if place:
            raise TooOften(counted[place - 1][0].name, int(wait))
        taken = Attempt(self, " ".join([ticket, *keys]))
        try:
            yield taken
        except BaseException:  # a killed greenlet raises GreenletExit, which is not an Exception
            taken.give_back()
            raise

    def give_back(self, receipt: str | None) -> None:
        """Remove an attempt that an earlier request counted from every count. A second call changes nothing.

        Args:
            receipt: that of the `Attempt`; None: nothing was counted.
        """
        if receipt is None:
            return
        ticket, *keys = receipt.split(" ")
        pipeline = self.client.pipeline(transaction=False)  # what one failure leaves counts as a try
        for key in keys:
            pipeline.zrem(key, ticket)
        pipeline.execute()


def _key(limit: Limit, who: str) -> str:
    return f"limit:{limit.name}:{{{who}}}"
