"""The SMS about an appointment: it was approved, it was rejected, or it is late.

A view that changes an appointment calls `tell_applicants` afterwards. A background loop in each worker marks
late appointments and writes their messages. The store notes that an applicant is told in the transaction
that puts the message into the outbox, so two workers never write the same one.
"""

from dataclasses import replace
from functools import partial

import gevent
from flask import Flask

from accounts.appointments.records import Appointment, AppointmentState, RejectReason
from accounts.links import LinkKind
from accounts.outbox import Notice
from accounts.push.queue import About
from accounts.references import grouped
from bff.messages.notices import lasting, to_phone
from bff.messages.outbox import send_waiting
from bff.messages.push import push_to
from bff.services import services
from bff.serving.language import local_time
from bff.serving.log import log
from identity.claims import Claims
from identity.subject import Subject

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
    """Write every message that is due, and send what waits."""
    if services().appointments.tell_untold(_notices):
        send_waiting()


def keep_telling(app: Flask) -> None:
    """Call `look_once` every minute, forever; several workers may run this loop at the same time."""
    while True:
        gevent.sleep(LOOK_EVERY_SECONDS)
        look_once(app)


def look_once(app: Flask) -> None:
    """Write what waits: ends of sessions, sums of repeated events, late appointments, messages that are due.

    After an error the next call tries again.
    """
    with app.test_request_context(base_url=app.extensions["services"].settings.public_origin):
        try:
            services().note_waiting_ends()
            services().write_sums()
            services().appointments.mark_late()
            tell_applicants()
        except Exception as trouble:  # noqa: BLE001 - the edge of a loop that must not end
            log.error("appointments_not_told", kind=type(trouble).__name__)


def _notices(appointment: Appointment) -> tuple[Notice, ...]:
    """Return the notices of what has become of an appointment: nothing more is told about it then."""
    to = push_to(About.APPOINTMENT, appointment.id, is_last=True)
    return tuple(replace(one, push_to=to) for one in _to_phone(appointment))


def _to_phone(appointment: Appointment) -> tuple[Notice, ...]:
    if appointment.applicant is None:
        return ()
    tell = partial(to_phone, appointment.applicant.phone_number, language=_language(appointment))
    match appointment.state:
        case AppointmentState.APPROVED:
            name = "appointment_exists" if _has_account(appointment) else "appointment_approved"
            told = tell(name, time=local_time(appointment.deadline_at))
            return (replace(told, way_on=lasting(LinkKind.POST_OFFICE, appointment.id)),)
        case AppointmentState.REJECTED:
            reasons = _REASONS[_language(appointment)]
            reason = reasons[appointment.reason] if appointment.reason else ""
            page = f"{services().settings.public_origin}/post-office"
            return (tell("appointment_rejected", reason=reason, page=page),)
        case AppointmentState.LATE:
            return (tell("appointment_late", reference=grouped(appointment.reference)),)
        case _:
            return ()


def _has_account(appointment: Appointment) -> bool:
    """Return whether the person, whom two people have verified now, has an account already."""
    number = appointment.applicant.citizen_number if appointment.applicant else None
    claims = Claims(subject=Subject.CITIZEN, citizen_number=number)
    return bool(number) and services().accounts.find(claims) is not None


def _language(appointment: Appointment) -> str:
    """Return the language in which the applicant consented; Vietnamese if none is known."""
    consents = appointment.applicant.consents if appointment.applicant else ()
    return "en" if consents and consents[0].language == "en" else "vi"
