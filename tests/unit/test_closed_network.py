"""The network is closed in unit tests, and this proves it."""

import socket

import httpx2
import pytest

from tests.support.closed_network import NetworkClosed


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "portal.example.vn", "127.0.0.1", "localhost"])
def test_no_unit_test_reaches_the_network(host: str) -> None:
    with pytest.raises(NetworkClosed):
        socket.create_connection((host, 80), timeout=1)


def test_no_library_reaches_the_network() -> None:
    with pytest.raises(NetworkClosed), httpx2.Client(trust_env=False) as client:
        client.get("http://192.0.2.1/")


def test_nothing_listens_for_the_network() -> None:
    with socket.socket() as listener, pytest.raises(NetworkClosed):
        listener.bind(("0.0.0.0", 0))  # noqa: S104 - refused is the point


def test_nothing_is_sent_to_the_network() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sender, pytest.raises(NetworkClosed):
        sender.sendto(b"hello", ("192.0.2.1", 53))


def test_a_test_that_asks_may_reach_its_own_machine(loopback: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()


def test_a_test_that_asks_still_reaches_no_other_machine(loopback: None) -> None:
    with pytest.raises(NetworkClosed):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
