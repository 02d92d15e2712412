"""Remembers browsers that signed in before, with a random cookie that identifies no person."""

import secrets

from flask import Response, after_this_request, request, session

from accounts.second_factors.store import DEVICE_REMEMBERED
from bff.services import services


def device_cookie() -> str:
    """Return the random cookie of this browser; empty if it has none."""
    return request.cookies.get(_name(), "")


def is_known_to(account_id: str) -> bool:
    """Return whether this browser has signed in to the account before.

    The look-up takes as long for an account id that does not exist, so that its time shows nothing.
    """
    cookie = device_cookie()
    return bool(cookie) and services().second_factors.knows_device(account_id, cookie)


def become_known_to(account_id: str, *, noted: bool) -> None:
    """Remember this browser for the account.

    Args:
        noted: add the new browser to the account's history: after signing in, not after opening the account.
    """
    cookie = device_cookie() or secrets.token_urlsafe(24)
    services().second_factors.remember_device(account_id, cookie, noted=noted)

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            _name(),
            cookie,
            max_age=DEVICE_REMEMBERED,
            secure=services().settings.https,
            httponly=True,
            samesite="Lax",
        )
        return response


def _name() -> str:
    return "__Host-device" if services().settings.https else "device"


def browser_id() -> str:
    """Return a random id of this browser session, which identifies no person. The first call makes it."""
    if "browser" not in session:
        session["browser"] = secrets.token_urlsafe(16)
    return str(session["browser"])
