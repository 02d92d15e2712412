"""One request to a SIM, as a flow keeps it between two screens: any worker can go on with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self

from bff.journeys.pending import Pending
from verifiers.sim_signature import Challenge
from verifiers.sim_signature import Pending as SentRequest


class Stage(StrEnum):
    """How far a request to a SIM came."""

    NEW = "new"
    RINGING = "ringing"
    ON_THE_PHONE = "on_the_phone"


@dataclass(frozen=True)
class Transaction(Pending):
    """One request to a SIM.

    Attributes:
        challenge: the text that is signed, used once.
        control_code: what the page and the phone both show.
        began_at, deadline: aware UTC; after the deadline nothing that arrives counts.
        extended: whether the one extension was used.
        sent: by what the gateway knows it; None before the gateway has accepted it.
        is_gateway_silent: whether the last question was not answered.
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
        """Whole seconds until the deadline, 0 after it."""
        return max(0, int((self.deadline - now).total_seconds()))

    def extend(self, seconds: int) -> Self:
        """Give the one extension there is."""
        if self.extended:
            return self
        return replace(self, deadline=self.deadline + timedelta(seconds=seconds), extended=True)

    def to_facts(self) -> dict[str, str]:
        """Write it down as text."""
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
        """Read back what `to_facts` wrote."""
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
        """Recognise a request of a record without a tag."""
        return {"control_code", "deadline", "stage"} <= set(facts)


@dataclass(frozen=True)
class Reported(Pending):
    """The person has reported the request as not theirs."""

    KIND: ClassVar[str] = "not_me"

    not_me: str = "yes"

    @classmethod
    def recognises(cls, facts: Mapping[str, str]) -> bool:
        """Recognise the mark of a record without a tag."""
        return "not_me" in facts


def _with_prefix(facts: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in facts.items() if name.startswith(prefix)}
