"""Raw connections to a running product: requests whose last byte is held back, and whole answers."""

import io
import selectors
import socket
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead
from urllib.parse import urlencode, urlsplit

#: The longest wait for an answer, in seconds, on a machine with other work.
PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    """One answer; status 0 if the connection ended without one. *seconds* from the last byte to the end."""

    status_code: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    seconds: float = 0.0

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def status(self) -> str:
        return str(self.status_code)

    @property
    def location(self) -> str | None:
        return self.header("Location") or self.header("HX-Redirect")

    @property
    def path(self) -> str:
        """Where a redirect leads, without its query."""
        return urlsplit(self.location or "").path

    def header(self, name: str) -> str | None:
        """The value of one header."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def cookie(self, name: str = "cuaso") -> str:
        """The value of a cookie that the answer sets."""
        for key, value in self.headers:
            if key.lower() == "set-cookie" and value.startswith(f"{name}="):
                return value.partition("=")[2].partition(";")[0]
        return ""


@dataclass(frozen=True)
class Letter:
    """A whole request, ready to be sent byte by byte."""

    raw: bytes


def letter(
    netloc: str,
    method: str,
    path: str,
    *,
    cookies: str = "",
    fields: Mapping[str, str] | bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Letter:
    """Write a request that asks for the connection to be closed after the answer."""
    body = fields if isinstance(fields, bytes) else urlencode(fields or {}).encode()
    lines = {
        "Host": netloc,
        "Connection": "close",
        "Accept-Language": "en",
        **({"Cookie": cookies} if cookies else {}),
        **(
            {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
            if fields is not None
            else {}
        ),
        **(headers or {}),
    }
    head = "\r\n".join([f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in lines.items())])
    return Letter(f"{head}\r\n\r\n".encode("latin-1") + body)


def connect(netloc: str) -> socket.socket:
    """Open a connection."""
    host, _, port = netloc.partition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def send(netloc: str, one: Letter | bytes, *, only_head: bool = False) -> Answer:
    """Send one request and read its answer, or no more of it than its head."""
    raw = one.raw if isinstance(one, Letter) else one
    began = time.monotonic()
    with connect(netloc) as connection:
        with suppress(OSError):  # it may answer, and close, before it has read everything
            connection.sendall(raw)
        return _answer(connection, began, until=b"\r\n\r\n" if only_head else None)


def together(netloc: str, letters: Sequence[Letter]) -> list[Answer]:
    """Send all *letters* but their last bytes, then these at once; return the answers in the same order."""
    connections = [connect(netloc) for _ in letters]
    for connection, one in zip(connections, letters, strict=True):
        connection.sendall(one.raw[:-1])
    began = time.monotonic()
    for connection, one in zip(connections, letters, strict=True):
        connection.sendall(one.raw[-1:])
    return _all_answers(connections, began)


def at_once(netloc: str, letters: Iterable[Letter]) -> list[Answer]:
    """Open a connection for each letter and send it whole, without waiting for any answer."""
    began, connections = time.monotonic(), []
    for one in letters:
        connection = connect(netloc)
        connection.sendall(one.raw)
        connections.append(connection)
    return _all_answers(connections, began)


def _all_answers(connections: Sequence[socket.socket], began: float) -> list[Answer]:
    """Read all connections to their ends, whichever has something first."""
    heard: dict[int, bytes] = dict.fromkeys(range(len(connections)), b"")
    ended: dict[int, float] = {}
    with selectors.DefaultSelector() as selector:
        for number, connection in enumerate(connections):
            connection.setblocking(False)
            selector.register(connection, selectors.EVENT_READ, number)
        while selector.get_map() and time.monotonic() - began < 2 * PATIENCE:
            for key, _ in selector.select(timeout=1.0):
                part = _part(key.fileobj)
                heard[key.data] += part
                if not part:
                    ended[key.data] = time.monotonic() - began
                    selector.unregister(key.fileobj)
    for connection in connections:
        connection.close()
    return [parse(heard[number], ended.get(number, 2 * PATIENCE)) for number in heard]


def _part(connection: object) -> bytes:
    assert isinstance(connection, socket.socket)
    try:
        return connection.recv(65_536)
    except OSError:
        return b""


class _Heard:
    """Bytes that were heard, as the socket that `HTTPResponse` expects."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def makefile(self, *_mode: object) -> object:
        return io.BytesIO(self._raw)


def parse(raw: bytes, seconds: float) -> Answer:
    """Read the bytes of one answer."""
    response = HTTPResponse(_Heard(raw))  # type: ignore[arg-type]  # makefile is all that it asks for
    try:
        response.begin()
        body = response.read()
    except IncompleteRead as cut:  # the answer to HEAD
        body = cut.partial
    except (HTTPException, OSError, ValueError):
        return Answer(0, body=raw, seconds=seconds)
    return Answer(response.status, tuple(response.getheaders()), body, seconds)


def _answer(connection: socket.socket, began: float, *, until: bytes | None) -> Answer:
    heard = b""
    with suppress(OSError):
        while part := connection.recv(65_536):
            heard += part
            if until and until in heard:
                break
    return parse(heard, time.monotonic() - began)


def frame(payload: bytes, first: int = 0x81) -> bytes:
    """Return a masked frame of a websocket (RFC 6455, 5.2); *first* is its first byte: a whole text."""
    length, mask = len(payload), b"mask"
    if length < 126:
        size = bytes([0x80 | length])
    elif length < 65_536:
        size = bytes([0xFE]) + length.to_bytes(2, "big")
    else:
        size = bytes([0xFF]) + length.to_bytes(8, "big")
    return bytes([first]) + size + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))
