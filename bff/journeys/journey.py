"""What a journey is: the order of its steps, and what going back from each step forgets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Purpose(StrEnum):
    """What a person walks a journey for. A browser holds at most one registration per purpose."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    PROVE = "prove"
    DISPUTE = "dispute"
    RECOVER = "recover"


@dataclass(frozen=True)
class Journey:
    """The order of a method's steps, and what each going back must forget.

    Side steps (a refusal, the account-exists notice) end the way unless the person goes back;
    they lead back to the first step.
    """

    key: str
    steps: tuple[str, ...]
    purpose: Purpose = Purpose.REGISTER
    side_steps: tuple[str, ...] = ()
    forgets: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def after(self, step: str) -> str:
        """Name the step that follows *step*."""
        return self.steps[self.steps.index(step) + 1]

    def before(self, step: str) -> str | None:
        """Name the step to which going back from *step* leads; None where there is no way back."""
        if step in self.side_steps:
            return self.steps[0]
        place = self.steps.index(step)
        return self.steps[place - 1] if place > 0 and step in self.forgets else None
