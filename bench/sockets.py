"""A waiting phone's socket as cheap as it gets: websocket frames by hand, Socket.IO 5 over Engine.IO 4.

Formats: RFC 6455 section 5.2; https://github.com/socketio/engine.io-protocol (v4) and
https://github.com/socketio/socket.io-protocol (v5). Messages of up to 125 bytes, which is all the bell sends.
"""

import os
import select
import socket

_TEXT, _PONG_DUE, _PONG = 0x81, b"2", b"3"
_CONNECT, _CHANGED = b"40", b'42["changed"]'


class Phone:
    """One socket that waits to be rung."""

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
            self._kept += self._socket.recv(4096)
        head, _, self._kept = self._kept.partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError("the product did not take the socket")
        self._next()  # Engine.IO's open packet
        self._send(_CONNECT)
        if not self._next().startswith(_CONNECT):
            raise ConnectionError("the product did not let the phone in")

    def wait_for_ring(self, *, within_seconds: float = 10.0) -> None:
        """Return when the product says that something has changed."""
        self._socket.settimeout(within_seconds)
        while self._next() != _CHANGED:
            pass

    def answer_pings(self) -> None:
        """Answer whatever has arrived; to be called now and then by whoever holds many phones."""
        while self._kept or select.select([self._socket], [], [], 0)[0]:
            self._next()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _next(self) -> bytes:
        """Read one message, and answer it where it is a ping."""
        while len(self._kept) < 2 or len(self._kept) < 2 + self._kept[1]:
            received = self._socket.recv(4096)
            if not received:
                raise ConnectionError("the product hung up")
            self._kept += received
        length = self._kept[1]
        message, self._kept = self._kept[2 : 2 + length], self._kept[2 + length :]
        if message == _PONG_DUE:
            self._send(_PONG)
        return message

    def _send(self, message: bytes) -> None:
        """Send one short text; what a client sends is masked."""
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(message))
        self._socket.sendall(bytes([_TEXT, 0x80 | len(message)]) + mask + masked)
