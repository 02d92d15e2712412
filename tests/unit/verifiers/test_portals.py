"""Portals that hang, or answer nonsense, take nothing from other portals: no connection, no try, no time."""

import json
import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from functools import partial
from itertools import islice

import httpx2
import pytest

from verifiers.connections import own_client
from verifiers.errors import CounterpartTrouble, Crowded, UnexpectedAnswer, Unreachable
from verifiers.portals import (
    CONNECTIONS_PER_HOST,
    KEYS_AGAIN_SECONDS,
    KEYS_SECONDS,
    MOST_WAITING,
    PortalSites,
)

KEYS = {"keys": [{"kty": "EC", "kid": "one"}]}


class Site(socketserver.ThreadingTCPServer):
    """One portal's host; it hangs until it is told to go on."""

    allow_reuse_address = daemon_threads = True
    request_queue_size = 64

    def __init__(self, *, hangs: bool) -> None:
        self.go_on, self.asked, self.held, self.most = threading.Event(), 0, 0, 0
        self.lock, self.full = threading.Lock(), threading.Semaphore(0)
        if not hangs:
            self.go_on.set()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/keys"


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        site = self.server
        assert isinstance(site, Site)
        self.request.recv(65_536)
        with site.lock:
            site.asked, site.held = site.asked + 1, site.held + 1
            site.most = max(site.most, site.held)
        site.full.release()
        site.go_on.wait(timeout=30)
        with site.lock:
            site.held -= 1
        body = json.dumps(KEYS).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self.request.sendall(head.encode() + body)


@pytest.fixture
def start(loopback: None) -> Iterator[Callable[..., Site]]:
    """Start a host: ``start(hangs=True)``."""
    with ExitStack() as stack:

        def begin(*, hangs: bool) -> Site:
            site = stack.enter_context(Site(hangs=hangs))
            thread = threading.Thread(target=site.serve_forever, daemon=True)
            thread.start()
            for end in (thread.join, site.shutdown, site.go_on.set):
                stack.callback(end)
            return site

        yield begin


@pytest.fixture
def client() -> Iterator[httpx2.Client]:
    with own_client(connections=CONNECTIONS_PER_HOST + 2) as own:
        yield own


def outcome(ask: Callable[[], object]) -> str:
    try:
        ask()
    except CounterpartTrouble as trouble:
        return type(trouble).__name__
    return "answered"


def test_a_stranger_can_not_take_the_connections_of_other_portals_with_unknown_keys(
    start: Callable[..., Site], client: httpx2.Client
) -> None:
    hanging, well = start(hangs=True), start(hangs=False)
    sites = PortalSites(client=client, timeout_seconds=20)
    with ThreadPoolExecutor(50) as strangers:
        asked = [
            strangers.submit(outcome, partial(sites.keys_at, hanging.url, kid=f"k{n}")) for n in range(50)
        ]
        hanging.full.acquire()
        assert sites.keys_at(well.url, kid="one") == KEYS
        assert sites.tell_logout(well.url, "token")
        hanging.go_on.set()
        told = Counter(one.result() for one in asked)
    assert hanging.asked == 1
    assert set(told) <= {"answered", "Crowded"}
    assert told["answered"] >= 1


def test_a_failure_is_remembered_for_a_minute_and_told_as_silence(
    start: Callable[..., Site], client: httpx2.Client
) -> None:
    hanging, now = start(hangs=True), [1_000.0]
    sites = PortalSites(client=client, timeout_seconds=0.2, seconds=lambda: now[0])
    assert outcome(lambda: sites.keys_at(hanging.url)) == "Unreachable"
    for kid in (None, "one", "two"):
        with pytest.raises(Unreachable) as trouble:
            sites.keys_at(hanging.url, kid=kid)
        assert trouble.value.retry_after_seconds == KEYS_AGAIN_SECONDS
    assert hanging.asked == 1
    hanging.go_on.set()
    now[0] += KEYS_AGAIN_SECONDS - 1
    assert outcome(lambda: sites.keys_at(hanging.url, kid="one")) == "Unreachable"
    now[0] += 1
    assert sites.keys_at(hanging.url, kid="one") == KEYS
    assert hanging.asked == 2


def test_nonsense_is_remembered_as_nonsense(client: httpx2.Client) -> None:
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, json={"keys": 7})

    with httpx2.Client(transport=httpx2.MockTransport(answer)) as own:
        sites = PortalSites(client=own, timeout_seconds=1)
        for _ in range(3):
            with pytest.raises(UnexpectedAnswer):
                sites.keys_at("https://portal.example.vn/keys")
    assert len(asked) == 1


def test_keys_that_are_known_count_while_their_host_hangs(
    start: Callable[..., Site], client: httpx2.Client
) -> None:
    site, now = start(hangs=False), [1_000.0]
    sites = PortalSites(client=client, timeout_seconds=0.2, seconds=lambda: now[0])
    assert sites.keys_at(site.url, kid="one") == KEYS
    site.go_on.clear()
    now[0] += KEYS_AGAIN_SECONDS
    assert outcome(lambda: sites.keys_at(site.url, kid="new")) == "Unreachable"
    assert sites.keys_at(site.url, kid="one") == KEYS
    now[0] += KEYS_SECONDS
    assert outcome(lambda: sites.keys_at(site.url, kid="one")) == "Unreachable"


def test_one_host_has_a_part_of_the_connections_and_the_rest_are_told_that_it_was_not_asked(
    start: Callable[..., Site], client: httpx2.Client
) -> None:
    hanging, well = start(hangs=True), start(hangs=False)
    sites = PortalSites(client=client, timeout_seconds=20, wait_seconds=0.1)
    with ThreadPoolExecutor(20) as senders:
        sent = [senders.submit(outcome, lambda: sites.tell_logout(hanging.url, "t")) for _ in range(20)]
        for _ in range(CONNECTIONS_PER_HOST):
            hanging.full.acquire()
        assert sites.tell_logout(well.url, "t")
        assert sites.keys_at(well.url) == KEYS
        assert len(list(islice(as_completed(sent), 20 - CONNECTIONS_PER_HOST))) > 0
        hanging.go_on.set()
        told = Counter(one.result() for one in sent)
    assert told == {"answered": CONNECTIONS_PER_HOST, Crowded.__name__: 20 - CONNECTIONS_PER_HOST}
    assert hanging.most == CONNECTIONS_PER_HOST


def test_only_so_many_wait_for_the_keys_of_one_portal(
    start: Callable[..., Site], client: httpx2.Client
) -> None:
    hanging = start(hangs=True)
    sites = PortalSites(client=client, timeout_seconds=20)
    with ThreadPoolExecutor(MOST_WAITING + 10) as strangers:
        asked = [
            strangers.submit(outcome, lambda: sites.keys_at(hanging.url)) for _ in range(MOST_WAITING + 10)
        ]
        assert len(list(islice(as_completed(asked), 10))) == 10
        hanging.go_on.set()
        told = Counter(one.result() for one in asked)
    assert told == {"answered": MOST_WAITING, "Crowded": 10}
