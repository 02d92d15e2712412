"""A full pool or a full store answers 503 with Retry-After and shows the form again; it refuses no person."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import redis

from bff.methods.clients import make_verifiers
from bff.services import connect_store
from bff.settings.settings import Settings
from tests.unit.bff.conftest import World
from verifiers.carrier import Carrier
from verifiers.errors import CounterpartTrouble
from verifiers.sms import SmsGateway


class Server(socketserver.ThreadingTCPServer):
    """Two counterparts at one address: the carrier answers nothing, the SMS gateway at once."""

    daemon_threads = True

    def __init__(self) -> None:
        self.go_on, self.held = threading.Event(), threading.Semaphore(0)
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        asked = self.request.recv(65_536)
        if b"/carrier" in asked.split(b"\r\n")[0]:
            server.held.release()
            server.go_on.wait(timeout=30)
        body = b'{"CodeResult": "100"}'
        head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
        self.request.sendall(head + body)


@pytest.fixture
def server(loopback: None) -> Iterator[Server]:
    with Server() as one:
        thread = threading.Thread(target=one.serve_forever, daemon=True)
        thread.start()
        yield one
        one.go_on.set()
        one.shutdown()
        thread.join()


def test_a_slow_carrier_does_not_keep_messages_from_being_sent(settings: Settings, server: Server) -> None:
    address = f"http://127.0.0.1:{server.server_address[1]}"
    own = replace(
        settings, carrier_url=f"{address}/carrier", sms_url=f"{address}/sms", counterpart_connections=2
    )
    verifiers = make_verifiers(own, None)

    def ping() -> None:
        with suppress(CounterpartTrouble):  # what it answers at the end of the test is no carrier's answer
            verifiers[Carrier].ping()

    with ThreadPoolExecutor(2) as people:
        waiting = [people.submit(ping) for _ in range(2)]
        for _ in waiting:
            assert server.held.acquire(timeout=30)
        verifiers[SmsGateway].send("+84900000001", "x", request_id="1", callback_url="http://localhost/")
        server.go_on.set()


def test_more_requests_than_connections_wait_for_one(settings: Settings) -> None:
    """redis-py's usual pool raises as soon as its connections are taken: 192 of 300 requests failed."""
    with redis.Redis.from_url(settings.redis_url) as other:
        before = other.info("clients")["connected_clients"]
    store = connect_store(replace(settings, redis_connections=2))
    with ThreadPoolExecutor(30) as people:
        counts = list(people.map(lambda _number: int(store.incr("asked")), range(300)))
    assert sorted(counts) == list(range(1, 301))
    assert store.info("clients")["connected_clients"] <= before + 2
    store.close()


@pytest.fixture
def full(make_world: Callable[..., World]) -> Iterator[World]:
    """A product whose store takes nothing new."""
    world = make_world()
    yield world
    world.services.flows.client.config_set("maxmemory", 0)


def fill(world: World) -> None:
    world.services.flows.client.config_set("maxmemory", 1)


@pytest.mark.parametrize(
    "path", ["/sign-in", "/forgot-password", "/counter-help", "/dispute/status", "/post-office"]
)
def test_a_full_store_answers_503_and_shows_the_form_again(full: World, path: str) -> None:
    browser = full.citizen().browser
    browser.open(path)
    fields: dict[str, Any] = {
        "citizen_number": "000190000001",
        "phone_number": "0900000001",
        "reference": "K7M2PX9RH",
        "secret": "K7M2PX9R",
    }
    fill(full)
    answer = browser.post_form(path, **fields)
    assert answer.status_code in {303, 422, 503}  # what asks the store for no new key goes on
    if answer.status_code == 503:
        assert answer.headers["Retry-After"] == "5"
        assert "Try again in a few seconds" in answer.text


def test_a_full_store_keeps_the_form_of_a_registration(full: World) -> None:
    citizen = full.citizen()
    citizen.start()
    fill(full)
    page = citizen.give_details()
    assert (page.status, page.headers["Retry-After"]) == (503, "5")
    assert page.value_of("full_name") == citizen.person.full_name
    full.services.flows.client.config_set("maxmemory", 0)
    assert citizen.browser.press("Try again").path.endswith("/details")


def test_a_probe_says_that_the_store_is_full(full: World) -> None:
    browser = full.citizen().browser
    fill(full)
    answer = browser.ask("/health/ready")
    assert (answer.status_code, answer.get_json()["registrations"]) == (503, False)


def test_a_probe_warns_before_the_store_is_full(full: World, capsys: pytest.CaptureFixture[str]) -> None:
    client = full.services.flows.client
    client.config_set("maxmemory", int(client.info("memory")["used_memory"] * 1.1))
    full.citizen().browser.ask("/health/ready")
    assert "store_nearly_full" in capsys.readouterr().out
