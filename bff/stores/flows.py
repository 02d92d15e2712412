"""Where registrations and counted attempts are kept between two requests: Redis.

Every record is encrypted before it leaves the process, expires by itself, and is replaced only by
whoever read its newest version. Keys carry hash tags, so that a cluster keeps a record's keys together.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import redis

from accounts.storage.ciphers import FieldCipher
from bff.journeys.codec import Codec
from bff.journeys.flow import Flow

#: KEYS[1] record; ARGV: seconds to live, now (Unix time); it never lives beyond its end.
_TOUCH = """
local stored = redis.call('HMGET', KEYS[1], 'record', 'ends')
local left = math.min(tonumber(ARGV[1]), (tonumber(stored[2]) or math.huge) - tonumber(ARGV[2]))
if stored[1] and left > 0 then redis.call('EXPIRE', KEYS[1], left) end
return stored[1]
"""
#: KEYS[1] record; ARGV: version that was read, version to write, record, its end (Unix time), seconds to live
#: (0: as before).
_SAVE = """
local stored = redis.call('HGET', KEYS[1], 'version')
if stored and tonumber(stored) ~= tonumber(ARGV[1]) then return 0 end
if not stored and tonumber(ARGV[1]) ~= 0 then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'record', ARGV[3], 'ends', ARGV[4])
if ARGV[5] ~= '0' then redis.call('EXPIRE', KEYS[1], ARGV[5]) end
return 1
"""
#: KEYS[1] hold; ARGV[1] the holder's ticket: only the holder lets go.
_LET_GO = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class OutOfDate(Exception):
    """Somebody else saved a newer version of the registration, or it has expired."""


class HeldTooLong(Exception):
    """Another request has been working on the same registration for longer than one may wait."""


@dataclass(frozen=True)
class FlowStore:
    """Keeps each registration's newest version for as long as somebody is there.

    Attributes:
        idle_seconds: a registration nobody touches expires after this.
        total_seconds: a registration expires after this however often it is touched.
        hold_seconds: the longest a request may work on a registration.
    """

    client: redis.Redis
    cipher: FieldCipher
    idle_seconds: int
    total_seconds: int
    hold_seconds: int = 30
    codec: Codec = field(default_factory=Codec)

    def load(self, flow_id: str, *, touch: bool) -> Flow | None:
        """Fetch a registration; *touch* says that a person, not a script, asked for it."""
        key = _key(flow_id)
        if touch:
            record = self.client.register_script(_TOUCH)(
                [key], [str(self.idle_seconds), str(int(time.time()))]
            )
        else:
            record = self.client.hget(key, "record")
        if record is None:
            return None
        flow = self.codec.read(self.cipher.decrypt(str(record), context=key))
        return flow if self.lifetime(flow) else None

    def save(self, flow: Flow, *, touch: bool = True) -> Flow:
        """Store *registration* as the next version and return it; *touch* as in `load`.

        Raises:
            OutOfDate: somebody stored a newer version since this one was read.
        """
        newer = flow.learn(version=flow.version + 1)
        key = _key(flow.id)
        record = self.cipher.encrypt(self.codec.write(newer), context=key)
        ends = int(newer.started_at.timestamp()) + self.total_seconds
        seconds = max(1, self.lifetime(newer)) if touch else 0
        arguments = [str(flow.version), str(newer.version), record, str(ends), str(seconds)]
        if not self.client.register_script(_SAVE)([key], arguments):
            raise OutOfDate
        return newer

    def delete(self, flow_id: str) -> None:
        """Forget a registration at once."""
        self.client.delete(_key(flow_id))

    def seconds_left(self, flow_id: str) -> int:
        """Tell in how many seconds the registration expires if nobody touches it; 0 when it is gone."""
        return max(0, int(self.client.ttl(_key(flow_id))))

    def lifetime(self, flow: Flow) -> int:
        """Tell in how many seconds a registration that is touched now expires; 0 when its time is over."""
        age = int((datetime.now(UTC) - flow.started_at).total_seconds())
        return max(0, min(self.idle_seconds, self.total_seconds - age))

    @contextmanager
    def hold(self, flow_id: str) -> Iterator[None]:
        """Let one request at a time work on a registration: a doubled press waits for the first.

        Raises:
            HeldTooLong: the other request did not finish within ``hold_seconds``.
        """
        key, ticket = f"hold:{{{flow_id}}}", secrets.token_hex(8)
        give_up_at = time.monotonic() + self.hold_seconds
        while not self.client.set(key, ticket, nx=True, ex=self.hold_seconds):
            if time.monotonic() > give_up_at:
                raise HeldTooLong
            time.sleep(0.03)
        try:
            yield
        finally:
            self.client.register_script(_LET_GO)([key], [ticket])

    def remember_message(self, request_id: str, flow_id: str) -> None:
        """Remember which registration an SMS belongs to, for its delivery receipt."""
        self.client.set(f"message:{request_id}", flow_id, ex=self.total_seconds)

    def flow_of_message(self, request_id: str) -> str | None:
        """Name the registration whose SMS *request_id* was."""
        found = self.client.get(f"message:{request_id}")
        return str(found) if found else None


def _key(flow_id: str) -> str:
    return f"registration:{{{flow_id}}}"
