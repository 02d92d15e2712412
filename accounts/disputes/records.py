"""What the product may know of a dispute: frozen records and closed sets, no database."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from identity.claims import Claims
from identity.subject import Subject


class DisputeState(StrEnum):
    """How far a dispute is. That the holder is silent is no state: they may answer until it is decided."""

    OPENED = "opened"
    HOLDER_TOLD = "holder_told"
    ANSWERED = "answered"
    PROPOSED = "proposed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


#: In which states a dispute is worked on.
OPEN_STATES = (
    DisputeState.OPENED,
    DisputeState.HOLDER_TOLD,
    DisputeState.ANSWERED,
    DisputeState.PROPOSED,
)


class Decision(StrEnum):
    """How a dispute can end."""

    RESTORE = "restore"
    """The account stays its holder's."""
    TRANSFER = "transfer"
    """The account ends, and the disputer registers in its place."""
    CLOSE = "close"
    """The account ends, and whose numbers they are may register."""


class DisputeEvent(StrEnum):
    """What can happen to a dispute, as the audit keeps it under the dispute's id."""

    OPENED = "dispute_opened"
    HOLDER_TOLD = "dispute_holder_told"
    ANSWERED = "dispute_answered"
    STATEMENT_ADDED = "dispute_statement_added"
    NOTE_ADDED = "dispute_note_added"
    PROPOSED = "dispute_proposed"
    TURNED_DOWN = "dispute_turned_down"
    DECIDED = "dispute_decided"
    WITHDRAWN = "dispute_withdrawn"
    TRANSFERRED = "dispute_transferred"


class NoteKind(StrEnum):
    """Who wrote a note, and for whom."""

    STATEMENT = "statement"
    """By the disputer."""
    ANSWER = "answer"
    """By the account's holder; the disputer never reads it."""
    CITIZEN = "citizen"
    """By the desk, for the disputer."""
    INTERNAL = "internal"
    """By the desk, for the desk: also the reasons of proposals and decisions."""


class DisputeRefusal(StrEnum):
    """Why something cannot be done with a dispute."""

    NO_ACCOUNT = "no_account"
    LEVEL_TOO_LOW = "level_too_low"
    ALREADY_DISPUTED = "already_disputed"
    OWN_PROPOSAL = "own_proposal"
    OUT_OF_DATE = "out_of_date"
    """Somebody was faster, or it has ended."""


@dataclass(frozen=True, kw_only=True)
class NewDispute:
    """A dispute to be opened, by somebody who has proved who they are.

    The numbers are those that were proved; they find the account.
    """

    id: str
    """UUID, so that opening it again is told from opening another."""
    code: str = field(repr=False)
    """The secret its opener reads it with; only its keyed hash is stored."""
    claims: Claims
    method: str
    level: int
    phone_number: str = field(repr=False)
    """E.164; the disputer's own, confirmed by a code or a signature."""
    proof: str = field(repr=False)
    """Who was proved, as text that the product reads back."""
    statement: str = field(repr=False)
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """A dispute as it stands; its numbers and texts are left out of its ``repr``."""

    id: str
    reference: str
    account_id: str
    state: DisputeState
    version: int
    subject: Subject
    method: str
    level: int
    opened_at: datetime
    due_at: datetime
    told_at: datetime | None
    answered_at: datetime | None
    proposal: Decision | None
    proposed_by: str | None
    decision: Decision | None
    decided_at: datetime | None
    ended_at: datetime | None
    """When nothing more was to be done: withdrawn, decided, and after a transfer registered."""
    phone_number: str = field(repr=False)
    proof: str = field(repr=False)

    @property
    def is_open(self) -> bool:
        """Whether it is still worked on."""
        return self.state in OPEN_STATES

    @property
    def awaits_registration(self) -> bool:
        """Whether the disputer may register in place of the account."""
        return self.decision is Decision.TRANSFER and self.ended_at is None


@dataclass(frozen=True, kw_only=True)
class DisputeNote:
    """One text in a dispute; *by* names who wrote it at the desk, or what a holder proved."""

    at: datetime
    kind: NoteKind
    by: str
    text: str = field(repr=False)
