"""Renders a screen: as a whole page, or for htmx as the part that it swaps in.

Every step also works as a plain page without JavaScript. For htmx the response to a form contains the next
screen, so that a step costs one round trip on a slow network.
"""

from typing import Any

from flask import (
    g,
    redirect,
    request,
)
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from markupsafe import escape
from werkzeug.wrappers import Response
from wtforms import PasswordField

from bff.journeys.flow import Flow
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import is_switching
from bff.serving.rendering import render_part, render_whole
from bff.web.fields import BoundedMeta, CodeField
from bff.web.lookup import journey_of


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

    def is_submitted(self) -> bool:
        """Return whether this form was sent: not the form of the step before, and not the language switch."""
        return bool(super().is_submitted()) and not g.get("arriving") and not is_switching()


def go(url: str) -> ResponseReturnValue:
    """Redirect the browser to another page; htmx follows its own header, because it cannot see a 303."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)


def is_htmx() -> bool:
    """Return whether htmx asks for a part of a page; to restore its history it asks for a whole page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def screen(template: str, *, status: int = 200, **context: Any) -> ResponseReturnValue:
    """Render a screen: the whole page, or for htmx its title and its ``screen`` block.

    The status is 422 if the form in *context* has errors.
    """
    form = context.get("form")
    if is_switching() and not is_htmx() and _is_kept(form, context.get("flow")):
        return redirect(request.path, 303)  # Back and Forward must not ask whether to send the form again
    has_errors = bool(form is not None and form.errors)
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
        return render_whole(template, **context), status
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
