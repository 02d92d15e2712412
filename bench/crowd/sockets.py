"""A minimal client for the socket of a waiting phone: WebSocket frames by hand, Socket.IO 5 over Engine.IO 4.

Formats: RFC 6455 section 5.2; https://github.com/socketio/engine.io-protocol (v4) and
https://github.com/socketio/socket.io-protocol (v5). It handles messages of up to 125 bytes, because the bell
sends no longer ones.
"""

import os
import select
import socket
import time
from collections.abc import Iterable

_TEXT, _PONG_DUE, _PONG = 0x81, b"2", b"3"
_CONNECT, _CHANGED = b"40", b'42["changed"]'


class Phone:
    """The socket of one waiting phone."""

    def __init__(self, port: int, cookie: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._kept = b""
        self._socket.sendall(
            (
                "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                f"Host: localhost:{port}\r\nOrigin: http://localhost:{port}\r\nCookie: {cookie}\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            ).encode()
        )
        while b"\r\n\r\n" not in self._kept:
            self._kept += self._receive()
        head, _, self._kept = self._kept.partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError("the server did not take the socket")
        self._next()  # Engine.IO's open packet
        self._send(_CONNECT)
        if not self._next().startswith(_CONNECT):
            raise ConnectionError("the server did not let the phone in")

    def fileno(self) -> int:
        """Return the file descriptor, so that epoll can watch this phone."""
        return self._socket.fileno()

    def wait_for_ring(self, *, within_seconds: float = 10.0) -> None:
        """Return when the server sends "changed"."""
        self._socket.settimeout(within_seconds)
        while self._next() != _CHANGED:
            pass

    def take(self) -> bool:
        """Read the messages that have arrived, answer pings, and tell whether one was a ring.

        Call it only if there is something to read: otherwise it blocks.
        """
        self._kept += self._receive()
        rang = False
        while self._is_whole():
            rang = self._next() == _CHANGED or rang
        return rang

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def _next(self) -> bytes:
        """Read one message; if it is a ping, answer it."""
        while not self._is_whole():
            self._kept += self._receive()
        length = self._kept[1]
        message, self._kept = self._kept[2 : 2 + length], self._kept[2 + length :]
        if message == _PONG_DUE:
            self._send(_PONG)
        return message

    def _is_whole(self) -> bool:
        return len(self._kept) >= 2 and len(self._kept) >= 2 + self._kept[1]

    def _receive(self) -> bytes:
        received = self._socket.recv(4096)
        if not received:
            raise ConnectionError("the server hung up")
        return received

    def _send(self, message: bytes) -> None:
        """Send one short text; a client must mask its frames (RFC 6455 section 5.3)."""
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(message))
        self._socket.sendall(bytes([_TEXT, 0x80 | len(message)]) + mask + masked)


class Crowd:
    """Many phones in one thread; the limit is the number of file descriptors."""

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._phones: dict[int, Phone] = {}

    def __len__(self) -> int:
        return len(self._phones)

    def add(self, phone: Phone) -> None:
        """Add a phone."""
        self._phones[phone.fileno()] = phone
        self._poll.register(phone, select.EPOLLIN)

    def hold(self, seconds: float) -> None:
        """Answer pings for *seconds*."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._take(left)

    def answer(self) -> None:
        """Answer the pings that have arrived."""
        self._take(0)

    def wait_for(self, phone: Phone, *, within_seconds: float = 10.0) -> None:
        """Answer the pings of all phones until *phone* rings.

        Raises:
            TimeoutError: it did not ring in time.
        """
        until = time.monotonic() + within_seconds
        while (left := until - time.monotonic()) > 0:
            if phone in self._take(left):
                return
        raise TimeoutError("no ring came")

    def leave(self) -> None:
        """Close all sockets."""
        for phone in self._phones.values():
            phone.close()
        self._phones.clear()
        self._poll.close()

    def _take(self, seconds: float) -> list[Phone]:
        """Wait up to *seconds* for messages, read them, and return the phones that rang."""
        ready: Iterable[tuple[int, int]] = self._poll.poll(seconds)
        return [phone for phone in (self._phones[number] for number, _event in ready) if phone.take()]
