"""Odd request lines, headers and hosts: none is a fault, reaches another address, or smuggles a request."""

import re

import pytest

from bff.serving.wire.lines import LONGEST_REQUEST_LINE
from tests.support.live.wire import connect, letter, send
from tests.support.live.world import LiveWorld

PATHS = [
    "//",
    "///sign-in",
    "//evil.example/",
    "/..%2f..%2f..%2fetc/passwd",
    "/static/..%2f..%2fapp.py",
    "/static/%2e%2e/%2e%2e/app.py",
    "/static/..\\..\\app.py",
    "/static//etc/passwd",
    "/%00",
    "/%ff%fe",
    "/%0d%0aX-Injected:%20yes",
    "/sign-in%0d%0aSet-Cookie:%20a=b",
    "/sign-in;a=b",
    "/sign-in/",
    "/sign-in?" + "a=1&" * 400,
    "/sign-in?language=%00",
    "/desk/../desk/staff",
    "/desk%2fstaff",
    "/./desk/staff",
    "/DESK/staff",
    "/" + "a" * 2_000,
    "/" + "a/" * 900,
    "/" + "%61" * 600,
    "/l/" + "x" * 1_900,
    "/continue/" + "²" * 3,
    "*",
    "sign-in",
    "?",
    "",
    "/ /",
    "/\x7f",
    "/" + "a" * 70_000,
]
FOREIGN = [
    "evil.example",
    "localhost:1",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "",
    "localhost@evil.example",
    "a b",
]
ODD_METHODS = ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "get", "G\x00T", "A" * 300]
OVERRIDES = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]


def answers_in(raw: bytes) -> list[int]:
    """The status of each answer in what a connection gave."""
    return [int(one) for one in re.findall(rb"(?:\A|\n)HTTP/1\.[01] (\d{3})", raw)]


def say_raw(world: LiveWorld, raw: bytes) -> bytes:
    """Send bytes as they are, end the sending side, and hear everything."""
    with connect(world.netloc) as connection:
        heard = b""
        try:
            connection.sendall(raw)
            connection.shutdown(1)
            while part := connection.recv(65_536):
                heard += part
        except OSError:
            return heard
    return heard


def head(world: LiveWorld, line: str, *headers: str) -> bytes:
    lines = [line, f"Host: {world.netloc}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: repr(path[:30]))
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_odd_path_can_not_cause_a_fault_or_inject_a_header(
    world: LiveWorld, method: str, path: str
) -> None:
    heard = say_raw(world, head(world, f"{method} {path} HTTP/1.1", "Connection: close", "Content-Length: 0"))
    assert [one for one in answers_in(heard) if one >= 500] == []
    headers = heard.partition(b"\r\n\r\n")[0]
    assert b"\nX-Injected" not in headers
    assert b"\nSet-Cookie: a=b" not in headers
    assert b"root:" not in heard
    assert b"Location: //" not in heard
    assert world.faults() == []


@pytest.mark.parametrize(
    ("over", "status"), [(-1, 400), (0, 400), (1, 414)], ids=["shorter", "longest", "longer"]
)
def test_a_request_of_a_portal_is_read_up_to_the_length_that_portals_are_told(
    world: LiveWorld, over: int, status: int
) -> None:
    before, after = "GET /oauth2/authorize?client_id=none&state=", " HTTP/1.1"
    line = before + "a" * (LONGEST_REQUEST_LINE - len(before + after) + over) + after
    assert answers_in(say_raw(world, head(world, line, "Connection: close"))) == [status]
    assert world.faults() == []


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("kind", ["header", "absolute", "second", "forwarded"])
def test_a_stranger_can_not_be_answered_under_another_host(world: LiveWorld, host: str, kind: str) -> None:
    own = f"Host: {world.netloc}"
    match kind:
        case "header":
            raw = f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        case "absolute":
            raw = f"GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        case "second":
            raw = f"GET / HTTP/1.1\r\nHost: {host}\r\n{own}\r\nConnection: close\r\n\r\n"
        case _:
            raw = f"GET / HTTP/1.1\r\n{own}\r\nX-Forwarded-Host: {host}\r\nConnection: close\r\n\r\n"
    heard = say_raw(world, raw.encode())
    if host.strip():
        assert f"//{host}/".encode() not in heard
    if kind != "forwarded":
        assert 200 not in answers_in(heard)
    assert [one for one in answers_in(heard) if one >= 500] == []


@pytest.mark.parametrize("method", ODD_METHODS)
@pytest.mark.parametrize("path", ["/", "/sign-in", "/account", "/desk/staff", "/static/none"])
def test_an_odd_method_can_not_do_anything(world: LiveWorld, method: str, path: str) -> None:
    heard = say_raw(world, head(world, f"{method} {path} HTTP/1.1", "Connection: close", "Content-Length: 0"))
    assert all(400 <= one < 500 or one == 501 for one in answers_in(heard))
    assert b"X-Secret-Of-The-Request" not in heard


@pytest.mark.parametrize("name", OVERRIDES)
def test_a_header_can_not_turn_a_get_into_a_post(world: LiveWorld, name: str) -> None:
    one = send(world.netloc, letter(world.netloc, "GET", "/language", headers={name: "POST"}))
    plain = send(world.netloc, letter(world.netloc, "GET", "/language"))
    assert one.status_code == plain.status_code == 405


SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
SMUGGLING = {
    "length and chunks": ["Content-Length: {size}", "Transfer-Encoding: chunked"],
    "chunks and length": ["Transfer-Encoding: chunked", "Content-Length: {size}"],
    "two lengths": ["Content-Length: 5", "Content-Length: {size}"],
    "lengths in a list": ["Content-Length: 5, {size}"],
    "chunks with a space": ["Transfer-Encoding : chunked", "Content-Length: 5"],
    "chunks, not quite": ["Transfer-Encoding: xchunked", "Content-Length: 5"],
    "chunks twice": ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"],
    "chunks after a tab": ["Transfer-Encoding:\tchunked", "Content-Length: 5"],
    "folded": ["Transfer-Encoding:", " chunked", "Content-Length: 5"],
    "negative": ["Content-Length: -5"],
    "signed": ["Content-Length: +5"],
    "underscores": ["Content_Length: 5"],
    "hexadecimal": ["Content-Length: 0x5"],
}


@pytest.mark.parametrize("kind", SMUGGLING)
def test_a_stranger_can_not_smuggle_a_second_request(world: LiveWorld, kind: str) -> None:
    body = f"0\r\n\r\n{SMUGGLED}"
    headers = [one.format(size=len(body)) for one in SMUGGLING[kind]]
    heard = say_raw(world, head(world, "POST /sign-in HTTP/1.1", *headers) + body.encode())
    found = answers_in(heard)
    assert [one for one in found if one >= 500 and one != 501] == []
    assert len([one for one in found if one != 400]) <= 1, found
    assert "smuggled" not in world.running.product.log.read_text(encoding="utf-8")


DOUBLED = {
    "cookie": ["Cookie: cuaso=a", "Cookie: cuaso=b"],
    "origin": ["Origin: http://evil.example", "Origin: http://localhost"],
    "type": ["Content-Type: text/html", "Content-Type: application/x-www-form-urlencoded"],
    "sixty": [f"X-{n}: y" for n in range(59)],
    "hundreds": [f"X-{n}: y" for n in range(600)],
    "long": ["X-Long: " + "y" * 60_000],
    "control": ["X-Control: a\x01b"],
    "lines": ["X-Lines: a\nX-Second: b"],
}


@pytest.mark.parametrize("kind", DOUBLED)
def test_odd_headers_can_not_cause_a_fault(world: LiveWorld, kind: str) -> None:
    heard = say_raw(world, head(world, "GET /sign-in HTTP/1.1", "Connection: close", *DOUBLED[kind]))
    assert [one for one in answers_in(heard) if one >= 500] == []
    assert world.faults() == []
