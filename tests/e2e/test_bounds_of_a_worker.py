"""A running worker ends what a stranger would keep open: sockets without a session, bodies without an end."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.e2e.conftest import start_with
from tests.support.live.wire import frame
from tests.support.running import RunningProduct

#: Longer than any answer here takes, in seconds; a test that waits for it has failed.
PATIENCE = 20
BEGIN = "/register/citizen/mobile-subscriber"


@pytest.fixture(scope="module")
def product(pytestconfig: pytest.Config) -> Iterator[RunningProduct]:
    """A product whose bodies may take one second."""
    with ExitStack() as stack:
        yield start_with(pytestconfig, stack, {"REQUEST_BODY_SECONDS": "1"})


def connect(product: RunningProduct) -> socket.socket:
    parts = urlsplit(product.url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=PATIENCE)


def send(product: RunningProduct, head: str, *, cookie: str = "", origin: str | None = None) -> socket.socket:
    """Send the head of a request and leave the connection open."""
    connection = connect(product)
    lines = [head, f"Host: {urlsplit(product.url).netloc}", f"Cookie: {cookie}"]
    lines += [f"Origin: {origin}"] if origin else []
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    return connection


def all_of(connection: socket.socket) -> bytes:
    """Everything until the worker closes the connection."""
    with connection:
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def begun(product: RunningProduct) -> str:
    """The cookie of a browser that has begun to register."""
    with httpx2.Client(base_url=product.url, trust_env=False, timeout=PATIENCE) as client:
        page = client.get(BEGIN).text
        token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
        client.post(BEGIN, data={"csrf_token": token})
        return "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)


HANDSHAKE = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13"
)


def log_of(product: RunningProduct) -> str:
    return product.product.log.read_text(encoding="utf-8")


def test_a_page_with_a_registration_gets_its_socket_and_nobody_more_than_eight(
    product: RunningProduct,
) -> None:
    cookie, statuses, opened = begun(product), [], []
    for _ in range(12):
        connection = send(product, HANDSHAKE, cookie=cookie, origin=product.url)
        statuses.append(connection.recv(4_096).split()[1])
        opened.append(connection)
    for connection in opened:
        connection.close()
    assert statuses == [b"101"] * 8 + [b"503"] * 4


@pytest.mark.parametrize("case", ["no session", "no origin", "another origin", "no version", "no key"])
def test_a_stranger_can_not_hold_sockets(product: RunningProduct, case: str) -> None:
    cookie = "" if case == "no session" else begun(product)
    origin = {"no origin": None, "another origin": "http://evil.example"}.get(case, product.url)
    head = HANDSHAKE
    if case == "no version":
        head = head.replace("\r\nSec-WebSocket-Version: 13", "")
    if case == "no key":
        head = head.replace("\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "")
    before = len(log_of(product).splitlines())
    answers = [send(product, head, cookie=cookie, origin=origin) for _ in range(30)]
    for connection in answers:
        with connection:
            assert connection.recv(4_096).split()[1] in {b"400", b"403"}
    assert len(log_of(product).splitlines()) - before < 30, "a refused handshake is quiet"


def test_a_stranger_can_not_hold_connections_with_bodies_that_never_end(product: RunningProduct) -> None:
    head = "POST /sign-in HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    connections = [send(product, head + "Content-Length: 60000") for _ in range(40)]
    for connection in connections:
        connection.sendall(b"a=1")
    assert [all_of(connection).split()[1] for connection in connections] == [b"408"] * 40
    assert httpx2.get(f"{product.url}/", trust_env=False, timeout=PATIENCE).status_code == 200


def test_a_stranger_can_not_hold_connections_with_chunks(product: RunningProduct) -> None:
    head = "POST /sign-in HTTP/1.1\r\nTransfer-Encoding: chunked"
    connections = [send(product, head) for _ in range(40)]
    assert [all_of(connection).split()[1] for connection in connections] == [b"411"] * 40


def test_a_stranger_can_not_keep_a_socket_that_says_more_than_a_page(product: RunningProduct) -> None:
    cookie = begun(product)
    for sent in (frame(b'42["x",1]'), frame(b"3") * 60, frame(b"", 0x89) * 60, frame(b"")):
        for _ in range(9):  # one more than a flow may hold at a time
            connection = send(product, HANDSHAKE, cookie=cookie, origin=product.url)
            assert connection.recv(4_096).split()[1] == b"101"
            with suppress(OSError):
                connection.sendall(frame(b"40") + sent)
                all_of(connection)
    assert "Traceback" not in log_of(product)


def test_no_line_of_the_log_fails_whatever_a_stranger_sends(product: RunningProduct) -> None:
    for garbage in (
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\r\n\r\n",
        b"GET / HTTP/1.1\r\nExpect: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ):
        connection = connect(product)
        connection.sendall(garbage)
        connection.shutdown(socket.SHUT_WR)
        all_of(connection)
    written = log_of(product)
    assert "Logging error" not in written
    assert "Traceback" not in written
    workers = [line for line in written.splitlines() if line.startswith("{")]
    assert all(json.loads(line) for line in workers)
