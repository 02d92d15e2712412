"""Sends the SMS about an appointment: it was approved, it was rejected, or it is late.

A view that changes an appointment calls `tell_applicants` afterwards. A background loop in each worker marks
late appointments and sends their messages. The store gives each appointment to one caller only, so that two
workers never send the same message.
"""

import gevent
from flask import Flask

from accounts.appointments.records import Appointment, AppointmentState, RejectReason
from accounts.links import LinkKind
from accounts.references import grouped
from bff.messages.links import way_on
from bff.messages.notices import send_notice, sms_text
from bff.services import services
from bff.serving.language import local_time
from bff.serving.log import log

#: The time between two rounds of the loop, in seconds.
LOOK_EVERY_SECONDS = 60.0
#: Without diacritics, so that the SMS fits one segment of GSM-7; the screen has the full words.
_REASONS = {
    "vi": {
        RejectReason.DETAILS_DIFFER: "thong tin khac giay to",
        RejectReason.OTHER_PERSON: "khong dung nguoi",
        RejectReason.DOCUMENT_EXPIRED: "giay to het han",
        RejectReason.DOCUMENT_DOUBTFUL: "giay to khong doc duoc",
    },
    "en": {
        RejectReason.DETAILS_DIFFER: "details differ",
        RejectReason.OTHER_PERSON: "another person",
        RejectReason.DOCUMENT_EXPIRED: "document expired",
        RejectReason.DOCUMENT_DOUBTFUL: "document not readable",
    },
}


def tell_applicants() -> None:
    """Send every message that is due. The link of an approval is made here and stored nowhere."""
    for appointment in services().appointments.take_untold():
        text = _text(appointment)
        if appointment.applicant is not None and text:
            send_notice(appointment.applicant.phone_number, text)


def keep_telling(app: Flask) -> None:
    """Call `look_once` every minute, forever; several workers may run this loop at the same time."""
    while True:
        gevent.sleep(LOOK_EVERY_SECONDS)
        look_once(app)


def look_once(app: Flask) -> None:
    """Write sums of repeated events, mark late appointments and send messages that are due.

    After an error the next call tries again.
    """
    with app.test_request_context(base_url=app.extensions["services"].settings.public_origin):
        try:
            services().write_sums()
            services().appointments.mark_late()
            tell_applicants()
        except Exception as trouble:  # noqa: BLE001 - the edge of a loop that must not end
            log.error("appointments_not_told", kind=type(trouble).__name__)


def _text(appointment: Appointment) -> str | None:
    language = _language(appointment)
    match appointment.state:
        case AppointmentState.APPROVED:
            until = local_time(appointment.deadline_at)
            link = way_on(LinkKind.POST_OFFICE, appointment.id, language=language)
            return sms_text("appointment_approved", language, time=until, link=link)
        case AppointmentState.REJECTED:
            reason = _REASONS[language][appointment.reason] if appointment.reason else ""
            page = f"{services().settings.public_origin}/post-office"
            return sms_text("appointment_rejected", language, reason=reason, page=page)
        case AppointmentState.LATE:
            reference = grouped(appointment.reference)
            return sms_text("appointment_late", language, reference=reference)
        case _:
            return None


def _language(appointment: Appointment) -> str:
    """Return the language in which the applicant consented; Vietnamese if none is known."""
    consents = appointment.applicant.consents if appointment.applicant else ()
    return "en" if consents and consents[0].language == "en" else "vi"
