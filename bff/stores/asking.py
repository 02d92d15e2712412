"""Who asks a counterpart how an open transaction stands: one asker across all workers, while somebody waits.

Whoever serves a waiting screen notes that somebody waits and sees to it that an asker runs. The asker holds a
lease in Redis; if its worker dies the lease runs out, and the next look at the screen starts another. When
nobody waits any more the asker ends: an abandoned transaction costs nothing.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

import redis
import structlog

log = structlog.stdlib.get_logger("cuaso")

#: KEYS[1] lease; ARGV: ticket, seconds. Only the holder renews, only the holder lets go.
_RENEW = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return 0
"""
_LET_GO = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


@dataclass(frozen=True)
class Asking:
    """Keeps askers to one a transaction.

    Attributes:
        pause_seconds: between two questions.
        lease_seconds: an asker that is not heard of for so long is dead; longer than one question may take.
        somebody_seconds: a page that has not asked for news for so long is not waiting any more.
        pause: waits for so many seconds, letting others work meanwhile.
        beside: runs a function beside all answers.
    """

    client: redis.Redis
    pause: Callable[[float], object]
    beside: Callable[..., object]
    pause_seconds: float = 2.0
    lease_seconds: int = 15
    somebody_seconds: int = 40

    def see_to(self, flow_id: str, ask_once: Callable[[], bool]) -> None:
        """Note that somebody waits, and start an asker unless one is at work.

        Args:
            ask_once: asks the counterpart, keeps what it learnt, and tells whether to go on asking.
        """
        self.client.set(_somebody(flow_id), "1", ex=self.somebody_seconds)
        ticket = secrets.token_hex(8)
        if self.client.set(_lease(flow_id), ticket, nx=True, ex=self.lease_seconds):
            self.beside(self._keep_asking, flow_id, ticket, ask_once)

    def let_nobody_ask(self, flow_id: str, seconds: int) -> None:
        """Keep askers away from a transaction that no counterpart knows: a state shown in the gallery."""
        self.client.set(_lease(flow_id), "nobody", ex=seconds)

    def nobody_waits(self, flow_id: str) -> None:
        """Let the asker end: what was waited for is over, or was given up."""
        self.client.delete(_somebody(flow_id))

    def _keep_asking(self, flow_id: str, ticket: str, ask_once: Callable[[], bool]) -> None:
        lease = _lease(flow_id)
        try:
            while self.client.exists(_somebody(flow_id)) and ask_once():
                if not self.client.register_script(_RENEW)([lease], [ticket, str(self.lease_seconds)]):
                    return
                self.pause(self.pause_seconds)
        except redis.RedisError:
            log.warning("asker_lost_its_store")  # the next look at the screen starts another
        finally:
            self._let_go(lease, ticket)

    def _let_go(self, lease: str, ticket: str) -> None:
        try:
            self.client.register_script(_LET_GO)([lease], [ticket])
        except redis.RedisError:
            log.warning("lease_left_behind")  # it runs out by itself


def _lease(flow_id: str) -> str:
    return f"asking:{{{flow_id}}}"


def _somebody(flow_id: str) -> str:
    return f"somebody:{{{flow_id}}}"
