"""The records of an appointment at a post office, and its closed sets of words.

Personal values are left out of every ``repr``.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from accounts.account.records import ConsentGiven


class AppointmentState(StrEnum):
    """The state of an appointment. The first three are open; the others are final."""

    WAITING = "waiting"
    COMPARED = "compared"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LATE = "late"
    DONE = "done"


class Place(StrEnum):
    """Where staff work on an appointment. The place that compared it decides it."""

    POST = "post"
    """An office of the post, which calls us. We know its staff by the post's own ids."""
    DESK = "desk"
    """Our own desk, with our own register of staff."""


class RejectReason(StrEnum):
    """Why a person could not be verified at the post office."""

    DETAILS_DIFFER = "details_differ"
    """The document differs from the form."""
    OTHER_PERSON = "other_person"
    """The visitor is not the person on the document."""
    DOCUMENT_EXPIRED = "document_expired"
    DOCUMENT_DOUBTFUL = "document_doubtful"
    """Damaged, unreadable, a copy, or perhaps not genuine."""


class AppointmentRefusal(StrEnum):
    """Why an action on an appointment was refused; nothing was changed."""

    UNKNOWN = "unknown"
    """There is no such appointment."""
    OUT_OF_STATE = "out_of_state"
    """Its state does not allow the action: another clerk was faster, or it has ended."""
    TOO_LATE = "too_late"
    """Its deadline has passed."""
    SAME_PERSON = "same_person"
    """The clerk who compared may not approve."""
    ANOTHER_PLACE = "another_place"
    """It was compared at another place. Only that place, with its own ids, can tell two people apart."""
    ANOTHER_COMPARED = "another_compared"
    """Another appointment of the same person is compared or approved already."""
    DIGITS_DIFFER = "digits_differ"
    """The document's last digits are not those of the citizen number on the form: it is another document."""


class AppointmentEvent(StrEnum):
    """The events of an appointment, which the audit stores under the appointment's id."""

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
    """What a person entered about themselves; the clerk compares it with the document."""

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
    """Language of the messages to this person."""
    consents: tuple[ConsentGiven, ...] = ()

    def to_facts(self) -> dict[str, Any]:
        """Return one JSON object; times in ISO 8601."""
        consents = [
            {**asdict(consent), "given_at": consent.given_at.isoformat()} for consent in self.consents
        ]
        return {**asdict(self), "consents": consents}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """Read what `to_facts` returned."""
        consents = tuple(
            ConsentGiven(**{**consent, "given_at": datetime.fromisoformat(consent["given_at"])})
            for consent in facts["consents"]
        )
        return cls(**{**facts, "consents": consents})


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """One appointment, as the database has it."""

    id: str
    """UUID; its audit entries have it too."""
    reference: str = field(repr=False)
    """Nine signs, see `accounts.references`; only its owner and staff see it."""
    state: AppointmentState
    applicant: Applicant | None
    """None once it is withdrawn or has led to an account: what is no longer needed is deleted."""
    made_at: datetime
    deadline_at: datetime
    """The last moment to come; once approved, the last moment to continue."""
    compared_by: str | None = None
    """Id of the clerk."""
    compared_at: datetime | None = None
    compared_place: Place | None = None
    """Where it was compared; the same place decides. None: not compared, or before places were kept."""
    document_digits: str | None = field(default=None, repr=False)
    """The last digits of the document that the clerk saw."""
    decided_by: str | None = None
    """Id of the clerk or supervisor who approved or rejected."""
    decided_at: datetime | None = None
    reason: RejectReason | None = None
    account_id: str | None = None
    """The account that it led to."""

    @property
    def is_open(self) -> bool:
        """Tell whether it can still lead to an account."""
        return self.state in OPEN_STATES


OPEN_STATES = frozenset({AppointmentState.WAITING, AppointmentState.COMPARED, AppointmentState.APPROVED})
FORGETS_AT_ONCE = frozenset({AppointmentState.WITHDRAWN, AppointmentState.DONE})
"""States in which the applicant's facts are deleted at once, because no further step needs them."""
