"""Verifying somebody at a post office: a clerk compares, and somebody else approves.

That it is somebody else is held by the table of appointments too, whatever a crafted request says.
"""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from accounts.appointments.records import Appointment, AppointmentRefusal, AppointmentState, RejectReason
from accounts.references import grouped
from accounts.staff.records import Role, Staff
from bff.messages.appointments import tell_applicants
from bff.methods.part import Area
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.desk.acts import ActForm, ComparisonForm, hide_last_digits, keep_note, note_opened
from bff.views.desk.words import APPOINTMENT_STATES, FINDINGS, appointment_refusal_words
from bff.web.desk_sessions import desk_only
from bff.web.screens import go, screen
from identity.phones import mask_mobile

blueprint = Blueprint("desk_appointments", __name__, url_prefix="/desk/appointments")
AGREES = "agrees"
ROLES = (Role.CLERK, Role.SUPERVISOR)


def find(reference: str, _staff: Staff) -> str | None:
    """Say where the appointment of a reference is."""
    found = services().appointments.find(reference)
    return url_for("desk_appointments.show", reference=grouped(found.reference)) if found else None


def waiting_for(staff: Staff) -> list[Appointment]:
    """List what others have compared."""
    compared = services().appointments.waiting_for_approval()
    return [one for one in compared if one.compared_by != staff.id]


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
    """List what waits for somebody else's approval, the longest waiting first."""
    rows = [(grouped(one.reference), one.compared_at) for one in waiting_for(staff)]
    return screen("desk/appointments.html", rows=rows)


@blueprint.route("/<reference>", methods=["GET", "POST"])
@desk_only(*ROLES)
def show(staff: Staff, reference: str) -> ResponseReturnValue:
    """Show what the person told, and ask what the document says; or what somebody else found."""
    found = services().appointments.find(reference)
    if found is None:
        return go(url_for("desk.home"))
    form = _form_for(found, staff)
    if form is not None and form.validate_on_submit():
        answer = _act(found, staff, form)
        if not isinstance(answer, AppointmentRefusal):
            keep_note(form, staff, found.id)
            tell_applicants()
            outcome(f"desk_appointment_{answer.state}")
            return go(url_for("desk.home", notice=answer.state))
        outcome(f"desk_appointment_{answer}")
        form.form_errors.append(appointment_refusal_words(answer))
    note_opened(staff, found.id)
    return _show(found, staff, form)


def _form_for(found: Appointment, staff: Staff) -> ActForm | None:
    """What this person may decide about it now; None: nothing."""
    agrees = {AGREES: FINDINGS[AGREES]}
    reasons = {reason.value: FINDINGS[reason.value] for reason in RejectReason}
    match found.state:
        case AppointmentState.WAITING if Role.CLERK in staff.roles and found.applicant:
            number = found.applicant.citizen_number
            return ComparisonForm(agrees | reasons, number=number, agrees=AGREES)
        case AppointmentState.COMPARED if Role.SUPERVISOR in staff.roles and found.compared_by != staff.id:
            return ActForm({AGREES: lazy("I agree: verified")} | reasons)
        case _:
            return None


def _act(found: Appointment, staff: Staff, form: ActForm) -> Appointment | AppointmentRefusal:
    appointments = services().appointments
    if form.finding.data != AGREES:
        return appointments.reject(found.id, staff=staff.id, reason=RejectReason(form.finding.data))
    if isinstance(form, ComparisonForm):
        return appointments.compare(found.id, clerk=staff.id, document_digits=form.digits)
    days = services().settings.continuation_link_days
    return appointments.approve(found.id, supervisor=staff.id, days_to_continue=days)


def _show(found: Appointment, staff: Staff, form: ActForm | None) -> ResponseReturnValue:
    applicant = found.applicant
    is_own = found.state is AppointmentState.COMPARED and found.compared_by == staff.id
    return screen(
        "desk/appointment.html",
        form=form,
        found=found,
        applicant=applicant,
        born=_born(applicant.birth_date) if applicant else "",
        number=hide_last_digits(applicant.citizen_number) if applicant else "",
        phone_number=mask_mobile(applicant.phone_number) if applicant else "",
        reference=grouped(found.reference),
        state_words=str(APPOINTMENT_STATES[found.state]),
        is_own=is_own,
        notes=services().staff_notes.of_record(found.id),
        submit=_("Record what I found") if isinstance(form, ComparisonForm) else _("Decide"),
    )


def _born(birth_date: str) -> str:
    """Write an ISO 8601 date as it stands on a card: ``27/03/1990``, or the year alone."""
    return "/".join(reversed(birth_date.split("-")))
