"""How a person moves from screen to screen: the gate before each step, going on, going back, showing.

Every step works as a plain page. For htmx the next screen's block comes in the same answer, so that
a step costs one round trip on a slow network.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from flask import (
    Blueprint,
    current_app,
    g,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from markupsafe import escape
from werkzeug.wrappers import Response

from bff.language import gettext as _
from bff.language import is_switching
from bff.log import outcome
from bff.method import Method
from bff.registration import Journey, OneTimeCodes, Purpose, Registration
from bff.rendering import render_part, render_whole
from bff.services import services
from bff.store import OutOfDate
from identity.subject import Subject

View = Callable[[Registration], ResponseReturnValue]


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


def step(blueprint: Blueprint, journey: Journey, name: str) -> Callable[[View], View]:
    """Make a view the step *name* of *journey*: reached in order only, one request at a time.

    Anyone ahead or behind is shown their own screen; with no registration left, the start.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def gated(arrived: Registration | None = None) -> ResponseReturnValue:
            if arrived is not None:
                return view(arrived)
            if request.method == "POST" and (registration_id := session.get(journey.purpose)):
                with services().registrations.hold(registration_id):
                    return _answer_post(view, journey, name)
            registration = current_registration(journey.purpose)
            if registration is None:
                return expired(journey.purpose)
            return view(registration) if _stands_at(registration, journey, name) else arrive(registration)

        path = "/" + name.replace("_", "-")
        blueprint.add_url_rule(path, endpoint=name, view_func=gated, methods=["GET", "POST"])
        return view

    return decorate


def _answer_post(view: View, journey: Journey, name: str) -> ResponseReturnValue:
    """Answer a form; a second time where a delivery receipt, which holds nothing, was noted meanwhile."""
    for _attempt in range(2):
        registration = current_registration(journey.purpose)
        if registration is None:
            return expired(journey.purpose)
        if not _stands_at(registration, journey, name):
            return arrive(registration)
        back = request.form.get("action") == "back" and journey.before(name)
        with suppress(OutOfDate):
            return go_back(registration, journey) if back else view(registration)
    return show_own_screen(journey.purpose)


def _stands_at(registration: Registration, journey: Journey, name: str) -> bool:
    return registration.journey == journey.key and registration.step == name


def begin(journey: Journey, subject: Subject, *, at: str | None = None, **facts: Any) -> Registration:
    """Make a registration at the first step of *journey*, or *at* another; the browser gets its id alone."""
    registration = Registration(
        id=secrets.token_urlsafe(24),
        journey=journey.key,
        purpose=journey.purpose,
        subject=subject,
        step=at or journey.steps[0],
        started_at=services().clock(),
        **facts,
    )
    session[journey.purpose] = registration.id
    session.permanent = True
    return services().registrations.save(registration)


def begin_again(journey: Journey, subject: Subject, **facts: Any) -> Registration:
    """Begin *journey* in place of what this browser held for its purpose.

    What was typed is not asked again, and another way brings no new tries for a code.
    """
    earlier = current_registration(journey.purpose)
    if earlier is None:
        return begin(journey, subject, **facts)
    services().registrations.delete(earlier.id)
    codes = OneTimeCodes(wrong_tries=earlier.codes.wrong_tries)
    return begin(journey, subject, typed=earlier.typed, codes=codes, **facts)


def current_registration(purpose: Purpose, *, touch: bool = True) -> Registration | None:
    """The registration this browser holds for *purpose*; None when there is none or it has expired."""
    registration_id = session.get(purpose)
    return services().registrations.load(registration_id, touch=touch) if registration_id else None


def save(registration: Registration) -> Registration:
    """Keep what was learnt without moving.

    Raises:
        OutOfDate: a newer version was saved meanwhile.
    """
    return services().registrations.save(registration)


def move_to(registration: Registration, to: str, **facts: Any) -> Registration:
    """Keep *facts* and stand at the step *to* from now on."""
    return save(registration.learn(step=to, **facts))


def advance(registration: Registration, journey: Journey, **facts: Any) -> ResponseReturnValue:
    """Keep *facts* and show the next step."""
    return arrive(move_to(registration, journey.after(registration.step), **facts))


def go_back(registration: Registration, journey: Journey) -> ResponseReturnValue:
    """Return to the step before, forgetting what going back from here must forget."""
    to = journey.before(registration.step)
    if to is None:
        return arrive(registration)
    names = journey.forgets.get(registration.step, frozenset())
    return arrive(move_to(registration.forget(names), to))


def arrive(registration: Registration) -> ResponseReturnValue:
    """Show a registration's own screen: by 303, or for htmx in this very answer."""
    endpoint = f"{registration.journey}.{registration.step}"
    if not is_htmx():
        return redirect(url_for(endpoint), 303)
    g.arriving = True
    view = current_app.view_functions[endpoint]
    response = make_response(view(arrived=registration))
    response.headers.setdefault("HX-Push-Url", url_for(endpoint))
    return response


def show_own_screen(purpose: Purpose) -> ResponseReturnValue:
    """Show the newest version's screen, after somebody else was faster."""
    registration = current_registration(purpose)
    return arrive(registration) if registration else expired(purpose)


#: Where each purpose begins, for whoever lost their way or their time.
_START = {
    Purpose.REGISTER: "registration.choose_subject",
    Purpose.SIGN_IN: "sign_in.credentials",
    Purpose.PROVE: "sign_in.credentials",
    Purpose.DISPUTE: "dispute.start",
    Purpose.RECOVER: "forgot_password.start",
}


def expired(purpose: Purpose) -> ResponseReturnValue:
    """Lead to the start of *purpose*, with a notice when a registration has run out."""
    had_one = session.pop(purpose, None) is not None
    outcome("expired" if had_one else "not_begun")
    return go(url_for(_START[purpose], notice="expired" if had_one else None))


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
    registration = context.get("registration")
    if registration is not None and registration.step != "done":
        g.expires_in = services().registrations.lifetime(registration)
    context["part"] = is_htmx()
    if not context["part"]:
        return render_whole(template, **context), status
    heading, block = render_part(template, **context)
    return f"<title>{page_title(heading, has_errors=has_errors)}</title>\n{block}", status


def page_title(heading: str, *, has_errors: bool) -> str:
    """Write what a browser's tab says: the error first, then the heading, then whose portal it is."""
    prefix = escape(_("Error")) + ": " if has_errors else escape("")
    return f"{prefix}{heading} – {escape(services().settings.product_name)}"


def methods() -> tuple[Method, ...]:
    """The methods that are open here, in the order in which they are shown."""
    found: tuple[Method, ...] = current_app.extensions["methods"]
    return found


def method_of(key: str) -> Method:
    """The method with this key, or with this journey, open or not: an account tells how it was opened.

    Raises:
        KeyError: there is none: a programming error.
    """
    found: dict[str, Method] = current_app.extensions["methods_by_key"]
    return found[key]


def all_methods() -> tuple[Method, ...]:
    """Every method, open or not: what an account once agreed to is told in its words."""
    found: dict[str, Method] = current_app.extensions["methods_by_key"]
    return tuple(found.values())
