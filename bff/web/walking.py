"""How a person moves from screen to screen: begin, advance, go back, arrive, expire."""

import secrets
from typing import Any

from flask import (
    current_app,
    g,
    make_response,
    redirect,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from bff.journeys.codes import OneTimeCodes
from bff.journeys.flow import Registration
from bff.journeys.journey import Journey, Purpose
from bff.services import services
from bff.serving.log import outcome
from bff.web.screens import go, is_htmx
from identity.subject import Subject


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
