"""What an appointment at a post office is, to those who may know of it: frozen records and closed sets.

Personal values are left out of every ``repr``.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from accounts.account.records import ConsentGiven


class AppointmentState(StrEnum):
    """Where an appointment stands. The first three are open; from the others nothing leads on."""

    WAITING = "waiting"
    COMPARED = "compared"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LATE = "late"
    DONE = "done"


class RejectReason(StrEnum):
    """Why a person could not be verified at the post office."""

    DETAILS_DIFFER = "details_differ"
    """The document says something else than the form."""
    OTHER_PERSON = "other_person"
    """Whoever came is not the person of the document."""
    DOCUMENT_EXPIRED = "document_expired"
    DOCUMENT_DOUBTFUL = "document_doubtful"
    """Damaged, unreadable, a copy, or perhaps not genuine."""


class AppointmentRefusal(StrEnum):
    """Why an act on an appointment was not done; nothing was changed."""

    UNKNOWN = "unknown"
    """There is no such appointment."""
    OUT_OF_STATE = "out_of_state"
    """It does not stand where the act needs it: somebody else was faster, or it has ended."""
    TOO_LATE = "too_late"
    """Its deadline has passed."""
    SAME_PERSON = "same_person"
    """Whoever compared may not approve."""
    ANOTHER_COMPARED = "another_compared"
    """Another appointment of the same person was compared or approved already."""
    DIGITS_DIFFER = "digits_differ"
    """The document's last digits are not those of the number that was told: it is another document."""


class AppointmentEvent(StrEnum):
    """What can happen to an appointment, as the audit keeps it under the appointment's id."""

    MADE = "appointment_made"
    COMPARED = "appointment_compared"
    APPROVED = "appointment_approved"
    REJECTED = "appointment_rejected"
    WITHDRAWN = "appointment_withdrawn"
    LATE = "appointment_late"
    DONE = "appointment_done"
    FORGOTTEN = "appointment_forgotten"


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """What a person told of themselves for the document to be compared with."""

    full_name: str = field(repr=False)
    """NFC."""
    sex: str = field(repr=False)
    """``male`` or ``female``."""
    birth_date: str = field(repr=False)
    """ISO 8601, ``1990-03-27`` or ``1990``."""
    citizen_number: str = field(repr=False)
    """12 digits."""
    phone_number: str = field(repr=False)
    """E.164, confirmed by a code."""
    province: str = field(repr=False)
    """Official name of one of the 34 provinces and cities since 1 July 2025."""
    commune: str = field(repr=False)
    language: str = "vi"
    """In which messages are written."""
    consents: tuple[ConsentGiven, ...] = ()

    def to_facts(self) -> dict[str, Any]:
        """Give one JSON object; times in ISO 8601."""
        consents = [{**asdict(one), "given_at": one.given_at.isoformat()} for one in self.consents]
        return {**asdict(self), "consents": consents}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """Read back what `to_facts` gave."""
        consents = tuple(
            ConsentGiven(**{**one, "given_at": datetime.fromisoformat(one["given_at"])})
            for one in facts["consents"]
        )
        return cls(**{**facts, "consents": consents})


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """One appointment as it stands."""

    id: str
    """UUID; also under which the audit keeps its history."""
    reference: str = field(repr=False)
    """Nine signs, see `accounts.references`; shown to its owner and to staff only."""
    state: AppointmentState
    applicant: Applicant | None
    """None once it ended well or was withdrawn: what is not needed any more is forgotten."""
    made_at: datetime
    deadline_at: datetime
    """Until when to come; once approved, until when to continue."""
    compared_by: str | None = None
    """Id of the clerk."""
    compared_at: datetime | None = None
    document_digits: str | None = field(default=None, repr=False)
    """The last digits of the document that the clerk held in hand."""
    decided_by: str | None = None
    """Id of whoever approved or rejected."""
    decided_at: datetime | None = None
    reason: RejectReason | None = None
    account_id: str | None = None
    """The account it ended in."""

    @property
    def is_open(self) -> bool:
        """Tell whether it can still lead to an account."""
        return self.state in OPEN_STATES


OPEN_STATES = frozenset({AppointmentState.WAITING, AppointmentState.COMPARED, AppointmentState.APPROVED})
FORGETS_AT_ONCE = frozenset({AppointmentState.WITHDRAWN, AppointmentState.DONE})
"""States in which nobody needs to know any more who it was."""
