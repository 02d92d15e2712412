"""Handles the exceptions of all views: each handler logs an outcome and shows the person what to do next.

A machine that calls is told in JSON, and gets no cookie.

Nothing that the person typed is lost. With htmx the message appears above the form. Without it, the error
page shows the form again from what was sent; passwords and codes are asked for again.
"""

import redis
from flask import Flask, current_app, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, generate_csrf
from markupsafe import escape
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, SecurityError
from werkzeug.wrappers import Response

from accounts.account.standing import NotActive
from accounts.account.ways_in import ChangedSince
from accounts.hashing import Busy
from accounts.storage.database import Unavailable
from bff.serving.beat import TooMuch
from bff.serving.language import gettext as _
from bff.serving.language import is_own_path, lazy, waiting_time
from bff.serving.log import log, new_incident, outcome
from bff.serving.overload import FULL
from bff.serving.security import ForeignOrigin
from bff.serving.wire.lane import Full
from bff.stores.attempts import TooOften
from bff.stores.flows import HeldTooLong, OutOfDate, TooLarge
from bff.web.fields import CodeField, password_field
from bff.web.screens import Form, go, is_htmx, screen
from verifiers.certificates import SOURCES_OF_REVOCATION
from verifiers.errors import Crowded, UnexpectedAnswer, Unreachable

#: The product never writes the values of these fields into a page.
_SECRET_FIELDS = frozenset({"password", "confirmation", "current", "code"})
#: The names of the limits that only a person with the right password comes to.
_CODES_AFTER_A_PASSWORD = frozenset({"codes_hour", "codes_day", "wrong_codes_sign_in", "codes_account"})
#: Bounds of what one account costs after right codes to its phone.
_OF_AN_ACCOUNT = frozenset({"resets_account", "carrier_account"})
_NOT_REPEATED = _SECRET_FIELDS | {"csrf_token", "language"}
RETRY_AFTER_SECONDS = 5
#: No authority says whether a certificate was revoked: pressing again does not help, and nobody did wrong.
NO_WORD_ON_REVOCATION = lazy(
    "The authority that issued your certificate does not say right now whether it is still valid, so we may "
    "not accept it yet. This is not your fault, and you have not been refused. Trying again at once does not "
    "help: wait an hour, or choose another way."
)


class SecretsForm(Form):
    """The fields of a repeated form that the person fills in again."""

    current = password_field(lazy("Current password"), "", autocomplete="current-password")
    password = password_field(lazy("Password"), "", autocomplete="current-password")
    confirmation = password_field(lazy("Password again"), "", autocomplete="current-password")
    code = CodeField(lazy("Verification code"), said=lazy("Enter the 6-digit code from the message."))


def init_errors(app: Flask) -> None:
    """Register all error handlers of the product."""
    app.register_error_handler(Unreachable, _silence)
    app.register_error_handler(UnexpectedAnswer, _nonsense)
    app.register_error_handler(TooOften, _too_often)
    for busy in (Busy, Crowded, Full, HeldTooLong, OutOfDate, TooMuch, Unavailable, redis.RedisError):
        app.register_error_handler(busy, _busy)
    app.before_request(_refuse_where_full)
    app.register_error_handler(NotActive, _frozen)
    app.register_error_handler(ChangedSince, _overtaken)
    app.register_error_handler(TooLarge, _too_large)
    app.register_error_handler(CSRFError, _stale_page)
    app.register_error_handler(InternalServerError, _broken)
    app.register_error_handler(HTTPException, _no_such_page)


def _refuse_where_full() -> None:
    """End a form's request for which the worker has no place, so that the form is shown again."""
    if FULL in request.environ:
        raise Full


def _silence(trouble: Unreachable) -> ResponseReturnValue:
    outcome(f"silence_{trouble.counterpart}")
    log.warning("counterpart_silent", counterpart=trouble.counterpart, reason=trouble.reason)
    text = _silence_words(trouble.counterpart)
    return _trouble(_("No answer yet"), text, 503, retry_after=trouble.retry_after_seconds)


def _silence_words(counterpart: str) -> str:
    match counterpart:
        case "carrier":
            return _(
                "The carriers' service is not answering right now. You have not been refused, and nothing "
                "you entered is lost. Try again in a few minutes, or choose another way."
            )
        case "sms":
            return _(
                "The message could not be sent right now. You have not been refused, and nothing you entered "
                "is lost. Try again in a few minutes."
            )
        case "post":
            return _(
                "Vietnam Post is not answering right now. You have not been refused, and nothing you entered "
                "is lost. Try again in a few minutes."
            )
        case source if source in SOURCES_OF_REVOCATION:
            return str(NO_WORD_ON_REVOCATION)
        case "certificate_work":
            return _("Many people are here at once. Nothing you entered is lost. Try again in a few seconds.")
        case _:
            return _(
                "The service that we ask is not answering right now. You have not been refused, and nothing "
                "you entered is lost. Try again in a few minutes."
            )


def _nonsense(trouble: UnexpectedAnswer) -> ResponseReturnValue:
    incident = new_incident()
    outcome(f"nonsense_{trouble.counterpart}")
    log.error(
        "counterpart_nonsense", counterpart=trouble.counterpart, reason=trouble.reason, incident=incident
    )
    if trouble.counterpart in SOURCES_OF_REVOCATION:
        return _trouble(_("No answer yet"), str(NO_WORD_ON_REVOCATION), 503)
    text = _(
        "The service that we ask gave an answer we do not understand. You have not been refused. Try again "
        "later; if it happens again, tell us the incident number %(incident)s.",
        incident=incident,
    )
    return _trouble(_("Something is wrong on our side"), text, 503)


def _busy(trouble: Exception) -> ResponseReturnValue:
    outcome(f"busy_{type(trouble).__name__.lower()}")
    if isinstance(trouble, redis.exceptions.OutOfMemoryError):
        log.error("store_full")  # docs/operations.md: an alarm
    else:
        log.warning("busy", kind=type(trouble).__name__)
    text = _("Many people are here at once. Nothing you entered is lost. Try again in a few seconds.")
    retry_after = getattr(trouble, "retry_after_seconds", None) or RETRY_AFTER_SECONDS
    return _trouble(_("Please try again in a moment"), text, 503, retry_after=retry_after)


def _too_often(trouble: TooOften) -> ResponseReturnValue:
    outcome(f"too_often_{trouble.name}")
    text = _(
        "This was tried too often. To protect you we wait for %(time)s before the next try. Nothing is "
        "locked, and other ways stay open.",
        time=waiting_time(trouble.retry_after_seconds),
    )
    if trouble.name in _OF_AN_ACCOUNT:
        text += " " + _(
            "A signature, or a visit to an office, still opens your account at once: choose one under "
            "“I forgot my password”."
        )
    if trouble.name in _CODES_AFTER_A_PASSWORD and request.blueprint == "sign_in":
        text += " " + _(
            "If it was not you who asked for these codes, someone else knows your password: choose a new "
            "password with “I forgot my password”. After that you can sign in at once."
        )
    return _trouble(_("Please wait before you try again"), text, 429, retry_after=trouble.retry_after_seconds)


def _too_large(_record: TooLarge) -> ResponseReturnValue:
    outcome("record_too_large")
    log.error(
        "record_too_large"
    )  # the fields' own bounds leave room for every form: this is a mistake of ours
    title, text = _words_of_status(413)
    return _trouble(title, text, 413, repeat=False)


def _frozen(_overtaken: NotActive) -> ResponseReturnValue:
    """Lead to the page for frozen accounts.

    The account was frozen, e.g. by a dispute, while its holder was changing it. The change was not saved.
    """
    outcome("account_frozen")
    if _is_asked_by_machine():
        return _told_in_json(400, {})
    return go(url_for("sign_in.frozen"))


def _overtaken(_overtaken: ChangedSince) -> ResponseReturnValue:
    """Lead to sign-in: another browser changed a way in and ended this session. Nothing was saved."""
    outcome("changed_since")
    if _is_asked_by_machine():
        return _told_in_json(400, {})
    session.pop("signed_in", None)
    return go(url_for("sign_in.credentials", notice="ended"))


def _stale_page(error: CSRFError) -> ResponseReturnValue:
    """Say why a form was not taken, each cause in words of its own, and how to go on."""
    if isinstance(error, ForeignOrigin):
        outcome("csrf_foreign")
        text = _("Another page sent this form, so nothing was done with it. Open our page and begin there.")
        return _trouble(_("This form did not come from our page"), text, 400, repeat=False)
    title = _("Please send the form again")
    if current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
        outcome("csrf_stale")
        text = _("This page was open for too long, or in another window. Send the form once more.")
    else:
        outcome("csrf_no_cookie")
        text = _(
            "Your browser did not send our cookie, without which we cannot know that the form is yours. Send "
            "it once more. If this comes again, allow cookies for this page, or open it in another browser."
        )
    answer = make_response(_trouble(title, text, 400))
    # app.js puts the new token into the forms of the page, so that sending the form again works.
    answer.headers["CSRF-Token"] = generate_csrf()
    return answer


def _broken(error: InternalServerError) -> ResponseReturnValue:
    incident = new_incident()
    outcome("broken")
    kind = type(error.original_exception or error).__name__
    log.error("broken", kind=kind, incident=incident, exc_info=error.original_exception)
    text = _(
        "We made a mistake. Try again; if it happens again, tell us the incident number %(incident)s.",
        incident=incident,
    )
    return _trouble(_("Something is wrong on our side"), text, 500)


def _no_such_page(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    outcome(f"http_{status}")
    if error.response is not None:  # a redirect by the router
        return error
    if isinstance(error, SecurityError):  # an unknown host: a page would have wrong addresses
        return Response("This host is not served here.\n", status=status, mimetype="text/plain")
    if request.endpoint == "assets.static":  # a style sheet or a script asks for no page
        return Response("There is no such file.\n", status=status, mimetype="text/plain")
    if status == 404 and (there := _without_slash()):
        return redirect(there, 308)  # 308: a form stays a form
    if _is_asked_by_machine():
        known = error.valid_methods if isinstance(error, MethodNotAllowed) else None
        return _told_in_json(status, {"Allow": ", ".join(sorted(known))} if known else {})
    title, text = _words_of_status(status)
    return _trouble(title, text, status, repeat=False)


def _without_slash() -> str | None:
    """Return the address without the slash at its end, if a page of ours is there; else None."""
    path = request.path.rstrip("/")
    if path == request.path or not path or not is_own_path(path):
        return None
    try:
        current_app.create_url_adapter(request).match(path, method=request.method)  # type: ignore[union-attr]  # of a request
    except HTTPException:
        return None
    query = request.query_string.decode("ascii", "replace")
    return f"{path}?{query}" if query else path


def _words_of_status(status: int) -> tuple[str, str]:
    match status:
        case 404 | 405:
            return _("This page does not exist"), _("Check the address, or start from the home page.")
        case 413:
            return _("What you sent is too large"), _("No form here is that large. Go back and send less.")
        case _:
            return _("The request was not understood"), _(
                "Go back and try again, or start from the home page."
            )


def _trouble(
    title: str, text: str, status: int, *, retry_after: int | None = None, repeat: bool = True
) -> ResponseReturnValue:
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    if _is_asked_by_machine():
        return _told_in_json(status, headers)
    if is_htmx():
        headers |= {"HX-Retarget": "#alert", "HX-Reswap": "innerHTML", "HX-Push-Url": "false"}
        return Response(str(escape(text)), status=status, headers=headers, mimetype="text/html")
    again, secrets = _form_to_repeat() if repeat else (None, None)
    page = make_response(
        screen("errors/trouble.html", status=status, heading=title, text=text, again=again, secrets=secrets)
    )
    page.headers.update(headers)
    return page


def _is_asked_by_machine() -> bool:
    return request.path in current_app.extensions["json_paths"]


def _told_in_json(status: int, headers: dict[str, str]) -> ResponseReturnValue:
    """Answer as an OAuth server does (RFC 6749, 4.1.2.1 and 5.2)."""
    error = {429: "temporarily_unavailable", 503: "temporarily_unavailable"}.get(status)
    told = {"error": error or ("server_error" if status >= 500 else "invalid_request")}
    return told, status, {**headers, "Cache-Control": "no-store", "Pragma": "no-cache"}


def _form_to_repeat() -> tuple[list[tuple[str, str]] | None, Form | None]:
    """Return the form that was sent: its fields with their values, and the fields to fill in again."""
    if request.method != "POST":
        return None, None
    sent = [(name, text) for name, text in request.form.items(multi=True) if name not in _NOT_REPEATED]
    secrets = SecretsForm(formdata=None)
    for name in _SECRET_FIELDS:
        if not request.form.get(name):
            del secrets[name]
    return sent, secrets if list(secrets) else None
