"""Stores flows in Redis between two requests.

Each record is encrypted before it leaves the process, and expires. A save succeeds only if it replaces the
version that was read. The braces in keys are hash tags: a Redis cluster stores the keys of one flow together.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime

import redis

from accounts.storage.ciphers import FieldCipher
from bff.journeys.codec import Codec
from bff.journeys.flow import Flow
from bff.stores.leases import Lease, Renewer

#: How long the answer of a step that ended its flow is kept (an assumption): longer than a person waits
#: before a second press, shorter than a phone changes hands.
ANSWER_SECONDS = 120
#: KEYS[1] record; ARGV: seconds to live, now (Unix time). The record never outlives its field ``ends``.
_TOUCH = """
local stored = redis.call('HMGET', KEYS[1], 'record', 'ends')
local left = math.min(tonumber(ARGV[1]), (tonumber(stored[2]) or math.huge) - tonumber(ARGV[2]))
if stored[1] and left > 0 then redis.call('EXPIRE', KEYS[1], left) end
return stored[1]
"""
#: KEYS: record, lock; ARGV: version that was read, version to write, record, its end (Unix time), seconds to
#: live (0 leaves the expiry as it is), ticket of the lock (empty: none is held). One script, because another
#: worker could save between a read and a write. A holder whose lock another request has now saves nothing.
_SAVE = """
if ARGV[6] ~= '' then
  local holder = redis.call('GET', KEYS[2])
  if holder and holder ~= ARGV[6] then return 0 end
end
local stored = redis.call('HGET', KEYS[1], 'version')
if stored and tonumber(stored) ~= tonumber(ARGV[1]) then return 0 end
if not stored and tonumber(ARGV[1]) ~= 0 then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'record', ARGV[3], 'ends', ARGV[4])
if ARGV[5] ~= '0' then redis.call('EXPIRE', KEYS[1], ARGV[5]) end
return 1
"""
#: The lock that the running request holds.
_HELD: ContextVar[Lease | None] = ContextVar("held", default=None)

#: In bytes, encrypted. All fields of all methods together, each as long as it may be, stay below it.
LONGEST_RECORD = 16 * 1024


#: Requests of one process that may wait for the lock of one flow: more than a person sends by pressing again.
MOST_WAITING_FOR_ONE = 8


class OutOfDate(Exception):
    """Another request has saved a newer version of the flow, or the flow has expired."""


class TooLarge(Exception):
    """The record of a flow is longer than `LONGEST_RECORD`. Nothing was saved."""


class HeldTooLong(Exception):
    """The lock of the flow is held for longer than ``hold_seconds``, or too many requests wait for it."""


@dataclass(frozen=True)
class FlowStore:
    """Keeps the newest version of each flow.

    Attributes:
        idle_seconds: a flow expires this long after the person's last request.
        total_seconds: a flow expires this long after it began, even if it is in use.
        hold_seconds: the longest wait for the lock of a flow. The lock itself is a lease of its holder.
    """

    client: redis.Redis
    cipher: FieldCipher
    idle_seconds: int
    total_seconds: int
    hold_seconds: int = 30
    codec: Codec = field(default_factory=Codec)
    renewer: Renewer = field(default_factory=Renewer)
    waiting: Counter[str] = field(default_factory=Counter)

    def load(self, flow_id: str, *, touch: bool) -> Flow | None:
        """Return a flow, or None if it has expired.

        Args:
            touch: restart the idle time, because a person and not a script sent the request.
        """
        key = _key(flow_id)
        if touch:
            record = self.client.register_script(_TOUCH)(
                [key], [str(self.idle_seconds), str(int(time.time()))]
            )
        else:
            record = self.client.hget(key, "record")
        if record is None:
            return None
        # The key is part of the encryption: a record that was copied to another key cannot be decrypted.
        flow = self.codec.read(self.cipher.decrypt(str(record), context=key))
        return flow if self.lifetime(flow) else None

    def save(self, flow: Flow, *, touch: bool = True) -> Flow:
        """Store *flow* as the next version and return that version; *touch* as in `load`.

        Raises:
            OutOfDate: another request has saved a newer version since this one was read, or holds the lock
                that this request held.
            TooLarge: the record is longer than `LONGEST_RECORD`.
        """
        newer = flow.learn(version=flow.version + 1)
        key = _key(flow.id)
        record = self.cipher.encrypt(self.codec.write(newer), context=key)
        if len(record) > LONGEST_RECORD:
            raise TooLarge
        ends = int(newer.started_at.timestamp()) + self.total_seconds
        seconds = max(1, self.lifetime(newer)) if touch else 0
        arguments = [str(flow.version), str(newer.version), record, str(ends), str(seconds), _ticket(flow.id)]
        if not self.client.register_script(_SAVE)([key, _lock_key(flow.id)], arguments):
            raise OutOfDate
        return newer

    def delete(self, flow_id: str) -> None:
        """Delete a flow."""
        self.client.delete(_key(flow_id))

    def is_there(self, flow_id: str) -> bool:
        """Return whether the flow has not expired."""
        return bool(self.client.exists(_key(flow_id)))

    def seconds_left(self, flow_id: str) -> int:
        """Return the number of seconds until the stored flow expires; 0 if it is gone."""
        return max(0, int(self.client.ttl(_key(flow_id))))

    def lifetime(self, flow: Flow) -> int:
        """Return the number of seconds that a flow lives if it is touched now; 0 if its time is over."""
        age = int((datetime.now(UTC) - flow.started_at).total_seconds())
        return max(0, min(self.idle_seconds, self.total_seconds - age))

    @contextmanager
    def hold(self, flow_id: str) -> Iterator[None]:
        """Lock the flow for one request. If a button is pressed twice, the second request waits.

        The lock of a worker that died is free within two seconds. Who waits keeps a place of the worker, so
        only a few wait for one flow.

        Raises:
            HeldTooLong: the other request did not finish within ``hold_seconds``, or too many wait already.
        """
        lease = Lease(self.client, _lock_key(flow_id))
        if not lease.take():
            with self._waiting_for(flow_id):
                self._wait(lease)
        with self.renewer.keeping(lease):
            before = _HELD.set(lease)
            try:
                yield
            finally:
                _HELD.reset(before)

    @contextmanager
    def _waiting_for(self, flow_id: str) -> Iterator[None]:
        if self.waiting[flow_id] >= MOST_WAITING_FOR_ONE:
            raise HeldTooLong
        self.waiting[flow_id] += 1
        try:
            yield
        finally:
            self.waiting[flow_id] -= 1
            if not self.waiting[flow_id]:
                del self.waiting[flow_id]

    def _wait(self, lease: Lease) -> None:
        give_up_at = time.monotonic() + self.hold_seconds
        while not lease.take():
            if time.monotonic() > give_up_at:
                raise HeldTooLong
            time.sleep(0.03)  # gevent runs other greenlets during the pause

    def keep_answer(self, flow_id: str, answer: str, *, seconds: int = ANSWER_SECONDS) -> None:
        """Keep the answer of the step that ended a flow, for a press that comes a second time."""
        key = _answer_key(flow_id)
        self.client.set(key, self.cipher.encrypt(answer, context=key), ex=seconds)

    def answer_of(self, flow_id: str) -> str | None:
        """Return the answer that `keep_answer` kept; None if there is none."""
        key = _answer_key(flow_id)
        answer = self.client.get(key)
        return None if answer is None else self.cipher.decrypt(str(answer), context=key)

    def forget_answer(self, flow_id: str) -> None:
        """Delete the answer that `keep_answer` kept."""
        self.client.delete(_answer_key(flow_id))

    def remember_message(self, request_id: str, flow_id: str) -> None:
        """Remember which flow an SMS belongs to, for its delivery receipt."""
        self.client.set(f"message:{request_id}", flow_id, ex=self.total_seconds)

    def flow_of_message(self, request_id: str) -> str | None:
        """Return the id of the flow that the SMS with *request_id* belongs to."""
        found = self.client.get(f"message:{request_id}")
        return str(found) if found else None


def _ticket(flow_id: str) -> str:
    """Return the ticket of the lock that this request holds on the flow; empty if it holds none."""
    held = _HELD.get()
    return held.ticket if held is not None and held.is_kept and held.key == _lock_key(flow_id) else ""


def _lock_key(flow_id: str) -> str:
    return f"hold:{{{flow_id}}}"


def _answer_key(flow_id: str) -> str:
    return f"answer:{{{flow_id}}}"


def _key(flow_id: str) -> str:
    return f"registration:{{{flow_id}}}"
