"""The messages between the product and the process that examines: JSON objects with their length in front.

Nothing in a message is code, unlike with pickle: a process that hostile bytes took over could send no more
than a wrong answer. Bytes stand in base64 in an object of their own.
"""

import base64
import json
import socket
from typing import Any, Final

Message = dict[str, Any]

LENGTH_BYTES: Final = 4
#: Longer than any trust list with what is examined.
MAX_MESSAGE_BYTES: Final = 8 * 1024 * 1024
#: The key of the object that stands for bytes.
_BYTES: Final = "base64"


class Closed(Exception):
    """The other side is gone, or sent something that is no message."""


def send(way: socket.socket, message: Message) -> None:
    """Send *message*; a value may be text, a number, a switch, None, bytes, or a list or object of these.

    Raises:
        OSError: the other side is gone, or took too long (`TimeoutError`).
    """
    body = json.dumps(message, default=_from_bytes, separators=(",", ":")).encode()
    way.sendall(len(body).to_bytes(LENGTH_BYTES) + body)


def receive(way: socket.socket) -> Message:
    """Wait for the next message.

    Raises:
        Closed: there is none any more.
        OSError: the other side is gone, or took too long (`TimeoutError`).
    """
    length = int.from_bytes(_exactly(way, LENGTH_BYTES))
    if length > MAX_MESSAGE_BYTES:
        raise Closed
    try:
        message = json.loads(_exactly(way, length), object_hook=_to_bytes)
    except ValueError as error:
        raise Closed from error
    if not isinstance(message, dict):
        raise Closed
    return message


def _exactly(way: socket.socket, count: int) -> bytes:
    received = bytearray()
    while len(received) < count:
        part = way.recv(min(count - len(received), 1024 * 1024))
        if not part:
            raise Closed
        received += part
    return bytes(received)


def _from_bytes(value: object) -> Message:
    if not isinstance(value, bytes):
        raise TypeError("a message holds texts, numbers and bytes")
    return {_BYTES: base64.b64encode(value).decode()}


def _to_bytes(value: Message) -> Message | bytes:
    return base64.b64decode(value[_BYTES]) if set(value) == {_BYTES} else value
