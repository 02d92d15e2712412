"""Floods of ten seconds: other people are still answered, and what a stranger holds open is closed.

A bound in seconds holds for a quiet machine; it is stretched by what the machine itself loses to other work.
"""

import json
import socket
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from secrets import token_urlsafe

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509 import load_der_x509_certificate

from bff.views.usb_token.pendings import TokenWork
from sandbox.people.table import CROWD
from tests.attack.conftest import Say
from tests.support.live.wire import Letter, connect, frame, letter, send
from tests.support.live.world import LiveCrowd, LiveWorld
from tests.unit.bff.limits.test_no_owner_is_locked_out import journey
from tests.unit.verifiers.pki import self_signed
from verifiers.usb_token import TokenChallenge

FLOOD_SECONDS = 10.0
#: The longest that another person may wait during a flood, on a quiet machine.
STALL_SECONDS = 1.0
BODY_SECONDS = 2
#: As long as a form may be, once it is encoded.
MARKS = "a" + "\u0301\u0323" * 4_900


@pytest.fixture(scope="module")
def more_settings() -> dict[str, str]:
    return {"REQUEST_BODY_SECONDS": str(BODY_SECONDS), "USB_SIGNATURES_PER_HOUR": "1000000"}


@dataclass
class Flood:
    """What a flood sent and how it was answered, and how long a visitor waited beside it."""

    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        sent = ", ".join(f"{count} × {status or 'closed'}" for status, count in sorted(self.statuses.items()))
        waits = sorted(self.waits)
        return (
            f"{sent}; the visitor's {len(waits)} answers: median {waits[len(waits) // 2] * 1000:.0f} ms, "
            f"slowest {waits[-1] * 1000:.0f} ms"
        )


@contextmanager
def flood(world: LiveWorld, senders: int, next_letter: Callable[[], Letter]) -> Iterator[Flood]:
    """Send letters from so many connections at a time, and be a visitor of the home page beside them."""
    found, ends, lock = Flood(), threading.Event(), threading.Lock()

    def hammer() -> None:
        while not ends.is_set():
            with lock:
                one = next_letter()
            status = send(world.netloc, one, only_head=True).status_code
            with lock:
                found.statuses[status] += 1

    def visit() -> None:
        while not ends.is_set():
            answer = send(world.netloc, letter(world.netloc, "GET", "/sign-in"))
            assert answer.status_code in {200, 503}
            found.waits.append(answer.seconds)
            ends.wait(0.05)

    with ThreadPoolExecutor(senders + 1) as pool:
        works = [pool.submit(visit), *(pool.submit(hammer) for _ in range(senders))]
        try:
            yield found
        finally:
            ends.set()
        for work in works:
            work.result()


def lasting(seconds: float = FLOOD_SECONDS) -> None:
    time.sleep(seconds)


def test_a_flood_of_public_pages_can_not_stop_a_registration(
    world: LiveWorld, say: Say, stretch: float
) -> None:
    pages = [letter(world.netloc, "GET", path) for path in ("/", "/guides", "/register/citizen", "/dispute")]
    turns, took, people = iter(range(10**9)), list[float](), iter(CROWD)
    with flood(world, 40, lambda: pages[next(turns) % len(pages)]) as found:
        until = time.monotonic() + FLOOD_SECONDS
        while time.monotonic() < until:
            began = time.monotonic()
            citizen = world.citizen(next(people))
            assert citizen.register().path == "/register/mobile-subscriber/done"
            took.append(time.monotonic() - began)
    say(
        f"flood of pages: {found}; {len(took)} registrations, slowest {max(took):.1f} s, "
        f"machine × {stretch:.1f}"
    )
    assert set(found.statuses) <= {200, 303, 404, 429, 503}


def hostile_posts(world: LiveWorld, crowd: LiveCrowd) -> dict[str, Callable[[], Letter]]:
    """Makers of forms that cost as much as an anonymous form can."""
    client = crowd.browser()
    return {
        "combining marks": lambda: crowd.posting(client, "/sign-in", citizen_number=MARKS, password="x"),
        "marks in every other letter": lambda: crowd.posting(
            client, "/sign-in", citizen_number="a\u0301" * 9_000, password="x"
        ),
        "envelopes": token_maker(crowd, "vnpt", hostile_envelope),
        "deep objects": token_maker(crowd, "web_eid", lambda _challenge: '{"a":' * 3_800),
        "long numbers": token_maker(crowd, "vgca", lambda _challenge: "9" * 48_000),
        "many fields": lambda: crowd.posting(client, "/sign-in", **{f"f{n}": "x" for n in range(3_000)}),
        "json": lambda: letter(
            world.netloc,
            "POST",
            "/sign-in",
            fields=b"[" * 60_000,
            headers={"Content-Type": "application/json"},
        ),
        "a part without an end": lambda: letter(
            world.netloc,
            "POST",
            "/sign-in",
            fields=b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n" + b"-" * 60_000,
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        ),
    }


def hostile_envelope(challenge: TokenChallenge) -> str:
    """A right signature with as many certificates as are read, each of which may have issued each other."""
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(8)]
    own, *others = [load_der_x509_certificate(self_signed(key)) for key in keys]
    builder = pkcs7.PKCS7SignatureBuilder().set_data(challenge.to_bytes())
    builder = builder.add_signer(own, keys[0], hashes.SHA256())
    for one in others:
        builder = builder.add_certificate(one)
    options = [pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.DetachedSignature]
    return json.dumps({"envelope": b64encode(builder.sign(Encoding.DER, options)).decode()})


def token_maker(
    crowd: LiveCrowd, helper: str, answer: Callable[[TokenChallenge], str]
) -> Callable[[], Letter]:
    """Answers to challenges, each in a flow of its own."""
    one, services = journey("usb_token"), crowd.services

    def make() -> Letter:
        name = token_urlsafe(16)
        challenge = TokenChallenge.make(
            moment=services.clock(),
            origin=services.settings.public_origin,
            purpose=one.purpose,
            registration_id="0" * 32,
            browser=services.lookup.digest("browser", name)[:32],
        )
        browser = crowd.at(one, "token", pending=TokenWork(challenge=challenge), session={"browser": name})
        found: Letter = crowd.posting(browser, f"{one.at}/token", helper=helper, answer=answer(challenge))
        return found

    return make


@pytest.mark.parametrize(
    "kind",
    [
        "combining marks",
        "marks in every other letter",
        "envelopes",
        "deep objects",
        "long numbers",
        "many fields",
        "json",
        "a part without an end",
    ],
)
def test_a_flood_of_costly_forms_can_not_stall_a_visitor(
    world: LiveWorld, crowd: LiveCrowd, say: Say, stretch: float, kind: str
) -> None:
    made = hostile_posts(world, crowd)[kind]
    ready = [made() for _ in range(200)]
    turns = iter(range(10**9))
    with flood(world, 8, lambda: ready[next(turns) % len(ready)]) as found:
        lasting()
    say(f"flood of {kind}: {found}, machine × {stretch:.1f}")
    assert set(found.statuses) <= {200, 303, 400, 413, 415, 422, 429, 503}
    assert max(found.waits) < STALL_SECONDS * stretch


# ---------------------------------------------------------------- what a stranger holds open
HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


def test_a_flood_of_sockets_without_a_session_is_refused_and_stalls_no_visitor(
    world: LiveWorld, say: Say, stretch: float
) -> None:
    headers = {**HANDSHAKE, "Origin": world.running.url}
    hand = letter(world.netloc, "GET", "/socket.io/?EIO=4&transport=websocket", headers=headers)
    with flood(world, 20, lambda: hand) as found:
        lasting()
    say(f"flood of sockets: {found}, machine × {stretch:.1f}")
    assert set(found.statuses) <= {400, 403, 503}
    assert max(found.waits) < STALL_SECONDS * stretch


#: What lies on a connection before the worker reads it: some ten thousand pieces of work each.
LYING: Mapping[str, bytes] = {
    "live": b"GET /health/live HTTP/1.1\r\nHost: {host}\r\n\r\n" * 3_000,
    "pages": b"GET /register HTTP/1.1\r\nHost: {host}\r\n\r\n" * 3_000,
    "foreign hosts": b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n" * 3_000,
    "refused sockets": b"GET /socket.io/ HTTP/1.1\r\nHost: {host}\r\n\r\n" * 3_000,
    "chunks": b"POST /sign-in HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"1\r\na\r\n" * 60_000
    + b"0\r\n\r\n",
    "chunks to the post": b"POST /callbacks/post-office HTTP/1.1\r\nHost: {host}\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 60_000,
    "a body of a gigabyte": b"POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000000000\r\n\r\n"
    + b"a" * 8_000_000,
}
FRAMES: Mapping[str, bytes] = {
    "events": frame(b'42["x",1]') * 60_000,
    "pongs": frame(b"3") * 100_000,
    "pings": frame(b"a", 0x89) * 100_000,
    "empty": frame(b"") * 100_000,
    "fragments": frame(b"a", 0x01) + frame(b"a", 0x00) * 100_000,
    "long": frame(b'42["x","' + b"a" * 4_000 + b'"]') * 2_000,
}


def pour(world: LiveWorld, hand: bytes, what: bytes, *, until: float) -> None:
    """Send *what* over new connections, after a handshake if *hand* is one, and wait for no answer to it."""
    while time.monotonic() < until:
        with connect(world.netloc) as one, suppress(OSError):
            one.settimeout(3)
            if hand:
                one.sendall(hand)
                one.recv(4_096)
            one.sendall(what)
            while one.recv(65_536) and time.monotonic() < until:
                pass


@pytest.mark.parametrize("kind", [*LYING, *FRAMES])
def test_what_lies_on_a_connection_can_not_stall_a_visitor(
    world: LiveWorld, say: Say, stretch: float, kind: str
) -> None:
    if kind in FRAMES:
        citizen = world.citizen()
        citizen.start()
        cookies, headers = f"cuaso={citizen.browser.cookie}", {**HANDSHAKE, "Origin": world.running.url}
        path = "/socket.io/?EIO=4&transport=websocket"
        hand = letter(world.netloc, "GET", path, cookies=cookies, headers=headers).raw
        assert send(world.netloc, hand, only_head=True).status_code == 101
        what = frame(b"40") + FRAMES[kind]
    else:
        hand, what = b"", LYING[kind].replace(b"{host}", world.netloc.encode())
    with (
        flood(world, 0, lambda: letter(world.netloc, "GET", "/")) as found,
        ThreadPoolExecutor(8) as pool,
    ):
        until = time.monotonic() + FLOOD_SECONDS / 2
        for work in [pool.submit(pour, world, hand, what, until=until) for _ in range(8)]:
            work.result()
    say(f"{kind} that lie on a connection: {found}, machine × {stretch:.1f}")
    assert max(found.waits) < STALL_SECONDS * stretch


def held_open(world: LiveWorld, head: bytes, drop: bytes, *, connections: int, most_seconds: float) -> int:
    """Send *drop* again and again over connections that begin with *head*; return how many stay open."""
    sockets = [connect(world.netloc) for _ in range(connections)]
    for one in sockets:
        one.sendall(head)
        one.settimeout(0.01)
    until = time.monotonic() + most_seconds
    while sockets and time.monotonic() < until:
        sockets = [one for one in sockets if _still_open(one, drop)]
        time.sleep(0.5)
    left = len(sockets)
    for one in sockets:
        one.close()
    return left


def _still_open(one: socket.socket, drop: bytes) -> bool:
    with suppress(TimeoutError):
        try:
            one.sendall(drop)
            if one.recv(65_536):
                return True
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
        one.close()
        return False
    return True


def test_bodies_that_never_end_are_ended(world: LiveWorld, say: Say, stretch: float) -> None:
    head = f"POST /sign-in HTTP/1.1\r\nHost: {world.netloc}\r\nContent-Length: 60000\r\n\r\n".encode()
    with flood(world, 0, lambda: letter(world.netloc, "GET", "/")) as found:
        left = held_open(world, head, b"a", connections=200, most_seconds=(BODY_SECONDS + 8) * stretch)
    say(f"bodies without end: {left} of 200 still open; {found}")
    assert left == 0
    assert max(found.waits) < STALL_SECONDS * stretch


def test_headers_that_never_end_are_ended(world: LiveWorld, say: Say, stretch: float) -> None:
    head = f"GET / HTTP/1.1\r\nHost: {world.netloc}\r\nX-Slow: ".encode()
    with flood(world, 0, lambda: letter(world.netloc, "GET", "/")) as found:
        left = held_open(world, head, b"a", connections=200, most_seconds=30 * stretch)
    say(f"headers without end: {left} of 200 still open; {found}")
    assert left == 0
    assert max(found.waits) < STALL_SECONDS * stretch
