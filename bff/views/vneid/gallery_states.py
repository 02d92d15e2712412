"""The states of the VNeID screens that the gallery shows, without those that all methods share."""

from bff.methods.gallery_states import GALLERY_PERSON, Shown
from bff.views.vneid.pendings import AtVneid
from bff.views.vneid.views import REGISTERING, SIGNING_IN
from bff.views.vneid.words import Mismatch
from verifiers.vneid import VneidRefusal

_PATH = "/register/vneid"
_STATE = "galleryGalleryGallery0"


def _at_vneid() -> dict[str, object]:
    return {"pending": AtVneid(_STATE)}


def _identified() -> dict[str, object]:
    return {"identity": GALLERY_PERSON}


def _refused(refusal: VneidRefusal) -> Shown:
    def facts() -> dict[str, object]:
        return {"refusal": refusal}

    return Shown("vneid/refused", refusal, f"{_PATH}/refused", REGISTERING, "refused", facts)


def _refused_sign_in(refusal: Mismatch) -> Shown:
    def facts() -> dict[str, object]:
        return {"refusal": refusal}

    return Shown("vneid/refused", refusal, "/sign-in/vneid/refused", SIGNING_IN, "refused", facts)


GALLERY = (
    Shown("vneid/prepare", "plain", "/register/citizen/vneid"),
    Shown("vneid/leave", "empty", f"{_PATH}/leave", REGISTERING, "leave"),
    Shown("vneid/leave", "errors", f"{_PATH}/leave", REGISTERING, "leave", form={"phone_number": ""}),
    Shown("vneid/away", "there", f"{_PATH}/away", REGISTERING, "away", _at_vneid),
    Shown("vneid/away", "back", f"{_PATH}/away", REGISTERING, "away"),
    Shown(
        "vneid/back", "plain", f"/vneid/return?state={_STATE}&code=gallery", REGISTERING, "away", _at_vneid
    ),
    Shown("vneid/away", "sign_in", "/sign-in/vneid/away", SIGNING_IN, "away", _at_vneid),
    Shown("vneid/lost", "elsewhere", "/vneid/return"),
    Shown("vneid/lost", "again", "/vneid/return", REGISTERING, "confirm", _identified),
    Shown("vneid/confirm", "empty", f"{_PATH}/confirm", REGISTERING, "confirm", _identified),
    Shown(
        "vneid/confirm",
        "errors",
        f"{_PATH}/confirm",
        REGISTERING,
        "confirm",
        _identified,
        {"phone_number": "0123"},
    ),
    Shown("vneid/phone_first", "plain", f"{_PATH}/phone-first", REGISTERING, "phone_first"),
    *(_refused(refusal) for refusal in VneidRefusal),
    *(_refused_sign_in(refusal) for refusal in Mismatch),
)
