"""The bell: an event without data, through a websocket, after which a waiting page fetches its news.

`bff.serving.sockets` refuses a socket without a flow before it comes here. The session cookie decides which
flows a socket hears of; the page cannot choose. A ring may arrive late, twice or never: the page also polls,
and the poll's answer has the facts.
"""

from flask import session
from flask_socketio import SocketIO, join_room
from socketio import RedisManager

from bff.journeys.purpose import Purpose


def make_bell(*, allowed_origin: str, message_queue: str) -> SocketIO:
    """Make the websocket server. It accepts connections of pages of *allowed_origin* only.

    Args:
        message_queue: URL of the Redis through which other processes send rings.
    """
    bell = SocketIO(
        async_mode="gevent",
        cors_allowed_origins=[allowed_origin],
        client_manager=RedisManager(message_queue, channel="bell"),
        transports=["websocket"],  # long-polling would need sticky sessions between several workers
        manage_session=False,
        cookie=None,
        max_http_buffer_size=4_096,  # pages send no data through the socket
    )

    def connect() -> bool:
        rooms = [_room(session[purpose]) for purpose in Purpose if purpose in session]
        for room in rooms:
            join_room(room)
        return bool(rooms)

    bell.on_event("connect", connect)
    return bell


def ring(bell: SocketIO, flow_id: str) -> None:
    """Make every page that shows this flow fetch its news."""
    bell.emit("changed", to=_room(flow_id))


def _room(flow_id: str) -> str:
    return f"registration:{flow_id}"
