"""Remembers browsers that signed in before, with a random cookie that identifies no person."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta

from flask import Flask, Response, after_this_request, g, request, session

from accounts.outbox import Notice
from accounts.second_factors.store import DEVICE_REMEMBERED
from bff.journeys.purpose import Purpose
from bff.services import services

#: How many disputes a browser remembers: at an office several people may share it.
MOST_DISPUTES = 8
#: What sessions without an id are counted by.
NAMELESS = "nameless"


def device_cookie() -> str:
    """Return the random cookie of this browser; empty if it has none."""
    return request.cookies.get(_name(), "")


def is_known_to(account_id: str) -> bool:
    """Return whether this browser has signed in to the account before.

    The look-up takes as long for an account id that does not exist, so that its time shows nothing.
    """
    cookie = device_cookie()
    return bool(cookie) and services().second_factors.knows_device(account_id, cookie)


def is_helping() -> bool:
    """Return whether one person uses this browser for several others. It keeps nothing of them then."""
    return "helping" in session


def forget_all(*, helping: bool) -> None:
    """Forget everything that this browser knew, but the language: flows, sessions and known accounts.

    Args:
        helping: whether the next person is helped too.
    """
    for purpose in Purpose:
        if flow_id := session.get(purpose):
            services().flows.delete(flow_id)
    if token := session.get("signed_in"):
        found = services().signed_in.find(token)
        if found:
            services().signed_in.end(found)
    kept = {"language": session["language"]} if "language" in session else {}
    session.clear()
    session.update(kept)
    session.permanent = True
    if helping:
        session["helping"] = "yes"
    names = (_name(), _dispute_name())

    @after_this_request
    def forget(response: Response) -> Response:
        for name in names:
            response.delete_cookie(name, secure=services().settings.https, httponly=True, samesite="Lax")
        # not "storage": the guides stay (decision record 0008)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


def own_browser(account_id: str) -> str:
    """Return the cookie of this browser if it has signed in to the account before, otherwise an empty text.

    Limits count such a browser apart, so that a stranger's tries do not count against the owner's.
    """
    return device_cookie() if is_known_to(account_id) else ""


def become_known_to(account_id: str, *, noted: bool, tell: Sequence[Notice] = ()) -> None:
    """Remember this browser for the account.

    Args:
        noted: add the new browser to the account's history: after signing in, not after opening the account.
        tell: the messages about a new browser.
    """
    if is_helping():
        return
    cookie = device_cookie() or secrets.token_urlsafe(24)
    services().second_factors.remember_device(account_id, cookie, noted=noted, tell=tell)
    _keep(_name(), cookie, DEVICE_REMEMBERED)


def own_browser_of_dispute(reference: str) -> str:
    """Return a random id of this browser if it opened or showed this dispute before; otherwise an empty text.

    The cookie holds the random id and signatures, and no reference.
    """
    browser, *signatures = request.cookies.get(_dispute_name(), "").split(".")
    expected = _dispute_signature(browser, reference)
    is_own = any(hmac.compare_digest(expected, signature) for signature in signatures)
    return browser if browser and is_own else ""


def become_known_to_dispute(reference: str) -> None:
    """Remember this browser for the dispute, so that wrong codes from other browsers do not close it here."""
    browser, *signatures = request.cookies.get(_dispute_name(), "").split(".")
    browser = browser or secrets.token_urlsafe(24).replace(".", "")
    own = _dispute_signature(browser, reference)
    others = [signature for signature in signatures if signature != own]
    _keep(_dispute_name(), ".".join([browser, own, *others][: MOST_DISPUTES + 1]), DEVICE_REMEMBERED)


def _dispute_signature(browser: str, reference: str) -> str:
    return services().lookup.digest("dispute_browser", f"{browser} {reference}")[:32]


def _keep(name: str, value: str, lifetime: timedelta) -> None:
    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            name,
            value,
            max_age=lifetime,
            secure=services().settings.https,
            httponly=True,
            samesite="Lax",
        )
        return response


def _name() -> str:
    return "__Host-device" if services().settings.https else "device"


def _dispute_name() -> str:
    return "__Host-dispute" if services().settings.https else "dispute"


def browser_id() -> str:
    """Return a random id of this browser session, which identifies no person. The first call makes it."""
    if "browser" not in session:
        session["browser"] = secrets.token_urlsafe(16)
        g.is_new_browser = True
    return str(session["browser"])


def counted_browser() -> str:
    """Return by what the limits count this browser session.

    Every page with a form gives the session its id (`init_browser_ids`). Requests from sessions without one
    are counted together: otherwise each of them would make an id of its own, and begin a count of its own.
    """
    is_known = "browser" in session and not g.get("is_new_browser")
    return str(session["browser"]) if is_known else NAMELESS


def init_browser_ids(app: Flask) -> None:
    """Give each session its id together with its CSRF token, thus before its first form is sent."""

    @app.after_request
    def name_browser(response: Response) -> Response:
        if g.get("csrf_token") and "csrf_token" in session:  # Flask-WTF has put a token into the page
            browser_id()
        return response
