"""Renders a screen: as a whole page, or for htmx as the part that it swaps in.

Every step also works as a plain page without JavaScript. For htmx the response to a form contains the next
screen, so that a step costs one round trip on a slow network. A plain form with errors is redirected to its
address, which shows the page with the errors: after Back and Forward the browser must not ask whether to send
the form again.
"""

import json
import secrets
from collections.abc import Callable
from typing import Any

from flask import (
    Flask,
    current_app,
    g,
    redirect,
    request,
    session,
)
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from markupsafe import escape
from werkzeug.wrappers import Response
from wtforms import PasswordField

from bff.journeys.flow import Flow
from bff.services import services
from bff.serving.language import current_language, is_switching
from bff.serving.language import gettext as _
from bff.serving.rendering import render_part, render_whole
from bff.web.ease.mode import is_easy
from bff.web.ease.one_at_a_time import parts_of, validate_part
from bff.web.fields import BoundedMeta, CodeField
from bff.web.lookup import journey_of

#: How long a page with errors is kept for the redirect that shows it, in seconds (an assumption): longer than
#: a person looks at another page and comes back. Later, the address shows its form without the errors.
SLIP_SECONDS = 300
#: The longest page that is kept, in bytes; a longer one is the answer to its form itself.
LONGEST_SLIP = 48 * 1024
#: The statuses of an answer that shows the form again: it has errors, or was sent too often.
_SLIPS = frozenset({422, 429})


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf is untyped
    """The base class of all forms. Forms do not check CSRF: `bff.serving.security` does, for the product."""

    class Meta(BoundedMeta, FlaskForm.Meta):  # type: ignore[misc]  # flask_wtf is untyped
        """How WTForms builds each form: without its own CSRF check, from texts only, each with a bound."""

        csrf = False

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:  # noqa: ARG002 - WTForms' signature
            """Read the texts of the request's form, and nothing else.

            Flask-WTF would also read a JSON body, and a file in place of a text: both hold values that are no
            texts. The next screen's form stays empty, because htmx gets that screen in the response to the
            last form.
            """
            if formdata is None or g.get("arriving") or request.method != "POST":
                return None
            return request.form

    #: Whether a part of it was sent in easy mode, and more is asked on the next screen.
    is_partial = False

    def is_submitted(self) -> bool:
        """Return whether this form was sent: not the form of the step before, and not the language switch."""
        is_whole = not self.is_partial and not g.get("arriving") and not is_switching()
        return bool(super().is_submitted()) and is_whole

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Return whether the form was sent and is valid; in easy mode, each field is asked by itself."""
        parts = parts_of(self) if is_easy() else []
        if len(parts) < 2:
            g.asked_part = None
            return bool(super().validate_on_submit(extra_validators))
        return validate_part(self, parts, lambda: bool(self.validate(extra_validators)))


def go(url: str) -> ResponseReturnValue:
    """Redirect the browser to another page; htmx follows its own header, because it cannot see a 303."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)


def is_htmx() -> bool:
    """Return whether htmx asks for a part of a page; to restore its history it asks for a whole page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def init_screens(app: Flask, *, may_keep_page: Callable[[], bool]) -> None:
    """Redirect plain forms with errors to their page; see `screen`, which shows the page there.

    Args:
        may_keep_page: counts one more page that is kept; false: there is no room, and the page is the answer.
    """

    @app.before_request
    def note_slip() -> None:
        if request.method == "POST" and (key := _slip_key()):
            g.slip_before = key  # signing out and the next person empty the session

    @app.after_request
    def keep_slip(response: Response) -> Response:
        if request.method != "POST":
            return response
        session.pop("slip", None)
        if "slip_before" in g:
            services().flows.forget_answer(g.slip_before)  # so one browser has one page kept
        if not _is_slip(response) or not may_keep_page():
            return response
        # A new id for each page: a copy of the cookie from before this answer opens nothing.
        session["slip"] = secrets.token_urlsafe(16)
        page = [request.full_path, g.form_screen, response.get_data(as_text=True)]
        services().flows.keep_answer(_slip_key(), json.dumps(page), seconds=SLIP_SECONDS)
        return redirect(_own_address(), 303)


def _own_address() -> str:
    """Return the address of this request, with its query."""
    return request.full_path.removesuffix("?")


def _is_slip(response: Response) -> bool:
    """Return whether *response* shows the form of a plain page again, at an address that a GET can open."""
    return (
        (response.status_code in _SLIPS or g.get("is_part"))
        and g.get("form_screen") is not None
        and "csrf_token" in session
        and request.headers.get("Sec-Fetch-Mode") == "navigate"  # Fetch Metadata: the browser keeps a history
        and (adapter := current_app.create_url_adapter(request)) is not None
        and "GET" in adapter.allowed_methods()
        and len(response.get_data()) <= LONGEST_SLIP
    )


def _slip_key() -> str:
    """Return the key of the page that was kept for this browser; empty if its cookie names none."""
    kept = session.get("slip")
    return f"slip {services().digest_of(kept)}" if isinstance(kept, str) else ""


def _kept_slip(template: str) -> str | None:
    """Return the page with errors that this browser was redirected to; None if this is another page."""
    if request.method != "GET" or not (key := _slip_key()):
        return None
    kept = services().flows.answer_of(key)
    if kept is None:
        return None
    address, shown, page = json.loads(kept)
    return str(page) if (address, shown) == (request.full_path, _shown(template)) else None


def _shown(template: str) -> list[str]:
    return [template, current_language()]


def screen(
    template: str, *, status: int = 200, holds_secret: bool = False, **context: Any
) -> ResponseReturnValue:
    """Render a screen: the whole page, or for htmx its title and its ``screen`` block.

    The status is 422 if the form in *context* has errors. A browser without htmx is then redirected, and the
    screen is the page that was kept for it.

    Args:
        holds_secret: the page shows a code or a key, so it is never kept.
    """
    form = context.get("form")
    # Asked of no error's page: a form that was too large can not be read.
    if status == 200 and is_switching() and not is_htmx() and _is_kept(form, context.get("flow")):
        return redirect(_own_address(), 303)  # Back and Forward must not ask whether to send the form again
    has_errors = bool(form is not None and form.errors)
    g.is_part = bool(getattr(form, "is_partial", False))
    if status == 200 and has_errors:
        status = 422
        g.setdefault("outcome", "slip")  # a view may have set a more exact code, such as "wrong_code"
    context["has_errors"] = has_errors
    flow: Flow | None = context.get("flow")
    if flow is not None:
        context["journey"] = journey_of(flow)
        if flow.step != "done":
            g.expires_in = services().flows.lifetime(flow)
    context["part"] = is_htmx()
    if not context["part"]:
        g.form_screen = None if holds_secret or template.startswith("errors/") else _shown(template)
        return _kept_slip(template) or render_whole(template, **context), status
    heading, block = render_part(template, **context)
    return f"<title>{page_title(heading, has_errors=has_errors)}</title>\n{block}", status


def _is_kept(form: Any, flow: Flow | None) -> bool:
    """Return whether a GET shows the form as it was typed: the flow keeps its texts, or nothing was typed.

    Passwords and codes are never shown again.
    """
    if form is None or (flow is not None and hasattr(form, "typed")):
        return True
    texts = [field for field in form if not isinstance(field, (PasswordField, CodeField))]
    return not any(field.data for field in texts)


def page_title(heading: str, *, has_errors: bool) -> str:
    """Return the page title: "Error" if there is one, then the heading, then the product's name."""
    prefix = escape(_("Error")) + ": " if has_errors else escape("")
    return f"{prefix}{heading} – {escape(services().settings.product_name)}"
