"""What has become of an appointment: shown to the browser that made it, or that had a code for its phone.

Nothing personal stands on these screens: a reference, a state, a deadline.
"""

from collections.abc import Callable
from functools import wraps

import segno
from flask import Blueprint, Response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from accounts.appointments.records import Appointment, AppointmentState
from accounts.references import grouped
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.stores.limits import Limit
from bff.views.steps.one_time_code import CODE, send_first
from bff.views.vietnam_post.continuing import continue_with
from bff.views.vietnam_post.forms import ReferenceForm
from bff.views.vietnam_post.pendings import HeldAppointment
from bff.views.vietnam_post.words import reason_words, title_of
from bff.web.devices import browser_id
from bff.web.screens import go, screen
from bff.web.walking import arrive, begin_again, end
from identity.subject import Subject

blueprint = Blueprint("post_office", __name__, url_prefix="/post-office")
AppointmentView = Callable[[Appointment], ResponseReturnValue]


@blueprint.route("", methods=["GET", "POST"])
def look_up() -> ResponseReturnValue:
    """Ask for a reference; a code goes to the phone it belongs to, and nobody learns whether there is one."""
    form = ReferenceForm()
    if not form.validate_on_submit():
        return screen("vietnam_post/look_up.html", form=form, ended=request.args.get("notice") == "ended")
    per_session = Limit("appointment_lookups", services().settings.matches_per_session_hour, 3_600)
    services().limits.take(per_session, services().digest_of(browser_id()))
    found = services().appointments.find(form.reference.data)
    applicant = found.applicant if found else None
    flow = begin_again(
        LOOKING,
        Subject.CITIZEN,
        phone_number=applicant.phone_number if applicant else None,
        pending=HeldAppointment(found.id if found and applicant else ""),
        is_quiet=True,
    )
    outcome("appointment_looked_up")
    return arrive(send_first(flow))


def shown(flow: Flow) -> ResponseReturnValue:
    """Let this browser see the appointment from now on."""
    session["appointment"] = flow.pending_as(HeldAppointment).appointment
    end(flow)
    return go(url_for("post_office.appointment"))


def of_this_browser(view: AppointmentView) -> Callable[[], ResponseReturnValue]:
    """Open a view to the browser that holds an appointment; anyone else is asked for a reference."""

    @wraps(view)
    def guarded() -> ResponseReturnValue:
        found = services().appointments.get(session.get("appointment", ""))
        return view(found) if found else go(url_for("post_office.look_up"))

    return guarded


@blueprint.get("/appointment")
@of_this_browser
def appointment(found: Appointment) -> ResponseReturnValue:
    """Show where the appointment stands, and what to do next."""
    is_late = found.state is not AppointmentState.COMPARED and found.deadline_at <= services().clock()
    state = AppointmentState.LATE if found.is_open and is_late else found.state
    return screen(
        "vietnam_post/appointment.html",
        heading=title_of(state),
        state=state,
        reference=grouped(found.reference),
        deadline=found.deadline_at,
        qr=qr_of(found.reference),
        reason=reason_words(found.reason) if found.reason else None,
    )


@blueprint.post("/appointment/withdraw")
@of_this_browser
def withdraw(found: Appointment) -> ResponseReturnValue:
    """Withdraw it; whatever was told is forgotten."""
    services().appointments.withdraw(found.id)
    outcome("appointment_withdrawn")
    return go(url_for("post_office.appointment"))


@blueprint.post("/appointment/continue")
@of_this_browser
def go_on(found: Appointment) -> ResponseReturnValue:
    """Go on to the account once two people have verified the person; a code is asked for again."""
    return continue_with(found)


@blueprint.get("/appointment/card")
@of_this_browser
def card(found: Appointment) -> ResponseReturnValue:
    """Give the reference as a file that opens without a connection; nothing in it names anyone."""
    page = render_template(
        "vietnam_post/card.html",
        reference=grouped(found.reference),
        deadline=found.deadline_at,
        qr=qr_of(found.reference),
    )
    headers = {"Content-Disposition": "attachment; filename=hen-buu-dien.html"}
    return Response(page, mimetype="text/html", headers=headers)


def qr_of(reference: str) -> Markup:
    """Draw a reference for the clerk's scanner, black on white in any theme."""
    drawing = segno.make(grouped(reference), error="m", micro=False)
    return Markup(  # noqa: S704  # drawn by segno from our own nine signs
        drawing.svg_inline(
            scale=6,
            border=2,
            light="#fff",
            svgclass=None,
            lineclass=None,
            title=_("QR code of the reference"),
        )
    )


#: From a reference, by a code to its phone, to what has become of the appointment.
LOOKING = Journey(
    "vietnam_post_looking",
    at="/post-office/look",
    purpose=Purpose.REGISTER,
    steps=(CODE, Step(shown)),
)
