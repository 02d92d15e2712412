"""The bell: an event without data, through a websocket, after which a waiting page fetches its news.

`bff.serving.sockets` refuses a socket without a flow before it comes here. The session cookie decides which
flows a socket hears of; the page cannot choose. A ring may arrive late, twice or never: the page also polls,
and the poll's answer has the facts.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import redis
import structlog
from flask import session
from flask_socketio import SocketIO, join_room
from socketio import RedisManager

from bff.journeys.purpose import Purpose

log = structlog.stdlib.get_logger("cuaso")

#: How long the subscriber hears nothing before it asks whether Redis is there, and before it connects again.
ASK_AFTER_SECONDS, SILENT_AFTER_SECONDS = 1.5, 4.0
AGAIN_AFTER_SECONDS = 0.5


class Ringing(RedisManager):
    """Rings between processes. Its subscriber notices a dead connection within five seconds.

    A subscriber only listens, so nothing else would tell it that a firewall or a dead machine keeps silent.
    Rings are sent by the connections of the stores, which leave a former primary at the first write.
    """

    def __init__(self, *, store: redis.Redis, connect: Callable[[], redis.Redis]) -> None:
        super().__init__(channel="bell")
        self._store, self._connect = store, connect

    def _publish(self, data: Any) -> None:
        try:
            self._store.publish(self.channel, self.json.dumps(data))
        except redis.RedisError as trouble:  # the page polls too
            log.warning("bell_not_rung", kind=type(trouble).__name__)

    def _redis_listen_with_retries(self) -> Iterator[dict[str, Any]]:
        while True:
            client = self._connect()
            try:
                yield from heard(client, self.channel)
            except (redis.RedisError, OSError) as trouble:
                log.warning("bell_deaf", kind=type(trouble).__name__)
            finally:
                client.connection_pool.disconnect()
            time.sleep(AGAIN_AFTER_SECONDS)


def heard(
    client: redis.Redis,
    channel: str,
    *,
    ask_after: float = ASK_AFTER_SECONDS,
    silent_after: float = SILENT_AFTER_SECONDS,
) -> Iterator[dict[str, Any]]:
    """Subscribe to *channel* and yield what comes.

    Raises:
        redis.ConnectionError: Redis is gone, or has kept silent for too long.
    """
    subscriber = client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]  # redis-py
    subscriber.subscribe(channel)
    heard_at = time.monotonic()
    while True:
        message = subscriber.get_message(timeout=ask_after)
        if message is not None:
            heard_at = time.monotonic()
            yield message
        elif time.monotonic() - heard_at > silent_after:
            raise redis.ConnectionError("silent")
        else:
            subscriber.ping()


def make_bell(*, allowed_origin: str, store: redis.Redis, connect: Callable[[], redis.Redis]) -> SocketIO:
    """Make the websocket server. It accepts connections of pages of *allowed_origin* only.

    Args:
        store: the client of the stores; this process sends its rings by it.
        connect: makes a new client for the same Redis, with answers in bytes, to hear the rings of others.
    """
    bell = SocketIO(
        async_mode="gevent",
        cors_allowed_origins=[allowed_origin],
        client_manager=Ringing(store=store, connect=connect),
        transports=["websocket"],  # long-polling would need sticky sessions between several workers
        manage_session=False,
        cookie=None,
        max_http_buffer_size=4_096,  # pages send no data through the socket
    )

    def join() -> bool:
        rooms = [_room(session[purpose]) for purpose in Purpose if purpose in session]
        for room in rooms:
            join_room(room)
        return bool(rooms)

    bell.on_event("connect", join)
    return bell


def ring(bell: SocketIO, flow_id: str) -> None:
    """Make every page that shows this flow fetch its news."""
    bell.emit("changed", to=_room(flow_id))


def _room(flow_id: str) -> str:
    return f"registration:{flow_id}"
