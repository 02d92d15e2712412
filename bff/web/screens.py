"""How a screen is rendered, as a whole page or as the part that htmx swaps in.

Every step works as a plain page. For htmx the next screen's block comes in the same answer, so that a step
costs one round trip on a slow network.
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

from bff.journeys.flow import Flow
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import is_switching
from bff.serving.rendering import render_part, render_whole
from bff.web.lookup import journey_of


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf is untyped
    """The base of all forms: CSRF is checked for the whole product, so no form checks it again."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # flask_wtf is untyped
        csrf = False

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Leave the form empty on a screen that a person has only just arrived at."""
            return None if g.get("arriving") else super().wrap_formdata(form, formdata)

    def is_submitted(self) -> bool:
        """Tell whether this very form was sent, and not merely the language switched on it."""
        return bool(super().is_submitted()) and not g.get("arriving") and not is_switching()


def go(url: str) -> ResponseReturnValue:
    """Send the browser to another page, from a plain request or from htmx."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)


def is_htmx() -> bool:
    """Tell whether htmx asks for a part of a page (a history restore asks for the whole)."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def screen(template: str, *, status: int = 200, **context: Any) -> ResponseReturnValue:
    """Render a screen: the whole page, or for htmx its title and its ``screen`` block.

    A form with errors makes the status 422.
    """
    form = context.get("form")
    has_errors = bool(form is not None and form.errors)
    if status == 200 and has_errors:
        status = 422
        g.setdefault("outcome", "slip")  # what a view found is more: a wrong code, a wrong password
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


def page_title(heading: str, *, has_errors: bool) -> str:
    """Write what a browser's tab says: the error first, then the heading, then whose portal it is."""
    prefix = escape(_("Error")) + ": " if has_errors else escape("")
    return f"{prefix}{heading} – {escape(services().settings.product_name)}"
