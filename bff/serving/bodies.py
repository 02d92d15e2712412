"""Reads the body of each request before the application does, with a bound on its size and its time.

gunicorn gives a request's headers 20 s (its keep-alive time) and its body for ever: a body that never ends
held a connection for as long as its sender liked.
"""

import io
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from wsgiref.types import StartResponse, WSGIEnvironment

import gevent

from bff.serving.security import LONGEST_REQUEST

_CHUNK = 8_192

Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


class BodyDeadline:
    """WSGI: gives the application a body that has arrived whole, or ends the connection.

    *seconds* begin at the end of the headers. A body that is longer than any form stays unread: its length
    alone gets a 413 from the application.
    """

    def __init__(self, inner: Application, *, seconds: float) -> None:
        self._inner = inner
        self._seconds = seconds

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if not _has_body(environ):
            return self._inner(environ, start_response)
        try:
            with gevent.Timeout(self._seconds):
                body = _read(environ)
        except (gevent.Timeout, OSError):
            return _cut(environ, start_response)
        # The length that the application sees: for a chunked body it has no other, and one that is too long
        # is refused for it.
        environ["CONTENT_LENGTH"] = str(max(len(body), _announced(environ)))
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ["wsgi.input"] = io.BytesIO(body)
        return self._inner(environ, start_response)


def _has_body(environ: WSGIEnvironment) -> bool:
    return _announced(environ) > 0 or "chunked" in str(environ.get("HTTP_TRANSFER_ENCODING", "")).lower()


def _announced(environ: WSGIEnvironment) -> int:
    """Return the length that the request names; 0 if it names none."""
    said = str(environ.get("CONTENT_LENGTH", ""))
    return int(said[:18]) if said.isascii() and said.isdigit() else 0


def _read(environ: WSGIEnvironment) -> bytes:
    """Return the body, or at most one byte more than `LONGEST_REQUEST`."""
    if _announced(environ) > LONGEST_REQUEST:
        return b""
    body, source = bytearray(), environ["wsgi.input"]
    while len(body) <= LONGEST_REQUEST and (
        part := source.read(min(_CHUNK, LONGEST_REQUEST + 1 - len(body)))
    ):
        body += part
    return bytes(body)


def _cut(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer 408 and read no more from the connection, so that gunicorn closes it."""
    connection = environ.get("gunicorn.socket")
    if connection is not None:
        with suppress(OSError):  # the sender has gone
            connection.shutdown(socket.SHUT_RD)
    start_response(
        "408 Request Timeout",
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
    return [b"408 Request Timeout\n"]
