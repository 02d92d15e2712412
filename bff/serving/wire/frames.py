"""Looks at the frames of a websocket before the library behind it does, and ends a socket that talks.

A page of ours sends one short text to connect and one for each ping of ours, every 25 s; no data. Each frame
costs the library a hundred times what it costs here, and a read of 4 KiB has hundreds of them. So everything
else ends the connection: more frames than a page sends, other texts, long ones, binary ones, fragments.
"""

import socket
import time
from collections.abc import Callable

from bff.serving.wire.lane import give_way

#: Frames of a socket at once: connecting, leaving, the pong of a ping.
FRAMES_AT_ONCE = 10
#: Frames of a socket in a minute, after those.
FRAMES_PER_MINUTE = 30
#: Bytes of a frame: as many as its first length byte can say, and as many as a control frame may have.
LONGEST_FRAME = 125
_MINUTE = 60.0
_HEAD_BYTES = 2
_MASK_BYTES = 4
_TEXT = 0x81
#: What a page sends: connecting to Socket.IO and leaving it, closing Engine.IO, and its pong.
_TEXTS = frozenset({b"40", b"41", b"1", b"3"})
#: Whole frames without extensions: text, close, ping, pong (RFC 6455, 5.2).
_KNOWN = frozenset({_TEXT, 0x88, 0x89, 0x8A})
_IS_MASKED = 0x80


class Refused(OSError):
    """The other side sent what no page of ours sends; to the library behind, the connection is over."""


class Frames:
    """Counts the frames of one socket."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left, self._counted_at = float(FRAMES_AT_ONCE), clock()
        self._frame, self._missing = bytearray(), _HEAD_BYTES

    def pass_on(self, part: bytes) -> None:
        """Look at the next bytes from the socket.

        Raises:
            Refused: the socket must be closed; the library may not read these bytes.
        """
        at = 0
        while at < len(part):
            piece = part[at : at + self._missing]
            self._frame += piece
            self._missing -= len(piece)
            at += len(piece)
            if not self._missing:
                self._go_on()

    def _go_on(self) -> None:
        """Look at the head of a frame that is there now, or at a whole frame."""
        first, second = self._frame[:_HEAD_BYTES]
        if len(self._frame) == _HEAD_BYTES:
            if first not in _KNOWN or second < _IS_MASKED or second - _IS_MASKED > LONGEST_FRAME:
                raise Refused
            self._count()
            self._missing = _MASK_BYTES + second - _IS_MASKED
            return
        if first == _TEXT and _unmasked(self._frame[_HEAD_BYTES:]) not in _TEXTS:
            raise Refused
        self._frame, self._missing = bytearray(), _HEAD_BYTES

    def _count(self) -> None:
        now = self._clock()
        refilled = self._left + (now - self._counted_at) * FRAMES_PER_MINUTE / _MINUTE
        self._left, self._counted_at = min(float(FRAMES_AT_ONCE), refilled), now
        if self._left < 1:
            raise Refused
        self._left -= 1


def _unmasked(masked: bytearray) -> bytes:
    """Return the payload of a frame; its mask stands before it (RFC 6455, 5.3)."""
    mask, payload = masked[:_MASK_BYTES], masked[_MASK_BYTES:]
    return bytes(byte ^ mask[place % _MASK_BYTES] for place, byte in enumerate(payload))


class QuietSocket:
    """A connection as the websocket library uses it: it counts what it hears, and each read ends a turn."""

    def __init__(self, connection: socket.socket, frames: Frames | None = None) -> None:
        self._connection, self._frames = connection, frames or Frames()

    def recv(self, size: int) -> bytes:
        """Return what the other side sent.

        Raises:
            Refused: it sent more than a page does.
        """
        part = self._connection.recv(size)
        self._frames.pass_on(part)
        give_way()
        return part

    def send(self, data: bytes) -> int:
        """Send *data*."""
        return self._connection.send(data)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
