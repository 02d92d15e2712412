"""Each counterpart has connections of its own, and a timeout is judged by what lies on the socket."""

import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpcore2
import pytest

from verifiers.connections import PatientStream, own_client
from verifiers.errors import Crowded, Unreachable
from verifiers.http import Counterpart

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


class Slow(socketserver.ThreadingTCPServer):
    """A counterpart that answers nothing until it is told to."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        self.go_on, self.asked, self.most = threading.Event(), 0, 0
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, Slow)
        self.request.recv(4_096)
        server.asked += 1
        server.most = max(server.most, server.asked)
        server.go_on.wait(timeout=30)
        server.asked -= 1
        self.request.sendall(ANSWER)


@pytest.fixture
def slow(loopback: None) -> Iterator[Slow]:
    with Slow() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.go_on.set()
        server.shutdown()
        thread.join()


def test_a_slow_counterpart_holds_no_more_than_its_own_connections(slow: Slow) -> None:
    """Twelve people, four connections: four are asked at a time, and the others are not told of a silence."""
    with own_client(connections=4) as client:
        carrier = Counterpart("carrier", client, timeout_seconds=20)
        url = f"http://127.0.0.1:{slow.server_address[1]}/"

        def ask(_number: int) -> str:
            try:
                return str(carrier.ask("GET", url).status_code)
            except Crowded as trouble:
                slow.go_on.set()
                return f"crowded {trouble.retry_after_seconds}"

        with ThreadPoolExecutor(12) as people:
            answers = sorted(people.map(ask, range(12)))
    assert slow.most == 4
    assert answers[:4] == ["200"] * 4
    assert set(answers[4:]) <= {"200", "crowded 5"}
    assert "crowded 5" in answers


def test_too_many_open_questions_are_a_silence_for_code_that_knows_no_better() -> None:
    assert issubclass(Crowded, Unreachable)


LATE_LOOP = """
import gevent.monkey
gevent.monkey.patch_all()
import socket, sys, time
import gevent
from gevent.threadpool import ThreadPool
from verifiers.connections import own_client
from verifiers.http import Counterpart

native_sleep = gevent.monkey.get_original("time", "sleep")
native_socket = gevent.monkey.get_original("socket", "socket")
door = native_socket()
door.bind(("127.0.0.1", 0))
door.listen()

def answer():
    connection, _ = door.accept()
    connection.recv(4096)
    native_sleep(0.1)
    connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\n{}")
    native_sleep(1)

ThreadPool(1).spawn(answer)
asking = gevent.spawn(
    Counterpart("carrier", own_client(connections=1), timeout_seconds=0.5).ask,
    "GET", f"http://127.0.0.1:{door.getsockname()[1]}/",
)
gevent.sleep(0.05)  # the question is out
native_sleep(1.0)   # our own loop stands still, and the answer arrives
print(asking.get().status_code)
"""


def test_an_answer_that_lay_on_the_socket_is_not_told_as_silence(loopback: None) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LATE_LOOP.replace("\\\\", "\\")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.strip().splitlines()[-1:], done.returncode) == (["200"], 0), done.stderr


class Late(httpcore2.NetworkStream):
    """A stream whose time is over; what has arrived can be read."""

    def __init__(self, arrived: bytes) -> None:
        self.arrived, self.reads = arrived, list[float | None]()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.reads.append(timeout)
        if len(self.reads) == 1 or not self.arrived:
            raise httpcore2.ReadTimeout
        return self.arrived[:max_bytes]


def test_the_socket_is_looked_at_once_more_and_no_longer() -> None:
    late = Late(b"here")
    assert PatientStream(late).read(100, 8.0) == b"here"
    silent = Late(b"")
    with pytest.raises(httpcore2.ReadTimeout):
        PatientStream(silent).read(100, 8.0)
    assert late.reads == silent.reads
    assert [len(silent.reads), silent.reads[0]] == [2, 8.0]
