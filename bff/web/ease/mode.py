"""Tells whether this browser shows easy screens. The cookie says only that, and nothing of a person."""

from datetime import timedelta

from flask import Flask, Response, after_this_request, has_request_context, request

from bff.services import services

#: How long a browser remembers it (an assumption), as long as the size of the text.
REMEMBERED = timedelta(days=365)
_ON = "yes"
#: Over https, and over http, where a browser refuses the first. It is no secret, so either may say so.
_NAMES = "__Host-easy", "easy"
#: Where no citizen works: a desk and the gallery's own pages are the same in every mode.
_NEVER = ("/desk", "/gallery")


def is_easy() -> bool:
    """Return whether this request's screen is an easy one."""
    if not has_request_context() or request.path.startswith(_NEVER):
        return False
    return _ON in {request.cookies.get(name) for name in _NAMES}


def remember(*, easy: bool) -> None:
    """Let this browser show easy screens from now on, or the usual ones."""

    @after_this_request
    def keep(response: Response) -> Response:
        lifetime = REMEMBERED if easy else timedelta(0)
        secure = services().settings.https
        response.set_cookie(_name(), _ON, max_age=lifetime, secure=secure, httponly=True, samesite="Lax")
        return response


def init_ease(app: Flask) -> None:
    """Tell templates whether the screen is an easy one."""
    app.jinja_env.globals["is_easy"] = is_easy


def _name() -> str:
    return _NAMES[0] if services().settings.https else _NAMES[1]
