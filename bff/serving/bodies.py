"""Reads the body of each request before the application does, with a bound on its size and its time.

gunicorn gives a request's headers 20 s (its keep-alive time) and its body for ever: a body that never ends
held a connection for as long as its sender liked. A body in chunks is refused unread: no browser sends a form
so, a chunk may have one byte, and reading 60,000 of them takes half a second.
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
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return _refuse(start_response, "411 Length Required")
        if not _announced(environ):
            return self._inner(environ, start_response)
        try:
            with gevent.Timeout(self._seconds):
                body = _read(environ)
        except (gevent.Timeout, OSError):
            return _cut(environ, start_response)
        environ["wsgi.input"] = io.BytesIO(body)
        return self._inner(environ, start_response)


def _announced(environ: WSGIEnvironment) -> int:
    """Return the length that the request names; 0 if it names none."""
    said = str(environ.get("CONTENT_LENGTH", ""))
    return int(said[:18]) if said.isascii() and said.isdigit() else 0


def _read(environ: WSGIEnvironment) -> bytes:
    """Return the body; nothing of one that is longer than `LONGEST_REQUEST`."""
    missing = _announced(environ)
    if missing > LONGEST_REQUEST:
        return b""
    body, source = bytearray(), environ["wsgi.input"]
    while missing and (part := source.read(min(_CHUNK, missing))):
        body += part
        missing -= len(part)
    return bytes(body)


def _cut(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer 408 and read no more from the connection, so that gunicorn closes it."""
    connection = environ.get("gunicorn.socket")
    if connection is not None:
        with suppress(OSError):  # the sender has gone
            connection.shutdown(socket.SHUT_RD)
    return _refuse(start_response, "408 Request Timeout")


def _refuse(start_response: StartResponse, status: str) -> Iterable[bytes]:
    start_response(
        status,
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
    return [f"{status}\n".encode()]
