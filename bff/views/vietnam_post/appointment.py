"""The state of an appointment, for the browser that made it or that entered a code sent to its phone.

These screens show no personal data: a reference, a state, a deadline.
"""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from accounts.appointments.records import Appointment, AppointmentState
from accounts.push.queue import About, PushTo
from accounts.references import grouped
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.limits.table import limits
from bff.messages.vouching import Vouching
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import local_time
from bff.serving.log import outcome
from bff.views.steps.keeping.calendar import calendar_file
from bff.views.steps.news.here import is_offered, news_here
from bff.views.steps.one_time_code import code_step, send_first
from bff.views.vietnam_post.continuing import continue_with
from bff.views.vietnam_post.forms import ReferenceForm
from bff.views.vietnam_post.pendings import HeldAppointment
from bff.views.vietnam_post.words import reason_words, title_of
from bff.web.devices import counted_browser
from bff.web.drawing import qr_code
from bff.web.kept import keep_open, kept_open, still_open
from bff.web.screens import go, screen
from bff.web.walking import arrive, begin_again, end
from identity.subject import Subject

blueprint = Blueprint("post_office", __name__, url_prefix="/post-office")
AppointmentView = Callable[[Appointment], ResponseReturnValue]


@blueprint.route("", methods=["GET", "POST"])
def look_up() -> ResponseReturnValue:
    """Ask for a reference, and send a code to the phone of its appointment.

    The answer is the same if there is no such appointment, so that a stranger cannot search for references.
    """
    form = ReferenceForm()
    if not form.validate_on_submit():
        return screen("vietnam_post/look_up.html", form=form, ended=request.args.get("notice") == "ended")
    counted = (limits().appointment_lookups, services().digest_of(counted_browser()))
    with services().limits.attempt(counted) as attempt:
        held = services().appointments.find(form.reference.data)
    applicant = held.applicant if held else None
    flow = begin_again(
        LOOKING,
        Subject.CITIZEN,
        phone_number=applicant.phone_number if applicant else None,
        pending=HeldAppointment(held.id if held and applicant else ""),
        is_quiet=True,
        counted=attempt.receipt,
    )
    outcome("appointment_looked_up")
    return arrive(send_first(flow))


def shown(flow: Flow) -> ResponseReturnValue:
    """Let this browser look at the appointment, and redirect to it."""
    keep_open("appointment", flow.pending_as(HeldAppointment).appointment)
    services().limits.give_back(flow.counted)
    end(flow)
    return go(url_for("post_office.appointment"))


def of_this_browser(view: AppointmentView) -> Callable[[], ResponseReturnValue]:
    """Call a view with the appointment that this browser may look at; without one, ask for a reference."""

    @wraps(view)
    def guarded() -> ResponseReturnValue:
        held = services().appointments.get(kept_open("appointment"))
        return view(held) if held else go(url_for("post_office.look_up"))

    return guarded


@blueprint.get("/appointment")
@of_this_browser
def appointment(held: Appointment) -> ResponseReturnValue:
    """Show the state of the appointment, and what to do next."""
    state = _state_of(held)
    return screen(
        "vietnam_post/appointment.html",
        heading=title_of(state),
        state=state,
        reference=grouped(held.reference),
        deadline=held.deadline_at,
        qr=qr_of(held.reference),
        can_be_told=is_offered(),
        reason=reason_words(held.reason) if held.reason else None,
    )


def _state_of(held: Appointment) -> AppointmentState:
    """Return the state that the screen shows.

    A background loop marks late appointments, and may not have reached this one yet. A compared appointment
    is never late: it waits for a supervisor, not for the citizen.
    """
    is_late = held.state is not AppointmentState.COMPARED and held.deadline_at <= services().clock()
    return AppointmentState.LATE if held.is_open and is_late else held.state


@blueprint.get("/appointment/state")
def newer_state() -> ResponseReturnValue:
    """Answer the poll of the screen: nothing while the state is the one that it shows."""
    held = services().appointments.get(still_open("appointment"))
    if held is not None and request.args.get("shown") == _state_of(held):
        return "", 204
    return go(url_for("post_office.appointment"))


@blueprint.post("/appointment/withdraw")
@of_this_browser
def withdraw(held: Appointment) -> ResponseReturnValue:
    """Withdraw the appointment. The store deletes the person's data."""
    services().appointments.withdraw(held.id)
    services().subscriptions.forget(PushTo(About.APPOINTMENT, held.id))
    outcome("appointment_withdrawn")
    return go(url_for("post_office.appointment"))


@blueprint.route("/appointment/news", methods=["GET", "POST"])
@of_this_browser
def news(held: Appointment) -> ResponseReturnValue:
    """Turn the news about the appointment on or off."""
    if not held.is_open:
        return go(url_for("post_office.appointment"))
    return news_here(PushTo(About.APPOINTMENT, held.id), back=url_for("post_office.appointment"))


@blueprint.post("/appointment/continue")
@of_this_browser
def go_on(held: Appointment) -> ResponseReturnValue:
    """Continue to the account after two people have verified the person. The phone gets a new code first."""
    return continue_with(held)


@blueprint.get("/appointment/card")
@of_this_browser
def card(held: Appointment) -> ResponseReturnValue:
    """Return the reference as a file that opens without a connection. It contains no personal data."""
    page = render_template(
        "vietnam_post/card.html",
        reference=grouped(held.reference),
        deadline=held.deadline_at,
        qr=qr_of(held.reference),
    )
    headers = {"Content-Disposition": "attachment; filename=hen-buu-dien.html"}
    return Response(page, mimetype="text/html", headers=headers)


@blueprint.get("/appointment/deadline.ics")
@of_this_browser
def deadline(held: Appointment) -> ResponseReturnValue:
    """Return the deadline of the appointment for a calendar."""
    reference = grouped(held.reference)
    return calendar_file(
        _("Bring the reference %(reference)s to a post office", reference=reference),
        _("With your original identity card. Deadline: %(time)s.", time=local_time(held.deadline_at)),
        ends_at=held.deadline_at,
        key=held.id,
        name="hen-buu-dien",
    )


def qr_of(reference: str) -> Markup:
    """Draw the QR code of a reference; the clerk scans it."""
    title = _("QR code of the reference")
    return qr_code(grouped(reference), scale=6, border=2, svgclass=None, title=title)


#: Leads from a reference to the state of its appointment. A code to the phone comes in between.
LOOKING = Journey(
    "vietnam_post_looking",
    at="/post-office/look",
    purpose=Purpose.REGISTER,
    steps=(code_step(vouched_by=Vouching.CONFIRMED), Step(shown, acts=True)),
)
