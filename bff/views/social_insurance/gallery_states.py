"""The states of the social-insurance screens that the gallery shows, without those that all methods share."""

from datetime import timedelta

from bff.journeys.codes import OneTimeCodes, SentCode, Turn
from bff.methods.gallery_states import GALLERY_PHONE, GALLERY_TYPED, GALLERY_WHO, Shown
from bff.services import services
from bff.views.social_insurance.views import REGISTERING
from verifiers.social_insurance import InsuranceRefusal

_PATH = "/register/social-insurance"
_TYPED = {**GALLERY_TYPED, "social_insurance_number": "0090000999"}


def _details(state: str, *, typed: dict[str, str] | None = None, form: dict[str, str] | None = None) -> Shown:
    def facts() -> dict[str, object]:
        return {"typed": typed or GALLERY_WHO}

    return Shown("social_insurance/details", state, f"{_PATH}/details", REGISTERING, "details", facts, form)


def _refused(refusal: InsuranceRefusal) -> Shown:
    def facts() -> dict[str, object]:
        return {"refusal": refusal, "typed": _TYPED}

    return Shown("social_insurance/refused", refusal, f"{_PATH}/refused", REGISTERING, "refused", facts)


def _waits() -> dict[str, object]:
    turn = Turn(services().clock() + timedelta(seconds=120))
    return {"typed": _TYPED, "phone_number": GALLERY_PHONE, "codes": OneTimeCodes(turn=turn)}


def _waits_again() -> dict[str, object]:
    facts, now = _waits(), services().clock()
    sent = SentCode("0" * 64, now - timedelta(seconds=70), "gallery")
    turn = Turn(now + timedelta(seconds=120))
    return {**facts, "codes": OneTimeCodes(sent=(sent,), sent_to=GALLERY_PHONE, turn=turn)}


GALLERY = (
    Shown("social_insurance/prepare", "plain", "/register/citizen/social-insurance"),
    Shown("social_insurance/who", "empty", f"{_PATH}/who", REGISTERING, "who"),
    _details("empty"),
    _details("filled", typed=_TYPED),
    _details(
        "all_wrong",
        form={
            "social_insurance_number": "HS4010090000999",
            "phone_number": "01234567890",
        },
    ),
    Shown("social_insurance/code", "waits", f"{_PATH}/code", REGISTERING, "code", _waits),
    Shown("social_insurance/code", "waits_again", f"{_PATH}/code", REGISTERING, "code", _waits_again),
    _refused(InsuranceRefusal.PERSON_DIFFERS),
    _refused(InsuranceRefusal.RECORD_UNCLEAR),
)
