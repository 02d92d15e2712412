"""By what a browser is known again after signing in: a random cookie, which says nothing of anybody."""

import secrets

from flask import Response, after_this_request, request, session

from accounts.second_factors.store import DEVICE_REMEMBERED
from bff.services import services


def device_cookie() -> str:
    """The cookie this browser is known by; empty where it has none."""
    return request.cookies.get(_name(), "")


def is_known_to(account_id: str) -> bool:
    """Whether the account was entered by this browser before; as much work where there is no account."""
    cookie = device_cookie()
    return bool(cookie) and services().second_factors.knows_device(account_id, cookie)


def become_known_to(account_id: str, *, noted: bool) -> None:
    """Know this browser from now on: it has signed in to the account (*noted*), or has just opened it."""
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
    """An id of this browser session that says nothing of the person; made when first asked for."""
    if "browser" not in session:
        session["browser"] = secrets.token_urlsafe(16)
    return str(session["browser"])
