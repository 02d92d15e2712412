"""The states of the USB token screens that the gallery shows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bff.journeys.flow import CertificateFacts
from bff.methods.gallery_states import GALLERY_ACCOUNT_ID, GALLERY_PERSON, Shown
from bff.owners.certificates import HeldAccounts
from bff.views.usb_token.pendings import Joining, TokenWork
from bff.views.usb_token.views import REGISTERING, SIGNING_IN
from bff.views.usb_token.words import Ending, Stop
from identity.people import Organisation

_PATH = "/register/usb-token"
_PERSON = replace(GALLERY_PERSON, birth_date=None)
_COMPANY = Organisation(
    "Sở Ẩm Ướt, Nghiễm Độc", unit="Phòng Một cửa", official_email="am.uot@example.vn", representative=_PERSON
)
_SOON = CertificateFacts("Sandbox Token CA", "0123456789ABCDEF", datetime.now(UTC) + timedelta(days=20))
_JOINED = Joining(began="phone", began_on="Chrome · Android", computer="other", computer_on="Edge · Windows")


def _handed_over(minutes_left: int = 9) -> dict[str, object]:
    until = (datetime.now(UTC) + timedelta(minutes=minutes_left)).isoformat()
    joining = Joining(began_on="Chrome · Android", code="7K3M9PQR", code_until=until)
    return {"pending": TokenWork(joining)}


def _too_late() -> dict[str, object]:
    return _handed_over(minutes_left=-1)


def _confirming() -> dict[str, object]:
    return {"identity": _PERSON, "organisation": _COMPANY, "certificate": _SOON}


def _token(state: str, ending: str | None = None) -> Shown:
    form = {"ending": ending} if ending else None
    return Shown("usb_token/token", state, f"{_PATH}/token", REGISTERING, "token", form=form)


def _watching(state: str, step: str, **facts: object) -> Shown:
    def known() -> dict[str, object]:
        return {"pending": TokenWork(_JOINED), **facts}

    return Shown("usb_token/watching", state, f"{_PATH}/{step.replace('_', '-')}", REGISTERING, step, known)


def _held() -> dict[str, object]:
    account = f"0 {GALLERY_ACCOUNT_ID}"
    return {"pending": HeldAccounts(account, account, name=GALLERY_PERSON.full_name)}


def _refused() -> dict[str, object]:
    return {"refusal": "certificate_revoked"}


GALLERY = (
    Shown("usb_token/prepare", "plain", "/register/citizen/usb-token"),
    Shown("usb_token/handover", "waiting", f"{_PATH}/handover", REGISTERING, "handover", _handed_over),
    Shown("usb_token/handover", "expired", f"{_PATH}/handover", REGISTERING, "handover", _too_late),
    Shown("usb_token/enter", "empty", "/continue"),
    Shown("usb_token/enter", "called_off", "/continue?notice=called_off"),
    Shown("usb_token/enter", "unknown", "/continue", form={"code": "2222 2222"}),
    _token("plain"),
    _token("none_found", Ending.NONE_FOUND),
    _token("pin_blocked", Ending.PIN_BLOCKED),
    Shown("usb_token/sign_in", "plain", "/sign-in/token/token", SIGNING_IN, "token"),
    Shown(
        "usb_token/which_account", "plain", "/sign-in/token/which-account", SIGNING_IN, "which_account", _held
    ),
    _watching("signing", "token"),
    _watching("checking", "confirm", certificate=_SOON),
    _watching("ended", "refused", refusal=Stop.CALLED_OFF.value),
    Shown("usb_token/confirm", "agency", f"{_PATH}/confirm", REGISTERING, "confirm", _confirming),
    Shown(
        "usb_token/confirm", "missing", f"{_PATH}/confirm", REGISTERING, "confirm", _confirming,
        form={"phone_number": ""},
    ),
    Shown("usb_token/refused", "revoked", f"{_PATH}/refused", REGISTERING, "refused", _refused),
)  # fmt: skip
