"""Keeps a busy worker for the people who are in the middle of something: public pages give way to them.

A public page never waits for a store, so a worker answers many of them in one turn of its event loop, and
each wait of a registration for Redis, a dozen for one form, costs such a turn. So only a few public pages are
begun in each turn; the next few follow when everything else that was ready has run. If many wait, the rest
gets 503 at once. People with a flow or a session are refused only when the worker has no place left at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask

from bff.journeys.purpose import Purpose
from bff.serving.wire.lane import Full, Lane

#: Requests at work in one worker, sockets not counted: each holds memory, and a place in the stores' queues.
MOST_AT_WORK = 400
#: Places that only people in the middle of something may take.
RESERVED = 200
#: Public pages begun in one turn of the event loop: together some 10 ms.
LIGHT_IN_A_TURN = 4
#: Public pages that wait for a turn: together some 0.5 s.
MOST_WAITING = 150
RETRY_AFTER_SECONDS = 5
#: Set in the environment of a form for which there is no place: the application shows the form again.
FULL = "cuaso.full"

_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Xin thử lại sau ít giây – Please try again in a moment</title></head>
<body><main><h1>Xin thử lại sau ít giây</h1>
<p>Đang có rất nhiều người truy cập cùng lúc. Hãy tải lại trang sau vài giây.</p>
<div lang="en"><h2>Please try again in a moment</h2>
<p>Many people are here at once. Load this page again in a few seconds.</p></div></main></body></html>
""".encode()

Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


class Places:
    """Counts the requests at work."""

    def __init__(self, most: int = MOST_AT_WORK, reserved: int = RESERVED) -> None:
        self._most, self._reserved = most, reserved
        self.taken = 0

    @contextmanager
    def take(self, *, is_reserved: bool) -> Iterator[None]:
        """Take a place for one request.

        Raises:
            Full: no place is left, or only those for people in the middle of something.
        """
        if self.taken >= self._most - (0 if is_reserved else self._reserved):
            raise Full
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1


class Shelter:
    """WSGI: gives each request its place and its turn."""

    def __init__(
        self, app: Flask, inner: Application, *, lane: Lane | None = None, places: Places | None = None
    ) -> None:
        self._app, self._inner = app, inner
        self._lane = lane or Lane(LIGHT_IN_A_TURN, MOST_WAITING)
        self._places = places or Places()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = str(environ.get("PATH_INFO", ""))
        if path.startswith(("/socket.io", "/health/", "/static/")):
            return self._inner(environ, start_response)
        in_the_middle = self._is_in_the_middle(environ)
        try:
            with self._places.take(is_reserved=in_the_middle):
                if not in_the_middle:
                    self._lane.enter()
                return self._inner(environ, start_response)
        except Full:
            if environ.get("REQUEST_METHOD") != "POST":
                return _shed(start_response)
            environ[FULL] = True
            return self._inner(environ, start_response)

    def _is_in_the_middle(self, environ: WSGIEnvironment) -> bool:
        """Return whether the browser has a flow or a session: its cookie says so, and only we can sign it."""
        request = self._app.request_class(environ)
        if any(name.endswith("cuaso-desk") for name in request.cookies):
            return True
        if self._app.config["SESSION_COOKIE_NAME"] not in request.cookies:
            return False
        session: Mapping[str, object] = self._app.session_interface.open_session(self._app, request) or {}
        return "signed_in" in session or any(purpose in session for purpose in Purpose)


def _shed(start_response: StartResponse) -> Iterable[bytes]:
    """Answer 503 with a page that costs nothing: without a template, a session or a store."""
    start_response(
        "503 Service Unavailable",
        [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(_PAGE))),
            ("Retry-After", str(RETRY_AFTER_SECONDS)),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
        ],
    )
    return [_PAGE]
