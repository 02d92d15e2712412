"""Keeps a busy worker for the people who are in the middle of something: public pages give way to them.

A public page never waits for a store, so a worker answers many of them in one turn of its event loop, and
each wait of a registration for Redis, a dozen for one form, costs such a turn. So only a few public pages are
begun in each turn; the next few follow when everything else that was ready has run. If many wait, the rest
gets 503 at once. People with a flow or a session are refused only when the worker has no place left at all.
"""

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask

from bff.journeys.purpose import Purpose
from bff.serving.security import PrivateSession
from bff.serving.wire.lane import Full, Lane

#: Requests at work in one worker, sockets not counted: each holds memory, and a place in the stores' queues.
MOST_AT_WORK = 400
#: Places that only people in the middle of something may take.
RESERVED = 200
#: Requests at work of one flow or session that may take reserved places: its tabs and devices, and some that
#: a lost network left. More are treated as a stranger's.
RESERVED_OF_ONE = 8
#: Public pages begun in one turn of the event loop: together some 10 ms.
LIGHT_IN_A_TURN = 4
#: Forms of strangers begun in one turn. They have a lane of their own, because each is more work than a page,
#: with a password to hash perhaps: who only looks at a page does not wait behind them.
FORMS_IN_A_TURN = 2
#: Public pages, and as many forms, that wait for a turn: together some 0.5 s.
MOST_WAITING = 150
RETRY_AFTER_SECONDS = 5
#: Set in the environment of a form for which there is no place: the application shows the form again.
FULL = "cuaso.full"
#: Sessions of the desk that a worker remembers: some 100 bytes each.
MOST_REGULARS = 2_000
#: The name of the desk's cookie, over https and over http.
DESK_COOKIES = ("__Host-cuaso-desk", "cuaso-desk")
_SOCKETS = "/socket.io/"
#: What load balancers ask all the time; each costs next to nothing.
_PROBES = frozenset({"/health/live", "/health/ready"})

_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Xin thử lại sau ít giây – Please try again in a moment</title></head>
<body><main><h1>Xin thử lại sau ít giây</h1>
<p>Đang có rất nhiều người truy cập cùng lúc. Hãy tải lại trang sau vài giây.</p>
<div lang="en"><h2>Please try again in a moment</h2>
<p>Many people are here at once. Load this page again in a few seconds.</p></div></main></body></html>
""".encode()
#: The same for what a portal's machine calls.
_TO_A_MACHINE = b'{"error":"temporarily_unavailable"}\n'

Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


class Places:
    """Counts the requests at work."""

    def __init__(self, most: int = MOST_AT_WORK, reserved: int = RESERVED) -> None:
        self._most, self._reserved = most, reserved
        self.taken = 0
        self._of_each: Counter[str] = Counter()

    def has_room_for(self, who: str) -> bool:
        """Return whether this flow or session has fewer than `RESERVED_OF_ONE` requests at work."""
        return self._of_each[who] < RESERVED_OF_ONE

    @contextmanager
    def take(self, *, is_reserved: bool, of: str | None = None) -> Iterator[None]:
        """Take a place for one request.

        Args:
            of: the flow or session whose request it is.

        Raises:
            Full: no place is left, or only those for people in the middle of something.
        """
        if self.taken >= self._most - (0 if is_reserved else self._reserved):
            raise Full
        self.taken += 1
        self._count(of, 1)
        try:
            yield
        finally:
            self.taken -= 1
            self._count(of, -1)

    def _count(self, who: str | None, change: int) -> None:
        if who is not None:
            self._of_each[who] += change
            if not self._of_each[who]:
                del self._of_each[who]


class Regulars:
    """The sessions of the desk that this worker found in the store lately, by a hash of their token.

    The token is a random text, so a cookie alone does not show that it is one of a session.
    """

    def __init__(self, most: int = MOST_REGULARS) -> None:
        self._most = most
        self._known: OrderedDict[bytes, None] = OrderedDict()

    def greet(self, token: str) -> None:
        """Note a token whose session was found; the one that was not seen for longest makes room."""
        self._known[_hash(token)] = None
        self._known.move_to_end(_hash(token))
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def knows(self, token: str) -> bool:
        """Return whether the token was noted."""
        return _hash(token) in self._known


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogateescape")).digest()


class Shelter:
    """WSGI: gives each request its place and its turn.

    What a request must show to pass first is verified: an asset that exists, a probe's own address, a session
    that we signed, a token of the desk that this worker has found in the store. A new one waits once. One
    flow or session passes with a few requests at a time, so a stranger's flow does not take all places.
    """

    def __init__(
        self,
        app: Flask,
        inner: Application,
        *,
        lane: Lane | None = None,
        forms: Lane | None = None,
        places: Places | None = None,
    ) -> None:
        self._app, self._inner = app, inner
        self._lane = lane or Lane(LIGHT_IN_A_TURN, MOST_WAITING)
        self._forms = forms or Lane(FORMS_IN_A_TURN, MOST_WAITING)
        self._places = places or Places()
        self._open_paths = _PROBES | app.extensions["asset_paths"]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = str(environ.get("PATH_INFO", ""))
        if path in self._open_paths or path.startswith(_SOCKETS):
            return self._inner(environ, start_response)
        who = self._in_the_middle(environ)
        is_first = who is not None and self._places.has_room_for(who)
        try:
            with self._places.take(is_reserved=is_first, of=who):
                if not is_first:
                    (self._forms if environ.get("REQUEST_METHOD") == "POST" else self._lane).enter()
                return self._inner(environ, start_response)
        except Full:
            if environ.get("REQUEST_METHOD") != "POST":
                return _shed(start_response, is_machine=path in self._app.extensions["json_paths"])
            environ[FULL] = True
            return self._inner(environ, start_response)

    def _in_the_middle(self, environ: WSGIEnvironment) -> str | None:
        """Return the flow or session of the browser: its cookie says so, and only we can sign it."""
        if "HTTP_COOKIE" not in environ:
            return None
        request = self._app.request_class(environ)
        regulars: Regulars = self._app.extensions["regulars"]
        desk = next((token for token in map(request.cookies.get, DESK_COOKIES) if token), "")
        if desk and regulars.knows(desk):
            return desk
        if self._app.config["SESSION_COOKIE_NAME"] not in request.cookies:
            return None
        interface = self._app.session_interface
        assert isinstance(interface, PrivateSession)  # noqa: S101  # `bff.serving.security` has set it
        session = interface.open_early(self._app, request)
        return next((str(session[name]) for name in ("signed_in", *Purpose) if name in session), None)


def _shed(start_response: StartResponse, *, is_machine: bool) -> Iterable[bytes]:
    """Answer 503 with a page that costs nothing: without a template, a session or a store."""
    kind, body = ("application/json", _TO_A_MACHINE) if is_machine else ("text/html; charset=utf-8", _PAGE)
    start_response(
        "503 Service Unavailable",
        [
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Retry-After", str(RETRY_AFTER_SECONDS)),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
        ],
    )
    return [body]
