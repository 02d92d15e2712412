"""The screens of a SIM signature: the SIM's number, the wait, the certificate's facts.

Three journeys share them: registering, signing in, and proving who one is.
"""

from flask import Blueprint, make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from bff.attempts.not_me import report_not_me
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Purpose
from bff.owners.certificates import certificate_rows
from bff.services import services
from bff.serving.log import outcome
from bff.stores.limits import Limit
from bff.views.sim_signature import endings
from bff.views.sim_signature.asker import Asker, OnSigned
from bff.views.sim_signature.forms import PhoneForm
from bff.views.sim_signature.journeys import PROVING, REGISTERING, SIGNING_IN
from bff.views.sim_signature.transaction import Transaction
from bff.views.sim_signature.waiting import begin_transaction, waiting_facts
from bff.views.sim_signature.words import WORDS
from bff.views.steps.existing import account_exists
from bff.views.steps.opening import open_account
from bff.views.steps.outcomes import done
from bff.views.steps.proof import proof_blueprint, proven
from bff.views.steps.signing_in import enter as enter_account
from bff.web.gate import View, step
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin, current_flow, go_back, move_to, save
from identity.subject import Subject
from verifiers.sim_signature import SigningRefusal


def _blueprint(journey: Journey, path: str) -> Blueprint:
    return Blueprint(journey.key, __name__, template_folder="templates", url_prefix=path)


blueprint = _blueprint(REGISTERING, "/register/sim-signature")
sign_in_blueprint = _blueprint(SIGNING_IN, "/sign-in/sim")
proof = proof_blueprint(REGISTERING.key, PROVING)


def phone_view(journey: Journey) -> View:
    """Make the screen that asks for the SIM's number."""

    def phone(flow: Flow) -> ResponseReturnValue:
        form = PhoneForm(data={"phone_number": flow.typed.get("phone_number", "")})
        if not form.validate_on_submit():
            return screen("sim_signature/phone.html", form=form, flow=flow, journey=journey)
        typed = {**flow.typed, "phone_number": form.phone_number.data}
        return _request(flow.learn(typed=typed, phone_number=form.mobile), journey)

    return phone


def _request(flow: Flow, journey: Journey) -> ResponseReturnValue:
    """Make the request and show its code; or say that the phone has one open, which counts as no attempt."""
    phone, seconds = _phone_of(flow), services().settings.sim_wait_seconds
    with services().open_requests.opening(phone, whose=flow.id, seconds=seconds) as is_free:
        if not is_free:
            outcome("sim_busy")
            return arrive(move_to(flow, "refused", refusal=SigningRefusal.BUSY))
        with services().limits.attempt(*_limits(phone)):
            outcome("sim_request")
            return advance(flow, journey, pending=begin_transaction(flow).to_facts())


def waiting_view(journey: Journey, on_signed: OnSigned) -> View:
    """Make the screen that waits for the SIM; whoever looks at it keeps an asker at work."""

    def waiting(flow: Flow) -> ResponseReturnValue:
        match request.form.get("action") if request.method == "POST" else None:
            case "cancel":
                services().open_requests.end(_phone_of(flow), whose=flow.id)
                return go_back(flow, journey)
            case "extend":
                flow = _extend(flow)
            case _:
                pass
        _see_to(flow, on_signed)
        facts = waiting_facts(flow)
        return screen("sim_signature/waiting.html", flow=flow, journey=journey, **facts)

    return waiting


def _extend(flow: Flow) -> Flow:
    """Give the request the one extension there is; the phone stays taken for as long."""
    transaction = Transaction.from_facts(flow.pending)
    longer = transaction.extend(services().settings.sim_wait_seconds)
    seconds = longer.seconds_left(services().clock())
    services().open_requests.take(_phone_of(flow), whose=flow.id, seconds=seconds)
    return save(flow.learn(pending=longer.to_facts()))


def _see_to(flow: Flow, on_signed: OnSigned) -> None:
    """Note that somebody waits, and see to it that the gateway is asked."""
    asker = Asker(services(), flow.id, _phone_of(flow), on_signed)
    services().asking.see_to(flow.id, asker)


def _phone_of(flow: Flow) -> str:
    """The digest under which requests to the registration's phone are counted and kept to one."""
    return services().digest_of(flow.phone_number or "")


def add_news(of: Blueprint, journey: Journey, on_signed: OnSigned) -> None:
    """Give a journey the address from which its waiting screen fetches the news."""

    @of.get("/waiting/news", endpoint="waiting_news")
    def waiting_news() -> ResponseReturnValue:
        flow = current_flow(journey.purpose, touch=False)
        if flow is None or flow.journey != journey.key:
            return go(url_for(f"{journey.key}.phone"))
        if flow.step != "waiting":
            return _show_what_came(flow)
        _see_to(flow, on_signed)
        return render_template("sim_signature/news.html", journey=journey, **waiting_facts(flow))


def _show_what_came(flow: Flow) -> ResponseReturnValue:
    """Show the screen that follows the wait, in the answer to the question for news."""
    answer = make_response(arrive(flow))
    answer.headers["HX-Retarget"] = "#screen"
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer


def confirm(flow: Flow) -> ResponseReturnValue:
    """Show the certificate's facts; a press opens the account."""
    if request.method == "POST":
        return open_account(flow, password_hash=None)
    rows = certificate_rows(flow, now=services().clock())
    return screen("sim_signature/confirm.html", flow=flow, rows=rows)


def enter(flow: Flow) -> ResponseReturnValue:
    """Begin the signed-in session: the signature was good."""
    services().flows.delete(flow.id)
    session.pop(Purpose.SIGN_IN, None)
    return enter_account(flow.account_id or "")


def refused(flow: Flow) -> ResponseReturnValue:
    """Say why it ended, and take "this was not me"."""
    if request.method == "POST" and request.form.get("action") == "not_me":
        if "not_me" not in flow.pending:
            report_not_me(flow.phone_number, method=REGISTERING.key)
        flow = save(flow.learn(pending={"not_me": "yes"}))
    words, told = WORDS[flow.refusal or ""], "not_me" in flow.pending
    return screen("sim_signature/refused.html", words=words, told=told, flow=flow)


@sign_in_blueprint.post("")
def begin_sign_in() -> ResponseReturnValue:
    """Begin signing in with the SIM."""
    return arrive(begin(SIGNING_IN, Subject.CITIZEN))


def _limits(phone: str) -> tuple[tuple[Limit, str], ...]:
    settings = services().settings
    return (
        (Limit("sim_ten_minutes", settings.sim_requests_per_ten_minutes, 600), phone),
        (Limit("sim_day", settings.sim_requests_per_day, 86_400), phone),
    )


for _of, _journey, _on_signed in (
    (blueprint, REGISTERING, endings.register),
    (sign_in_blueprint, SIGNING_IN, endings.sign_in),
    (proof, PROVING, endings.prove),
):
    step(_of, _journey, "phone")(phone_view(_journey))
    step(_of, _journey, "waiting")(waiting_view(_journey, _on_signed))
    step(_of, _journey, "refused")(refused)
    add_news(_of, _journey, _on_signed)
step(blueprint, REGISTERING, "confirm")(confirm)
step(blueprint, REGISTERING, "done")(done)
step(blueprint, REGISTERING, "account_exists")(account_exists)
step(sign_in_blueprint, SIGNING_IN, "enter")(enter)
step(proof, PROVING, "proven")(proven)
