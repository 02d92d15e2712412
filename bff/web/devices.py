"""Remembers browsers that signed in before, with random cookies that identify no person.

The cookie holds one value for each account that signed in here, the last one first, so a value that was in
the browser before a person's sign-in is worth nothing at that person's account. Each value is a random text
and our signature of it: a text that we did not make counts as none.
"""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from flask import Flask, Response, after_this_request, g, request, session

from accounts.outbox import Notice
from accounts.second_factors.store import DEVICE_REMEMBERED
from bff.journeys.purpose import Purpose
from bff.services import services
from bff.stores.sessions import Ended

#: How many accounts a browser remembers: a family may share it.
MOST_ACCOUNTS = 8
#: How many disputes a browser remembers: at an office several people may share it.
MOST_DISPUTES = 8
#: After so long without a form helping ends by itself, in seconds (an assumption): longer than a flow and
#: a session live without one, so nothing of the last person is left then.
HELPING_SECONDS = 1_800
_HELPING_NOTED = 60
#: Bytes at random in a value of a cookie, and the characters of its signature.
_RANDOM_BYTES, _SIGNATURE = 24, 32
#: What sessions without an id are counted by.
NAMELESS = "nameless"


def new_value() -> str:
    """Return a random value for a cookie, with our signature."""
    random = secrets.token_urlsafe(_RANDOM_BYTES)
    return random + _signature_of(random)


def is_our_value(value: str) -> bool:
    """Return whether we made this value of a cookie, with `new_value`."""
    random, signature = value[:-_SIGNATURE], value[-_SIGNATURE:]
    return hmac.compare_digest(_signature_of(random).encode(), signature.encode())


def device_values() -> tuple[str, ...]:
    """Return the values in this browser's cookie that we made, each of one account, the last one first."""
    values = request.cookies.get(_name(), "").split(".")[:MOST_ACCOUNTS]
    return tuple(value for value in values if is_our_value(value))


def is_known_to(account_id: str) -> bool:
    """Return whether this browser has signed in to the account before."""
    return bool(own_browser(account_id))


def is_helping() -> bool:
    """Return whether one person uses this browser for several others. It keeps nothing of them then.

    It ends by itself after a time without any form, when everything of the last person has ended too.
    """
    since = session.get("helping")
    return isinstance(since, int) and _now() - since < HELPING_SECONDS


def keep_helping() -> None:
    """Note at a form that the helper is still there; once a minute is enough. Public files ask no session."""
    if request.method == "POST" and is_helping() and _now() - session["helping"] >= _HELPING_NOTED:
        session["helping"] = _now()


def _now() -> int:
    return int(services().clock().timestamp())


def empty_session() -> None:
    """Forget what this browser's cookie holds, but the language, and that one person helps others here."""
    kept = {name: session[name] for name in ("language", "helping") if name in session}
    session.clear()
    session.update(kept)


def forget_all(*, helping: bool) -> None:
    """Forget everything that this browser knew, but the language: flows, sessions, known accounts, news.

    Args:
        helping: whether the next person is helped too.
    """
    for purpose in Purpose:
        if flow_id := session.get(purpose):
            services().flows.delete(flow_id)
    ended = Ended("", browsers=services().subscriptions.keys_of(device_values()))
    if token := session.get("signed_in"):
        found = services().signed_in.find(token)
        if found:
            services().signed_in.end(found)
            ended = replace(ended, record=found.account_id, session_id=found.id)
    empty_session()
    services().note_end(ended)
    session.permanent = True
    session.pop("helping", None)
    if helping:
        session["helping"] = _now()
    names = (_name(), _dispute_name())

    @after_this_request
    def forget(response: Response) -> Response:
        for name in names:
            response.delete_cookie(name, secure=services().settings.https, httponly=True, samesite="Lax")
        # not "storage": the guides stay (decision record 0008)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


def own_browser(account_id: str) -> str:
    """Return this browser's value for the account if it has signed in there before, otherwise an empty text.

    Limits count such a browser apart, so that a stranger's tries do not count against the owner's. The
    look-up takes as long for an account id that does not exist, so that its time shows nothing.
    """
    values = device_values()
    return services().second_factors.known_device(account_id, values) if values else ""


def become_known_to(
    account_id: str, *, sign_in: Mapping[str, str] | None = None, tell: Sequence[Notice] = ()
) -> None:
    """Remember this browser for the account; a browser of a helper gets no cookie, and is new each time.

    Args:
        sign_in: the codes of the sign-in, which the history notes in the same transaction; None: the account
            was just opened here.
        tell: the messages about a new browser.
    """
    if is_helping() and sign_in is None:
        return
    # An account that knows none of the values gets a new one: the others may have been copied before.
    own = own_browser(account_id) or new_value()
    services().second_factors.remember_device(account_id, own, sign_in=sign_in, tell=tell)
    if not is_helping():
        others = [value for value in device_values() if value != own]
        _keep(_name(), ".".join([own, *others][:MOST_ACCOUNTS]), DEVICE_REMEMBERED)


def own_browser_of_dispute(reference: str) -> str:
    """Return a random id of this browser if it opened or showed this dispute before; otherwise an empty text.

    The cookie holds the random id and signatures, and no reference.
    """
    browser, signatures = signed_in_cookie(_dispute_name())
    own = _dispute_signature(browser, reference).encode()
    is_own = any(hmac.compare_digest(own, signature.encode()) for signature in signatures)
    return browser if browser and is_own else ""


def become_known_to_dispute(reference: str) -> None:
    """Remember this browser for the dispute, so that wrong codes from other browsers do not close it here."""
    browser, signatures = signed_in_cookie(_dispute_name())
    browser = browser or new_value()
    own = _dispute_signature(browser, reference)
    others = [signature for signature in signatures if signature != own]
    _keep(_dispute_name(), ".".join([browser, own, *others][: MOST_DISPUTES + 1]), DEVICE_REMEMBERED)


def signed_in_cookie(name: str) -> tuple[str, list[str]]:
    """Return the value in front of a cookie and the signatures behind it; nothing if we did not make it."""
    browser, *signatures = request.cookies.get(name, "").split(".")
    return (browser, signatures) if is_our_value(browser) else ("", [])


def _signature_of(random: str) -> str:
    return services().lookup.digest("browser_value", random)[:_SIGNATURE]


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
