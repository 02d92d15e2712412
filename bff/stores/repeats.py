"""Sums repeated events that strangers can cause, so that they neither fill the audit nor hide what matters.

The first event of a kind is written at once. Those that follow within a window are counted in Redis, and
written as one entry when the window is over: at most two entries for each record, kind and window, however
many events come.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import redis

#: How long events of one kind are summed (an assumption): an owner who looks sees the open sum too.
WINDOW_SECONDS = 3_600
#: How long Redis keeps a sum that no worker wrote.
KEEP_SECONDS = 86_400
#: The audit takes no longer numbers.
MOST_TIMES = 9_999
_DUE = "repeats_due"

#: KEYS: the record's sums, the records by the end of their windows. ARGV: now, window, keep (seconds), kind,
#: record. Returns 1 if the event is the first of its kind in this window. One script, because two workers may
#: count at once.
_ADD = """
if redis.call('HSETNX', KEYS[1], 'opened', ARGV[1]) == 1 then
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  redis.call('ZADD', KEYS[2], ARGV[1] + ARGV[2], ARGV[5])
end
if redis.call('HSETNX', KEYS[1], ARGV[4] .. '|times', 0) == 1 then return 1 end
if redis.call('HINCRBY', KEYS[1], ARGV[4] .. '|times', 1) == 1 then
  redis.call('HSET', KEYS[1], ARGV[4] .. '|first', ARGV[1])
end
redis.call('HSET', KEYS[1], ARGV[4] .. '|last', ARGV[1])
return 0
"""
#: KEYS: the record's sums, the records by the end of their windows. ARGV[1]: record. One worker gets the
#: sums.
_TAKE = """
if redis.call('ZREM', KEYS[2], ARGV[1]) == 0 then return {} end
local sums = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
return sums
"""


@dataclass(frozen=True)
class Summed:
    """Events of one kind that no entry tells of yet."""

    record: str
    event: str
    codes: Mapping[str, str]
    times: int
    first: datetime
    last: datetime

    def to_codes(self) -> dict[str, str]:
        """Return the codes of the entry in the audit; `accounts.account.records.HistoryEntry` reads them."""
        return {
            **self.codes,
            "times": f"n{min(self.times, MOST_TIMES)}",
            "first": f"{self.first:t%Y-%m-%d.%H.%M}",
            "last": f"{self.last:t%Y-%m-%d.%H.%M}",
        }


@dataclass(frozen=True)
class Repeats:
    """The sums of all records, each under the record's id."""

    client: redis.Redis

    def is_first(self, record: str, event: str, codes: Mapping[str, str], *, now: datetime) -> bool:
        """Count an event. True: it is the first of its kind in this window, and is to be written at once."""
        kind = f"{event} {json.dumps(dict(codes), sort_keys=True)}"
        arguments = [str(int(now.timestamp())), str(WINDOW_SECONDS), str(KEEP_SECONDS), kind, record]
        return bool(self.client.register_script(_ADD)([_key(record), _DUE], arguments))

    def open_of(self, record: str) -> list[Summed]:
        """Return the sums of one record whose window is still open."""
        facts = self.client.hgetall(_key(record))
        return list(_sums(record, {str(name): str(fact) for name, fact in facts.items()}))

    def take_due(self, *, now: datetime) -> Iterator[Summed]:
        """Yield the sums whose window is over, each to one caller only, who writes them."""
        for found in self.client.zrangebyscore(_DUE, "-inf", int(now.timestamp())):
            record = str(found)
            flat = self.client.register_script(_TAKE)([_key(record), _DUE], [record])
            yield from _sums(record, dict(zip(flat[::2], flat[1::2], strict=True)))


def _sums(record: str, facts: Mapping[str, str]) -> Iterator[Summed]:
    for name, times in facts.items():
        kind, _, fact = name.rpartition("|")
        if fact != "times" or int(times) == 0:
            continue
        event, _, codes = kind.partition(" ")
        moments = (datetime.fromtimestamp(int(facts[f"{kind}|{end}"]), UTC) for end in ("first", "last"))
        yield Summed(record, event, json.loads(codes), int(times), *moments)


def _key(record: str) -> str:
    return f"repeats:{{{record}}}"
