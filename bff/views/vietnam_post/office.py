"""The journey to an appointment: ask for the details, confirm the phone, make the appointment."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from accounts.appointments.records import Applicant
from accounts.appointments.store import AlreadyMade
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.limits.matching import match_limits, needs_a_proven_phone, of_the_browser
from bff.messages.vouching import Vouching
from bff.owners.existing import at_existing
from bff.services import services
from bff.serving.language import current_language
from bff.serving.log import outcome
from bff.stores.attempts import TooOften
from bff.views.steps.existing import account_exists
from bff.views.steps.one_time_code import code_step, go_to_code
from bff.views.steps.person.card import card
from bff.views.steps.person.details import ask_who, back_to_who, claimed_by, facts_of
from bff.views.steps.person.forms import keep_typed
from bff.views.steps.phone_first import PHONE_FIRST
from bff.views.vietnam_post.forms import AppointmentForm, SeenForm
from bff.views.vietnam_post.pendings import HeldAppointment, Residence
from bff.web.kept import keep_open
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin_again, move_to, save
from identity.claims import Claims
from identity.people import Person
from identity.subject import Subject

blueprint = Blueprint("vietnam_post_office", __name__, url_prefix="/register/post-office")


@blueprint.post("", endpoint="begin")
def begin() -> ResponseReturnValue:
    """Begin the flow that ends in an appointment."""
    return arrive(begin_again(OFFICE, Subject.CITIZEN))


def who(flow: Flow) -> ResponseReturnValue:
    """Ask who the person is. A clerk will compare it with the identity card."""
    return ask_who(flow, SeenForm)


def details(flow: Flow) -> ResponseReturnValue:
    """Ask for the phone, and where the person lives."""
    claimed = claimed_by(flow, SeenForm)
    if claimed is None:  # a flow of a release that asked everything on one page
        return back_to_who(flow)
    form = AppointmentForm.filled_from(flow.typed)
    form.claimed = claimed
    flow = keep_typed(flow, form)
    if not form.validate_on_submit():
        return screen("vietnam_post/appointment_details.html", form=form, flow=flow, who=facts_of(claimed))
    address = Residence(province=form.province_name, commune=form.commune_name)
    learned = flow.learn(
        phone_number=form.mobile, identity=form.person, pending=address, consents=(form.consent_given,)
    )
    try:
        with services().limits.attempt(*match_limits(flow, form.person)) as attempt:
            flow = save(learned.learn(counted=of_the_browser(attempt.receipt)))
    except TooOften as full:
        if needs_a_proven_phone(flow, full):
            return arrive(move_to(flow, "phone_first"))
        raise
    return go_to_code(flow)


def make(flow: Flow) -> ResponseReturnValue:
    """Make the appointment. The flow forgets all personal data, and keeps the appointment's id.

    Raises:
        RuntimeError: the flow has no identity: a programming error.
    """
    if flow.identity is None:
        raise RuntimeError("an appointment was to be made for no person")
    if (account := _account_on_this_phone(flow)) is not None:
        outcome("account_exists")
        services().limits.give_back(flow.counted)
        return arrive(save(at_existing(services(), flow, account, signed=False)))
    applicant = _applicant(flow, flow.identity)
    answer = services().appointments.make(applicant, days=services().settings.appointment_days)
    appointment = answer.appointment if isinstance(answer, AlreadyMade) else answer
    services().limits.give_back(flow.counted)
    outcome("appointment_kept" if isinstance(answer, AlreadyMade) else "appointment_made")
    forgotten = flow.forget(
        frozenset(
            {"typed", "codes", "phone_number", "identity", "consents", "pending", "proven_phone", "counted"}
        )
    )
    return advance(forgotten, pending=HeldAppointment(appointment.id))


def _account_on_this_phone(flow: Flow) -> Account | None:
    """Return the account with the typed number, if its own phone is the one that a code has just confirmed.

    Only then may it be said before the way to the post office: to other phones it would tell a stranger which
    numbers have an account (decision record 0005).
    """
    number = flow.identity.citizen_number if flow.identity else None
    claims = Claims(subject=Subject.CITIZEN, citizen_number=number)
    account = services().accounts.find(claims) if number else None
    is_its_phone = account is not None and account.phone_number == flow.phone_number
    return account if account and is_its_phone and not account.has_lost_phone else None


def done(flow: Flow) -> ResponseReturnValue:
    """Let this browser look at the appointment, and redirect to its screen."""
    keep_open("appointment", flow.pending_as(HeldAppointment).appointment)
    return go(url_for("post_office.appointment"))


def _applicant(flow: Flow, person: Person) -> Applicant:
    residence = flow.pending_as(Residence)
    return Applicant(
        full_name=person.full_name,
        sex=person.sex or "",
        birth_date=person.birth_date.isoformat() if person.birth_date else "",
        citizen_number=person.citizen_number or "",
        phone_number=flow.phone_number or "",
        province=residence.province,
        commune=residence.commune,
        language=current_language(),
        consents=flow.consents,
    )


#: Ends in an appointment at a post office. The account is opened only after the post has verified the person.
OFFICE = Journey(
    "vietnam_post_office",
    at="/register/post-office",
    purpose=Purpose.REGISTER,
    steps=(
        Step(who, forgets=frozenset(), beside=card),
        Step(details, forgets=frozenset()),
        code_step(vouched_by=Vouching.NOTHING, forgets=frozenset({"phone_number", "consents"})),
        Step(make, acts=True),
        Step(done),
    ),
    side_steps=(*PHONE_FIRST, Step(account_exists)),
    opening=2,
)
