"""Begins, finds and ends the signed-in session of a browser."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial, wraps
from http import HTTPStatus

import redis
from flask import Flask, Response, g, request, session, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account, AccountEvent
from bff.rules.portals.means import Means
from bff.services import services
from bff.serving.log import outcome
from bff.stores.sessions import Ended, id_of
from bff.stores.signed_in import SignedIn
from bff.web.devices import NAMELESS, counted_browser, empty_session, own_browser
from bff.web.gate import answer_once
from bff.web.portals import waiting
from bff.web.screens import go

#: A view that gets the account and the session first, then its own arguments.
AccountView = Callable[..., ResponseReturnValue]


def entering(account_id: str, *, generation: int) -> Account | ResponseReturnValue:
    """Return the account of a person who has proved their identity, or a redirect to why it is not opened.

    A person whose account is frozen or closed learns that only here, after the proof.

    Args:
        generation: of the account's ways in when the person proved theirs. Another one now: no session.
    """
    account = services().accounts.get(account_id)
    if account is None or not account.is_active:
        return _refuse(account)
    if account.generation != generation:
        outcome("ways_in_changed")
        return go(url_for("sign_in.credentials", notice="expired"))
    return account


def begin_session(account_id: str, *, generation: int, means: tuple[Means, ...]) -> SignedIn:
    """Begin a session in the store, after `entering`; the browser gets it by `enter_session`.

    If this request ends in an error, the session ends too (`init_sessions`).
    """
    begun = services().signed_in.begin(account_id, device=device_name(), generation=generation, means=means)
    g.begun, g.cookie_before = begun, dict(session)
    return begun


def enter_session(begun: SignedIn) -> None:
    """Put a new session into the cookie, after everything that can fail has been done.

    The cookie keeps only the language, helper mode and the ids of portals' requests from before.
    """
    kept = waiting.kept_over()
    empty_session()  # session fixation: nothing that a cookie had before signing in may count afterwards
    session.update(kept)
    session["signed_in"] = begun.token
    session.permanent = True
    outcome("signed_in")


def init_sessions(app: Flask) -> None:
    """End a session that began in a request whose answer is an error; the cookie stays as it was before."""

    @app.after_request
    def carry_no_session(response: Response) -> Response:
        begun: SignedIn | None = g.get("begun")
        if begun is None or response.status_code < HTTPStatus.BAD_REQUEST:
            return response
        session.clear()
        session.update(g.cookie_before)
        g.pop("signed_in", None)
        with suppress(redis.RedisError):  # no browser has its token
            services().signed_in.end(begun)
        return response


def _refuse(account: Account | None) -> ResponseReturnValue:
    """Redirect to the page that explains why the account is frozen or closed."""
    outcome("sign_in_refused")
    if account is None:
        return go(url_for("sign_in.credentials"))
    services().note_repeatable(account.id, AccountEvent.SIGN_IN_REFUSED, standing=account.standing)
    return go(url_for("sign_in.frozen"))


def go_on_as(signed_in: SignedIn, *, generation: int) -> SignedIn:
    """Give this browser's session a new token, after its person changed a way in; the others end."""
    services().signed_in.end_others(signed_in)
    own = own_browser(signed_in.account_id)
    services().subscriptions.keep_only(signed_in.account_id, browser=own, generation=generation)
    services().grants.end_sessions_now(signed_in.account_id, keep=signed_in.id)
    renewed = services().signed_in.renew(signed_in, generation=generation)
    services().grants.go_on_in(signed_in.id, renewed.id)
    session["signed_in"] = renewed.token
    g.signed_in = renewed
    return renewed


def end_session(signed_in: SignedIn, *, event: AccountEvent | None = None) -> None:
    """End this browser's session. It is told of no more news about the account.

    Args:
        event: what notes it in the account's history; None: nothing.
    """
    services().signed_in.end(signed_in)  # before any look into the database
    own = own_browser(signed_in.account_id)
    end_here_and_at_portals(signed_in, event=event, browsers=(own,) if own else ())
    empty_session()
    g.pop("signed_in", None)


def end_here_and_at_portals(
    signed_in: SignedIn, *, event: AccountEvent | None = None, browsers: Sequence[str] = ()
) -> None:
    """End a session; the portals where it signed its person in are told.

    It ends in Redis first: a database that takes no writes keeps no person signed in, and is told later.
    """
    services().signed_in.end(signed_in)
    keys = services().subscriptions.keys_of(browsers)
    services().note_end(Ended(signed_in.account_id, signed_in.id, event or "", keys))


def current_session() -> SignedIn | None:
    """Return the signed-in session of this request. Only the first call reads it from Redis."""
    if "signed_in" not in g:
        token = session.get("signed_in")
        g.signed_in = services().signed_in.find(token) if token else None
    found: SignedIn | None = g.signed_in
    return found


def signed_in_only(view: AccountView) -> AccountView:
    """Open a view only to signed-in people; redirect all others to sign-in.

    A form that is pressed twice gets one answer (`bff.web.gate.answer_once`): the first press may have
    renewed the session, and the second one has the token from before.
    """

    @wraps(view)
    def guarded(*arguments: object, **in_the_address: object) -> ResponseReturnValue:
        look = partial(open_to_signed_in, *arguments, **in_the_address)
        token = session.get("signed_in")
        if request.method != "POST" or not token:
            return look()
        return answer_once(id_of(token), look, kept=partial(_kept_session, token), go_on=_go_on_in)

    def open_to_signed_in(*arguments: object, **in_the_address: object) -> ResponseReturnValue:
        signed_in = current_session()
        account = services().accounts.get(signed_in.account_id) if signed_in else None
        if signed_in is None or account is None:
            notice = "ended" if session.pop("signed_in", None) else None
            outcome("not_signed_in")
            return go(url_for("sign_in.credentials", notice=notice))
        if not account.is_active:  # what froze or closed the account has ended its sessions
            session.pop("signed_in", None)
            outcome("account_not_active")
            return go(url_for("sign_in.frozen"))
        if account.generation != signed_in.generation:  # a way in was changed elsewhere
            session.pop("signed_in", None)
            return go(url_for("sign_in.credentials", notice="ended"))
        g.expires_in = services().signed_in.seconds_left(signed_in)
        return view(account, signed_in, *arguments, **in_the_address)

    return guarded


def sign_in_once(view: Callable[[], ResponseReturnValue]) -> Callable[[], ResponseReturnValue]:
    """Give a sign-in that is pressed twice one answer: what a passkey has signed counts once.

    There is no session yet, so a press is one of this browser. A browser without an id is not told apart
    from others, and each of its presses is judged.
    """

    @wraps(view)
    def once() -> ResponseReturnValue:
        browser = counted_browser()
        if request.method != "POST" or browser == NAMELESS:
            return view()
        return answer_once(f"passkey {browser}", view, kept=partial(_kept_session, ""), go_on=_go_on_in)

    return once


def _kept_session(token: str, *, is_done: bool) -> str | None:
    """Return what a second press needs to go on in the session; None: it may do its own work."""
    is_renewed = session.get("signed_in", token) != token
    is_code = is_done and not {"code", "credential"}.isdisjoint(request.form)
    return json.dumps(dict(session)) if is_renewed or is_code else None


def _go_on_in(kept: str) -> bool:
    """Go on in the session that `_kept_session` kept; False if it has ended since."""
    facts = json.loads(kept)
    found = services().signed_in.find(facts.get("signed_in", ""))
    if found is None or services().accounts.generation_of(found.account_id) != found.generation:
        return False
    session.clear()
    session.update(facts)
    g.signed_in = found
    g.expires_in = services().signed_in.seconds_left(found)
    return True


def device_name() -> str:
    """Return a coarse name of the browser that its owner recognises: ``Chrome · Android``."""
    agent = request.user_agent.string
    systems = {
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Windows": "Windows",
        "Mac OS X": "macOS",
    }
    # The user agents of most browsers also contain "Chrome" or "Safari": these two come last.
    browsers = {"Edg": "Edge", "OPR": "Opera", "coc_coc": "Cốc Cốc", "Firefox": "Firefox", "Zalo": "Zalo"}
    browsers |= {"Chrome": "Chrome", "Safari": "Safari"}
    system = next((name for mark, name in systems.items() if mark in agent), "Linux")
    browser = next((name for mark, name in browsers.items() if mark in agent), "—")
    return f"{browser} · {system}"
