"""The address that the post's own system calls after an office has compared, approved or rejected.

The post signs each call and sends it within the time window. Each nonce is accepted once. The answers:

- 204: the act is done, or the same member of staff did it before.
- 400: the body is malformed.
- 401: the signature is wrong, the time is outside the window, or the nonce was used before.
- 403, 404, 409, 410: the appointment does not allow the act; `_STATUS` lists the reasons.
- 429: the member of staff sent wrong digits too often; ``Retry-After`` says when the next are compared.

All errors have a JSON ``refusal`` and change nothing, so the post may repeat the act in a new call.
"""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from accounts.appointments.records import (
    Appointment,
    AppointmentRefusal,
    AppointmentState,
    Place,
    RejectReason,
)
from bff.limits.documents import document_agrees
from bff.messages.appointments import tell_applicants
from bff.services import services
from bff.serving.log import outcome
from bff.stores.attempts import TooOften
from verifiers.vietnam_post import (
    CALLBACK_WINDOW_SECONDS,
    BadNews,
    OfficeAct,
    OfficeCall,
    SignedNews,
    read_news,
)

blueprint = Blueprint("post_counters", __name__, url_prefix="/callbacks/post-office")
_STATUS = {
    AppointmentRefusal.UNKNOWN: 404,
    AppointmentRefusal.OUT_OF_STATE: 409,
    AppointmentRefusal.ANOTHER_COMPARED: 409,
    AppointmentRefusal.DIGITS_DIFFER: 409,
    AppointmentRefusal.TOO_LATE: 410,
    AppointmentRefusal.SAME_PERSON: 403,
    AppointmentRefusal.ANOTHER_PLACE: 403,
}


@blueprint.post("")
def hear() -> ResponseReturnValue:
    """Take one call: verify it, do the act, then send the citizen an SMS if one is due."""
    call = _verified()
    if isinstance(call, BadNews):
        outcome(f"post_news_{call}")
        return {"refusal": call}, 400 if call is BadNews.MALFORMED else 401
    news = call.news
    if news.act is OfficeAct.REJECTED and news.reason not in set(RejectReason):
        return {"refusal": BadNews.MALFORMED}, 400
    try:
        answer = _act(news)
    except TooOften as full:
        outcome("post_news_too_often")
        return {"refusal": "too_often"}, 429, {"Retry-After": str(full.retry_after_seconds)}
    if isinstance(answer, AppointmentRefusal):
        outcome(f"post_news_{answer}")
        return {"refusal": answer}, _STATUS[answer]
    outcome(f"post_news_{news.act}")
    tell_applicants()
    return "", 204


def _verified() -> SignedNews | BadNews:
    """Return the call if its signature, time and nonce are right, or the reason to refuse it."""
    secret = services().settings.post_callback_secret.encode()
    if not secret:
        return BadNews.WRONG_SIGNATURE
    call = read_news(dict(request.headers), request.get_data(), secret=secret, now=services().clock())
    if isinstance(call, BadNews):
        return call
    # A timestamp may be up to one window ahead of our clock, or behind it. So a call stays acceptable for at
    # most two windows, and its nonce must be remembered for as long.
    store = services().flows.client
    new = store.set(f"post_news:{call.nonce}", "heard", nx=True, ex=2 * CALLBACK_WINDOW_SECONDS)
    return call if new else BadNews.OUT_OF_TIME


def _act(news: OfficeCall) -> Appointment | AppointmentRefusal:
    """Do the act if the state of the appointment allows it.

    The rule of our desk holds for the post as well: one person compares, and a second person approves. The
    store refuses to let the post decide what our desk compared: one person may work at both.
    """
    appointments, settings = services().appointments, services().settings
    appointment = appointments.find(news.reference)
    # The store keeps ids of staff with up to 36 characters. The post may write an id in another case.
    staff = services().lookup.digest("post_staff", news.staff.casefold())[:36]
    if appointment is None:
        return AppointmentRefusal.UNKNOWN
    if _is_done_already(appointment, news.act, staff):
        return appointment
    citizen_number = appointment.applicant.citizen_number if appointment.applicant else ""
    match news.act:
        case OfficeAct.COMPARED if citizen_number and not document_agrees(
            appointment.id, staff, is_right=citizen_number.endswith(news.document_digits)
        ):
            return AppointmentRefusal.DIGITS_DIFFER
        case OfficeAct.COMPARED:
            return appointments.compare(
                appointment.id, place=Place.POST, clerk=staff, document_digits=news.document_digits
            )
        case OfficeAct.APPROVED:
            days = settings.continuation_link_days
            return appointments.approve(
                appointment.id, place=Place.POST, supervisor=staff, days_to_continue=days
            )
        case OfficeAct.REJECTED:
            reason = RejectReason(news.reason)
            return appointments.reject(appointment.id, place=Place.POST, staff=staff, reason=reason)


def _is_done_already(appointment: Appointment, act: OfficeAct, staff: str) -> bool:
    """Return whether the same member of staff did this act before: our answer to that call may be lost."""
    match act:
        case OfficeAct.COMPARED:
            return appointment.state is AppointmentState.COMPARED and appointment.compared_by == staff
        case OfficeAct.APPROVED:
            return appointment.state is AppointmentState.APPROVED and appointment.decided_by == staff
        case OfficeAct.REJECTED:
            return appointment.state is AppointmentState.REJECTED and appointment.decided_by == staff
