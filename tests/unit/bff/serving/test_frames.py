"""A stranger can not make the worker look at more frames of a socket than a page of ours sends."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from wsgiref.types import StartResponse, WSGIEnvironment

import gevent
import pytest
from engineio.async_drivers.gevent import WebSocketWSGI
from gevent import socket
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from bff.serving.sockets import SocketDoor
from bff.serving.wire.frames import FRAMES_AT_ONCE, FRAMES_PER_MINUTE, LONGEST_FRAME, Frames, Refused
from tests.support.browser import ORIGIN
from tests.support.live.wire import frame
from tests.unit.bff.conftest import World
from tests.unit.bff.serving.test_sockets import HANDSHAKE

TEXT, BINARY, CLOSE, PING, PONG = 0x81, 0x82, 0x88, 0x89, 0x8A
FLOOD = 2_000
CONNECT, ANSWER, LEAVE = b"40", b"3", b"41"


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def ticks() -> Clock:
    return Clock()


@pytest.fixture
def frames(ticks: Clock) -> Frames:
    return Frames(ticks)


def passed(frames: Frames, parts: Iterable[bytes]) -> int:
    """How many parts pass before the socket is closed."""
    count = 0
    with suppress(Refused):
        for part in parts:
            frames.pass_on(part)
            count += 1
    return count


def test_a_page_connects_answers_pings_for_an_hour_and_leaves(frames: Frames, ticks: Clock) -> None:
    frames.pass_on(frame(CONNECT))
    for _ in range(3_600 // 25):
        ticks.seconds += 25
        frames.pass_on(frame(ANSWER))
    frames.pass_on(frame(LEAVE) + frame(b"\x03\xe8", CLOSE))


@pytest.mark.parametrize(
    "kind",
    [
        frame(CONNECT),
        frame(LEAVE),
        frame(ANSWER),
        frame(b"", PING),
        frame(b"a" * LONGEST_FRAME, PING),
        frame(b"", PONG),
        frame(b"", CLOSE),
    ],
)
@pytest.mark.parametrize("cut", [1, 7, 4_096])
def test_a_stranger_can_not_flood_a_socket_with_what_a_page_sends(
    frames: Frames, kind: bytes, cut: int
) -> None:
    flood = kind * FLOOD
    count = passed(frames, (flood[at : at + cut] for at in range(0, len(flood), cut)))
    assert count * cut <= (FRAMES_AT_ONCE + 1) * len(kind)


@pytest.mark.parametrize(
    "sent",
    [
        frame(b'42["x",1]'),
        frame(b"40/other,"),
        frame(b'40{"a":1}'),
        frame(b"2"),
        frame(b"5"),
        frame(b"x"),
        frame(b""),
        frame(b'451-["x",{"_placeholder":true,"num":0}]'),
        frame(CONNECT, BINARY),
        frame(b"", BINARY),
        frame(b"4", 0x01),
        frame(b"0", 0x80),
        frame(b"", 0x00),
        frame(b"a", 0x09),
        frame(CONNECT, 0xC1),
        frame(CONNECT, 0x83),
        frame(CONNECT, 0x8B),
        frame(b"a" * (LONGEST_FRAME + 1)),
        frame(b"a" * (LONGEST_FRAME + 1), PING),
        frame(b"a" * 70_000),
        b"\x81\x0240",
    ],
)
@pytest.mark.parametrize("cut", [1, 4_096])
def test_a_stranger_can_not_send_anything_else(frames: Frames, sent: bytes, cut: int) -> None:
    parts = [sent[at : at + cut] for at in range(0, len(sent), cut)]
    assert passed(frames, parts) < len(parts)


@pytest.mark.parametrize(
    ("seconds", "more"), [(0, 0), (1, 0), (60 / FRAMES_PER_MINUTE, 1), (3_600, FRAMES_AT_ONCE)]
)
def test_a_socket_that_was_quiet_may_speak_again(
    frames: Frames, ticks: Clock, seconds: float, more: int
) -> None:
    assert passed(frames, [frame(ANSWER)] * FRAMES_AT_ONCE) == FRAMES_AT_ONCE
    ticks.seconds += seconds
    assert passed(frames, [frame(ANSWER)] * FLOOD) == more


class Library:
    """The websocket library that the bell uses, and how many messages it hands on."""

    def __init__(self) -> None:
        self.messages = 0
        self.headers = ""
        self._serve = WebSocketWSGI(self._hear, None)

    def _hear(self, one: WebSocketWSGI) -> list[bytes]:
        while one.wait() is not None:
            self.messages += 1
        return []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer: Iterable[bytes] = self._serve(environ, start_response)
        return answer


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def opened(world: World, library: Library) -> Iterator[tuple[SocketDoor, socket.socket, gevent.Greenlet]]:
    """An open socket of a page with a flow: the door, the page's end, and the worker's greenlet."""
    citizen = world.citizen()
    citizen.start()
    headers = HANDSHAKE | {
        "Cookie": f"cuaso={citizen.browser.cookie}",
        "Sec-WebSocket-Extensions": "permessage-deflate",
    }
    environ = EnvironBuilder("/socket.io/", base_url=ORIGIN, headers=Headers(headers)).get_environ()
    ours, theirs = socket.socketpair()
    theirs.settimeout(5)
    door = SocketDoor(world.app, library, origin=ORIGIN, is_there=world.services.flows.is_there)

    def serve() -> None:
        with suppress(StopIteration):  # so the library tells gunicorn that the connection is used up
            door({**environ, "gunicorn.socket": ours}, lambda *_: lambda _: None)

    serving = gevent.spawn(serve)
    yield door, theirs, serving
    theirs.close()
    serving.kill()


def test_a_stranger_can_not_keep_a_socket_that_floods_or_its_place(
    opened: tuple[SocketDoor, socket.socket, gevent.Greenlet], library: Library
) -> None:
    door, page, serving = opened
    accepted = page.recv(4_096)
    assert accepted.startswith(b"HTTP/1.1 101")
    assert b"deflate" not in accepted
    assert door.open_sockets == 1
    page.sendall(frame(CONNECT))
    with gevent.Timeout(5):
        while not library.messages:
            gevent.sleep(0.001)
    with suppress(OSError):
        page.sendall(frame(ANSWER) * FLOOD)
    with suppress(ConnectionResetError):
        assert page.recv(1) == b""
    serving.join(5)
    assert door.open_sockets == 0
    assert 1 <= library.messages <= FRAMES_AT_ONCE


def test_a_socket_lets_the_others_pass_after_each_read(
    opened: tuple[SocketDoor, socket.socket, gevent.Greenlet],
) -> None:
    _, page, _ = opened
    page.recv(4_096)
    turns = counted_turns()
    page.sendall(frame(CONNECT))
    page.sendall(frame(ANSWER) * FRAMES_AT_ONCE)
    with suppress(ConnectionResetError):
        assert page.recv(1) == b""
    assert turns() >= 1


def counted_turns() -> Callable[[], int]:
    """Count the turns of another greenlet."""
    turns = [0]

    def count() -> None:
        while True:
            turns[0] += 1
            gevent.sleep(0)

    other = gevent.spawn(count)

    def stop() -> int:
        other.kill()
        return turns[0]

    return stop
