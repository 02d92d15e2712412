"""The states of the citizens' screens of disputes, for the gallery."""

from collections.abc import Callable, Mapping

from accounts.disputes.records import Decision
from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim
from bff.methods.gallery_states import GALLERY_PHONE, Shown
from bff.owners.phones import Doubt
from bff.rules.proofs import ProofKind
from bff.views.dispute.answering import ANSWERING
from bff.views.dispute.decided import READING
from bff.views.dispute.not_me import FREEING, Kept
from bff.views.dispute.opening import OPENING
from bff.views.dispute.pendings import DisputeCase, DisputerProof
from bff.views.dispute.registering import REGISTERING
from bff.views.dispute.status import LOOKING
from bff.views.steps.gallery_disputes import gallery_dispute, gallery_person

_FORM = {"phone_number": "12"}


def _facts(last: int, decision: Decision | None = None, **more: object) -> Callable[[], Mapping[str, object]]:
    def make() -> dict[str, object]:
        pending = DisputeCase(gallery_dispute(last, decision).id, "phone")
        return {"phone_number": GALLERY_PHONE, "aim": Aim.DISPUTE, "pending": pending, **more}

    return make


def _at(journey: Journey, step: str, state: str = "empty", form: Mapping[str, str] | None = None) -> Shown:
    path = f"/dispute/{journey.key.partition('_')[2]}/{step.replace('_', '-')}"
    return Shown(f"dispute/{step}", state, path, journey, step, _facts(1), form)


def _refused(doubt: Doubt) -> Shown:
    state = doubt.removeprefix("phone_")
    path = "/dispute/answer/sim-changed"
    return Shown("dispute/sim_changed", state, path, ANSWERING, "sim_changed", _facts(1, refusal=doubt))


def _statement(state: str, *, freezes: str, form: Mapping[str, str] | None = None) -> Shown:
    proved = DisputerProof("mobile_subscriber", proof=ProofKind.CARRIER, freezes=freezes)
    path, facts = (
        "/dispute/open/statement",
        {
            "phone_number": GALLERY_PHONE,
            "aim": Aim.DISPUTE,
            "pending": proved,
            "identity": gallery_person(1),
        },
    )
    return Shown("dispute/statement", state, path, OPENING, "statement", lambda: facts, form)


GALLERY = (
    Shown("dispute/start", "plain", "/dispute"),
    Shown("dispute/refused", "level_too_low", "/dispute/refused/level_too_low"),
    Shown("dispute/refused", "no_more_cases", "/dispute/refused/no_more_cases"),
    Shown("dispute/refused", "already_disputed", "/dispute/refused/already_disputed"),
    Shown("dispute/refused", "held", "/dispute/refused/held"),
    _at(OPENING, "phone"),
    _statement("empty", freezes="yes"),
    _statement("errors", freezes="yes", form={"text": ""}),
    _statement("case", freezes=""),
    _at(OPENING, "opened"),
    Shown("dispute/status", "errors", "/dispute/status", form={"reference": "K7M", "secret": ""}),
    _at(LOOKING, "case", "open"),
    _at(LOOKING, "case", "withdraw", {"action": "withdraw"}),
    Shown(
        "dispute/case",
        "transfer",
        "/dispute/case/case",
        LOOKING,
        "case",
        _facts(2, Decision.TRANSFER),
    ),
    Shown("dispute/case", "closed", "/dispute/case/case", LOOKING, "case", _facts(5, Decision.CLOSE)),
    Shown("dispute/case", "restored", "/dispute/case/case", LOOKING, "case", _facts(6, Decision.RESTORE)),
    Shown(
        "dispute/decision",
        "closed",
        "/dispute/decision/decision",
        READING,
        "decision",
        _facts(5, Decision.CLOSE),
    ),
    Shown(
        "dispute/decision",
        "restored",
        "/dispute/decision/decision",
        READING,
        "decision",
        _facts(6, Decision.RESTORE),
        {"text": ""},
    ),
    Shown(
        "dispute/sim_changed",
        "reading",
        "/dispute/decision/sim-changed",
        READING,
        "sim_changed",
        _facts(6, Decision.RESTORE, refusal=Doubt.OF_ANOTHER),
    ),
    _at(ANSWERING, "answer"),
    _at(ANSWERING, "answered"),
    _at(ANSWERING, "sim_changed", "answering"),
    _refused(Doubt.OF_ANOTHER),
    _refused(Doubt.MAY_BE_OF_ANOTHER),
    _at(REGISTERING, "sim_changed", "registering"),
    Shown(
        "dispute/choose",
        "errors",
        "/dispute/register/choose",
        REGISTERING,
        "choose",
        _facts(2, Decision.TRANSFER, identity=gallery_person(2)),
        {"password": "abc", "confirmation": "abd"},
    ),
    _at(REGISTERING, "registered"),
    Shown("dispute/reported", "plain", "/dispute/reported"),
    _at(FREEING, "phone", "number", _FORM),
    Shown("dispute/freed", "plain", "/dispute/number/freed", FREEING, "freed"),
    Shown(
        "dispute/number_kept",
        "plain",
        "/dispute/number/freed",
        FREEING,
        "freed",
        lambda: {"refusal": Kept.SAME_SUBSCRIBER},
    ),
)
