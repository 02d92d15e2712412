"""A body arrives whole, within its time and its size, or the connection ends."""

import io
import socket
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import gevent
import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bff.serving.bodies import BodyDeadline
from bff.serving.security import LONGEST_REQUEST


def echo(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer with the length that the application sees, and with what it can read."""
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("X-Length", environ.get("CONTENT_LENGTH", "")), ("X-Read", str(len(body)))])
    return [body]


class Drip(io.RawIOBase):
    """A body that never ends; each part takes a turn of the event loop."""

    def __init__(self) -> None:
        self.parts = 0

    def read(self, size: int = -1) -> bytes:
        assert size
        gevent.sleep(0.001)
        self.parts += 1
        return b"x"


def environ_of(body: bytes, **changes: object) -> WSGIEnvironment:
    return EnvironBuilder("/", method="POST", data=body).get_environ() | changes


def ask(environ: WSGIEnvironment, seconds: float = 5) -> tuple[str, dict[str, str]]:
    _, status, headers = run_wsgi_app(BodyDeadline(echo, seconds=seconds), environ)
    return status[:3], dict(headers)


def test_a_form_passes() -> None:
    assert ask(environ_of(b"a=1")) == ("200", {"X-Length": "3", "X-Read": "3"})


@pytest.mark.parametrize("coding", ["chunked", "identity", "gzip, chunked"])
@pytest.mark.parametrize("path", ["/sign-in", "/callbacks/sms", "/callbacks/post-office", "/static/x"])
def test_a_stranger_can_not_have_a_body_in_chunks_read(coding: str, path: str) -> None:
    environ = environ_of(b"", HTTP_TRANSFER_ENCODING=coding, CONTENT_LENGTH="", PATH_INFO=path)
    environ["wsgi.input"] = body = io.BytesIO(b"a=12")
    assert ask(environ)[0] == "411"
    assert body.tell() == 0


def test_a_stranger_can_not_hold_a_connection_with_a_body_that_never_ends() -> None:
    ours, theirs = socket.socketpair()
    drip = Drip()
    environ = environ_of(b"", CONTENT_LENGTH="60000") | {"wsgi.input": drip, "gunicorn.socket": ours}
    status, _ = ask(environ, seconds=0.05)
    assert status == "408"
    assert drip.parts < 60_000
    assert ours.recv(1) == b"", "nothing more is read from this connection"
    ours.close()
    theirs.close()


@pytest.mark.parametrize("length", [LONGEST_REQUEST + 1, 10**17, 10**40])
def test_a_body_that_says_it_is_too_long_is_not_read(length: int) -> None:
    environ = environ_of(b"", CONTENT_LENGTH=str(length))
    environ["wsgi.input"] = body = io.BytesIO(b"x" * 10)
    assert ask(environ)[0] == "200"  # the application refuses it for its length
    assert body.tell() == 0


@pytest.mark.parametrize("length", ["", "0", "-1", "²", "1e3", "x"])
def test_a_request_without_a_length_has_no_body(length: str) -> None:
    assert ask(environ_of(b"", CONTENT_LENGTH=length))[0] == "200"
