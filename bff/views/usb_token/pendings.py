"""What a flow keeps while a token signs: its two browsers, and the open challenge."""

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
        began: digest of the browser that shows the code; empty if the flow stays in one browser.
        began_on, computer_on: coarse names of the two browsers, "Chrome · Android".
        code: the join code that the phone shows; valid until *code_until* (ISO 8601).
        computer: digest of the browser that joined; empty if no browser has joined.
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
        """The code in two groups of four, which are easier to read."""
        return f"{self.code[:4]} {self.code[4:]}"

    def is_fresh(self, now: datetime) -> bool:
        """Return whether there is a code that has not expired."""
        return bool(self.code) and now < datetime.fromisoformat(self.code_until)


@dataclass(frozen=True)
class TokenWork(Pending):
    """The two browsers of a flow, and its open challenge.

    Attributes:
        challenge: the text that the token is about to sign; None while no signature is asked for.
    """

    KIND: ClassVar[str] = "usb_token"

    joining: Joining = field(default_factory=Joining)
    challenge: TokenChallenge | None = None

    @property
    def is_of_two_browsers(self) -> bool:
        """Whether a computer signs for a phone that watches."""
        return self.joining.is_joined

    def to_facts(self) -> dict[str, str]:
        """Return both parts as texts. Their prefixes keep the names apart."""
        challenge = self.challenge.to_facts() if self.challenge else {}
        return {
            **{_JOINING + name: text for name, text in vars(self.joining).items() if text},
            **{_CHALLENGE + name: text for name, text in challenge.items()},
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> Self:
        """Make an instance from the texts that `to_facts` returned."""
        challenge = _with_prefix(facts, _CHALLENGE)
        return cls(
            joining=Joining(**_with_prefix(facts, _JOINING)),
            challenge=TokenChallenge.from_facts(challenge) if challenge else None,
        )

    @classmethod
    def recognises(cls, facts: Mapping[str, str]) -> bool:
        """Return whether *facts*, from an old record without a tag, are of this kind: by their prefixes."""
        return all(name.startswith((_JOINING, _CHALLENGE)) for name in facts)


def work_of(flow: Flow) -> TokenWork:
    """Return the flow's token work; an empty one if no browser has joined and no challenge is open."""
    return flow.pending if isinstance(flow.pending, TokenWork) else TokenWork()


def joining_of(flow: Flow) -> Joining:
    """Return the two browsers of a flow."""
    return work_of(flow).joining


def _with_prefix(facts: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in facts.items() if name.startswith(prefix)}
