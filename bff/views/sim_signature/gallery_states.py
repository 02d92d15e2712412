"""The states of the SIM signature screens that the gallery shows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bff.journeys.codes import Turn
from bff.journeys.flow import CertificateFacts
from bff.methods.gallery_states import (
    GALLERY_ACCOUNT_ID,
    GALLERY_PERSON,
    GALLERY_PHONE,
    Shown,
    account_of_gallery,
)
from bff.views.sim_signature.transaction import RequestTurn, Stage, Transaction
from bff.views.sim_signature.views import REGISTERING
from bff.views.sim_signature.words import WORDS
from identity.people import Organisation
from verifiers.sim_signature import Challenge, Pending

_PATH = "/register/sim-signature"
_PERSON = replace(GALLERY_PERSON, birth_date=None, old_identity_number="000000999")
_COMPANY = Organisation(
    "Công ty TNHH Ẩm Ướt", tax_number="0000000999", unit="Phòng Hành chính", representative=_PERSON
)
_CERTIFICATE = CertificateFacts(
    "Sandbox SIM CA", "0123456789ABCDEF", datetime(2028, 1, 2, 3, 4, 5, tzinfo=UTC)
)


def _waiting(
    state: str, *, age_seconds: int, stage: Stage = Stage.ON_THE_PHONE, silent: bool = False
) -> Shown:
    def facts() -> dict[str, object]:
        now = datetime.now(UTC)
        challenge = Challenge.make(
            origin="https://example.vn", purpose="register", registration_id="gallery", moment=now
        )
        began_at = now - timedelta(seconds=age_seconds)
        sent = Pending(
            profile="vietnamese",
            phone_number=GALLERY_PHONE,
            control_code="564999",
            application_transaction="gallery",
            gateway_transaction="gallery",
            started_at=began_at,
            expires_at=began_at + timedelta(seconds=240),
            challenge=challenge,
        )
        transaction = Transaction(
            challenge=challenge,
            control_code="564999",
            began_at=began_at,
            deadline=began_at + timedelta(seconds=120),
            stage=stage,
            sent=sent,
            is_gateway_silent=silent,
        )
        return {"phone_number": GALLERY_PHONE, "pending": transaction}

    return Shown("sim_signature/waiting", state, f"{_PATH}/waiting", REGISTERING, "waiting", facts)


def _turn(state: str, *, in_seconds: int, worked: bool) -> Shown:
    def facts() -> dict[str, object]:
        turn = Turn(datetime.now(UTC) + timedelta(seconds=in_seconds), worked)
        return {"phone_number": GALLERY_PHONE, "pending": RequestTurn(turn)}

    return Shown("sim_signature/turn", state, f"{_PATH}/turn", REGISTERING, "turn", facts)


def _refused(refusal: str) -> Shown:
    def facts() -> dict[str, object]:
        return {"phone_number": GALLERY_PHONE, "refusal": refusal}

    return Shown("sim_signature/refused", refusal, f"{_PATH}/refused", REGISTERING, "refused", facts)


def _confirm(state: str, organisation: Organisation | None) -> Shown:
    def facts() -> dict[str, object]:
        return {
            "phone_number": GALLERY_PHONE,
            "identity": _PERSON,
            "organisation": organisation,
            "certificate": _CERTIFICATE,
        }

    return Shown("sim_signature/confirm", state, f"{_PATH}/confirm", REGISTERING, "confirm", facts)


GALLERY = (
    Shown("sim_signature/prepare", "plain", "/register/citizen/sim-signature"),
    Shown("sim_signature/phone", "empty", f"{_PATH}/phone", REGISTERING, "phone"),
    Shown(
        "sim_signature/phone", "missing", f"{_PATH}/phone", REGISTERING, "phone", form={"phone_number": ""}
    ),
    _turn("waits", in_seconds=40, worked=False),
    _turn("worked", in_seconds=40, worked=True),
    _turn("due", in_seconds=0, worked=False),
    _waiting("sending", age_seconds=1, stage=Stage.RINGING),
    _waiting("on_the_phone", age_seconds=5),
    _waiting("long", age_seconds=50),
    _waiting("almost_over", age_seconds=100),
    _waiting("gateway_silent", age_seconds=20, silent=True),
    *(_refused(refusal) for refusal in WORDS),
    Shown(
        "sim_signature/account_exists",
        "signed",
        f"{_PATH}/account-exists",
        REGISTERING,
        "account_exists",
        lambda: {"account_id": GALLERY_ACCOUNT_ID, "signed": True},
        signed_in=True,
    ),
    _confirm("citizen", None),
    _confirm("business", _COMPANY),
    Shown("sim_signature/done", "plain", f"{_PATH}/done", REGISTERING, "done", account_of_gallery),
)
