"""The states of the shared screens that the gallery shows."""

from bff.methods.gallery_states import Shown
from bff.stores.attempts import TooOften
from verifiers.errors import UnexpectedAnswer, Unreachable

GALLERY = (
    Shown("home", "plain", "/"),
    Shown("choose_subject", "plain", "/register"),
    Shown("choose_subject", "expired", "/register?notice=expired"),
    Shown("choose_method", "citizen", "/register/citizen"),
    Shown("choose_method", "business", "/register/business"),
    Shown("choose_method", "agency", "/register/agency"),
    Shown("proof/ways", "citizen", "/prove/for/raise?subject=citizen&level=2"),
    Shown("proof/ways", "none", "/prove/for/raise?subject=business&level=4"),
    Shown("trouble", "silence", raises=Unreachable("carrier", "gallery")),
    Shown("trouble", "nonsense", raises=UnexpectedAnswer("carrier", "gallery")),
    Shown("trouble", "too_often", raises=TooOften("gallery", 600)),
    Shown("trouble", "not_found", "/no-such-page"),
    Shown("links", "ended", "/l/nobody-was-sent-this"),
    Shown("codes/ask", "empty", "/code"),
    Shown("codes/ask", "errors", "/code", form={"code": "K7M2"}),
    Shown("guides", "index", "/guides"),
    Shown("guides", "topic", "/guides/code"),
    Shown("guides", "counters", "/guides/counters"),
    Shown("offline", "plain", "/offline"),
)
