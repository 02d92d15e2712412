"""The bell: tells a waiting page, through a socket, that there is something to fetch.

A ring carries no data. Which room a socket joins is derived here from its session, never asked of
the page. A ring may come late, twice or not at all: the page fetches the truth itself.
"""

from collections.abc import Sequence

from flask import session
from flask_socketio import SocketIO, join_room
from socketio import RedisManager

from bff.journeys.purpose import Purpose


def make_bell(
    *, allowed_origin: str, message_queue: str, purposes: Sequence[Purpose] = tuple(Purpose)
) -> SocketIO:
    """Make the socket server; it answers only pages of *allowed_origin*, by websocket alone.

    Args:
        message_queue: URL of the Redis that carries rings between processes.
    """
    bell = SocketIO(
        async_mode="gevent",
        cors_allowed_origins=[allowed_origin],
        client_manager=RedisManager(message_queue, channel="bell"),
        transports=["websocket"],
        manage_session=False,
        cookie=None,
        max_http_buffer_size=4_096,
    )

    def connect() -> bool:
        rooms = [_room(session[purpose]) for purpose in purposes if purpose in session]
        for room in rooms:
            join_room(room)
        return bool(rooms)

    bell.on_event("connect", connect)
    return bell


def ring(bell: SocketIO, flow_id: str) -> None:
    """Tell every page that shows this registration to fetch the news."""
    bell.emit("changed", to=_room(flow_id))


def _room(flow_id: str) -> str:
    return f"registration:{flow_id}"
