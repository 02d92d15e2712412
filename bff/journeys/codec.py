"""Writes a flow as JSON and reads it back, records of older releases included."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.account.records import ConsentGiven
from bff.journeys.codes import OneTimeCodes, SentCode, Turn
from bff.journeys.flow import CertificateFacts, Flow
from bff.journeys.pending import Pending
from bff.journeys.purpose import Aim, Purpose
from identity.people import Organisation, Person
from identity.subject import Subject
from verifiers.delivery import DeliveryState


class Codec:
    """Writes and reads flows with pending facts of all kinds."""

    def __init__(self, kinds: Iterable[type[Pending]] = ()) -> None:
        """Make a codec for these *kinds* of pending facts."""
        self._kinds = {kind.KIND: kind for kind in kinds}

    def write(self, flow: Flow) -> str:
        """Return *flow* as one JSON object; times are in ISO 8601."""
        return _ENCODER.encode(vars(flow))

    def read(self, text: str) -> Flow:
        """Return the flow that `write` wrote. Facts that this release does not know are ignored."""
        facts: dict[str, Any] = json.loads(text)
        known = {name: facts[name] for name in Flow.__dataclass_fields__ if name in facts}
        pending = facts.get("pending") or {}
        return Flow(
            **known
            | {
                "purpose": Purpose(facts["purpose"]),
                "subject": Subject(facts["subject"]),
                "aim": Aim(facts["aim"]) if facts.get("aim") else None,
                "started_at": datetime.fromisoformat(facts["started_at"]),
                "identity": Person.from_facts(facts["identity"]) if facts["identity"] else None,
                "organisation": _organisation(facts["organisation"]) if facts.get("organisation") else None,
                "consents": tuple(_consent(given) for given in facts["consents"]),
                "certificate": _certificate(facts.get("certificate")),
                "codes": _codes(facts["codes"]),
                "pending": self._pending(pending),
                # Before 0.2 a record had the mark "signed" among its pending facts.
                "signed": facts.get("signed", False) or "signed" in pending,
            }
        )

    def _pending(self, facts: dict[str, str]) -> Pending | None:
        kind = self._kinds.get(facts.get("kind", ""))
        if kind is not None:
            return kind.from_facts({name: text for name, text in facts.items() if name != "kind"})
        # Before 0.2 a record had no tag, and could have the mark "signed" among its pending facts.
        untagged = {name: text for name, text in facts.items() if name != "signed"}
        for kind in self._kinds.values():
            if untagged and kind.recognises(untagged):
                return kind.from_facts(untagged)
        return None


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case Person():
            return value.to_facts()
        case Pending():
            return {"kind": value.KIND, **value.to_facts()}
        case CertificateFacts() | ConsentGiven() | OneTimeCodes() | SentCode() | Turn() | Organisation():
            return vars(value)
        case _:
            raise TypeError(f"a flow holds no {type(value).__name__}")


#: Made once: `json.dumps` with a *default* makes a new encoder at every call.
_ENCODER = json.JSONEncoder(default=_plain, separators=(",", ":"), ensure_ascii=False)


def _organisation(facts: dict[str, Any]) -> Organisation:
    representative = facts["representative"]
    return Organisation(
        **facts | {"representative": Person.from_facts(representative) if representative else None}
    )


def _certificate(facts: dict[str, str] | None) -> CertificateFacts | None:
    if not facts:  # an older release wrote an empty object where nothing was signed
        return None
    return CertificateFacts(
        issuer=facts["issuer"],
        serial_number=facts["serial_number"],
        valid_until=datetime.fromisoformat(facts["valid_until"]),
    )


def _consent(facts: dict[str, str]) -> ConsentGiven:
    return ConsentGiven(
        purpose=facts["purpose"],
        text_version=facts["text_version"],
        language=facts["language"],
        given_at=datetime.fromisoformat(facts["given_at"]),
    )


def _codes(facts: dict[str, Any]) -> OneTimeCodes:
    return OneTimeCodes(
        sent=tuple(_sent_code(sent) for sent in facts["sent"]),
        sent_to=facts["sent_to"],
        wrong_tries=facts["wrong_tries"],
        last_wrong=facts["last_wrong"],
        longer_from=facts.get("longer_from"),  # not in records of an older release
        turn=_turn(facts.get("turn")),
        bound_to=facts.get("bound_to"),  # not in records of an older release: then it is the flow's id
    )


def _turn(facts: dict[str, Any] | None) -> Turn | None:
    if not facts:  # records of an older release have none
        return None
    waited = facts.get("waited", False)  # not in records of an older release
    return Turn(datetime.fromisoformat(facts["due_at"]), facts["worked"], waited)


def _sent_code(facts: dict[str, Any]) -> SentCode:
    delivery_at = facts["delivery_at"]
    return SentCode(
        digest=facts["digest"],
        sent_at=datetime.fromisoformat(facts["sent_at"]),
        request_id=facts["request_id"],
        delivery=DeliveryState(facts["delivery"]),
        delivery_at=datetime.fromisoformat(delivery_at) if delivery_at else None,
    )
