"""Starts pollers, which ask a counterpart for the state of an open transaction: one poller for each flow.

Each request for a waiting screen renews a "someone is waiting" key and starts a poller unless one is running.
The poller holds a lease in Redis, so that no other worker starts a second one. If its worker dies, the lease
is free within two seconds, and the next request for the screen starts another poller. When the "someone is
waiting" key has expired, the poller ends: a transaction that a person abandoned causes no more requests.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import redis
import structlog

from accounts.storage.database import Unavailable
from bff.stores.leases import Lease, Renewer

log = structlog.stdlib.get_logger("cuaso")


@dataclass(frozen=True)
class Pollers:
    """Runs at most one poller for each flow, across all workers.

    Attributes:
        pause: waits for a number of seconds; other greenlets run during the pause.
        beside: starts a function in the background.
        pause_seconds: the time between two questions to the counterpart.
        waiting_seconds: the lifetime of the "someone is waiting" key; longer than the time between two polls
            of a waiting screen.
    """

    client: redis.Redis
    pause: Callable[[float], object]
    beside: Callable[..., object]
    pause_seconds: float = 2.0
    waiting_seconds: int = 40
    renewer: Renewer = field(default_factory=Renewer)

    def keep_running(self, flow_id: str, ask_once: Callable[[], bool]) -> None:
        """Renew the "someone is waiting" key, and start a poller unless one is running.

        Args:
            ask_once: asks the counterpart once and saves the answer; returns whether to ask again.
        """
        self.client.set(_waiting_key(flow_id), "1", ex=self.waiting_seconds)
        lease = Lease(self.client, _lease_key(flow_id))
        if lease.take():  # of two requests at the same time, only one gets the lease and starts a poller
            self.beside(self._poll, flow_id, lease, ask_once)

    def keep_away(self, flow_id: str, seconds: int) -> None:
        """Start no poller for this flow: the gallery shows transactions that no counterpart knows."""
        self.client.set(_lease_key(flow_id), "nobody", ex=seconds)

    def stop_waiting(self, flow_id: str) -> None:
        """Delete the "someone is waiting" key, so that the poller ends: the transaction is over."""
        self.client.delete(_waiting_key(flow_id))

    def _poll(self, flow_id: str, lease: Lease, ask_once: Callable[[], bool]) -> None:
        with self.renewer.keeping(lease):
            try:
                while self.client.exists(_waiting_key(flow_id)) and self._goes_on(ask_once):
                    if not lease.renew():
                        return
                    self.pause(self.pause_seconds)
            except redis.RedisError:
                # The next request for the screen starts another poller. The event has an older name.
                log.warning("asker_lost_its_store")

    def _goes_on(self, ask_once: Callable[[], bool]) -> bool:
        """Ask once. Without the database of accounts the outcome is asked for again: nothing was saved."""
        try:
            return ask_once()
        except Unavailable:
            log.warning("busy", kind="Unavailable")
            return True


def _lease_key(flow_id: str) -> str:
    return f"asking:{{{flow_id}}}"


def _waiting_key(flow_id: str) -> str:
    return f"somebody:{{{flow_id}}}"
