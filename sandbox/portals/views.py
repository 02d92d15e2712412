"""The pages of the two portals, and the addresses that the product calls."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from sandbox.portals.asking import NoAnswer, lines_of_address
from sandbox.portals.facts import SCOPES, Portal, place_in
from sandbox.portals.round_trip import (
    BACK_CHANNEL,
    CALLBACK,
    SIGNED_OUT,
    address_to_sign_in,
    address_to_sign_out,
    come_back,
    note_way_out,
    take_logout,
)
from sandbox.portals.visits import LogoutMessage, Step, Visit, Wishes
from sandbox.state import sandbox

LONGEST_LOGOUT_TOKEN = 8_192
ACR = {"": "", "2": "urn:cuaso:level:2", "3": "urn:cuaso:level:3"}
PROMPTS = ("login", "consent", "none")
UI_LOCALES = ("vi", "en")

blueprint = Blueprint("portals", __name__, url_prefix="/portals")


@blueprint.after_request
def let_forms_lead_to_the_product(answer: Response) -> Response:
    """Allow the pages' forms to lead to the product: browsers check each redirect after a form."""
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {sandbox().settings.product_url}"
    )
    return answer


@blueprint.get("")
def choose() -> ResponseReturnValue:
    """Show both portals."""
    return render_template("portals/choose.html", portals=list(Portal))


@blueprint.get("/standard/jwks")
def keys() -> ResponseReturnValue:
    """Publish the standard portal's key."""
    return sandbox().portal_proof.public_keys


@blueprint.post(f"/standard{BACK_CHANNEL}")
def back_channel() -> ResponseReturnValue:
    """Take the product's message that a session ended (OpenID Connect Back-Channel Logout 1.0, 2.5-2.8)."""
    here, tokens = sandbox(), request.form.getlist("logout_token")
    if len(tokens) != 1 or len(tokens[0]) > LONGEST_LOGOUT_TOKEN:
        return {"error": "invalid_request"}, 400
    trip = take_logout(tokens[0], settings=here.settings)
    if trip.is_good:
        is_new = here.portal_visits.is_first(str(trip.claims["jti"]))
        trip.check("logout token: it did not come before", is_good=is_new)
    if not trip.is_good:
        here.portal_visits.note(LogoutMessage(here.clock.now(), trip))
        return {"error": "invalid_request"}, 400
    sub, sid = str(trip.claims.get("sub", "")), str(trip.claims.get("sid", ""))
    ended = here.portal_visits.end_session(sub=sub, sid=sid)
    here.portal_visits.note(LogoutMessage(here.clock.now(), trip, ended))
    return "", 200


@blueprint.get("/<portal_name>")
def home(portal_name: str) -> ResponseReturnValue:
    """Show the portal: the way in with its choices, or who is signed in; the last round trip."""
    portal = _portal(portal_name)
    visit_id, visit = _visit(portal)
    page = render_template(
        "portals/portal.html",
        portal=portal,
        visit=visit,
        trip=visit.trip,
        messages=sandbox().portal_visits.messages() if portal is Portal.STANDARD else [],
        scopes=SCOPES,
        usual=Wishes().scopes,
        prompts=PROMPTS,
        locales=UI_LOCALES,
        level=_level(visit),
        errors=ERRORS,
    )
    return _with_visit(make_response(page), portal, visit_id)


@blueprint.post("/<portal_name>/sign-in")
def sign_in(portal_name: str) -> ResponseReturnValue:
    """Send the browser to the product."""
    portal = _portal(portal_name)
    visit_id, visit = _visit(portal)
    try:
        address = address_to_sign_in(portal, visit, _wishes(), sandbox().settings)
    except NoAnswer:
        address = portal.path
    return _with_visit(redirect(address, 303), portal, visit_id)


@blueprint.get(f"/<portal_name>{CALLBACK}")
def callback(portal_name: str) -> ResponseReturnValue:
    """Take the browser back with its code or an error, then show the portal."""
    portal, here = _portal(portal_name), sandbox()
    visit_id, visit = _visit(portal)
    answer = request.args.to_dict()
    visit.arrive(come_back(portal, visit, answer, settings=here.settings, proof=here.portal_proof))
    is_old = portal is Portal.LEGACY
    place = place_in(answer.get("state", ""), here.settings) if is_old else portal.path
    return _with_visit(redirect(place, 303), portal, visit_id)


@blueprint.post("/<portal_name>/sign-out")
def sign_out(portal_name: str) -> ResponseReturnValue:
    """End the session here, then send the browser to the product to end it there."""
    portal, here = _portal(portal_name), sandbox()
    visit_id, visit = _visit(portal)
    address = address_to_sign_out(portal, visit.session or visit.trip, here.settings)
    if visit.trip is not None:
        note_way_out(visit.trip, address)
    visit.end("You signed out here.")
    return _with_visit(redirect(address, 303), portal, visit_id)


@blueprint.get(f"/<portal_name>{SIGNED_OUT}")
def signed_out(portal_name: str) -> ResponseReturnValue:
    """Take the browser back after signing out."""
    portal = _portal(portal_name)
    visit_id, visit = _visit(portal)
    if visit.trip is not None:
        visit.trip.steps.append(Step("The browser is back, signed out", lines_of_address(request.url)))
    return _with_visit(redirect(portal.path, 303), portal, visit_id)


#: What the errors by which a sign-in may end mean, in English; the page translates them.
ERRORS = {
    "access_denied": "The person cancelled, or did not agree.",
    "login_required": "Without a page it can not go on: the person is not signed in, or too long ago.",
    "consent_required": "Without a page it can not go on: the person has not agreed yet.",
    "interaction_required": "Without a page it can not go on: the level is too low.",
    "invalid_request": "The request is wrong.",
    "invalid_scope": "The portal asks for a scope that does not exist, or not for openid.",
    "invalid_client": "The product does not believe that it is this portal that asks.",
    "invalid_grant": "The code is used, expired, or of another portal.",
    "invalid_token": "The access token has ended.",
    "no_answer": "The product does not answer.",
    "no_code": "The browser came back with neither a code nor an error.",
}


def _portal(name: str) -> Portal:
    if name not in set(Portal):
        abort(404)
    return Portal(name)


def _visit(portal: Portal) -> tuple[str, Visit]:
    return sandbox().portal_visits.find(portal, request.cookies.get(_cookie(portal), ""))


def _with_visit(answer: Response | ResponseReturnValue, portal: Portal, visit_id: str) -> Response:
    response = make_response(answer)
    response.set_cookie(_cookie(portal), visit_id, path=portal.path, samesite="Lax", httponly=True)
    return response


def _cookie(portal: Portal) -> str:
    return f"sandbox_portal_{portal}"


def _wishes() -> Wishes:
    form = request.form
    return Wishes(
        acr=ACR.get(form.get("level", ""), ""),
        prompt=form.get("prompt", "")[:40],
        max_age=form.get("max_age", "")[:20],
        ui_locales=form.get("ui_locales", "")[:40],
        scopes=tuple(scope for scope in form.getlist("scope") if scope in SCOPES),
        uses_code_twice="twice" in form,
    )


def _level(visit: Visit) -> str:
    """Return the level that the session's id_token tells: ``urn:cuaso:level:3`` or ``LoA3``."""
    return str(visit.session.claims.get("acr", ""))[-1:] if visit.session else ""
