"""Gunicorn's worker: after each answer it looks at its other connections before it reads the next request.

A connection on which the next request already lies never waits, so gunicorn served thousands of them in one
turn of the event loop. The process that starts the workers imports this module: it imports nothing that must
be patched first.
"""

import socket
from contextlib import suppress
from typing import Any

import gevent
from gunicorn.http.body import ChunkedReader
from gunicorn.workers.ggevent import GeventWorker

from bff.serving.wire.lane import Lane, give_way

#: Requests begun in one turn of the event loop that did not wait for the answer before them.
PIPELINED_IN_A_TURN = 2
#: Bytes of a refused body that are still read, so that its sender can read the answer.
MOST_DRAINED = 262_144
#: Seconds for that.
DRAIN_SECONDS = 2
_PART = 8_192


class Worker(GeventWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker in which no connection keeps the others waiting."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # By default a header SCRIPT_NAME from 127.0.0.1 moves every address, and a proxy may pass one on.
        self.cfg.set("forwarder_headers", "")
        self._pipelined = Lane(PIPELINED_IN_A_TURN, waiting=self.worker_connections)

    def handle_request(self, listener_name: object, req: Any, sock: socket.socket, addr: object) -> None:
        """Answer one request; then read the next one in another turn, or end the connection.

        Raises:
            StopIteration: the connection ends.
        """
        if is_chunked(req):
            req.force_close()
        try:
            super().handle_request(listener_name, req, sock, addr)
        except StopIteration:
            if has_unread_body(req):
                drain(sock)
            raise
        if has_unread_body(req):
            drain(sock)
            raise StopIteration
        if has_more(req):
            self._pipelined.enter()
        else:
            give_way()


def is_chunked(req: Any) -> bool:
    """Return whether the request's body comes in chunks, which the product refuses."""
    return isinstance(req.body.reader, ChunkedReader)


def has_unread_body(req: Any) -> bool:
    """Return whether some of the request's body was left unread."""
    return is_chunked(req) or getattr(req.body.reader, "length", 0) > 0


def has_more(req: Any) -> bool:
    """Return whether bytes behind this request have been read already."""
    return bool(req.unreader.buf.getbuffer().nbytes)


def drain(connection: socket.socket) -> None:
    """Read and forget a part of what the other side still sends.

    A connection that is closed over unread bytes is reset, and the answer may be lost. gunicorn itself would
    read the body to its end, decode it and never give way.
    """
    with suppress(OSError), gevent.Timeout(DRAIN_SECONDS, exception=False):
        connection.shutdown(socket.SHUT_WR)
        for _ in range(MOST_DRAINED // _PART):
            if not connection.recv(_PART):
                return
            give_way()
