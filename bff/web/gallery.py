"""The gallery: an address for every screen in every state, for testers and designers.

It exists only if SANDBOX_URL is set. The gallery gives the visitor's browser a flow, a session or records for
the state and redirects it to the screen. If a state needs a form, the gallery submits the form to the product
and returns the response.

Each look has a world of its own: a temporary database, and a prefix for its keys in Redis. A cookie names it,
and while a browser has that cookie, the product's addresses answer from that world alone. The next look
throws it away. A page that goes on by itself stands still there (`g.is_look`), so that it can be looked at.
So a visitor is an administrator in a world that holds no real staff, cases or accounts, and a session of that
world opens nothing in the product.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    after_this_request,
    current_app,
    g,
    redirect,
    request,
    session,
)
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.test import Client
from werkzeug.wrappers import Response as PlainResponse

from accounts.account.records import AlreadyExists, ConsentGiven, NewAccount
from accounts.staff.records import Role, Staff
from accounts.storage.temporary import temporary_engine, throw_away
from bff.methods.gallery_states import GALLERY_ACCOUNT_ID, GALLERY_PERSON, GALLERY_PHONE, Shown
from bff.rules.portals.means import Means
from bff.services import Services, apart, services
from bff.serving.language import LANGUAGES, current_language
from bff.stores.apart import ApartRedis
from bff.stores.sessions import id_of, new_token
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


#: The key of what a state changes for the product.
_SET_UP = "gallery_state"
#: A world that no browser has asked for this long is deleted at the next look, in seconds.
ABANDONED_SECONDS = 3_600


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

    @blueprint.get("/leave")
    def leave() -> ResponseReturnValue:
        _throw_away(request.cookies.get(look_cookie_name(), ""))
        session.clear()
        _set_look("")
        return redirect("/", 303)

    app.before_request(_enter_look)
    app.teardown_request(_close_look)
    app.register_blueprint(blueprint)


def look_cookie_name() -> str:
    """Return the name of the cookie that names a browser's look."""
    return "__Host-cuaso-look" if _product().settings.https else "cuaso-look"


def world_of(parts: Services, token: str) -> Services:
    """Return the services of the look with this token. They share no record with *parts*, the product's."""
    look = id_of(token)[:32]
    store = ApartRedis(parts.flows.client, f"look:{look}:")
    return apart(parts, store=store, engine=temporary_engine(_folder(parts) / f"{look}.sqlite3"))


def _product() -> Services:
    found: Services = current_app.extensions["services"]
    return found


def _folder(parts: Services) -> Path:
    return parts.settings.data_folder.absolute() / "gallery"


def _enter_look() -> None:
    """Let this request see the world of the browser's look, and no other record of the product."""
    token = request.cookies.get(look_cookie_name(), "")
    if token:
        g.services = world_of(_product(), token)
        _set_up(json.loads(g.services.flows.client.get(_SET_UP) or "{}"))
        g.is_look = True


def _set_up(state: Mapping[str, Any]) -> None:
    """Let this request see the settings and the methods of the state that is looked at."""
    if settings := state.get("settings"):
        g.services = replace(g.services, settings=replace(g.services.settings, **settings))
    if state.get("without_methods"):
        g.methods_of_look = ()


def _keep_set_up(state: Shown) -> None:
    facts = {"settings": dict(state.settings), "without_methods": state.without_methods}
    seconds = services().settings.registration_idle_seconds
    services().flows.client.set(_SET_UP, json.dumps(facts), ex=seconds)
    _set_up(facts)


def _close_look(_error: BaseException | None) -> None:
    world: Services | None = g.pop("services", None)
    if world is not None:
        world.accounts.close()


def _begin_look() -> None:
    """Throw the browser's earlier world and abandoned ones away, and begin a new one."""
    _throw_away(request.cookies.get(look_cookie_name(), ""))
    _sweep()
    _close_look(None)
    token = new_token()
    g.services = world_of(_product(), token)
    _set_look(token)


def _throw_away(token: str) -> None:
    if token:
        _throw_away_look(id_of(token)[:32])


def _throw_away_look(look: str) -> None:
    ApartRedis(_product().flows.client, f"look:{look}:").throw_away()
    throw_away(_folder(_product()) / f"{look}.sqlite3")


def _sweep() -> None:
    """Delete the worlds of browsers that never came back. Their keys in Redis expire like all others."""
    before = time.time() - ABANDONED_SECONDS
    for file in _folder(_product()).glob("*.sqlite3"):
        try:
            is_abandoned = file.stat().st_mtime < before
        except FileNotFoundError:  # another process deleted it
            continue
        if is_abandoned:
            _throw_away_look(file.stem)


def _set_look(token: str) -> None:
    seconds = _product().settings.registration_idle_seconds if token else 0

    @after_this_request
    def set_it(response: Response) -> Response:
        response.set_cookie(
            look_cookie_name(),
            token,
            max_age=seconds,
            secure=_product().settings.https,
            httponly=True,
            samesite="Lax",
        )
        return response

    g.look = token


def _show(state: Shown) -> ResponseReturnValue:
    language = current_language()
    _begin_look()
    end_desk_session()  # of this browser; in the product's store, which it can no longer reach, nothing ends
    session.clear()
    session["language"] = language
    _keep_set_up(state)
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
        means = (Means.PASSWORD, Means.CODE)
        begun = services().signed_in.begin(
            account_id, device="Chrome · Android", generation=generation, means=means
        )
        session["signed_in"] = begun.token
    if state.staff:
        _account_id()  # the desk may look this account up
    desk_cookie = begin_desk_session(_staff(state.staff)) if state.staff else ""
    g.pop("desk_session_begun", None)  # a state that is an error goes on in this session
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


def _send_form(state: Shown, desk_cookie: str) -> PlainResponse:
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
    browser.set_cookie(look_cookie_name(), g.look, domain=settings.host.split(":")[0])
    if desk_cookie:
        browser.set_cookie(cookie_name(), desk_cookie, domain=settings.host.split(":")[0])
    answer = browser.post(
        state.path,
        base_url=settings.public_origin,
        data={**(state.form or {}), "csrf_token": token},
        # Over https, Flask-WTF refuses a form without a Referer of the same origin.
        headers={"Referer": settings.public_origin, "Accept": request.headers.get("Accept", "*/*")},
    )
    shown = PlainResponse(answer.get_data(), status=answer.status_code, mimetype=answer.mimetype)
    shown.headers["Content-Location"] = state.path
    return shown
