"""The screens before a registration: home, subject, method, preparation. Also the request for more time."""

from collections.abc import Callable

from flask import Blueprint, abort, request, session, url_for
from flask.typing import ResponseReturnValue

from bff.journeys.purpose import Purpose
from bff.methods.method import Method
from bff.services import services
from bff.serving.language import gettext as _
from bff.web.lookup import first_method, methods
from bff.web.portals import waiting
from bff.web.screens import go, is_htmx, screen
from bff.web.sessions import current_session
from bff.web.walking import (
    arrive,
    begin_again,
    current_flow,
    expired,
    is_at_the_beginning,
    lead_to,
    move_to,
    open_flows,
    under_new_id,
)
from identity.subject import Subject

blueprint = Blueprint("registration", __name__)

_SUBJECT = "<any(citizen, business, agency):subject>"


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show the links to register and to sign in, and to everything that this browser has begun.

    The installed app opens on what comes next: the one thing that was begun, or my account.
    """
    unfinished = [flow.purpose for flow in open_flows()]
    if request.args.get("from") == "home-screen":
        if len(unfinished) == 1:
            return go(url_for(f"registration.go_on_{unfinished[0]}"))
        if current_session() is not None and not unfinished:
            return go(url_for("account.my_account"))
    return screen(
        "start/home.html",
        unfinished=unfinished,
        others=_words_of(unfinished),
        is_signed_in=current_session() is not None,
    )


def _words_of(purposes: list[Purpose]) -> list[tuple[str, str]]:
    """Return what each of *purposes* but registering is called, and the address that leads to its step."""
    words = {
        Purpose.SIGN_IN: _("You have begun to sign in."),
        Purpose.PROVE: _("You have begun to prove who you are."),
        Purpose.DISPUTE: _("You have begun a step of a dispute."),
        Purpose.RECOVER: _("You have begun to get back into an account."),
    }
    return [
        (words[purpose], url_for(f"registration.go_on_{purpose}")) for purpose in purposes if purpose in words
    ]


def _going_on(purpose: Purpose) -> Callable[[], ResponseReturnValue]:
    def go_on() -> ResponseReturnValue:
        """Redirect to the step where the person left what they had begun for this purpose."""
        flow = current_flow(purpose)
        return arrive(flow) if flow else expired(purpose)

    return go_on


for _purpose in Purpose:
    blueprint.add_url_rule(f"/continue/{_purpose}", f"go_on_{_purpose}", _going_on(_purpose))


@blueprint.get("/register/continue")
def resume() -> ResponseReturnValue:
    """Redirect to the screen where the person left, for example after the browser was closed."""
    flow = current_flow(Purpose.REGISTER)
    return arrive(flow) if flow else go(url_for("registration.choose_subject"))


@blueprint.get("/register")
def choose_subject() -> ResponseReturnValue:
    """Ask who the account is for: citizen, business or agency. Back leads to a portal that waits."""
    had_expired = request.args.get("notice") == "expired"
    first = first_method()
    others = [one for one in methods() if first is None or one.key != first.key]
    elsewhere = getattr(services().settings, first.elsewhere_setting) if first else ""
    open_to = {subject for method in others for subject in method.subjects}
    return screen(
        "start/choose_subject.html",
        back=waiting.next_place() or url_for("registration.home"),
        expired=had_expired,
        first=first,
        elsewhere=elsewhere,
        open_to=open_to,
    )


@blueprint.get(f"/register/{_SUBJECT}")
def choose_method(subject: str) -> ResponseReturnValue:
    """Ask what the person has in hand: a tile for each method that is open to this subject."""
    shown = [method for method in methods() if Subject(subject) in method.subjects]
    # Where the law puts one method first, the page before has the only way.
    if all(method.is_coming for method in shown):
        return go(url_for("registration.choose_subject"))
    return screen(
        "start/choose_method.html",
        subject=subject,
        cards=[_card(method, subject) for method in shown],
        only_citizens=[one.title for one in methods() if one.subjects == (Subject.CITIZEN,)]
        if Subject(subject) is not Subject.CITIZEN
        else [],
    )


@blueprint.route(f"/register/{_SUBJECT}/<slug>", methods=["GET", "POST"])
def prepare(subject: str, slug: str) -> ResponseReturnValue:
    """Say what the method needs and checks before it asks for anything. The button begins the flow."""
    method = _open_method(slug)
    if Subject(subject) not in method.subjects:
        return screen("start/other_subject.html", status=404, method=method, subject=subject)
    if request.method == "POST":
        return _begin(method, Subject(subject))
    return screen(
        method.prepare, method=method, subject=subject, public_start=True, settings=services().settings
    )


@blueprint.post("/register/extend")
def extend() -> ResponseReturnValue:
    """Give this browser's flows and its signed-in session their full idle time again.

    Returns:
        For a script, the seconds until the first flow expires, or the session if there is no flow. For a
        plain form, a redirect to the flow's screen or to the account.
    """
    # Loading a flow or a session with a touch is what extends it.
    flows = [flow for purpose in Purpose if (flow := current_flow(purpose))]
    signed_in = current_session()
    if not flows and signed_in is None:
        return go(url_for("registration.choose_subject", notice="expired"))
    if is_htmx():
        left = [services().flows.seconds_left(flow.id) for flow in flows]
        left += [services().signed_in.seconds_left(signed_in)] if signed_in and not flows else []
        return {"expires_in": min(left)}
    return lead_to(flows[0]) if flows else go(url_for("account.my_account"))


@blueprint.get("/register/time-left")
def time_left() -> ResponseReturnValue:
    """Tell a script how many seconds are left, without extending anything: it asks before it ends a page."""
    flows = [flow for purpose in Purpose if (flow := current_flow(purpose, touch=False))]
    left = [services().flows.seconds_left(flow.id) for flow in flows]
    token = session.get("signed_in")
    left += [services().signed_in.time_left(token)] if token and not flows else []
    return {"expires_in": min(left, default=0)}


def _begin(method: Method, subject: Subject) -> ResponseReturnValue:
    """Continue the unfinished flow of this method and subject, or begin a new one.

    A new flow keeps the texts that the person typed for another method.
    """
    journey = method.registering
    earlier = current_flow(Purpose.REGISTER)
    same = earlier is not None and (earlier.journey, earlier.subject) == (method.key, subject)
    if earlier is not None and same and earlier.step in [step.name for step in journey.steps[:-1]]:
        if not (earlier.holds_nothing or is_at_the_beginning(earlier)):
            return lead_to(earlier)
        renewed = under_new_id(earlier)
        is_asked = journey.is_opening(renewed.step)  # whoever presses "Start" sees first who is meant
        return arrive(move_to(renewed, journey.first) if is_asked else renewed)
    return arrive(begin_again(journey, subject))


def _open_method(slug: str) -> Method:
    """Return the open method with this address; 404 if there is none."""
    matching = next((method for method in methods() if method.slug == slug), None)
    if matching is None or matching.is_coming:
        abort(404)
    return matching


def _card(method: Method, subject: str) -> dict[str, object]:
    url = None if method.is_coming else url_for("registration.prepare", subject=subject, slug=method.slug)
    return {
        "url": url,
        "icon": method.key,
        "in_hand": method.in_hand,
        "minutes": method.minutes,
        "level": method.level,
        "coming": method.is_coming,
    }
