"""Where the post's own system tells what its counters did: signed, in time, each call once.

Answers: 204 done, also where it was done before by the same person; 401 not the post's, too old or repeated;
404, 409, 410, 403 with a JSON ``refusal`` where the appointment does not stand there. Of a call that was not
taken the post may send a new one: nothing was changed.
"""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from accounts.appointments.records import Appointment, AppointmentRefusal, AppointmentState, RejectReason
from bff.messages.appointments import tell_applicants
from bff.services import services
from bff.serving.log import outcome
from verifiers.vietnam_post import (
    CALLBACK_WINDOW_SECONDS,
    BadNews,
    CounterAct,
    CounterNews,
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
}


@blueprint.post("")
def hear() -> ResponseReturnValue:
    """Take one call: believe it, then do what it says, then tell the citizen."""
    heard = _believed()
    if isinstance(heard, BadNews):
        outcome(f"post_news_{heard}")
        return {"refusal": heard}, 400 if heard is BadNews.MALFORMED else 401
    news = heard.news
    if news.act is CounterAct.REJECTED and news.reason not in set(RejectReason):
        return {"refusal": BadNews.MALFORMED}, 400
    answer = _act(news)
    if isinstance(answer, AppointmentRefusal):
        outcome(f"post_news_{answer}")
        return {"refusal": answer}, _STATUS[answer]
    outcome(f"post_news_{news.act}")
    tell_applicants()
    return "", 204


def _believed() -> SignedNews | BadNews:
    """Check signature and time, and that this call was not heard before."""
    secret = services().settings.post_callback_secret.encode()
    if not secret:
        return BadNews.WRONG_SIGNATURE
    heard = read_news(dict(request.headers), request.get_data(), secret=secret, now=services().clock())
    if isinstance(heard, BadNews):
        return heard
    # Twice the window: a call is good from its clock's future to its past.
    store = services().flows.client
    new = store.set(f"post_news:{heard.nonce}", "heard", nx=True, ex=2 * CALLBACK_WINDOW_SECONDS)
    return heard if new else BadNews.OUT_OF_TIME


def _act(news: CounterNews) -> Appointment | AppointmentRefusal:
    """Do what the news say, as the store allows it: the post's four eyes are held to ours."""
    appointments, settings = services().appointments, services().settings
    found = appointments.find(news.reference)
    staff = services().lookup.digest("post_staff", news.staff.strip().casefold())[:36]
    if found is None:
        return AppointmentRefusal.UNKNOWN
    if _is_known_already(found, news.act, staff):
        return found
    told = found.applicant.citizen_number if found.applicant else ""
    match news.act:
        case CounterAct.COMPARED if told and not told.endswith(news.document_digits):
            return AppointmentRefusal.DIGITS_DIFFER
        case CounterAct.COMPARED:
            return appointments.compare(found.id, clerk=staff, document_digits=news.document_digits)
        case CounterAct.APPROVED if services().staff.get(found.compared_by or ""):
            return (
                AppointmentRefusal.SAME_PERSON
            )  # compared at our desk: a second person of another house is none
        case CounterAct.APPROVED:
            days = settings.continuation_link_days
            return appointments.approve(found.id, supervisor=staff, days_to_continue=days)
        case CounterAct.REJECTED:
            return appointments.reject(found.id, staff=staff, reason=RejectReason(news.reason))


def _is_known_already(found: Appointment, act: CounterAct, staff: str) -> bool:
    """Tell whether the very same was told before, as when our answer was lost."""
    match act:
        case CounterAct.COMPARED:
            return found.state is AppointmentState.COMPARED and found.compared_by == staff
        case CounterAct.APPROVED:
            return found.state is AppointmentState.APPROVED and found.decided_by == staff
        case CounterAct.REJECTED:
            return found.state is AppointmentState.REJECTED and found.decided_by == staff
