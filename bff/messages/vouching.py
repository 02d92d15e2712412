"""Decides whether the phone of a code is vouched for, which decides from which budget its SMS is paid.

Each step that asks for a code declares who vouches for the phone (`CodeStep`). A phone that a person typed,
and that nothing else vouches for, may be any phone in the world: its messages have a budget of their own, so
that a stranger can neither ring phones without end nor use up the messages of owners.
"""

from dataclasses import dataclass
from enum import StrEnum

from bff.journeys.flow import Flow
from bff.journeys.journey import Step
from bff.web.lookup import journey_of


class Vouching(StrEnum):
    """Who vouches that the phone of a code is the person's."""

    ACCOUNT = "account"
    """An account has this phone, and the code goes to no other."""
    REGISTER = "register"
    """A counterpart's register has this phone for the person who was matched."""
    CONFIRMED = "confirmed"
    """A code has confirmed this phone before, for the same appointment or dispute."""
    NOTHING = "nothing"
    """A person typed it."""


@dataclass(frozen=True, kw_only=True)
class CodeStep(Step):
    """A step that asks for a code by SMS, and who vouches for its phone."""

    vouched_by: Vouching
    is_rare: bool = False
    """Whether the number alone makes an account's phone get the code: then it gets only a few a day."""


def is_vouched(flow: Flow) -> bool:
    """Return whether something vouches for the phone of the flow's present step; undeclared: nothing does."""
    step = journey_of(flow).step(flow.step)
    return isinstance(step, CodeStep) and step.vouched_by is not Vouching.NOTHING


def is_rare(flow: Flow) -> bool:
    """Return whether the flow's present step sends few codes a day."""
    step = journey_of(flow).step(flow.step)
    return isinstance(step, CodeStep) and step.is_rare


def sends_to_any_phone(flow: Flow) -> bool:
    """Return whether a press on the flow's screen sends a code to a phone that nothing vouches for."""
    steps = journey_of(flow).all_steps
    place = next(place for place, step in enumerate(steps) if step.name == flow.step)
    here_and_next = steps[place : place + 2]
    return any(isinstance(step, CodeStep) and step.vouched_by is Vouching.NOTHING for step in here_and_next)
