"""The screens of a SIM signature: the SIM's number, the wait, the certificate's facts.

Three journeys share them: registering, signing in, and proving who one is.
"""

from flask import Blueprint, make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from bff.attempts.not_me import report_not_me
from bff.journeys.flow import Registration
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
from bff.web.walking import advance, arrive, begin, current_registration, go_back, move_to, save
from identity.subject import Subject
from verifiers.sim_signature import SigningRefusal


def _blueprint(journey: Journey, path: str) -> Blueprint:
    return Blueprint(journey.key, __name__, template_folder="templates", url_prefix=path)


blueprint = _blueprint(REGISTERING, "/register/sim-signature")
sign_in_blueprint = _blueprint(SIGNING_IN, "/sign-in/sim")
proof = proof_blueprint(REGISTERING.key, PROVING)


def phone_view(journey: Journey) -> View:
    """Make the screen that asks for the SIM's number."""

    def phone(registration: Registration) -> ResponseReturnValue:
        form = PhoneForm(data={"phone_number": registration.typed.get("phone_number", "")})
        if not form.validate_on_submit():
            return screen("sim_signature/phone.html", form=form, registration=registration, journey=journey)
        typed = {**registration.typed, "phone_number": form.phone_number.data}
        return _request(registration.learn(typed=typed, phone_number=form.mobile), journey)

    return phone


def _request(registration: Registration, journey: Journey) -> ResponseReturnValue:
    """Make the request and show its code; or say that the phone has one open, which counts as no attempt."""
    phone, seconds = _phone_of(registration), services().settings.sim_wait_seconds
    with services().open_requests.opening(phone, whose=registration.id, seconds=seconds) as is_free:
        if not is_free:
            outcome("sim_busy")
            return arrive(move_to(registration, "refused", refusal=SigningRefusal.BUSY))
        with services().limits.attempt(*_limits(phone)):
            outcome("sim_request")
            return advance(registration, journey, pending=begin_transaction(registration).to_facts())


def waiting_view(journey: Journey, on_signed: OnSigned) -> View:
    """Make the screen that waits for the SIM; whoever looks at it keeps an asker at work."""

    def waiting(registration: Registration) -> ResponseReturnValue:
        match request.form.get("action") if request.method == "POST" else None:
            case "cancel":
                services().open_requests.end(_phone_of(registration), whose=registration.id)
                return go_back(registration, journey)
            case "extend":
                registration = _extend(registration)
            case _:
                pass
        _see_to(registration, on_signed)
        facts = waiting_facts(registration)
        return screen("sim_signature/waiting.html", registration=registration, journey=journey, **facts)

    return waiting


def _extend(registration: Registration) -> Registration:
    """Give the request the one extension there is; the phone stays taken for as long."""
    transaction = Transaction.from_facts(registration.pending)
    longer = transaction.extend(services().settings.sim_wait_seconds)
    seconds = longer.seconds_left(services().clock())
    services().open_requests.take(_phone_of(registration), whose=registration.id, seconds=seconds)
    return save(registration.learn(pending=longer.to_facts()))


def _see_to(registration: Registration, on_signed: OnSigned) -> None:
    """Note that somebody waits, and see to it that the gateway is asked."""
    asker = Asker(services(), registration.id, _phone_of(registration), on_signed)
    services().asking.see_to(registration.id, asker)


def _phone_of(registration: Registration) -> str:
    """The digest under which requests to the registration's phone are counted and kept to one."""
    return services().digest_of(registration.phone_number or "")


def add_news(of: Blueprint, journey: Journey, on_signed: OnSigned) -> None:
    """Give a journey the address from which its waiting screen fetches the news."""

    @of.get("/waiting/news", endpoint="waiting_news")
    def waiting_news() -> ResponseReturnValue:
        registration = current_registration(journey.purpose, touch=False)
        if registration is None or registration.journey != journey.key:
            return go(url_for(f"{journey.key}.phone"))
        if registration.step != "waiting":
            return _show_what_came(registration)
        _see_to(registration, on_signed)
        return render_template("sim_signature/news.html", journey=journey, **waiting_facts(registration))


def _show_what_came(registration: Registration) -> ResponseReturnValue:
    """Show the screen that follows the wait, in the answer to the question for news."""
    answer = make_response(arrive(registration))
    answer.headers["HX-Retarget"] = "#screen"
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer


def confirm(registration: Registration) -> ResponseReturnValue:
    """Show the certificate's facts; a press opens the account."""
    if request.method == "POST":
        return open_account(registration, password_hash=None)
    rows = certificate_rows(registration, now=services().clock())
    return screen("sim_signature/confirm.html", registration=registration, rows=rows)


def enter(registration: Registration) -> ResponseReturnValue:
    """Begin the signed-in session: the signature was good."""
    services().registrations.delete(registration.id)
    session.pop(Purpose.SIGN_IN, None)
    return enter_account(registration.account_id or "")


def refused(registration: Registration) -> ResponseReturnValue:
    """Say why it ended, and take "this was not me"."""
    if request.method == "POST" and request.form.get("action") == "not_me":
        if "not_me" not in registration.pending:
            report_not_me(registration.phone_number, method=REGISTERING.key)
        registration = save(registration.learn(pending={"not_me": "yes"}))
    words, told = WORDS[registration.refusal or ""], "not_me" in registration.pending
    return screen("sim_signature/refused.html", words=words, told=told, registration=registration)


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
