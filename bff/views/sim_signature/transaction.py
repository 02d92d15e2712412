"""One request to a SIM, as the flow keeps it.

The record contains all that the next question to the gateway needs, so any worker can continue the request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self

from bff.journeys.codes import Turn
from bff.journeys.pending import Pending
from verifiers.sim_signature import Challenge
from verifiers.sim_signature import Pending as SentRequest


class Stage(StrEnum):
    """How far a request to a SIM has come: made, being sent to the gateway, or accepted by the gateway."""

    NEW = "new"
    RINGING = "ringing"
    ON_THE_PHONE = "on_the_phone"


@dataclass(frozen=True)
class Transaction(Pending):
    """One request to a SIM.

    Attributes:
        challenge: the text that the SIM signs. Each request has a new one.
        control_code: the code that the page and the phone both show, so that the person can compare them.
        began_at, deadline: aware UTC. After the deadline the gateway is not asked again.
        extended: whether the person has used the one extension.
        sent: the gateway's identifiers of the request; None until the gateway has accepted the request.
        is_gateway_silent: whether the gateway did not answer the last status request.
    """

    KIND: ClassVar[str] = "sim_transaction"

    challenge: Challenge
    control_code: str
    began_at: datetime
    deadline: datetime
    stage: Stage = Stage.NEW
    extended: bool = False
    sent: SentRequest | None = None
    is_gateway_silent: bool = False

    def seconds_left(self, now: datetime) -> int:
        """Whole seconds until the deadline, 0 after it; never more than in all (a clock may be set back)."""
        left = min(self.deadline - now, self.deadline - self.began_at)
        return max(0, int(left.total_seconds()))

    def extend(self, seconds: int) -> Self:
        """Move the deadline by *seconds*. A request can be extended once; a second call changes nothing."""
        if self.extended:
            return self
        return replace(self, deadline=self.deadline + timedelta(seconds=seconds), extended=True)

    def to_facts(self) -> dict[str, str]:
        """Return all fields as texts, those of the challenge and of the sent request with a prefix."""
        sent = {f"sent_{name}": text for name, text in self.sent.to_facts().items()} if self.sent else {}
        return {
            **{f"challenge_{name}": text for name, text in self.challenge.to_facts().items()},
            **sent,
            "control_code": self.control_code,
            "began_at": self.began_at.isoformat(),
            "deadline": self.deadline.isoformat(),
            "stage": self.stage,
            "extended": "yes" if self.extended else "",
            "is_gateway_silent": "yes" if self.is_gateway_silent else "",
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> Self:
        """Make a transaction from the texts that `to_facts` returned."""
        challenge, sent = _with_prefix(facts, "challenge_"), _with_prefix(facts, "sent_")
        return cls(
            challenge=Challenge.from_facts(challenge),
            control_code=facts["control_code"],
            began_at=datetime.fromisoformat(facts["began_at"]),
            deadline=datetime.fromisoformat(facts["deadline"]),
            stage=Stage(facts["stage"]),
            extended=bool(facts["extended"]),
            sent=SentRequest.from_facts(sent) if sent else None,
            is_gateway_silent=bool(facts["is_gateway_silent"]),
        )

    @classmethod
    def recognises(cls, facts: Mapping[str, str]) -> bool:
        """Return whether *facts*, from an old record without a tag, are a request to a SIM."""
        return {"control_code", "deadline", "stage"} <= set(facts)


@dataclass(frozen=True)
class RequestTurn(Pending):
    """The turn of a request for whose SIM nothing vouches; nothing was sent yet.

    Attributes:
        turn: when a press sends the request, whether the browser did the proof of work, and if it waited.
    """

    KIND: ClassVar[str] = "sim_turn"

    turn: Turn

    def to_facts(self) -> dict[str, str]:
        """Return the facts of the turn as texts."""
        return {
            "due_at": self.turn.due_at.isoformat(),
            "worked": "yes" if self.turn.worked else "",
            "waited": "yes" if self.turn.waited else "",
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> Self:
        """Make the turn from the texts that `to_facts` returned."""
        due_at, waited = datetime.fromisoformat(facts["due_at"]), bool(facts.get("waited"))
        return cls(Turn(due_at, bool(facts["worked"]), waited))

    @classmethod
    def recognises(cls, facts: Mapping[str, str]) -> bool:  # noqa: ARG003 - the signature of the base class
        """Return False: no record without a tag has a turn."""
        return False


@dataclass(frozen=True)
class Reported(Pending):
    """Marks that the person has reported the request: they did not make it."""

    KIND: ClassVar[str] = "not_me"

    not_me: str = "yes"

    @classmethod
    def recognises(cls, facts: Mapping[str, str]) -> bool:
        """Return whether *facts*, from an old record without a tag, are this mark."""
        return "not_me" in facts


def _with_prefix(facts: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in facts.items() if name.startswith(prefix)}
