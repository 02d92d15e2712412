"""A stranger can not hold sockets: each handshake is that of a page with a flow, and they are counted."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import redis
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bff.serving.sockets import SocketDoor
from tests.support.browser import ORIGIN
from tests.unit.bff.conftest import World

HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "keep-alive, Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Origin": ORIGIN,
}


class Held:
    """The library behind the door: it keeps each socket that reaches it until the test lets it go."""

    def __init__(self) -> None:
        self.door: SocketDoor | None = None
        self.more = 0
        self.statuses: list[str] = []
        self.most_open = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        assert self.door is not None
        if environ["PATH_INFO"] == "/":
            start_response("101 Switching Protocols", [])
            return []
        self.most_open = max(self.most_open, self.door.open_sockets)
        if self.more:
            self.more -= 1
            self.statuses.append(ask(self.door, environ["HTTP_COOKIE"]))
        start_response("101 Switching Protocols", [])
        return []


def ask(door: SocketDoor, cookie: str, method: str = "GET", path: str = "/socket.io/", **changes: str) -> str:
    """Send one handshake, with some headers changed, and return the status."""
    headers = HANDSHAKE | {name.replace("_", "-"): text for name, text in changes.items()}
    headers = {name: text for name, text in headers.items() if text}
    asked = EnvironBuilder(
        path, method=method, base_url=ORIGIN, headers=Headers(headers | {"Cookie": cookie})
    )
    return run_wsgi_app(door, asked.get_environ())[1].partition(" ")[0]


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def door(world: World, held: Held) -> SocketDoor:
    is_there = world.services.flows.is_there
    held.door = SocketDoor(world.app, held, origin=ORIGIN, is_there=is_there, per_flow=3, in_all=5)
    return held.door


@pytest.fixture
def cookie(world: World) -> str:
    citizen = world.citizen()
    citizen.start()
    return f"cuaso={citizen.browser.cookie}"


def test_a_page_with_a_flow_gets_its_socket(door: SocketDoor, cookie: str) -> None:
    assert ask(door, cookie) == "101"
    assert door.open_sockets == 0


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Sec_WebSocket_Version": ""}, "400"),
        ({"Sec_WebSocket_Version": "8"}, "400"),
        ({"Sec_WebSocket_Key": ""}, "400"),
        ({"Sec_WebSocket_Key": "²" * 8}, "400"),
        ({"Sec_WebSocket_Key": "YQ=="}, "400"),
        ({"Connection": "close"}, "400"),
        ({"Upgrade": ""}, "400"),
        ({"Upgrade": "h2c"}, "400"),
        ({"method": "POST"}, "400"),
        ({"Origin": ""}, "403"),
        ({"Origin": "null"}, "403"),
        ({"Origin": "http://localhost:1"}, "403"),
        ({"Origin": ORIGIN + ".evil.example"}, "403"),
    ],
)
def test_a_stranger_can_not_open_a_socket_by_hand(
    door: SocketDoor, held: Held, cookie: str, changes: dict[str, str], status: str
) -> None:
    assert ask(door, cookie, **changes) == status
    assert held.most_open == 0


@pytest.mark.parametrize("cookie", ["", "cuaso=x", "cuaso=e30.aaaa.bbbb", "other=1"])
def test_a_stranger_can_not_open_a_socket_without_a_session(
    door: SocketDoor, held: Held, cookie: str
) -> None:
    assert ask(door, cookie) == "403"
    assert held.most_open == 0


def test_a_stranger_can_not_keep_a_socket_for_a_flow_that_is_over(
    world: World, door: SocketDoor, cookie: str
) -> None:
    world.let_expire()
    assert ask(door, cookie) == "403"


def test_a_stranger_can_not_hold_more_sockets_than_a_flow_may_have(
    door: SocketDoor, held: Held, cookie: str
) -> None:
    held.more = 9
    assert ask(door, cookie) == "101"
    assert held.most_open == 3
    assert sorted(set(held.statuses)) == ["101", "503"]
    assert door.open_sockets == 0


def test_a_stranger_can_not_hold_more_sockets_than_a_worker_may_have(world: World, cookie: str) -> None:
    full = SocketDoor(world.app, Held(), origin=ORIGIN, is_there=bool, in_all=0)
    assert ask(full, cookie) == "503"


def test_a_store_that_is_down_opens_no_socket(world: World, cookie: str) -> None:
    def is_there(_flow_id: str) -> bool:
        raise redis.ConnectionError

    assert ask(SocketDoor(world.app, Held(), origin=ORIGIN, is_there=is_there), cookie) == "503"


def test_other_addresses_pass(door: SocketDoor) -> None:
    assert ask(door, "", path="/", Origin="", Upgrade="") == "101"
