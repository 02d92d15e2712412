"""Starts pollers, which ask a counterpart for the state of an open transaction: one poller for each flow.

Each request for a waiting screen renews a "someone is waiting" key and starts a poller unless one is running.
The poller holds a lease in Redis, so that no other worker starts a second one. If its worker dies, the lease
expires, and the next request for the screen starts another poller. When the "someone is waiting" key has
expired, the poller ends: a transaction that a person abandoned causes no more requests.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

import redis
import structlog

log = structlog.stdlib.get_logger("cuaso")

#: KEYS[1] lease; ARGV: ticket, seconds. The ticket shows that this poller still holds the lease: after a long
#: pause of its worker another poller may hold it.
_RENEW = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return 0
"""
_LET_GO = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


@dataclass(frozen=True)
class Pollers:
    """Runs at most one poller for each flow, across all workers.

    Attributes:
        pause: waits for a number of seconds; other greenlets run during the pause.
        beside: starts a function in the background.
        pause_seconds: the time between two questions to the counterpart.
        lease_seconds: the lifetime of a lease that is not renewed; longer than one question may take.
        waiting_seconds: the lifetime of the "someone is waiting" key; longer than the time between two polls
            of a waiting screen.
    """

    client: redis.Redis
    pause: Callable[[float], object]
    beside: Callable[..., object]
    pause_seconds: float = 2.0
    lease_seconds: int = 15
    waiting_seconds: int = 40

    def keep_running(self, flow_id: str, ask_once: Callable[[], bool]) -> None:
        """Renew the "someone is waiting" key, and start a poller unless one is running.

        Args:
            ask_once: asks the counterpart once and saves the answer; returns whether to ask again.
        """
        self.client.set(_waiting_key(flow_id), "1", ex=self.waiting_seconds)
        ticket = secrets.token_hex(8)
        # NX: of two requests at the same time, only one gets the lease and starts a poller.
        if self.client.set(_lease_key(flow_id), ticket, nx=True, ex=self.lease_seconds):
            self.beside(self._poll, flow_id, ticket, ask_once)

    def keep_away(self, flow_id: str, seconds: int) -> None:
        """Start no poller for this flow: the gallery shows transactions that no counterpart knows."""
        self.client.set(_lease_key(flow_id), "nobody", ex=seconds)

    def stop_waiting(self, flow_id: str) -> None:
        """Delete the "someone is waiting" key, so that the poller ends: the transaction is over."""
        self.client.delete(_waiting_key(flow_id))

    def _poll(self, flow_id: str, ticket: str, ask_once: Callable[[], bool]) -> None:
        lease = _lease_key(flow_id)
        try:
            while self.client.exists(_waiting_key(flow_id)) and ask_once():
                if not self.client.register_script(_RENEW)([lease], [ticket, str(self.lease_seconds)]):
                    return
                self.pause(self.pause_seconds)
        except redis.RedisError:
            # The next request for the screen starts another poller. The event has an older name.
            log.warning("asker_lost_its_store")
        finally:
            self._release(lease, ticket)

    def _release(self, lease: str, ticket: str) -> None:
        try:
            self.client.register_script(_LET_GO)([lease], [ticket])
        except redis.RedisError:
            log.warning("lease_left_behind")  # it expires after `lease_seconds`


def _lease_key(flow_id: str) -> str:
    return f"asking:{{{flow_id}}}"


def _waiting_key(flow_id: str) -> str:
    return f"somebody:{{{flow_id}}}"
