"""Begins, finds and ends the desk's session of a browser, and opens the desk's screens by role.

The session has its own cookie with SameSite=Strict: a browser does not send it when a page or a link of
another site causes the request (decision record 0028).
"""

import hmac
from collections.abc import Callable
from contextlib import suppress
from functools import partial, wraps
from http import HTTPStatus

import redis
from flask import Flask, Response, after_this_request, current_app, g, request, url_for
from flask.typing import ResponseReturnValue

from accounts.staff.records import Role, Staff, StaffEvent
from bff.services import services
from bff.serving.log import outcome
from bff.serving.overload import DESK_COOKIES
from bff.stores.sessions import Ended, id_of
from bff.web.devices import NAMELESS, counted_browser, new_value, signed_in_cookie
from bff.web.gate import answer_once
from bff.web.screens import go, screen

StaffView = Callable[..., ResponseReturnValue]
#: How long a browser remembers the names that signed in with it.
KNOWN_SECONDS = 90 * 86_400
#: How many names a browser remembers: several people may share the browser of one office.
MOST_KNOWN = 8


def begin_desk_session(staff: Staff) -> str:
    """End this browser's session if there is one, begin a session of *staff*, and return its token."""
    end_desk_session()
    begun = services().desk_sessions.begin(staff.id, staff.generation)
    g.desk_session_begun = begun.token
    _set_cookie(cookie_name(), begun.token, seconds=None)
    g.staff = staff
    return begun.token


def init_desk_sessions(app: Flask) -> None:
    """End a session of the desk that began in a request whose answer is an error; its cookie is taken out."""

    @app.after_request
    def carry_no_session(response: Response) -> Response:
        begun: str | None = g.get("desk_session_begun")
        if begun is None or response.status_code < HTTPStatus.BAD_REQUEST:
            return response
        cookies = response.headers.getlist("Set-Cookie")
        response.headers.setlist("Set-Cookie", [one for one in cookies if begun not in one])
        with suppress(redis.RedisError):  # no browser has its token
            services().desk_sessions.end(begun)
        return response


def end_desk_session(*, event: StaffEvent | None = None) -> None:
    """End this browser's session, also while the database takes no writes.

    Args:
        event: what notes it; None: nothing.
    """
    token = request.cookies.get(cookie_name())
    if token:
        found = services().desk_sessions.find(token)
        services().desk_sessions.end(token)
        _set_cookie(cookie_name(), "", seconds=0)
        if found and event:
            services().note_end(Ended(found.staff_id, event=event))
    g.pop("staff", None)


def current_staff() -> Staff | None:
    """Return the staff member who is signed in at the desk in this browser.

    The session ends if roles, password or activity of the staff member have changed since it began.
    """
    if "staff" not in g:
        token = request.cookies.get(cookie_name())
        found = services().desk_sessions.find(token) if token else None
        staff = services().staff.get(found.staff_id) if found else None
        if found and (staff is None or not staff.is_active or staff.generation != found.generation):
            outcome("desk_standing_changed")
            # A GET deletes no record. This session is never valid again, because generations only grow.
            _set_cookie(cookie_name(), "", seconds=0)
            return None
        g.staff = staff
        if found and token:
            current_app.extensions["regulars"].greet(token)
            g.expires_in = services().desk_sessions.seconds_left(found)
    known: Staff | None = g.staff
    return known


def desk_only(*roles: Role) -> Callable[[StaffView], StaffView]:
    """Open a view only to staff with one of *roles*, or to all staff if *roles* is empty.

    The first argument of the view is the staff member. A form that is pressed twice gets one answer.
    """

    def decorate(view: StaffView) -> StaffView:
        @wraps(view)
        def guarded(**arguments: str) -> ResponseReturnValue:
            look, token = partial(open_to_staff, **arguments), request.cookies.get(cookie_name())
            if request.method != "POST" or not token:
                return look()
            return answer_once(id_of(token), look, kept=partial(_kept_session, token), go_on=_go_on_in)

        def open_to_staff(**arguments: str) -> ResponseReturnValue:
            staff = current_staff()
            if staff is None:
                notice = "ended" if cookie_name() in request.cookies else None
                g.setdefault("outcome", "desk_not_signed_in")
                return go(url_for("desk_sign_in.sign_in", notice=notice))
            if roles and not staff.roles & set(roles):
                outcome("desk_not_allowed")
                return screen("desk/not_allowed.html", status=403)
            return view(staff, **arguments)

        return guarded

    return decorate


def sign_in_once(view: Callable[[], ResponseReturnValue]) -> Callable[[], ResponseReturnValue]:
    """Give a sign-in that is pressed twice one answer: its app code counts once.

    There is no session yet, so a press is one of this browser. A browser without an id is not told apart
    from others, and each of its presses is judged.
    """

    @wraps(view)
    def once() -> ResponseReturnValue:
        browser = counted_browser()
        if request.method != "POST" or browser == NAMELESS:
            return view()
        return answer_once(f"desk {browser}", view, kept=partial(_kept_session, None), go_on=_go_on_in)

    return once


def _kept_session(token: str | None, *, is_done: bool) -> str | None:
    """Return the token of the session that goes on after a form that was right; None after another one.

    Each act of the desk counts once: a comparison, a decision, a note.
    """
    begun: str | None = g.get("desk_session_begun", token)
    return begun if is_done else None


def _go_on_in(token: str) -> bool:
    """Go on in the session that `_kept_session` kept; False if it has ended since."""
    found = services().desk_sessions.find(token)
    staff = services().staff.get(found.staff_id) if found else None
    if found is None or staff is None or not staff.is_active or staff.generation != found.generation:
        return False
    _set_cookie(cookie_name(), token, seconds=None)
    if request.cookies.get(cookie_name()) != token:  # begun by the first press, whose cookies are lost
        know_device(staff.name)
    return True


def cookie_name() -> str:
    """Return the name of the session cookie of the desk."""
    over_https, over_http = DESK_COOKIES
    return over_https if services().settings.https else over_http


def device_of(name: str) -> str | None:
    """Return the id of this browser if *name* has signed in with it before (OWASP: device cookies)."""
    device, signatures = signed_in_cookie(_known_name())
    expected = _signature(name, device).encode()
    # compare_digest takes the same time for each wrong signature, so that its time shows no part of the right
    # one.
    is_known = any(hmac.compare_digest(expected, signature.encode()) for signature in signatures)
    return device if device and is_known else None


def know_device(name: str) -> None:
    """Remember in a cookie that *name* signed in with this browser.

    Failed sign-ins from other browsers then do not block *name* in this browser.
    """
    device, signatures = signed_in_cookie(_known_name())
    device = device or new_value()
    own = _signature(name, device)
    others = [signature for signature in signatures if signature != own]
    _set_cookie(_known_name(), ".".join([device, own, *others][: MOST_KNOWN + 1]), seconds=KNOWN_SECONDS)


def _signature(name: str, device: str) -> str:
    return services().lookup.digest("desk_device", f"{name} {device}")[:32]


def _known_name() -> str:
    return cookie_name() + "-known"


def _set_cookie(name: str, value: str, *, seconds: int | None) -> None:
    """Set a cookie of the desk; if *seconds* is None, until the browser is closed."""

    @after_this_request
    def set_it(response: Response) -> Response:
        response.set_cookie(
            name, value, max_age=seconds, secure=services().settings.https, httponly=True, samesite="Strict"
        )
        return response
