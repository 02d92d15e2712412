"""What the flows of disputes keep: how the disputer proved their identity, and the id of the dispute."""

from dataclasses import dataclass
from typing import ClassVar

from accounts.disputes.records import Dispute
from bff.journeys.flow import Flow
from bff.journeys.pending import Pending


@dataclass(frozen=True)
class DisputerProof(Pending):
    """How the disputer proved their identity.

    Attributes:
        method: key of the method.
        proof: the kind of the proof.
        freezes: ``yes`` if the statement freezes the account; empty if it opens a case only.
    """

    KIND: ClassVar[str] = "disputer_proof"

    method: str
    level: str = ""
    """Of a flow of an older release."""
    proof: str = ""
    freezes: str = ""


@dataclass(frozen=True)
class DisputeCase(Pending):
    """The dispute that a flow is about.

    Attributes:
        dispute_id: UUID.
        proved: what the holder proved before the answer: ``phone``, or the key of a method; empty for a
            disputer.
        code: of a disputer: the digest of the viewing code that opened it; empty in a flow of an older
            release. The renewal of the code ends the flow.
    """

    KIND: ClassVar[str] = "dispute"

    dispute_id: str
    proved: str = ""
    code: str = ""


def is_of_an_old_code(flow: Flow, dispute: Dispute) -> bool:
    """Return whether the viewing code was renewed since the flow was begun with it."""
    code = case_of(flow).code
    return bool(code) and code != dispute.code_digest


def case_of(flow: Flow) -> DisputeCase:
    """Return the dispute case that a flow is about.

    Raises:
        TypeError: the flow has no case: a programming error.
    """
    return flow.pending_as(DisputeCase)
