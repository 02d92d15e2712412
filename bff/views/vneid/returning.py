"""The address at which VNeID sends people back, for all journeys of this method.

A GET changes nothing: it shows one button, which script presses at once. The state in the address must be
that of a trip which this browser's own flow has open, and the trip is taken before VNeID is asked.
"""

from flask import Blueprint, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.purpose import Aim, Purpose
from bff.limits.matching import needs_a_proven_phone
from bff.limits.table import limits
from bff.owners.askers import has_shown
from bff.owners.whose import own_account
from bff.owners.worth import worth
from bff.rules.proofs import ProofKind, ProofPurpose
from bff.services import services, verifier
from bff.serving.bell import ring
from bff.serving.language import is_switching
from bff.serving.log import outcome
from bff.stores.attempts import Counted, TooOften
from bff.views.steps.person.details import go_on_with, prove_phone_first
from bff.views.vneid.pendings import AtVneid
from bff.views.vneid.views import JOURNEYS
from bff.views.vneid.words import LOST, Mismatch
from bff.web.devices import counted_browser
from bff.web.lookup import method_of
from bff.web.screens import screen
from bff.web.walking import (
    arrive,
    bound_to,
    current_flow,
    keep_for_a_second_press,
    lead_to,
    move_to,
    note_press,
    of_this_browser,
    repeat_answer,
    save,
)
from identity.names import names_agree
from identity.people import Person
from verifiers.errors import UnexpectedAnswer
from verifiers.vneid import Returned, Vneid, VneidRefusal, checked_return, read_return

blueprint = Blueprint("vneid_return", __name__, url_prefix="/vneid/return")
_KEYS = frozenset(journey.key for journey in JOURNEYS)
_PURPOSES = tuple(journey.purpose for journey in JOURNEYS)


@blueprint.get("")
def show() -> ResponseReturnValue:
    """Show the button that goes on; or, if no trip of this browser is open, what to do instead.

    Then the code leaves the address: nothing has used it, and it would stay in the browser's history.
    """
    returned = read_return(request.query_string.decode("ascii", "replace"))
    if request.query_string and _flow_of(returned) is None:
        return redirect(url_for("vneid_return.show"), 303)
    return _show(returned)


@blueprint.post("")
def go_on() -> ResponseReturnValue:
    """Take the trip, ask VNeID who came back, and go on in the flow that began the trip."""
    form = request.form
    names = {"state": "state", "code": "answer", "encrypt_key": "answer_key", "error": "error"}
    returned = checked_return({name: form.get(field, "") for name, field in names.items()})
    if returned is None or is_switching():
        return _show(returned)
    note_press()
    found = _flow_of(returned)
    if found is None:
        return _repeated() or _show(returned)
    with services().flows.hold(found.id):
        flow = _flow_of(returned)  # another press may have taken the trip while this one waited
        if flow is None:
            return _repeated() or _show(returned)
        return _went_on(flow, returned)


def _repeated() -> ResponseReturnValue | None:
    """Give a second press the answer of the first, which went on under a new id; None: there is none."""
    kept = (repeat_answer(session[purpose]) for purpose in _PURPOSES if purpose in session)
    return next((answer for answer in kept if answer is not None), None)


def _show(returned: Returned | None) -> ResponseReturnValue:
    if returned is not None and _flow_of(returned) is not None:
        return screen("vneid/back.html", returned=returned, form=None)
    flows = [flow for flow in map(current_flow, _PURPOSES) if flow is not None and flow.journey in _KEYS]
    if flows:
        outcome("vneid_return_again")
        if request.method == "POST" and not is_switching():
            return lead_to(flows[0])
        return _lost("again", purpose=flows[0].purpose)
    had_one = any(session.get(purpose) for purpose in _PURPOSES)
    outcome("vneid_return_late" if had_one else "vneid_return_elsewhere")
    return _lost("late" if had_one else "elsewhere")


def _lost(why: str, *, purpose: Purpose | None = None) -> ResponseReturnValue:
    return screen("vneid/lost.html", title=LOST[why], why=why, purpose=purpose)


def _flow_of(returned: Returned | None) -> Flow | None:
    """Return this browser's flow whose open trip has the state that came back."""
    for flow in map(current_flow, _PURPOSES if returned else ()):
        if flow is None or flow.journey not in _KEYS or flow.step != "away":
            continue
        if isinstance(flow.pending, AtVneid) and returned and flow.pending.trip.is_of(returned.state):
            return flow
    return None


def _went_on(flow: Flow, returned: Returned) -> ResponseReturnValue:
    try:
        answer = _asked(flow, returned)
    except TooOften as full:
        if flow.proven_phone is None and needs_a_proven_phone(flow, full):
            return prove_phone_first(flow.learn(pending=None), full.name)
        raise
    flow = flow.learn(pending=None)
    ring(services().bell, flow.id)
    if isinstance(answer, VneidRefusal):
        return _refuse(flow, answer)
    outcome("vneid_told")
    response = make_response(_with_person(of_this_browser(flow), answer))
    keep_for_a_second_press(flow.id, response)
    return _replace(response)


def _asked(flow: Flow, returned: Returned) -> Person | VneidRefusal:
    """Ask VNeID who came back. A silent VNeID leaves the trip open for another press; every word ends it."""
    if flow.proven_phone is not None:
        has_shown(flow.proven_phone)
    with services().limits.attempt(*_limits(flow)) as asked:
        try:
            answer = verifier(Vneid).who_returned(flow.pending_as(AtVneid).trip, returned)
        except UnexpectedAnswer:
            save(flow.learn(pending=None))
            raise
        if isinstance(answer, Person) or answer is VneidRefusal.CANCELLED:
            asked.give_back()
    return answer


def _limits(flow: Flow) -> tuple[Counted, ...]:
    """Return the limits of one question: a stranger invents browsers, and VNeID slows us for all.

    Where strangers have filled the count of all, a phone is proved, and the next trip counts for this phone.
    """
    digest_of, table = services().digest_of, limits()
    of_browser = (table.matches_of_a_browser, digest_of(counted_browser()))
    if flow.proven_phone is not None:
        return of_browser, (table.matches_by_a_proven_phone, digest_of(flow.proven_phone))
    return of_browser, (table.matches_without_a_phone, method_of(flow.journey).key)


def _with_person(flow: Flow, person: Person) -> ResponseReturnValue:
    """Go on with the person whom VNeID vouches for."""
    known = flow.learn(identity=person)
    if flow.purpose is Purpose.REGISTER:
        return go_on_with(flow.learn(level=services().settings.vneid_level), person)
    account = own_account(services(), known)
    is_disputed = flow.aim is Aim.DISPUTE
    same_name = account is None or names_agree(account.full_name, person.full_name, ignore_diacritics=True)
    if not same_name and not is_disputed:
        return _refuse(flow, Mismatch.NAME_DIFFERS)
    if flow.purpose is Purpose.PROVE:
        return go_on_with(flow, person)
    if account is None or not worth(services(), ProofKind.VNEID, ProofPurpose.SIGN_IN, account).is_allowed:
        return _refuse(flow, Mismatch.NO_ACCOUNT)
    return arrive(move_to(flow, "enter", **bound_to(account)))


def _refuse(flow: Flow, why: VneidRefusal | Mismatch) -> ResponseReturnValue:
    outcome(f"refused_{why}")
    return _replace(arrive(move_to(flow, "refused", refusal=why)))


def _replace(answer: ResponseReturnValue) -> ResponseReturnValue:
    """Let the next screen's address replace that of the return: going back leads to no used one."""
    response = make_response(answer)
    address = response.headers.pop("HX-Push-Url", None)
    if address:
        response.headers["HX-Replace-Url"] = address
    return response
