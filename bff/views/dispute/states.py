"""The states of the disputes' screens, for the gallery."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from accounts.dispute_records import Decision, Dispute, NewDispute
from accounts.records import NewAccount
from bff.registration import Aim, Journey, Purpose, Registration, Subject
from bff.registration_codec import to_json
from bff.services import services
from bff.states import State
from bff.views.dispute.journeys import ANSWERING, FREEING, LOOKING, OPENING, REGISTERING
from verifiers.identity import Person

_PHONE, _WHEN = "+84900000999", datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
_FORM = {"phone_number": "12"}


def _person(last: int) -> Person:
    return Person("Ẩm Ướt Nghiễm Độc", citizen_number=f"00019099990{last}")


def _case(last: int, decision: Decision | None = None) -> Dispute:
    """Open the gallery's own dispute about an account of its own, numbers that no sandbox person has."""
    number, dispute_id = _person(last).citizen_number, str(UUID(int=9990 + last))
    services().accounts.open(
        NewAccount(
            id=str(UUID(int=9980 + last)),
            subject=Subject.CITIZEN,
            full_name=_person(last).full_name,
            citizen_number=number,
            phone_number=_PHONE,
            method="mobile_subscriber",
            level=2,
            registered_at=_WHEN,
        )
    )
    proved = Registration("gallery", "x", Purpose.PROVE, Subject.CITIZEN, "x", _WHEN, identity=_person(last))
    disputes = services().disputes
    disputes.open(
        NewDispute(
            id=dispute_id,
            code="K7M2PX9R",
            subject=Subject.CITIZEN,
            citizen_number=number,
            method="mobile_subscriber",
            level=2,
            phone_number=_PHONE,
            proof=json.dumps({"registration": to_json(proved)}),
            statement="Tôi chưa bao giờ đăng ký tài khoản này.",
            due_at=datetime.now(UTC),
        )
    )
    found = disputes.get(dispute_id)
    if found and decision and found.is_open:
        disputes.propose(dispute_id, decision, version=found.version, by="gallery-1", reason="…")
        disputes.decide(dispute_id, version=found.version + 1, by="gallery-2", reason="…")
    if found is None:
        raise RuntimeError("the gallery's own dispute cannot be opened")
    return found


def _facts(last: int, decision: Decision | None = None, **more: object) -> Callable[[], Mapping[str, object]]:
    def make() -> dict[str, object]:
        pending = {"dispute_id": _case(last, decision).id, "proved": "phone"}
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
        _facts(2, Decision.TRANSFER, identity=_person(2)),
        {"password": "abc", "confirmation": "abd"},
    ),
    _at(REGISTERING, "registered"),
    State("dispute/reported", "plain", "/dispute/reported"),
    _at(FREEING, "phone", "number", _FORM),
    State("dispute/freed", "plain", "/dispute/number/freed", FREEING, "freed"),
)
