"""The door before the bell: it opens a websocket only for a page of ours that has a flow, and counts them.

A socket holds a connection of the worker for as long as the page is open. So a handshake that no page of the
product sends, or that belongs to no flow, ends here, in a few lines and before the library behind it. A page
whose socket is refused polls (`bff.serving.bell`).
"""

import base64
import binascii
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from redis import RedisError

from bff.journeys.purpose import Purpose
from bff.serving.wire.frames import QuietSocket

PATH = "/socket.io"
#: Sockets of one flow in one worker: its pages in several tabs and on two devices, and some that were left by
#: phones that lost the network, until they time out.
SOCKETS_PER_FLOW = 8
#: Sockets of one worker: two thirds of its connections (`bff.__main__.CONNECTIONS`).
SOCKETS_PER_WORKER = 4_000
RETRY_AFTER_SECONDS = 15
_KEY_BYTES = 16

Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


class SocketDoor:
    """WSGI: passes every request on, except handshakes that must not become a socket."""

    def __init__(
        self,
        app: Flask,
        inner: Application,
        *,
        origin: str,
        is_there: Callable[[str], bool],
        per_flow: int = SOCKETS_PER_FLOW,
        in_all: int = SOCKETS_PER_WORKER,
    ) -> None:
        """Keep what the door asks.

        Args:
            origin: the only origin whose pages may open a socket.
            is_there: returns whether the flow with this id exists.
        """
        self._app, self._inner = app, inner
        self._origin, self._is_there = origin, is_there
        self._per_flow, self._in_all = per_flow, in_all
        self._open: Counter[str] = Counter()

    @property
    def open_sockets(self) -> int:
        """How many sockets are open in this worker."""
        return self._open.total()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if not str(environ.get("PATH_INFO", "")).startswith(PATH):
            return self._inner(environ, start_response)
        if not is_handshake(environ):
            return _refuse(start_response, "400 Bad Request")
        if environ.get("HTTP_ORIGIN") != self._origin:
            return _refuse(start_response, "403 Forbidden")
        try:
            flow_id = self._flow_of(environ)
        except RedisError:
            return _refuse(start_response, "503 Service Unavailable")
        if flow_id is None:
            return _refuse(start_response, "403 Forbidden")
        if self._open[flow_id] >= self._per_flow or self.open_sockets >= self._in_all:
            return _refuse(start_response, "503 Service Unavailable")
        self._open[flow_id] += 1
        _quieten(environ)
        try:
            return self._inner(environ, start_response)  # returns when the socket is closed
        finally:
            self._open[flow_id] -= 1
            self._open += Counter()  # drops the flows without a socket

    def _flow_of(self, environ: WSGIEnvironment) -> str | None:
        """Return the id of the first flow of this browser that exists; None if it has none."""
        request = self._app.request_class(environ)
        session: Mapping[str, object] = self._app.session_interface.open_session(self._app, request) or {}
        ids = [str(session[purpose]) for purpose in Purpose if purpose in session]
        return next((one for one in ids if self._is_there(one)), None)


def is_handshake(environ: WSGIEnvironment) -> bool:
    """Return whether this is the opening handshake of a websocket (RFC 6455, 4.2.1)."""
    connection = {word.strip().lower() for word in str(environ.get("HTTP_CONNECTION", "")).split(",")}
    return (
        environ.get("REQUEST_METHOD") == "GET"
        and str(environ.get("HTTP_UPGRADE", "")).lower() == "websocket"
        and "upgrade" in connection
        and environ.get("HTTP_SEC_WEBSOCKET_VERSION") == "13"
        and _is_key(str(environ.get("HTTP_SEC_WEBSOCKET_KEY", "")))
    )


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == _KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def _quieten(environ: WSGIEnvironment) -> None:
    """Let the library behind see only what a page sends, and agree on no compression: a ring has no data."""
    environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
    if "gunicorn.socket" in environ:
        environ["gunicorn.socket"] = QuietSocket(environ["gunicorn.socket"])


def _refuse(start_response: StartResponse, status: str) -> Iterable[bytes]:
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    if status.startswith("503"):
        headers.append(("Retry-After", str(RETRY_AFTER_SECONDS)))
    start_response(status, headers)
    return [f"{status}\n".encode()]
