"""The states of the mobile subscriber's screens that the gallery shows."""

from datetime import UTC, datetime, timedelta

from bff.journeys.codes import OneTimeCodes, SentCode
from bff.methods.gallery_states import (
    GALLERY_ACCOUNT_ID,
    GALLERY_PERSON,
    GALLERY_PHONE,
    GALLERY_TYPED,
    GALLERY_WHO,
    GALLERY_WRONG_WHO,
    Shown,
    account_of_gallery,
)
from bff.views.mobile_subscriber.views import REGISTERING
from bff.web.portals.completed import remember_completed
from verifiers.carrier import SubscriberRefusal
from verifiers.delivery import DeliveryState

_PATH = "/register/mobile-subscriber"
#: The first page as its form sends it.
_WHO_FORM = {name.replace("birth_", "birth_date_"): text for name, text in GALLERY_WHO.items()}


def _code(
    state: str,
    delivery: DeliveryState | None,
    *,
    age_seconds: int = 5,
    wrong_tries: int = 0,
    form: dict[str, str] | None = None,
) -> Shown:
    def facts() -> dict[str, object]:
        sent_at = datetime.now(UTC) - timedelta(seconds=age_seconds)
        sent = (SentCode("gallery", sent_at, "gallery", delivery, sent_at),) if delivery else ()
        codes = OneTimeCodes(sent, sent_to=GALLERY_PHONE, wrong_tries=wrong_tries)
        return {
            "phone_number": GALLERY_PHONE,
            "identity": GALLERY_PERSON,
            "typed": GALLERY_TYPED,
            "codes": codes,
        }

    return Shown("mobile_subscriber/code", state, f"{_PATH}/code", REGISTERING, "code", facts, form)


def _password(state: str, form: dict[str, str] | None = None) -> Shown:
    def facts() -> dict[str, object]:
        return {"phone_number": GALLERY_PHONE, "identity": GALLERY_PERSON}

    return Shown(
        "mobile_subscriber/password", state, f"{_PATH}/password", REGISTERING, "password", facts, form
    )


def _details(state: str, *, typed: dict[str, str] | None = None, form: dict[str, str] | None = None) -> Shown:
    def facts() -> dict[str, object]:
        return {"typed": typed or GALLERY_WHO}

    return Shown("mobile_subscriber/details", state, f"{_PATH}/details", REGISTERING, "details", facts, form)


def _who(state: str, *, typed: dict[str, str] | None = None, form: dict[str, str] | None = None) -> Shown:
    def facts() -> dict[str, object]:
        return {"typed": typed or {}}

    return Shown("mobile_subscriber/who", state, f"{_PATH}/who", REGISTERING, "who", facts, form)


def _card(said: str) -> Shown:
    return Shown("mobile_subscriber/card", said, f"{_PATH}/who/card?said={said}", REGISTERING, "who")


def _refused(refusal: SubscriberRefusal) -> Shown:
    def facts() -> dict[str, object]:
        return {"refusal": refusal, "typed": GALLERY_TYPED}

    return Shown("mobile_subscriber/refused", refusal, f"{_PATH}/refused", REGISTERING, "refused", facts)


GALLERY = (
    Shown("start/other_subject", "plain", "/register/business/mobile-subscriber"),
    Shown("home", "unfinished", "/", REGISTERING, "who"),
    Shown("mobile_subscriber/prepare", "plain", "/register/citizen/mobile-subscriber"),
    _who("empty"),
    _who("filled", typed=GALLERY_TYPED),
    _who("all_missing", form={"full_name": ""}),
    _who("all_wrong", form=GALLERY_WRONG_WHO),
    _who("contradiction", form={**_WHO_FORM, "birth_date_year": "1991"}),
    _details("empty"),
    _details("filled", typed=GALLERY_TYPED),
    _details("all_missing", form={"phone_number": ""}),
    _details("all_wrong", form={"phone_number": "01234567890", "email": "x"}),
    Shown("mobile_subscriber/card", "plain", f"{_PATH}/who/card", REGISTERING, "who"),
    *(_card(said) for said in ("looking", "slow", "other", "denied", "none", "unreadable", "unsent")),
    *(_refused(refusal) for refusal in SubscriberRefusal),
    Shown(
        "mobile_subscriber/account_exists",
        "plain",
        f"{_PATH}/account-exists",
        REGISTERING,
        "account_exists",
        lambda: {"account_id": GALLERY_ACCOUNT_ID},
    ),
    *(_code(delivery, delivery) for delivery in DeliveryState),
    _code("never_sent", None),
    Shown("mobile_subscriber/phone_first", "plain", f"{_PATH}/phone-first", REGISTERING, "phone_first"),
    Shown(
        "mobile_subscriber/phone_first_code",
        "plain",
        f"{_PATH}/phone-first-code",
        REGISTERING,
        "phone_first_code",
        lambda: {"phone_number": GALLERY_PHONE, "typed": GALLERY_TYPED},
    ),
    Shown(
        "mobile_subscriber/details",
        "phone_proved",
        f"{_PATH}/details",
        REGISTERING,
        "details",
        lambda: {"typed": GALLERY_TYPED, "proven_phone": GALLERY_PHONE},
    ),
    _code("resend_open", DeliveryState.SENT, age_seconds=200),
    _code("wrong", DeliveryState.DELIVERED, form={"code": "000000"}),
    _code("missing", DeliveryState.DELIVERED, form={"code": ""}),
    _code("locked", DeliveryState.DELIVERED, wrong_tries=5),
    _password("empty"),
    _password("too_short", {"password": "abc", "confirmation": "abd"}),
    _password("own_name", {"password": "Nghiem1990!", "confirmation": "Nghiem1990!"}),
    Shown("mobile_subscriber/done", "plain", f"{_PATH}/done", REGISTERING, "done", account_of_gallery),
    Shown(
        "mobile_subscriber/done",
        "signed_in",
        f"{_PATH}/done",
        REGISTERING,
        "done",
        account_of_gallery,
        prepares=lambda: remember_completed(GALLERY_ACCOUNT_ID),
    ),
)
