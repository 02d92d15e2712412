"""Leases in Redis: who has one renews it, and it is free within two seconds of its holder's death.

A worker that stands still for longer loses its lease while it lives: for a moment two may hold the same. So a
lease spares work and decides nothing. What may happen only once has a key of its own: a flow's version before
each SMS and each request to a SIM, an account's id that follows from the flow's.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import redis

#: A lease that is not renewed is free after this time.
LEASE_MILLISECONDS = 1_800
RENEW_EVERY_SECONDS = 0.5
#: The thread that renews ends after so many rounds without a lease.
_IDLE_ROUNDS = 20

#: KEYS[1] lease; ARGV: ticket, milliseconds. The ticket shows that this holder still has the lease.
_RENEW = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
"""
_LET_GO = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


@dataclass
class Lease:
    """One lease.

    Attributes:
        ticket: tells this holder from the next one.
        is_kept: whether it is still being renewed; False once the work is done.
        is_lost: whether a renewal found it gone.
    """

    client: redis.Redis
    key: str
    ticket: str = field(default_factory=lambda: secrets.token_hex(8))
    is_kept: bool = False
    is_lost: bool = False

    def take(self) -> bool:
        """Take the lease; False if another holder has it."""
        return bool(self.client.set(self.key, self.ticket, nx=True, px=LEASE_MILLISECONDS))

    def let_go(self) -> None:
        """Free the lease, unless another holder has it. Without Redis it becomes free by itself."""
        with suppress(redis.RedisError):
            self.client.register_script(_LET_GO)([self.key], [self.ticket])

    def renew(self) -> bool:
        """Renew the lease; False if it was lost."""
        arguments = [self.ticket, str(LEASE_MILLISECONDS)]
        self.is_lost = not self.client.register_script(_RENEW)([self.key], arguments)
        return not self.is_lost


class Renewer:
    """Renews the leases of one process, in one thread (a greenlet where gevent has patched threads)."""

    def __init__(self) -> None:
        self._kept: dict[str, Lease] = {}
        self._lock = threading.Lock()
        self._is_running = False

    @contextmanager
    def keeping(self, lease: Lease) -> Iterator[Lease]:
        """Renew *lease* until the work inside ends, then free it."""
        lease.is_kept = True
        with self._lock:
            self._kept[lease.ticket] = lease
            starts, self._is_running = not self._is_running, True
        if starts:
            threading.Thread(target=self._run, daemon=True).start()
        try:
            yield lease
        finally:
            lease.is_kept = False
            self._kept.pop(lease.ticket, None)
            lease.let_go()

    def _run(self) -> None:
        idle = 0
        while True:
            time.sleep(RENEW_EVERY_SECONDS)
            with self._lock:
                leases = list(self._kept.values())
                idle = 0 if leases else idle + 1
                if idle > _IDLE_ROUNDS:
                    self._is_running = False
                    return
            self.renew(leases)

    def renew(self, leases: list[Lease]) -> None:
        """Renew *leases* in one trip for each client. Without Redis the next round tries again."""
        for client in {id(lease.client): lease.client for lease in leases}.values():
            own = [lease for lease in leases if lease.client is client]
            with suppress(redis.RedisError):
                pipeline, renew = client.pipeline(transaction=False), client.register_script(_RENEW)
                for lease in own:
                    renew([lease.key], [lease.ticket, str(LEASE_MILLISECONDS)], client=pipeline)
                for lease, is_renewed in zip(own, pipeline.execute(), strict=True):
                    lease.is_lost = not is_renewed
