"""How a person moves from screen to screen: begin, advance, go back, arrive, expire."""

import secrets
from typing import Any

from flask import g, make_response, redirect, session, url_for
from flask.typing import ResponseReturnValue

from bff.journeys.codes import OneTimeCodes
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey
from bff.journeys.purpose import Purpose
from bff.services import services
from bff.serving.log import outcome
from bff.web.lookup import journey_of
from bff.web.screens import go, is_htmx
from identity.subject import Subject


def begin(journey: Journey, subject: Subject, *, at: str | None = None, **facts: Any) -> Flow:
    """Begin a flow at the first step of *journey*, or *at* another step; the browser gets its id alone."""
    flow = Flow(
        id=secrets.token_urlsafe(24),
        journey=journey.key,
        purpose=journey.purpose,
        subject=subject,
        step=at or journey.first,
        started_at=services().clock(),
        **facts,
    )
    session[journey.purpose] = flow.id
    session.permanent = True
    return services().flows.save(flow)


def begin_again(journey: Journey, subject: Subject, **facts: Any) -> Flow:
    """Begin *journey* in place of the flow that this browser holds for its purpose.

    The new flow keeps what was typed, so that nothing is asked twice, and the wrong tries for codes: another
    method gives no new tries.
    """
    earlier = current_flow(journey.purpose)
    if earlier is None:
        return begin(journey, subject, **facts)
    services().flows.delete(earlier.id)
    codes = OneTimeCodes(wrong_tries=earlier.codes.wrong_tries)
    return begin(journey, subject, typed=earlier.typed, codes=codes, **facts)


def current_flow(purpose: Purpose, *, touch: bool = True) -> Flow | None:
    """Return the flow that this browser holds for *purpose*; None if there is none or it has expired."""
    flow_id = session.get(purpose)
    return services().flows.load(flow_id, touch=touch) if flow_id else None


def save(flow: Flow) -> Flow:
    """Save the flow at the step where it stands.

    Raises:
        OutOfDate: a newer version was saved in between.
    """
    return services().flows.save(flow)


def move_to(flow: Flow, to: str, **facts: Any) -> Flow:
    """Save the flow with *facts* at the step *to*."""
    return save(flow.learn(step=to, **facts))


def advance(flow: Flow, **facts: Any) -> ResponseReturnValue:
    """Save the flow with *facts* at the next step, and show that."""
    return arrive(move_to(flow, journey_of(flow).after(flow.step), **facts))


def go_back(flow: Flow) -> ResponseReturnValue:
    """Return to the step before, and forget what going back from here forgets."""
    journey = journey_of(flow)
    to = journey.before(flow.step)
    if to is None:
        return arrive(flow)
    names = journey.step(flow.step).forgets or frozenset()
    return arrive(move_to(flow.forget(names), to))


def end(flow: Flow) -> None:
    """Delete the flow, and let this browser forget it."""
    services().flows.delete(flow.id)
    session.pop(flow.purpose, None)


def arrive(flow: Flow) -> ResponseReturnValue:
    """Show a flow's own screen: by a 303 redirect, or for htmx in this very answer."""
    address = url_for(f"{flow.journey}.{flow.step}")
    if not is_htmx():
        return redirect(address, 303)
    g.arriving = True
    response = make_response(journey_of(flow).step(flow.step).view(flow))
    response.headers.setdefault("HX-Push-Url", address)
    return response


def show_what_came(flow: Flow) -> ResponseReturnValue:
    """Show a flow's own screen in the answer to a poll, in place of the screen that polled."""
    response = make_response(arrive(flow))
    response.headers["HX-Retarget"] = "#screen"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def show_own_screen(purpose: Purpose) -> ResponseReturnValue:
    """Show the newest version's screen, after another request was faster."""
    flow = current_flow(purpose)
    return arrive(flow) if flow else expired(purpose)


#: The page where each purpose begins, for a person whose flow is gone.
_START = {
    Purpose.REGISTER: "registration.choose_subject",
    Purpose.SIGN_IN: "sign_in.credentials",
    Purpose.PROVE: "sign_in.credentials",
    Purpose.DISPUTE: "dispute.start",
    Purpose.RECOVER: "forgot_password.start",
}


def expired(purpose: Purpose) -> ResponseReturnValue:
    """Lead to the page where *purpose* begins, with a notice if a flow has run out."""
    had_one = session.pop(purpose, None) is not None
    outcome("expired" if had_one else "not_begun")
    return go(url_for(_START[purpose], notice="expired" if had_one else None))
