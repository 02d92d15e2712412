"""Registers the disputer after the decision TRANSFER: one transaction swaps the old account for a new one."""

from flask import url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account, ConsentGiven
from accounts.disputes.records import Dispute, DisputeRefusal
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Aim, Purpose
from bff.messages.disputes import proved_in
from bff.messages.outbox import send_waiting
from bff.messages.receipt import receipt
from bff.messages.vouching import Vouching
from bff.services import services
from bff.serving.language import current_language
from bff.serving.log import outcome
from bff.views.dispute.forms import RegisterForm
from bff.views.dispute.opening import dispute_of, refuse
from bff.views.dispute.pendings import DisputeCase, is_of_an_old_code
from bff.views.steps.one_time_code import code_step, send_first
from bff.views.steps.opening import new_account
from bff.views.steps.set_password import own_facts, password_rules
from bff.views.steps.sim.looking import look_at_sim
from bff.web.lookup import method_of
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin, end
from identity.subject import Subject

CONSENT_PURPOSE, CONSENT_VERSION = "dispute_registration", "2026-11"


def begin_registering(dispute: Dispute) -> ResponseReturnValue:
    """Send a code to the disputer's phone: the reference and the viewing code are not enough to register."""
    account = services().accounts.get(dispute.account_id)
    if account is not None and account.is_held:
        return refuse(DisputeRefusal.HELD, Subject(dispute.subject))
    proved = proved_in(dispute)
    flow = begin(
        REGISTERING,
        Subject(dispute.subject),
        phone_number=dispute.phone_number,
        identity=proved.identity,
        organisation=proved.organisation,
        aim=Aim.DISPUTE,
        pending=DisputeCase(dispute.id, code=dispute.code_digest),
    )
    return arrive(send_first(flow))


def sim_changed(flow: Flow) -> ResponseReturnValue:
    """Say that the SIM was changed lately, and from when the person can register."""
    return screen("dispute/register_later.html", flow=flow, hours=services().settings.carrier_sim_swap_hours)


def choose(flow: Flow) -> ResponseReturnValue:
    """Ask for a password and the consent, then move the proved numbers to a new account."""
    dispute = dispute_of(flow)
    if is_of_an_old_code(flow, dispute):
        end(flow)
        return go(url_for("dispute.status"))
    form = RegisterForm(own_facts(flow.identity, flow.phone_number))
    if not form.validate_on_submit():
        return screen("dispute/choose.html", form=form, flow=flow, rules=password_rules())
    consenting = flow.learn(consents=(_consent(),))
    hashed = services().passwords.hash(form.password.data)
    new = new_account(consenting, hashed, method_of(dispute.method))
    answer = services().disputes.transfer(dispute.id, new, tell=receipt(new))
    if not isinstance(answer, Account):
        return refuse(answer, flow.subject)
    outcome("dispute_transferred")
    send_waiting()
    done_with = frozenset({"identity", "organisation", "phone_number", "codes"})
    return advance(flow.forget(done_with))


def _consent() -> ConsentGiven:
    return ConsentGiven(
        purpose=CONSENT_PURPOSE,
        text_version=CONSENT_VERSION,
        language=current_language(),
        given_at=services().clock(),
    )


def registered(flow: Flow) -> ResponseReturnValue:
    """Confirm that the new account is open."""
    return screen("dispute/registered.html", flow=flow)


#: The disputer's journey after the decision that the disputer may register.
REGISTERING = Journey(
    "dispute_register",
    at="/dispute/register",
    purpose=Purpose.DISPUTE,
    steps=(
        code_step(vouched_by=Vouching.CONFIRMED),
        Step(look_at_sim, acts=True),
        Step(choose),
        Step(registered),
    ),
    side_steps=(Step(sim_changed),),
)
