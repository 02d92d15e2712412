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
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Purpose
from bff.services import services
from bff.serving.log import outcome
from bff.web.screens import go, is_htmx
from identity.subject import Subject


def begin(journey: Journey, subject: Subject, *, at: str | None = None, **facts: Any) -> Flow:
    """Make a registration at the first step of *journey*, or *at* another; the browser gets its id alone."""
    flow = Flow(
        id=secrets.token_urlsafe(24),
        journey=journey.key,
        purpose=journey.purpose,
        subject=subject,
        step=at or journey.steps[0],
        started_at=services().clock(),
        **facts,
    )
    session[journey.purpose] = flow.id
    session.permanent = True
    return services().flows.save(flow)


def begin_again(journey: Journey, subject: Subject, **facts: Any) -> Flow:
    """Begin *journey* in place of what this browser held for its purpose.

    What was typed is not asked again, and another way brings no new tries for a code.
    """
    earlier = current_flow(journey.purpose)
    if earlier is None:
        return begin(journey, subject, **facts)
    services().flows.delete(earlier.id)
    codes = OneTimeCodes(wrong_tries=earlier.codes.wrong_tries)
    return begin(journey, subject, typed=earlier.typed, codes=codes, **facts)


def current_flow(purpose: Purpose, *, touch: bool = True) -> Flow | None:
    """The registration this browser holds for *purpose*; None when there is none or it has expired."""
    flow_id = session.get(purpose)
    return services().flows.load(flow_id, touch=touch) if flow_id else None


def save(flow: Flow) -> Flow:
    """Keep what was learnt without moving.

    Raises:
        OutOfDate: a newer version was saved meanwhile.
    """
    return services().flows.save(flow)


def move_to(flow: Flow, to: str, **facts: Any) -> Flow:
    """Keep *facts* and stand at the step *to* from now on."""
    return save(flow.learn(step=to, **facts))


def advance(flow: Flow, journey: Journey, **facts: Any) -> ResponseReturnValue:
    """Keep *facts* and show the next step."""
    return arrive(move_to(flow, journey.after(flow.step), **facts))


def go_back(flow: Flow, journey: Journey) -> ResponseReturnValue:
    """Return to the step before, forgetting what going back from here must forget."""
    to = journey.before(flow.step)
    if to is None:
        return arrive(flow)
    names = journey.forgets.get(flow.step, frozenset())
    return arrive(move_to(flow.forget(names), to))


def arrive(flow: Flow) -> ResponseReturnValue:
    """Show a registration's own screen: by 303, or for htmx in this very answer."""
    endpoint = f"{flow.journey}.{flow.step}"
    if not is_htmx():
        return redirect(url_for(endpoint), 303)
    g.arriving = True
    view = current_app.view_functions[endpoint]
    response = make_response(view(arrived=flow))
    response.headers.setdefault("HX-Push-Url", url_for(endpoint))
    return response


def show_own_screen(purpose: Purpose) -> ResponseReturnValue:
    """Show the newest version's screen, after somebody else was faster."""
    flow = current_flow(purpose)
    return arrive(flow) if flow else expired(purpose)


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
