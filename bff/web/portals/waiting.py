"""Remembers in the browser's cookie which portals' requests its person has begun to answer: ids alone.

A request belongs to the browser that began to answer it. Its id stands in addresses, so another browser may
know it: there the request has ended. Otherwise a stranger could let an owner answer the stranger's request.
"""

import hmac
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import request, session, url_for

from accounts.portals.records import Portal
from bff.services import services
from bff.serving.language import current_language
from bff.stores.portals.records import REQUEST_IDLE_SECONDS, REQUEST_SECONDS, Kind

#: A browser answers the newest ones; of a person with more open tabs the oldest request is forgotten.
MOST_WAITING = 5
_NAME, _MARK, _ON_THE_WAY = "portals", "portals_mark", "portals_way"


def remember(token: str) -> None:
    """Remember that the request with this id waits for the person of this browser."""
    session[_NAME] = [token, *(one for one in tokens() if one != token)][:MOST_WAITING]
    session.permanent = True


def set_out(token: str) -> None:
    """Remember the request, and that its person goes on from its page: afterwards they return at once."""
    remember(token)
    session[_ON_THE_WAY] = token


def is_on_the_way(token: str) -> bool:
    """Return whether this person came from the page of this request, and not another person before them."""
    return bool(session.get(_ON_THE_WAY) == token)


def forget(token: str) -> None:
    """Forget a request that was answered: its page, reached by Back, does not return by itself again."""
    if is_on_the_way(token):
        session.pop(_ON_THE_WAY)
    left = [one for one in tokens() if one != token]
    if left:
        session[_NAME] = left
    else:
        session.pop(_NAME, None)


def tokens() -> list[str]:
    """Return the ids of the requests that wait, the newest first; some may have expired."""
    return [str(one) for one in session.get(_NAME, ())]


def own_mark() -> str:
    """Return by what a request's record names this browser. The first call makes it."""
    if _MARK not in session:
        session[_MARK] = secrets.token_urlsafe(16)
        session.permanent = True
    return _digest_of(session[_MARK])


def find(token: str) -> dict[str, Any] | None:
    """Return what is kept under *token*; None: it has ended, or another browser began to answer it."""
    facts = services().portal_store.find(Kind.REQUEST, token) if token and _MARK in session else None
    if facts is None or not hmac.compare_digest(facts.get("browser", ""), _digest_of(session[_MARK])):
        return None
    age = services().clock() - began_at(facts)
    return facts if age < timedelta(seconds=REQUEST_SECONDS) else None


def touch() -> None:
    """Let the requests of this browser wait on: its person is doing what they wait for."""
    if waiting := tokens():
        services().portal_store.touch(Kind.REQUEST, waiting, seconds=REQUEST_IDLE_SECONDS)


def kept_over() -> dict[str, Any]:
    """Return what a sign-in keeps of the cookie: the requests are what it is for."""
    return {name: session[name] for name in (_NAME, _MARK, _ON_THE_WAY) if name in session}


@contextmanager
def this_alone(token: str) -> Iterator[None]:
    """Keep this one request over what the block does to the cookie, for the person who comes next."""
    mark = session[_MARK]
    yield
    session[_MARK] = mark
    set_out(token)


def coming_from_one() -> None:
    """Put the request first that the address of a sign-in page names: the person came from its portal.

    A person who opens the page without a portal's request is on the way to none: who used the browser before
    may have left one.
    """
    token = request.args.get("portal", "")
    if find(token) is not None:
        set_out(token)
    elif request.method == "GET":
        session.pop(_ON_THE_WAY, None)


def waiting_portals(allows: Callable[[datetime], bool] = bool) -> list[tuple[str, str]]:
    """Return address and portal's name of each request that waits, the newest first.

    Args:
        allows: which ones, by the time at which the person began to answer them; all, if none is given.
    """
    found = []
    for token in tokens():
        facts = find(token)
        portal = services().portals.find(facts["portal_id"]) if facts else None
        if facts is not None and portal is not None and allows(began_at(facts)):
            found.append((url_for("provider.door", token=token), name_of(portal)))
    return found


def began_at(facts: dict[str, Any]) -> datetime:
    """Return when the person began to answer a kept request."""
    return datetime.fromisoformat(facts["at"]).astimezone(UTC)


def next_place() -> str | None:
    """Return where a person goes on who has just signed in; None: no portal waits for them."""
    return next((address for address, _name in waiting_portals()), None)


def name_of(portal: Portal) -> str:
    """Return the portal's name in the person's language."""
    return portal.name_en if current_language() == "en" else portal.name_vi


def _digest_of(mark: str) -> str:
    return services().lookup.digest("portal_browser", mark)[:32]
