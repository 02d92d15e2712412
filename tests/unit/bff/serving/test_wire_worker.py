"""A worker that serves one connection looks at the others too, whatever lies on that connection already."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from wsgiref.types import StartResponse, WSGIEnvironment

import gevent
import pytest
from gevent import socket
from gunicorn.config import Config
from gunicorn.glogging import Logger

from bff.serving.bodies import BodyDeadline
from bff.serving.wire.worker import MOST_DRAINED, PIPELINED_IN_A_TURN, Worker

REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
PIPELINED = 40
ENDLESS = 10**9


class Application:
    """Counts the requests that reach it, and the most of them between two turns of another greenlet."""

    def __init__(self) -> None:
        self.served = self.most_in_a_turn = self._in_this_turn = 0
        self.addresses: list[tuple[str, str]] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.served += 1
        self.addresses.append((environ["SCRIPT_NAME"], environ["PATH_INFO"]))
        self._in_this_turn += 1
        self.most_in_a_turn = max(self.most_in_a_turn, self._in_this_turn)
        start_response("200 OK", [("Content-Length", "1")])
        return [b"."]

    def visit(self) -> None:
        """Be the other greenlet."""
        while True:
            self._in_this_turn = 0
            gevent.sleep(0)


class Listener:
    """What the worker asks the socket that it listens to."""

    def getsockname(self) -> tuple[str, int]:
        return "127.0.0.1", 80


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
def connect(application: Application) -> Iterator[Callable[[], socket.socket]]:
    """Open a connection to a worker."""
    config = Config()
    config.set("keepalive", 5)
    worker = Worker(0, 0, [], None, 5, config, Logger(config))
    worker.wsgi = BodyDeadline(application, seconds=5)
    opened: list[socket.socket] = []
    greenlets = [gevent.spawn(application.visit)]

    def connect() -> socket.socket:
        ours, theirs = socket.socketpair()
        ours.settimeout(5)
        greenlets.append(gevent.spawn(worker.handle, Listener(), theirs, ("127.0.0.1", 1)))
        opened.append(ours)
        return ours

    yield connect
    for one in opened:
        one.close()
    gevent.killall(greenlets)
    worker.tmp.close()


def all_of(connection: socket.socket) -> bytes:
    """Everything until the worker closes the connection."""
    heard = b""
    with suppress(ConnectionResetError):
        while part := connection.recv(65_536):
            heard += part
    return heard


@pytest.mark.parametrize("connections", [1, 8])
def test_a_stranger_can_not_pipeline_requests_past_the_others(
    connect: Callable[[], socket.socket], application: Application, connections: int
) -> None:
    each = PIPELINED // connections
    strangers = [connect() for _ in range(connections)]
    for one in strangers:
        one.sendall(REQUEST * (each - 1) + REQUEST.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    assert sum(all_of(one).count(b"200 OK") for one in strangers) == application.served == connections * each
    assert application.most_in_a_turn <= connections + PIPELINED_IN_A_TURN, "the first of each waits for none"


def test_a_client_that_waits_for_each_answer_keeps_its_connection(
    connect: Callable[[], socket.socket], application: Application
) -> None:
    connection = connect()
    for _ in range(3):
        connection.sendall(REQUEST)
        assert connection.recv(4_096).startswith(b"HTTP/1.1 200")
    assert application.served == 3


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "PATH_INFO", "REMOTE_USER", "script_name", "Script_Name"])
@pytest.mark.parametrize("text", ["/x", "/evil"])
def test_a_stranger_can_not_move_the_addresses_by_a_header(
    connect: Callable[[], socket.socket], application: Application, name: str, text: str
) -> None:
    connection = connect()
    connection.sendall(
        f"GET /x/desk HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{name}: {text}\r\n\r\n".encode()
    )
    assert all_of(connection).startswith(b"HTTP/1.1 200")
    assert application.addresses == [("", "/x/desk")]


CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "body",
    [
        b"1\r\na\r\n" * 60_000 + b"0\r\n\r\n",
        b"1;a=b\r\na\r\n" * 30_000,
        b"3\r\na=1\r\n0\r\n\r\n",
        b"0\r\n" + b"a: b\r\n" * 60_000 + b"\r\n",
        b"0" * 200_000,
        b"",
    ],
    ids=["one byte each", "extensions", "a form", "trailers", "a long size", "nothing yet"],
)
def test_a_stranger_can_not_have_chunks_read(
    connect: Callable[[], socket.socket], application: Application, body: bytes
) -> None:
    connection = connect()
    sending = gevent.spawn(send_all, connection, CHUNKED + body)
    sending.join(5)
    connection.shutdown(socket.SHUT_WR)
    answer = all_of(connection)
    assert answer.startswith(b"HTTP/1.1 411 ")
    assert b"Connection: close" in answer
    assert application.served == 0


def test_no_request_behind_a_body_in_chunks_is_answered(
    connect: Callable[[], socket.socket], application: Application
) -> None:
    connection = connect()
    connection.sendall(CHUNKED + b"0\r\n\r\n" + REQUEST)
    connection.shutdown(socket.SHUT_WR)
    assert all_of(connection).count(b"HTTP/1.1 ") == 1
    assert application.served == 0


def test_a_stranger_can_not_have_a_refused_body_read_to_its_end(
    connect: Callable[[], socket.socket], application: Application
) -> None:
    connection = connect()
    connection.sendall(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {ENDLESS}\r\n\r\n".encode())
    sent = send_all(connection, b"a" * 40 * MOST_DRAINED)
    assert sent < 40 * MOST_DRAINED, "the worker closes the connection"
    assert application.served == 1
    assert application.most_in_a_turn == 1


def send_all(connection: socket.socket, data: bytes) -> int:
    """Send as much as the worker takes, and return how much that was."""
    sent = 0
    with suppress(OSError):
        while sent < len(data):
            sent += connection.send(data[sent : sent + 65_536])
    return sent
