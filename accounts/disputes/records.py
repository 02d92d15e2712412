"""The records of a dispute, and its closed sets of words. No database."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from identity.claims import Claims
from identity.subject import Subject


class DisputeState(StrEnum):
    """How far a dispute is.

    A holder who does not answer has no state of their own: they may still answer until the decision.
    """

    OPENED = "opened"
    HOLDER_TOLD = "holder_told"
    ANSWERED = "answered"
    PROPOSED = "proposed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


#: The states in which the desk works on a dispute.
OPEN_STATES = (
    DisputeState.OPENED,
    DisputeState.HOLDER_TOLD,
    DisputeState.ANSWERED,
    DisputeState.PROPOSED,
)


class Decision(StrEnum):
    """How a dispute can end."""

    RESTORE = "restore"
    """The account stays with its holder."""
    TRANSFER = "transfer"
    """The account is closed, and the disputer registers in its place."""
    CLOSE = "close"
    """The account is closed, and its numbers are free for a new account."""


class DisputeEvent(StrEnum):
    """The events of a dispute, which the audit stores under the dispute's id."""

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
    APPEALED = "dispute_appealed"
    APPEAL_ANSWERED = "dispute_appeal_answered"
    CODE_COMPARED = "dispute_code_compared"
    """A clerk compared the disputer's document, so that a lost viewing code can be replaced."""
    CODE_RENEWED = "dispute_code_renewed"


class NoteKind(StrEnum):
    """Who wrote a note, and who may read it."""

    STATEMENT = "statement"
    """Written by the disputer."""
    ANSWER = "answer"
    """Written by the account's holder; the disputer never reads it."""
    CITIZEN = "citizen"
    """Written by the desk for the disputer."""
    INTERNAL = "internal"
    """Written by the desk for the desk, such as the reason of a proposal or a decision. No side reads it."""
    APPEAL = "appeal"
    """Written by the disputer against a decision."""
    HOLDERS_APPEAL = "holders_appeal"
    """Written by the account's holder against a decision."""
    APPEAL_ANSWER = "appeal_answer"
    """Written by the desk for the disputer, in answer to an appeal."""
    HOLDERS_APPEAL_ANSWER = "holders_appeal_answer"
    """Written by the desk for the holder, in answer to an appeal."""


class DisputeRefusal(StrEnum):
    """Why an action on a dispute was refused; nothing was changed."""

    NO_ACCOUNT = "no_account"
    LEVEL_TOO_LOW = "level_too_low"
    """The proof is not enough for this account."""
    NO_MORE_CASES = "no_more_cases"
    """The proof opens a case only, and ended cases have settled that. A proof that freezes is enough."""
    ALREADY_DISPUTED = "already_disputed"
    OWN_PROPOSAL = "own_proposal"
    ONLY_A_CASE = "only_a_case"
    """The dispute froze nothing: its proof is too weak to take the account from its holder."""
    HELD = "held"
    """The hotline holds the account: two case officers have to end that first."""
    SAME_PERSON = "same_person"
    """The colleague who did the first half of what needs two people."""
    NO_REASONS = "no_reasons"
    """The proposal says nothing that both sides may read, as in an older release: it has to be made again."""
    OUT_OF_DATE = "out_of_date"
    """Another person acted first, or the dispute has ended."""


@dataclass(frozen=True)
class DisputeWorth:
    """What a disputer's proof is worth: whether it opens a dispute, and whether that freezes the account."""

    opens: bool
    freezes: bool


class Settled(StrEnum):
    """Against which proofs an account is settled by the disputes that have ended.

    A signature, or two people who saw the person, dispute it again all the same: the `Judge` knows that.
    """

    NOTHING = "nothing"
    CASES = "cases"
    """Proofs that open a case only: cases settle nothing against a proof that freezes."""
    FREEZES = "freezes"
    """All proofs."""


class Judge(Protocol):
    """The table of what a proof is worth, which this package does not know."""

    def __call__(
        self, proved_by: str, *, account_level: int, subject: Subject, settled: Settled
    ) -> DisputeWorth:
        """Judge a kind of proof against an account.

        Args:
            proved_by: the kind of the disputer's proof.
            settled: what earlier disputes have settled.
        """


@dataclass(frozen=True, kw_only=True)
class NewDispute:
    """A dispute to be opened, by a person who has proved their identity.

    *claims* holds the proved numbers, which find the account.
    """

    id: str
    """A UUID from the caller: a second request with the same id opens no second dispute."""
    code: str = field(repr=False)
    """The secret with which the disputer can read the dispute later; only its keyed hash is stored."""
    claims: Claims
    method: str
    level: int
    proved_by: str
    """The kind of the proof, for the `Judge`."""
    phone_number: str = field(repr=False)
    """E.164; the disputer's own phone, confirmed by a code or a signature."""
    proof: str = field(repr=False)
    """The proved identity, as a text that only `bff` writes and reads."""
    statement: str = field(repr=False)
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """One dispute, as the database has it. Its ``repr`` hides the phone number and the proof."""

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
    """When the dispute was withdrawn or decided; after a transfer, when the disputer registered."""
    freezes: bool
    """Whether it froze the account. A case that froze nothing cannot take the account from its holder."""
    appealed_at: datetime | None
    """Since when an appeal waits for an answer; None: none does."""
    code_compared_by: str | None
    """The member of staff who compared the disputer's document; a colleague may renew the viewing code."""
    code_compared_at: datetime | None
    phone_number: str = field(repr=False)
    proof: str = field(repr=False)
    code_digest: str = field(default="", repr=False)
    """The keyed hash of the viewing code: what was begun with an older code ends when it is renewed."""
    reasons: str | None = field(repr=False)
    """What both sides read with the decision; while it is only proposed, the desk alone reads it."""

    @property
    def is_open(self) -> bool:
        """Whether the desk still works on it."""
        return self.state in OPEN_STATES

    @property
    def awaits_registration(self) -> bool:
        """Whether the disputer may register now in place of the account's holder."""
        return self.decision is Decision.TRANSFER and self.ended_at is None


@dataclass(frozen=True, kw_only=True)
class DisputeNote:
    """One text in a dispute.

    *by* is the id of its author at the desk, or how the holder proved their identity; empty for the disputer.
    """

    at: datetime
    kind: NoteKind
    by: str
    text: str = field(repr=False)
