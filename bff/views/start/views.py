"""How a registration begins: home, for whom, by which method, what to know before, and more time."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from bff.journeys.purpose import Purpose
from bff.methods.method import Method
from bff.services import services
from bff.settings.settings import LegalRegime
from bff.web.lookup import methods
from bff.web.screens import go, is_htmx, screen
from bff.web.sessions import current_session
from bff.web.walking import arrive, begin_again, current_flow
from identity.subject import Subject

blueprint = Blueprint("registration", __name__)

_SUBJECT = "<any(citizen, business, agency):subject>"


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show the two doors: register, sign in; and the way back to a registration left half-way."""
    flow = current_flow(Purpose.REGISTER, touch=False)
    unfinished = flow is not None and flow.step != "done"
    return screen("start/home.html", unfinished=unfinished)


@blueprint.get("/register/continue")
def resume() -> ResponseReturnValue:
    """Lead back to the screen a person left, for example when the browser was closed."""
    flow = current_flow(Purpose.REGISTER)
    return arrive(flow) if flow else go(url_for("registration.choose_subject"))


@blueprint.get("/register")
def choose_subject() -> ResponseReturnValue:
    """Ask for whom the account is."""
    settings = services().settings
    vneid_url = settings.vneid_url if settings.legal_regime is LegalRegime.VNEID_FIRST else None
    expired = request.args.get("notice") == "expired"
    open_to = {subject for method in methods() for subject in method.subjects}
    return screen("start/choose_subject.html", expired=expired, vneid_url=vneid_url, open_to=open_to)


@blueprint.get(f"/register/{_SUBJECT}")
def choose_method(subject: str) -> ResponseReturnValue:
    """List the methods this subject may use, narrowed by what the person has in hand."""
    open_to = [method for method in methods() if Subject(subject) in method.subjects]
    things = {method.in_hand.key: method.in_hand for method in open_to}
    have = set(things) & set(request.args.getlist("have"))
    shown = [method for method in open_to if not have or method.in_hand.key in have]
    return screen(
        "start/choose_method.html",
        subject=subject,
        cards=[_card(method, subject) for method in shown],
        in_hand=list(things.values()),
        have=have,
    )


@blueprint.route(f"/register/{_SUBJECT}/<slug>", methods=["GET", "POST"])
def prepare(subject: str, slug: str) -> ResponseReturnValue:
    """Tell what is checked and what is needed before anything is asked; a press begins the registration."""
    method = _open_method(subject, slug)
    if request.method == "POST":
        return _begin(method, Subject(subject))
    return screen(method.prepare, method=method, subject=subject, public_start=True)


@blueprint.post("/register/extend")
def extend() -> ResponseReturnValue:
    """Give more time to whatever this browser has begun: a registration, a sign-in, a signed-in session."""
    held = [one for purpose in Purpose if (one := current_flow(purpose))]
    signed_in = current_session()
    if not held and signed_in is None:
        return go(url_for("registration.choose_subject", notice="expired"))
    if is_htmx():
        left = [services().flows.seconds_left(one.id) for one in held]
        left += [services().signed_in.seconds_left(signed_in)] if signed_in and not held else []
        return {"expires_in": min(left)}
    return arrive(held[0]) if held else go(url_for("account.my_account"))


def _begin(method: Method, subject: Subject) -> ResponseReturnValue:
    """Begin, or go on with what was begun; what an earlier method learnt is not asked again."""
    journey = method.registering
    earlier = current_flow(Purpose.REGISTER)
    same = earlier is not None and (earlier.journey, earlier.subject) == (method.key, subject)
    if earlier is not None and same and earlier.step in [step.name for step in journey.steps[:-1]]:
        return arrive(earlier)
    return arrive(begin_again(journey, subject))


def _open_method(subject: str, slug: str) -> Method:
    found = [method for method in methods() if method.slug == slug and Subject(subject) in method.subjects]
    if not found or found[0].is_coming:
        abort(404)
    return found[0]


def _card(method: Method, subject: str) -> dict[str, object]:
    url = None if method.is_coming else url_for("registration.prepare", subject=subject, slug=method.slug)
    return {
        "url": url,
        "icon": method.key,
        "title": method.title,
        "need": method.need,
        "minutes": method.minutes,
        "level": method.level,
        "coming": method.is_coming,
    }
