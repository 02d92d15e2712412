"""Verification at a post office: a clerk compares the document, and a supervisor approves.

The two must be different people of this desk. The store and the table's constraints refuse the same person
for both, and what an office of the post compared, so a crafted request cannot bypass the rule.
"""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from accounts.appointments.records import (
    Appointment,
    AppointmentRefusal,
    AppointmentState,
    Place,
    RejectReason,
)
from accounts.references import grouped
from accounts.staff.records import Role, Staff
from bff.messages.appointments import tell_applicants
from bff.methods.part import Area
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.desk.acts import ActForm, keep_note, note_opened, wrong_tries
from bff.views.desk.comparing import AGREES, ComparisonForm, hide_last_digits, judge
from bff.views.desk.words import (
    APPOINTMENT_STATES,
    FINDINGS,
    appointment_refusal_words,
    digits_differ_words,
)
from bff.web.desk_sessions import desk_only
from bff.web.drawing import card_date
from bff.web.screens import go, screen
from identity.phones import mask_mobile

blueprint = Blueprint("desk_appointments", __name__, url_prefix="/desk/appointments")
ROLES = (Role.CLERK, Role.SUPERVISOR)


def find(reference: str, _staff: Staff) -> str | None:
    """Return the address of the appointment with this reference; None if there is no such appointment."""
    appointment = services().appointments.find(reference)
    if appointment is None:
        return None
    return url_for("desk_appointments.show", reference=grouped(appointment.reference))


def waiting_for(staff: Staff) -> list[Appointment]:
    """List the appointments compared at this desk, without those that *staff* compared."""
    compared = services().appointments.waiting_for_approval(place=Place.DESK)
    return [appointment for appointment in compared if appointment.compared_by != staff.id]


AREA = Area(
    title=lazy("Appointments to approve"),
    roles=frozenset({Role.SUPERVISOR}),
    endpoint="desk_appointments.list_waiting",
    count=lambda staff: len(waiting_for(staff)),
    find=find,
)
CLERKS_AREA = Area(title=lazy("Appointments"), roles=frozenset({Role.CLERK}), find=find)


@blueprint.get("")
@desk_only(Role.SUPERVISOR)
def list_waiting(staff: Staff) -> ResponseReturnValue:
    """List the appointments that this supervisor may approve, the longest waiting first."""
    waiting = waiting_for(staff)
    rows = [(grouped(appointment.reference), appointment.compared_at) for appointment in waiting]
    return screen("desk/appointments.html", rows=rows)


@blueprint.route("/<reference>", methods=["GET", "POST"])
@desk_only(*ROLES)
def show(staff: Staff, reference: str) -> ResponseReturnValue:
    """Show an appointment, and take the clerk's comparison or the supervisor's decision."""
    appointment = services().appointments.find(reference)
    if appointment is None:
        return go(url_for("desk.home"))
    form = _form_for(appointment, staff)
    if form is not None and form.validate_on_submit() and _is_judged(form, appointment, staff):
        answer = _act(appointment, staff, form)
        if not isinstance(answer, AppointmentRefusal):
            keep_note(form, staff, appointment.id)
            tell_applicants()
            outcome(f"desk_appointment_{answer.state}")
            return go(url_for("desk.home", notice=answer.state))
        outcome(f"desk_appointment_{answer}")
        form.form_errors.append(appointment_refusal_words(answer))
    note_opened(staff, appointment.id)
    return _show(appointment, staff, form)


def _form_for(appointment: Appointment, staff: Staff) -> ActForm | None:
    """Return the form for what this member of staff may decide now; None if there is nothing to decide."""
    agrees = {AGREES: FINDINGS[AGREES]}
    reasons = {reason.value: FINDINGS[reason.value] for reason in RejectReason}
    match appointment.state:
        case AppointmentState.WAITING if Role.CLERK in staff.roles and appointment.applicant:
            return ComparisonForm(agrees | reasons)
        case AppointmentState.COMPARED if (
            Role.SUPERVISOR in staff.roles
            and appointment.compared_by != staff.id
            and appointment.compared_place is Place.DESK
        ):
            return ActForm({AGREES: lazy("I agree: verified")} | reasons)
        case _:
            return None


def _is_judged(form: ActForm, appointment: Appointment, staff: Staff) -> bool:
    """Return whether the finding may be recorded: a document that agrees has the applicant's digits."""
    if not isinstance(form, ComparisonForm) or not form.is_agreed or appointment.applicant is None:
        return True
    is_right = appointment.applicant.citizen_number.endswith(form.digits)
    return judge(form, appointment.id, staff.id, is_right=is_right, error=digits_differ_words())


def _act(appointment: Appointment, staff: Staff, form: ActForm) -> Appointment | AppointmentRefusal:
    appointments = services().appointments
    if form.finding.data != AGREES:
        reason = RejectReason(form.finding.data)
        return appointments.reject(appointment.id, place=Place.DESK, staff=staff.id, reason=reason)
    if isinstance(form, ComparisonForm):
        return appointments.compare(
            appointment.id, place=Place.DESK, clerk=staff.id, document_digits=form.digits
        )
    days = services().settings.continuation_link_days
    return appointments.approve(appointment.id, place=Place.DESK, supervisor=staff.id, days_to_continue=days)


def _show(appointment: Appointment, staff: Staff, form: ActForm | None) -> ResponseReturnValue:
    applicant = appointment.applicant
    is_compared = appointment.state is AppointmentState.COMPARED
    return screen(
        "desk/appointment.html",
        form=form,
        found=appointment,
        applicant=applicant,
        born=card_date(applicant.birth_date) if applicant else "",
        number=hide_last_digits(applicant.citizen_number) if applicant else "",
        phone_number=mask_mobile(applicant.phone_number) if applicant else "",
        reference=grouped(appointment.reference),
        state_words=str(APPOINTMENT_STATES[appointment.state]),
        is_own=is_compared and appointment.compared_by == staff.id,
        is_the_posts=is_compared and appointment.compared_place is Place.POST,
        notes=services().staff_notes.of_record(appointment.id),
        wrong_tries=wrong_tries(appointment.id) if is_compared else 0,
        submit=_("Record what I found") if isinstance(form, ComparisonForm) else _("Decide"),
    )
