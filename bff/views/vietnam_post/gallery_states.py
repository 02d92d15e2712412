"""The states of the Vietnam Post screens that the gallery shows."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.appointments.records import Applicant, Appointment, Place, RejectReason
from accounts.appointments.store import AlreadyMade, Appointments
from bff.journeys.codes import OneTimeCodes, SentCode
from bff.journeys.purpose import Aim
from bff.methods.gallery_states import (
    GALLERY_PERSON,
    GALLERY_PHONE,
    GALLERY_TYPED,
    GALLERY_WHO,
    GALLERY_WRONG_WHO,
    Shown,
    account_of_gallery,
)
from bff.owners.phones import Doubt
from bff.services import services
from bff.views.vietnam_post.appointment import LOOKING
from bff.views.vietnam_post.continuing import CONTINUING
from bff.views.vietnam_post.office import OFFICE
from bff.views.vietnam_post.post_id import PROVING, REGISTERING
from bff.web.kept import keep_open
from verifiers.carrier import SubscriberRefusal
from verifiers.delivery import DeliveryState
from verifiers.vietnam_post import PostIdRefusal

_PATH, _OFFICE = "/register/vietnam-post", "/register/post-office"
_TYPED = {
    **GALLERY_TYPED,
    "account": "0900 000 999",
    "sex": "female",
    "province": "Thành phố Hồ Chí Minh",
    "commune": "Phường Bến Thành",
}
_WRONG = {
    "account": "0900",
    "phone_number": "01234567890",
    "province": "Tỉnh Hà Tây",
    "commune": "12",
}


def _who() -> Mapping[str, Any]:
    return {"typed": {**GALLERY_WHO, "sex": "female"}}


def _known() -> Mapping[str, Any]:
    return {"typed": _TYPED}


def _with_code(**more: Any) -> Callable[[], Mapping[str, Any]]:
    def facts() -> Mapping[str, Any]:
        sent_at = datetime.now(UTC) - timedelta(seconds=5)
        sent = (SentCode("gallery", sent_at, "gallery", DeliveryState.SENT, sent_at),)
        codes = OneTimeCodes(sent, sent_to=GALLERY_PHONE)
        return {
            "phone_number": GALLERY_PHONE,
            "identity": GALLERY_PERSON,
            "typed": _TYPED,
            "codes": codes,
            **more,
        }

    return facts


def _holding(
    number: int, act: Callable[[Appointments, Appointment], object], *, days: int = 30
) -> Callable[[], None]:
    """Return a function that puts an appointment of an invented person into the visitor's session.

    Args:
        number: last digit of the person's citizen number; each state has another person.
        act: brings the appointment into the state that is shown.
    """

    def prepare() -> None:
        appointments = services().appointments
        applicant = Applicant(
            full_name=GALLERY_PERSON.full_name,
            sex="female",
            birth_date="1990-03-27",
            citizen_number=f"00019099998{number}",
            phone_number=GALLERY_PHONE,
            province=_TYPED["province"],
            commune=_TYPED["commune"],
        )
        answer = appointments.make(applicant, days=days)
        appointment = answer.appointment if isinstance(answer, AlreadyMade) else answer
        act(appointments, appointment)
        keep_open("appointment", appointment.id)

    return prepare


def _compare(appointments: Appointments, appointment: Appointment) -> None:
    appointments.compare(appointment.id, place=Place.DESK, clerk="gallery-clerk", document_digits="9999")


def _approve(appointments: Appointments, appointment: Appointment) -> None:
    _compare(appointments, appointment)
    appointments.approve(
        appointment.id, place=Place.DESK, supervisor="gallery-supervisor", days_to_continue=10
    )


def _reject(appointments: Appointments, appointment: Appointment) -> None:
    reason = RejectReason.DOCUMENT_DOUBTFUL
    appointments.reject(appointment.id, place=Place.DESK, staff="gallery-clerk", reason=reason)


def _appointment(state: str, prepares: Callable[[], None]) -> Shown:
    return Shown("vietnam_post/appointment", state, "/post-office/appointment", prepares=prepares)


def _at_level_3() -> dict[str, Any]:
    return {"level": 3} | account_of_gallery()


GALLERY = (
    Shown("vietnam_post/prepare", "plain", "/register/citizen/vietnam-post"),
    Shown("vietnam_post/who", "empty", f"{_PATH}/who", REGISTERING, "who"),
    Shown("vietnam_post/details", "empty", f"{_PATH}/details", REGISTERING, "details", _who),
    Shown("vietnam_post/details", "all_wrong", f"{_PATH}/details", REGISTERING, "details", _who, _WRONG),
    Shown(
        "vietnam_post/refused", "differs", f"{_PATH}/refused", REGISTERING, "refused",
        lambda: {"refusal": PostIdRefusal.DIFFERS, "typed": _TYPED},
    ),
    Shown(
        "vietnam_post/refused", "not_verified", f"{_PATH}/refused", REGISTERING, "refused",
        lambda: {"refusal": PostIdRefusal.NOT_VERIFIED, "typed": _TYPED},
    ),
    Shown(
        "vietnam_post/refused", "sim_changed", f"{_PATH}/refused", REGISTERING, "refused",
        lambda: {"refusal": SubscriberRefusal.SIM_CHANGED, "typed": _TYPED},
    ),
    Shown(
        "vietnam_post/refused", "of_another", "/prove/vietnam-post/refused", PROVING, "refused",
        lambda: {"refusal": Doubt.OF_ANOTHER, "typed": _TYPED, "aim": Aim.RESET},
    ),
    Shown("vietnam_post/appointment_who", "empty", f"{_OFFICE}/who", OFFICE, "who"),
    Shown(
        "vietnam_post/appointment_who", "all_wrong", f"{_OFFICE}/who", OFFICE, "who",
        form={**GALLERY_WRONG_WHO, "sex": ""},
    ),
    Shown("vietnam_post/appointment_details", "empty", f"{_OFFICE}/details", OFFICE, "details", _who),
    Shown("vietnam_post/appointment_details", "filled", f"{_OFFICE}/details", OFFICE, "details", _known),
    Shown(
        "vietnam_post/appointment_details", "all_wrong", f"{_OFFICE}/details", OFFICE, "details", _who, _WRONG
    ),
    Shown("vietnam_post/code_for_appointment", "sent", f"{_OFFICE}/code", OFFICE, "code", _with_code()),
    Shown("vietnam_post/look_up", "empty", "/post-office"),
    Shown("vietnam_post/look_up", "ended", "/post-office?notice=ended"),
    Shown("vietnam_post/look_up", "wrong", "/post-office", form={"reference": "K7M-2PX-9RR"}),
    _appointment("waiting", _holding(1, lambda _appointments, _appointment: None)),
    _appointment("compared", _holding(2, _compare)),
    _appointment("approved", _holding(3, _approve)),
    _appointment("rejected", _holding(4, _reject)),
    _appointment("withdrawn", _holding(5, lambda store, appointment: store.withdraw(appointment.id))),
    _appointment("late", _holding(6, lambda _appointments, _appointment: None, days=0)),
    Shown(
        "vietnam_post/code_for_look_up", "sent", "/post-office/look/code", LOOKING, "code",
        _with_code(is_quiet=True),
    ),
    Shown(
        "vietnam_post/code_to_continue", "sent", f"{_OFFICE}/continue/code", CONTINUING, "code", _with_code()
    ),
    Shown(
        "vietnam_post/continue_later", "plain", f"{_OFFICE}/continue/sim-changed", CONTINUING, "sim_changed"
    ),
    Shown(
        "vietnam_post/done", "level_3", f"{_OFFICE}/continue/done", CONTINUING, "done", _at_level_3
    ),
)  # fmt: skip
