"""The states of the shared screens, for the gallery."""

from bff.methods.gallery_states import State
from bff.stores.limits import TooOften
from verifiers.errors import UnexpectedAnswer, Unreachable

STATES = (
    State("home", "plain", "/"),
    State("choose_subject", "plain", "/register"),
    State("choose_subject", "expired", "/register?notice=expired"),
    State("choose_method", "citizen", "/register/citizen"),
    State("choose_method", "narrowed", "/register/citizen?have=phone"),
    State("choose_method", "business", "/register/business"),
    State("choose_method", "agency", "/register/agency"),
    State("proof/ways", "citizen", "/prove/for/raise?subject=citizen&level=3"),
    State("proof/ways", "none", "/prove/for/raise?subject=business&level=4"),
    State("trouble", "silence", raises=Unreachable("carrier", "gallery")),
    State("trouble", "nonsense", raises=UnexpectedAnswer("carrier", "gallery")),
    State("trouble", "too_often", raises=TooOften("gallery", 600)),
    State("trouble", "not_found", "/no-such-page"),
    State("links", "ended", "/l/nobody-was-sent-this"),
    State("guides", "index", "/guides"),
    State("guides", "topic", "/guides/code"),
    State("offline", "plain", "/offline"),
)
