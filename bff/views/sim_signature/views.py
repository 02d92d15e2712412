"""The journeys of a SIM signature and their screens: phone number, waiting, certificate, refusal.

Registering, signing in and proving an identity are three journeys with the same screens for number and wait.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from bff.journeys.codes import Turn
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.limits.budgets import BudgetEmpty
from bff.limits.matching import needs_a_proven_phone
from bff.limits.not_me import report_not_me
from bff.limits.sim import paying_for_request, sim_limits, take_voucher, work_for_request
from bff.limits.turns import next_turn, seconds_until, turn_after
from bff.limits.work import Priced
from bff.owners.certificates import certificate_rows
from bff.services import services
from bff.serving.log import outcome
from bff.stores.attempts import TooOften
from bff.views.sim_signature.poller import Poller
from bff.views.sim_signature.transaction import Reported, RequestTurn, Transaction
from bff.views.sim_signature.waiting import begin_transaction, waiting_facts
from bff.views.sim_signature.words import WORDS
from bff.views.steps.existing import account_exists
from bff.views.steps.opening import open_account
from bff.views.steps.outcomes import done
from bff.views.steps.phone_first import PHONE_FIRST
from bff.views.steps.proof import proven
from bff.views.steps.signing_in import WHICH_ACCOUNT, enter
from bff.web.phone_form import PhoneForm
from bff.web.portals.waiting import coming_from_one
from bff.web.screens import screen
from bff.web.walking import arrive, begin, go_back, move_to, save
from identity.subject import Subject
from verifiers.sim_signature import SigningRefusal

blueprint = Blueprint("sim_sign_in", __name__, url_prefix="/sign-in/sim")


@blueprint.post("")
def begin_sign_in() -> ResponseReturnValue:
    """Begin to sign in with the SIM."""
    coming_from_one()
    return arrive(begin(SIGNING_IN, Subject.CITIZEN))


def phone(flow: Flow) -> ResponseReturnValue:
    """Ask for the phone number of the SIM."""
    form = PhoneForm(data={"phone_number": flow.typed.get("phone_number", "")})
    if not form.validate_on_submit():
        return screen("sim_signature/phone.html", form=form, flow=flow, work=work_for_request(flow))
    typed = {**flow.typed, "phone_number": form.phone_number.data}
    return _in_turn(flow.learn(typed=typed, phone_number=form.mobile), None)


def turn(flow: Flow) -> ResponseReturnValue:
    """Say when the request can be sent. A press after that, or pwa/work.js, sends it."""
    turn = flow.pending_as(RequestTurn).turn
    if request.method == "POST" and request.form.get("action") == "go":
        return _in_turn(flow, turn)
    turn_in = seconds_until(turn, now=services().clock())
    return screen("sim_signature/turn.html", flow=flow, turn_in=turn_in, work=work_for_request(flow, turn))


def _in_turn(flow: Flow, turn: Turn | None) -> ResponseReturnValue:
    """Make a request if something vouches for its SIM or its turn has come; otherwise let it wait."""
    if take_voucher(flow):
        return _request(flow, None)
    turn = next_turn(flow, turn, Priced.SIM_REQUEST)
    if seconds_until(turn, now=services().clock()):
        return _wait(flow, turn)
    try:
        return _request(flow, turn)
    except BudgetEmpty as empty:
        return _wait(flow, turn_after(turn, empty))


def _wait(flow: Flow, turn: Turn) -> ResponseReturnValue:
    outcome("sim_waits")
    return arrive(move_to(flow, "turn", pending=RequestTurn(turn)))


def _request(flow: Flow, turn: Turn | None) -> ResponseReturnValue:
    """Make a request for this phone and show the waiting screen.

    A phone has one open request at a time, across all flows. If the phone has another one, the flow ends at
    the refused screen, and no attempt is counted.

    Args:
        turn: that of a request for whose SIM nothing vouches; otherwise None.

    Raises:
        BudgetEmpty: nothing was sent or counted; the request waits.
    """
    flow = flow.learn(pending=None)
    digest, seconds = _phone_digest(flow), services().settings.sim_wait_seconds
    with services().open_requests.opening(digest, whose=flow.id, seconds=seconds) as is_free:
        if not is_free:
            outcome("sim_busy")
            return arrive(move_to(flow, "refused", refusal=SigningRefusal.BUSY))
        try:
            with services().limits.attempt(*sim_limits(flow)) as attempt, paying_for_request(flow, turn):
                moved = move_to(flow, "waiting", pending=begin_transaction(flow), counted=attempt.receipt)
        except TooOften as full:
            if not needs_a_proven_phone(flow, full):
                raise
            services().open_requests.end(digest, whose=flow.id)
            return arrive(move_to(flow, "phone_first"))
        outcome("sim_request")
        return arrive(moved)


def waiting(flow: Flow) -> ResponseReturnValue:
    """Show how far the request has come. The person can cancel it, or extend the deadline once."""
    match request.form.get("action") if request.method == "POST" else None:
        case "cancel":
            services().open_requests.end(_phone_digest(flow), whose=flow.id)
            return go_back(flow)
        case "extend":
            flow = _extend(flow)
        case _:
            pass
    _keep_polling(flow)
    return screen("sim_signature/waiting.html", flow=flow, **waiting_facts(flow))


def waiting_news(flow: Flow) -> ResponseReturnValue:
    """Answer the poll of the waiting screen with how far the request has come."""
    _keep_polling(flow)
    return render_template("sim_signature/news.html", flow=flow, **waiting_facts(flow))


def _extend(flow: Flow) -> Flow:
    """Extend the deadline of the request, and keep the phone reserved until the new deadline."""
    longer = flow.pending_as(Transaction).extend(services().settings.sim_wait_seconds)
    seconds = longer.seconds_left(services().clock())
    services().open_requests.take(_phone_digest(flow), whose=flow.id, seconds=seconds)
    return save(flow.learn(pending=longer))


def _keep_polling(flow: Flow) -> None:
    """Renew the "someone is waiting" key, and start a poller of the gateway unless one is running."""
    services().pollers.keep_running(flow.id, Poller(services(), flow.id, _phone_digest(flow)))


def _phone_digest(flow: Flow) -> str:
    """Return the digest of the flow's phone. Limits and the open request are stored under it."""
    return services().digest_of(flow.phone_number or "")


def confirm(flow: Flow) -> ResponseReturnValue:
    """Show the certificate. The button opens the account."""
    if request.method == "POST":
        return open_account(flow, password_hash=None)
    rows = certificate_rows(flow, now=services().clock())
    return screen("sim_signature/confirm.html", flow=flow, rows=rows)


def refused(flow: Flow) -> ResponseReturnValue:
    """Say why the request ended. The person can report that they did not make the request."""
    if request.method == "POST" and request.form.get("action") == "not_me":
        if not isinstance(flow.pending, Reported):  # a form that is sent twice makes one report
            report_not_me(flow.phone_number, method=REGISTERING.key)
        flow = save(flow.learn(pending=Reported()))
    words, is_reported = WORDS[flow.refusal or ""], isinstance(flow.pending, Reported)
    return screen("sim_signature/refused.html", words=words, told=is_reported, flow=flow)


_PHONE = Step(phone)
_WAITING = Step(waiting, forgets=frozenset({"pending"}), news=waiting_news, news_swaps_screen=True)
_TURN = Step(turn, forgets=frozenset({"pending"}))
_REFUSED = Step(refused, forgets=frozenset({"refusal"}))
REGISTERING = Journey(
    "sim_signature",
    at="/register/sim-signature",
    purpose=Purpose.REGISTER,
    steps=(_PHONE, _WAITING, Step(confirm), Step(done)),
    side_steps=(_TURN, _REFUSED, Step(account_exists), *PHONE_FIRST),
)
SIGNING_IN = Journey(
    "sim_sign_in",
    at="/sign-in/sim",
    purpose=Purpose.SIGN_IN,
    steps=(_PHONE, _WAITING, Step(enter, acts=True)),
    side_steps=(_TURN, _REFUSED, WHICH_ACCOUNT, *PHONE_FIRST),
)
PROVING = Journey(
    "sim_signature_proof",
    at="/prove/sim-signature",
    purpose=Purpose.PROVE,
    steps=(_PHONE, _WAITING, Step(proven, acts=True)),
    side_steps=(_TURN, _REFUSED, *PHONE_FIRST),
)
