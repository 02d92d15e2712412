"""What the journeys of disputes keep: how the disputer was proved, and which case a journey is about."""

from dataclasses import dataclass
from typing import ClassVar

from bff.journeys.flow import Flow
from bff.journeys.pending import Pending


@dataclass(frozen=True)
class DisputerProof(Pending):
    """How the disputer was proved: key of the method, and the level as a digit."""

    KIND: ClassVar[str] = "disputer_proof"

    method: str
    level: str


@dataclass(frozen=True)
class DisputeCase(Pending):
    """The dispute that a journey is about.

    Attributes:
        dispute_id: UUID.
        proved: what the account's holder has proved before answering: ``phone``, or the key of a method.
    """

    KIND: ClassVar[str] = "dispute"

    dispute_id: str
    proved: str = ""


def case_of(flow: Flow) -> DisputeCase:
    """Return the case that a flow is about."""
    return flow.pending_as(DisputeCase)
