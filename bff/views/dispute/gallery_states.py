"""The states of the disputes' screens, for the gallery."""

from collections.abc import Callable, Mapping

from accounts.disputes.records import Decision
from bff.journeys.flow import Aim
from bff.journeys.journey import Journey
from bff.methods.gallery_states import State
from bff.views.dispute.journeys import ANSWERING, FREEING, LOOKING, OPENING, REGISTERING
from bff.views.steps.gallery_disputes import gallery_dispute, gallery_person

_PHONE = "+84900000999"
_FORM = {"phone_number": "12"}


def _facts(last: int, decision: Decision | None = None, **more: object) -> Callable[[], Mapping[str, object]]:
    def make() -> dict[str, object]:
        pending = {"dispute_id": gallery_dispute(last, decision).id, "proved": "phone"}
        return {"phone_number": _PHONE, "aim": Aim.DISPUTE, "pending": pending, **more}

    return make


def _at(journey: Journey, step: str, state: str = "empty", form: Mapping[str, str] | None = None) -> State:
    path = f"/dispute/{journey.key.partition('_')[2]}/{step}"
    return State(f"dispute/{step}", state, path, journey, step, _facts(1), form)


STATES = (
    State("dispute/start", "plain", "/dispute"),
    State("dispute/refused", "level_too_low", "/dispute/refused/level_too_low"),
    State("dispute/refused", "already_disputed", "/dispute/refused/already_disputed"),
    _at(OPENING, "phone"),
    _at(OPENING, "statement"),
    _at(OPENING, "statement", "errors", {"text": ""}),
    _at(OPENING, "opened"),
    State("dispute/status", "errors", "/dispute/status", form={"reference": "K7M", "secret": ""}),
    _at(LOOKING, "case", "open"),
    _at(LOOKING, "case", "withdraw", {"action": "withdraw"}),
    State(
        "dispute/case",
        "transfer",
        "/dispute/case/case",
        LOOKING,
        "case",
        _facts(2, Decision.TRANSFER),
    ),
    _at(ANSWERING, "answer"),
    _at(ANSWERING, "answered"),
    State(
        "dispute/choose",
        "errors",
        "/dispute/register/choose",
        REGISTERING,
        "choose",
        _facts(2, Decision.TRANSFER, identity=gallery_person(2)),
        {"password": "abc", "confirmation": "abd"},
    ),
    _at(REGISTERING, "registered"),
    State("dispute/reported", "plain", "/dispute/reported"),
    _at(FREEING, "phone", "number", _FORM),
    State("dispute/freed", "plain", "/dispute/number/freed", FREEING, "freed"),
)
