"""The journey from an approved appointment to the account.

It begins at the link in the SMS, or at the screen of the appointment. A link can be forwarded, so the journey
first sends a code to the phone. Then it asks for a password.
"""

from flask import url_for
from flask.typing import ResponseReturnValue

from accounts.appointments.records import Appointment, AppointmentState
from accounts.links import Link, LinkKind
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.messages.vouching import Vouching
from bff.methods.continuations import Continuation
from bff.owners.existing import at_existing
from bff.rules.proofs import ProofKind, level_of
from bff.services import services
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.steps import outcomes, set_password
from bff.views.steps.existing import account_exists
from bff.views.steps.one_time_code import code_step, send_first
from bff.views.steps.opening import account_id_of
from bff.views.steps.sim.looking import look_at_sim
from bff.views.vietnam_post.pendings import HeldAppointment
from bff.web.screens import go, screen
from bff.web.walking import arrive, begin_again, save
from identity.claims import Claims
from identity.people import BirthDate, Person, Sex
from identity.subject import Subject


def redeem(link: Link) -> ResponseReturnValue:
    """Continue the appointment of a link; if there is none, ask for a reference."""
    appointment = services().appointments.get(link.target_id)
    return continue_with(appointment) if appointment else go(url_for("post_office.look_up"))


CONTINUATION = Continuation(
    kind=LinkKind.POST_OFFICE,
    title=lazy("Finish your registration"),
    body=lazy("The post office has verified you. A code is sent to your phone; then you choose a password."),
    button=lazy("Continue"),
    go_on=redeem,
)


def continue_with(appointment: Appointment) -> ResponseReturnValue:
    """Begin the flow that opens the account of the person whom the post office verified.

    An appointment that is not approved, or whose deadline has passed, leads to the form for a reference. If
    the person has an account already, the flow goes to the account-exists screen.
    """
    applicant = appointment.applicant
    if applicant is None or not _leads_on(appointment):
        outcome(f"appointment_{appointment.state}")
        return go(url_for("post_office.look_up", notice="ended"))
    flow = begin_again(
        CONTINUING,
        Subject.CITIZEN,
        at="code",
        phone_number=applicant.phone_number,
        identity=Person(
            applicant.full_name,
            citizen_number=applicant.citizen_number,
            birth_date=BirthDate.parse(applicant.birth_date),
            sex=Sex(applicant.sex),
        ),
        address=f"{applicant.commune}, {applicant.province}",
        consents=applicant.consents,
        level=level_of(ProofKind.TWO_PEOPLE, by_setting=services().settings.levels_by_setting),
        pending=HeldAppointment(appointment.id),
    )
    account = services().accounts.find(
        Claims(subject=Subject.CITIZEN, citizen_number=applicant.citizen_number)
    )
    if account is not None:
        outcome("account_exists")
        return arrive(save(at_existing(services(), flow, account, signed=False)))
    outcome("appointment_continued")
    return arrive(send_first(flow))


def sim_changed(flow: Flow) -> ResponseReturnValue:
    """Say that the SIM was changed lately, and from when the appointment leads on."""
    return screen(
        "vietnam_post/continue_later.html", flow=flow, hours=services().settings.carrier_sim_swap_hours
    )


def password(flow: Flow) -> ResponseReturnValue:
    """Ask for the password, open the account, and mark the appointment as done."""
    held = flow.pending_as(HeldAppointment)
    appointment = services().appointments.get(held.appointment)
    # The person may have withdrawn the appointment in another tab, or its deadline may have passed.
    if appointment is None or not _leads_on(appointment):
        return go(url_for("post_office.look_up", notice="ended"))
    answer = set_password.password(flow)
    account = services().accounts.get(account_id_of(flow))
    if account is not None:
        services().appointments.finish(held.appointment, account_id=account.id)
    return answer


def _leads_on(appointment: Appointment) -> bool:
    """Return whether the appointment is approved and its deadline has not passed."""
    in_time = appointment.deadline_at > services().clock()
    return appointment.state is AppointmentState.APPROVED and in_time


#: Leads from an approved appointment to the account.
CONTINUING = Journey(
    "vietnam_post_continuing",
    at="/register/post-office/continue",
    purpose=Purpose.REGISTER,
    steps=(
        code_step(vouched_by=Vouching.CONFIRMED),
        Step(look_at_sim, acts=True),
        Step(password),
        Step(outcomes.done),
    ),
    side_steps=(Step(account_exists), Step(sim_changed)),
)
