"""The gallery: an address for every screen in every state, for testers and designers.

It exists only if SANDBOX_URL is set. The gallery gives the visitor's browser a flow, a session or records for
the state and redirects it to the screen. If a state needs a form, the gallery submits the form to the product
and returns the response.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Flask, abort, current_app, redirect, request, session
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.test import Client
from werkzeug.wrappers import Response

from accounts.account.records import AlreadyExists, ConsentGiven, NewAccount
from accounts.staff.records import Role, Staff
from bff.methods.gallery_states import GALLERY_ACCOUNT_ID, GALLERY_PERSON, GALLERY_PHONE, Shown
from bff.services import services
from bff.serving.language import LANGUAGES, current_language
from bff.web.desk_sessions import begin_desk_session, cookie_name, end_desk_session
from bff.web.walking import begin
from identity.subject import Subject

#: The gallery's own account. Its number has the place code 000 of the sandbox, and no sandbox person has it.
_GALLERY_ACCOUNT = NewAccount(
    id=GALLERY_ACCOUNT_ID,
    subject=Subject.CITIZEN,
    full_name=GALLERY_PERSON.full_name,
    citizen_number="000190999999",
    birth_date="1990-03-27",
    phone_number=GALLERY_PHONE,
    email="gallery@example.vn",
    method="mobile_subscriber",
    level=2,
    password_hash=(  # noqa: S106 - the password of this hash is unknown
        "$argon2id$v=19$m=19456,t=2,p=1$r0SKRJTRtPQjOF80+DwX3Q$gPSkoA9QxxDTbXHEPXNkCAtrGYrwwcABQMbJRv7dmIA"
    ),
    registered_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
    consents=(
        ConsentGiven(
            purpose="carrier_match",
            text_version="carrier-match-1",
            language="vi",
            given_at=datetime(2026, 1, 2, 3, 0, tzinfo=UTC),
        ),
    ),
)


def add_gallery(app: Flask, states: Sequence[Shown]) -> None:
    """Add the gallery of *states* to *app*."""
    by_address = {state.address: state for state in states}
    blueprint = Blueprint("gallery", __name__, url_prefix="/gallery")

    @blueprint.get("/index.json")
    def index() -> ResponseReturnValue:
        listed = [
            {"screen": state.screen, "state": state.state, "address": state.address} for state in states
        ]
        return {"screens": listed, "languages": list(LANGUAGES)}

    @blueprint.get("/<path:name>")
    def show(name: str) -> ResponseReturnValue:
        state = by_address.get(f"/gallery/{name}")
        return _show(state) if state else abort(404)

    app.register_blueprint(blueprint)


def _show(state: Shown) -> ResponseReturnValue:
    session["language"] = current_language()
    session.pop("signed_in", None)
    end_desk_session()
    if state.raises:
        raise state.raises
    if state.journey:
        facts = dict(state.facts())
        if "account_id" in facts:
            facts |= {"generation": services().accounts.generation_of(_account_id())}
        flow = begin(state.journey, Subject.CITIZEN, at=state.step, **facts)
        services().pollers.keep_away(flow.id, services().settings.registration_idle_seconds)
    if state.signed_in:
        account_id = _account_id()
        generation = services().accounts.generation_of(account_id) or 0
        session["signed_in"] = (
            services().signed_in.begin(account_id, device="Chrome · Android", generation=generation).token
        )
    if state.staff:
        _account_id()  # the desk may look this account up
    desk_cookie = begin_desk_session(_staff(state.staff)) if state.staff else ""
    state = replace(state, path=state.make_path()) if state.make_path else state
    if state.prepares:
        state.prepares()
    return redirect(state.path, 303) if state.form is None else _send_form(state, desk_cookie)


def _account_id() -> str:
    answer = services().accounts.open(_GALLERY_ACCOUNT)
    return answer.account_id if isinstance(answer, AlreadyExists) else answer.id


def _staff(role: Role) -> Staff:
    """Return the gallery's own staff member with one role, who has no password to sign in with."""
    register, name = services().staff, f"gallery.{role.replace('_', '-')}"
    staff = register.find(name) or register.add(name, frozenset({role}), by="gallery") or register.find(name)
    if staff is None:
        raise RuntimeError("the gallery's staff is there and is not")
    return staff


def _send_form(state: Shown, desk_cookie: str) -> Response:
    """Submit the state's form with the visitor's own session, and return the page of the response."""
    token = generate_csrf()
    interface = current_app.session_interface
    serializer = (
        interface.get_signing_serializer(current_app)
        if isinstance(interface, SecureCookieSessionInterface)
        else None
    )
    if serializer is None:
        raise RuntimeError("the gallery needs signed session cookies")
    settings = services().settings
    browser = Client(current_app)
    browser.set_cookie(
        current_app.config["SESSION_COOKIE_NAME"],
        serializer.dumps(dict(session)),
        domain=settings.host.split(":")[0],
    )
    if desk_cookie:
        browser.set_cookie(cookie_name(), desk_cookie, domain=settings.host.split(":")[0])
    answer = browser.post(
        state.path,
        base_url=settings.public_origin,
        data={**(state.form or {}), "csrf_token": token},
        # Over https, Flask-WTF refuses a form without a Referer of the same origin.
        headers={"Referer": settings.public_origin, "Accept": request.headers.get("Accept", "*/*")},
    )
    return Response(answer.get_data(), status=answer.status_code, mimetype=answer.mimetype)
