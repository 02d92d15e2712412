"""The screens between a portal and a person: who asks, signing in or registering, what is passed on, back.

Each is a whole page with headers of its own, never a part that htmx fetches: the portal's origin stands in
the ``form-action`` of just these pages, because browsers refuse a redirect after a form otherwise.
"""

from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, abort, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from accounts.account.records import AccountState
from accounts.portals.records import Scope
from bff.journeys.purpose import Aim, Purpose
from bff.limits.portals import NoPlace, consenting
from bff.services import services
from bff.serving.language import current_language
from bff.serving.log import outcome
from bff.serving.security import content_security_policy, csrf, is_fetched_elsewhere
from bff.serving.wire.lines import LONGEST_REQUEST_LINE
from bff.stores.signed_in import SignedIn
from bff.views.provider.answering import CONSENT_VERSION, REFUSALS, Need, answer, answered_code, need_of
from bff.views.provider.asking import (
    KNOWN,
    Asked,
    NowhereToGo,
    PushedRequestEnded,
    WrongRequest,
    find,
    read,
)
from bff.views.provider.words import heading_for, passed_on
from bff.views.steps.proof import ways_to_prove
from bff.views.steps.signing_in import sign_in_after_registering
from bff.web.devices import empty_session
from bff.web.lookup import methods
from bff.web.portals import completed, waiting
from bff.web.screens import screen
from bff.web.sessions import current_session, end_session
from bff.web.walking import (
    SECOND_PRESS_SECONDS,
    current_flow,
    keep_for_a_second_press,
    note_press,
    open_flows,
    repeat_answer,
)
from identity.subject import Subject

blueprint = Blueprint("provider", __name__)
#: What an address of ours keeps of a request.
CARRIED = KNOWN | {"language"}


@blueprint.before_request
def refuse_what_is_no_navigation() -> None:
    """End the request with 403 if no person follows it: it would use up what waits for one, or sign out."""
    if is_fetched_elsewhere():
        abort(403)


@blueprint.route("/oauth2/authorize", methods=["GET", "POST"])
@csrf.exempt
def authorize() -> ResponseReturnValue:
    """Take a portal's request: answer it at once, or ask the person for what is missing.

    A form of another site comes without our cookie: it is led to a GET, which has it.
    """
    if request.method == "POST":
        return _to_a_get()
    try:
        asked = read(request.args)
    except NowhereToGo as nowhere:
        return _ended() if isinstance(nowhere, PushedRequestEnded) else _nowhere()
    except WrongRequest as wrong:
        return wrong.answer()
    account, signed_in = _who()
    need = need_of(asked, account, signed_in)
    if need is None and account is not None and signed_in is not None:
        return answer(asked, account, signed_in)
    if "none" in asked.prompts and need is not None:
        return asked.refuse(REFUSALS[need])
    return _page(asked, need, _address("provider.begin", request.args))


@blueprint.post("/portal")
def begin() -> ResponseReturnValue:
    """Begin to answer the request in the address: what the person pressed on its page."""
    try:
        asked = read(request.args, is_pressed=True)
    except NowhereToGo as nowhere:
        return _ended() if isinstance(nowhere, PushedRequestEnded) else _nowhere()
    except WrongRequest as wrong:
        return wrong.answer()
    return _pressed(asked)


@blueprint.route("/portal/<token>", methods=["GET", "POST"])
def door(token: str) -> ResponseReturnValue:
    """Go on with a request that is kept: after signing in, after registering, after the level was raised."""
    try:
        asked = find(token)
    except NowhereToGo:
        waiting.forget(token)
        return _nowhere()
    except WrongRequest as wrong:
        waiting.forget(token)
        return wrong.answer()
    if asked is None:
        waiting.forget(token)
        return _ended()
    if request.method == "POST":
        return _pressed(asked)
    return _page(asked, need_of(asked, *_who()), url_for("provider.door", token=token))


@blueprint.get("/portal/<token>/go")
def go_on(token: str) -> ResponseReturnValue:
    """Return to the portal, if nothing is missing."""
    try:
        asked = find(token)
    except (NowhereToGo, WrongRequest):  # its page says so
        asked = None
    account, signed_in = _who()
    if (
        asked is None
        or account is None
        or signed_in is None
        or not (waiting.is_on_the_way(token) or answered_code(asked, signed_in))
        or need_of(asked, account, signed_in) is not None
    ):
        return redirect(url_for("provider.door", token=token), 303)
    return answer(asked, account, signed_in)


def _pressed(asked: Asked) -> ResponseReturnValue:
    """Do what the person pressed."""
    account, signed_in = _who()
    match request.form.get("action"):
        case "cancel" if need_of(asked, account, signed_in) is Need.OTHER_PERSON:
            return asked.refuse(REFUSALS[Need.OTHER_PERSON])
        case "cancel":
            return asked.refuse("access_denied", "user_cancel")
        case "agree" if account is not None and signed_in is not None:
            return _agree(asked, account, signed_in)
        case "sign_out":
            return _as_another(asked)
        case "registered":
            return _registered(asked)
        case "register":
            return redirect(_after(_kept(asked), _where_to_register()), 303)
        case "raise":
            return redirect(_after(_kept(asked), url_for("account.my_account")), 303)
        case "sign_in":
            kept = _kept(asked)
            return redirect(_after(kept, url_for("sign_in.credentials", portal=kept.token)), 303)
        case _:
            kept = _kept(asked)
            return redirect(_after(kept, url_for("provider.door", token=kept.token)), 303)


def _where_to_register() -> str:
    """Return where registering begins; the home page, where it was begun before and can go on."""
    has_begun = any(flow.purpose is Purpose.REGISTER for flow in open_flows())
    return url_for("registration.home" if has_begun else "registration.choose_subject")


def _kept(asked: Asked) -> Asked:
    return asked if asked.token else asked.kept()


def _after(asked: Asked, url: str) -> str:
    waiting.set_out(asked.token)
    return url


def _agree(asked: Asked, account: AccountState, signed_in: SignedIn) -> ResponseReturnValue:
    """Keep the person's consent and return to the portal; if more is missing, ask for it first."""
    agreed = replace(asked, agreed=True)
    if need_of(agreed, account, signed_in) in {None, Need.CONSENT}:
        wanted = [scope for scope in asked.scopes if scope is not Scope.OPENID]
        with services().limits.attempt(consenting(signed_in.id)) as tried:
            is_new = services().grants.consent(
                account.id,
                asked.portal.id,
                wanted,
                language=current_language(),
                text_version=CONSENT_VERSION,
            )
            if not is_new:
                tried.give_back()
        outcome("portal_agreed")
        return answer(agreed, account, signed_in)
    kept = _kept(asked)
    return redirect(_after(kept, url_for("provider.door", token=kept.token)), 303)


def _as_another(asked: Asked) -> ResponseReturnValue:
    """Sign out, and let another person, or the same one again, sign in for the same request."""
    signed_in, kept = current_session(), _kept(asked)
    with waiting.this_alone(kept.token):
        if signed_in is not None:
            end_session(signed_in)
        empty_session()
    return redirect(_after(kept, url_for("sign_in.credentials", portal=kept.token)), 303)


def _registered(asked: Asked) -> ResponseReturnValue:
    """Sign the person in who has just registered on the way, in this browser: their proof is minutes old.

    Of several presses one does it. The others wait, and arrive where it led, in its session.
    """
    note_press()
    if flow_id := session.get(Purpose.REGISTER):
        with services().flows.hold(flow_id):
            answered = repeat_answer(flow_id) or _go_on_as_registered(asked)
        if answered is not None:
            return answered
    return redirect(url_for("sign_in.credentials", portal=_kept(asked).token), 303)


def _go_on_as_registered(asked: Asked) -> ResponseReturnValue | None:
    """Use up that the person may go on; None: they may not."""
    flow = current_flow(Purpose.REGISTER)
    generation = completed.take(flow, asked.at) if flow is not None else None
    if flow is None or generation is None:
        return None
    waiting.set_out(asked.token)
    answered = make_response(sign_in_after_registering(flow, generation=generation))
    keep_for_a_second_press(flow.id, answered, seconds=SECOND_PRESS_SECONDS)
    return answered


def _who() -> tuple[AccountState | None, SignedIn | None]:
    """Return the account and session of this browser; None if no person is signed in."""
    signed_in = current_session()
    account = services().accounts.state_of(signed_in.account_id) if signed_in else None
    if account is None or not account.is_active or signed_in is None:
        return None, None
    return (account, signed_in) if account.generation == signed_in.generation else (None, None)


def _page(asked: Asked, need: Need | None, press: str) -> ResponseReturnValue:
    """Show what is missing; with nothing missing, the page that leads back by itself."""
    known, _signed_in = _who()
    account = services().accounts.get(known.id) if known is not None else None
    outcome(f"portal_asks_{need}" if need else "portal_goes_on")
    ways = []
    if need is Need.HIGHER_LEVEL and account is not None:
        ways = ways_to_prove(Aim.RAISE, Subject(account.subject), account_level=account.level)
    shown = screen(
        "provider/door.html",
        portal=waiting.name_of(asked.portal),
        heading=heading_for(need, waiting.name_of(asked.portal)),
        need=need,
        account=account,
        asked=asked,
        returns_alone=waiting.is_on_the_way(asked.token),
        press=press,
        rows=passed_on(asked.scopes, account) if account is not None else [],
        can_raise=bool(ways),
        signing_ways=[one for one in methods() if one.sign_in_endpoint and not one.is_coming],
    )
    answered = make_response(shown)
    policy = content_security_policy(services().settings, form=asked.origin)
    answered.headers["Content-Security-Policy"] = policy
    return answered


def _nowhere() -> ResponseReturnValue:
    """Say that the address is of no portal that is known here. Nothing of it is repeated on the page."""
    outcome("portal_unknown")
    return screen("provider/unknown.html", status=400)


@blueprint.app_errorhandler(NoPlace)
def _crowded(_full: NoPlace) -> ResponseReturnValue:
    """Say that the person signs in first: of a person who is signed in no request need be kept."""
    outcome("portal_no_place")
    return screen("provider/crowded.html", status=429)


def _ended() -> ResponseReturnValue:
    outcome("portal_request_ended")
    return screen("provider/ended.html", status=410)


def _to_a_get() -> ResponseReturnValue:
    address = _address("provider.authorize", request.form)
    if len(f"GET {address} HTTP/1.1") > LONGEST_REQUEST_LINE:
        abort(413)
    return redirect(address, 303)


def _address(endpoint: str, values: MultiDict[str, str]) -> str:
    """Return an address of ours with the parameters that mean something.

    They are not arguments of `url_for`, which has names of its own. What may stand in a query as it is
    (RFC 3986, 3.4) stays so: the address is not longer than the one that brought the parameters.
    """
    query = [(name, text) for name in values if name in CARRIED for text in values.getlist(name)]
    return url_for(endpoint) + "?" + urlencode(query, safe="/:?@!$'()*,;=")
