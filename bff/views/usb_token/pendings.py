"""What a flow keeps while a token signs: the two browsers, and the challenge that is open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Self

from bff.journeys.flow import Flow
from bff.journeys.pending import Pending
from verifiers.usb_token import TokenChallenge

_JOINING, _CHALLENGE = "join_", "challenge_"


@dataclass(frozen=True)
class Joining:
    """The two browsers of one flow.

    Attributes:
        began: digest of the browser that began it; empty: nothing was handed over.
        began_on, computer_on: coarse names, "Chrome · Android".
        code: the short code that the phone shows; good until *code_until* (ISO 8601).
        computer: digest of the browser that joined; empty: none has.
    """

    began: str = ""
    began_on: str = ""
    code: str = ""
    code_until: str = ""
    computer: str = ""
    computer_on: str = ""

    @property
    def is_joined(self) -> bool:
        """Whether a computer has joined."""
        return bool(self.computer)

    @property
    def shown_code(self) -> str:
        """The code as people read it: in two groups."""
        return f"{self.code[:4]} {self.code[4:]}"

    def is_fresh(self, now: datetime) -> bool:
        """Whether the code that is shown still counts."""
        return bool(self.code) and now < datetime.fromisoformat(self.code_until)


@dataclass(frozen=True)
class TokenWork(Pending):
    """The browsers that work on one signature, and the challenge that waits for it; None: no challenge."""

    KIND: ClassVar[str] = "usb_token"

    joining: Joining = field(default_factory=Joining)
    challenge: TokenChallenge | None = None

    def to_facts(self) -> dict[str, str]:
        """Return the facts as texts, with a prefix for each of the two."""
        challenge = self.challenge.to_facts() if self.challenge else {}
        return {
            **{_JOINING + name: text for name, text in vars(self.joining).items() if text},
            **{_CHALLENGE + name: text for name, text in challenge.items()},
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> Self:
        """Read what `to_facts` returned."""
        challenge = _with_prefix(facts, _CHALLENGE)
        return cls(
            joining=Joining(**_with_prefix(facts, _JOINING)),
            challenge=TokenChallenge.from_facts(challenge) if challenge else None,
        )

    @classmethod
    def recognises(cls, facts: Mapping[str, str]) -> bool:
        """Recognise the facts of a record without a tag by their prefixes."""
        return all(name.startswith((_JOINING, _CHALLENGE)) for name in facts)


def work_of(flow: Flow) -> TokenWork:
    """Return the flow's token work; an empty one where nothing was handed over and nothing is signed."""
    return flow.pending if isinstance(flow.pending, TokenWork) else TokenWork()


def joining_of(flow: Flow) -> Joining:
    """Return the browsers of a flow."""
    return work_of(flow).joining


def _with_prefix(facts: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in facts.items() if name.startswith(prefix)}
