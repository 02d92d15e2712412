"""The table of appointments, and how a row becomes a record.

The table itself enforces three rules, whatever a program does. A person has one open appointment per phone,
and one compared appointment. The clerk who compared an appointment cannot approve it. The place that compared
it approves it.
"""

import json
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from accounts.appointments.records import (
    FORGETS_AT_ONCE,
    Applicant,
    Appointment,
    AppointmentRefusal,
    AppointmentState,
    Place,
    RejectReason,
)
from accounts.references import new_reference
from accounts.storage.base import Base
from accounts.storage.ciphers import FieldCipher, LookupKey

SEALED_APPOINTMENT_COLUMNS: Final = ("reference", "facts", "document_digits")
OPEN: Final = text("state IN ('waiting', 'compared', 'approved')")
COMPARED: Final = text("state IN ('compared', 'approved')")


class AppointmentRow(Base):
    """One appointment at a post office. Only this folder reads and writes the table."""

    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'compared', 'approved', 'rejected', 'withdrawn', 'late', 'done')",
            name="state",
        ),
        CheckConstraint(
            "state NOT IN ('approved', 'done') OR "
            "(compared_by IS NOT NULL AND decided_by IS NOT NULL AND decided_by <> compared_by)",
            name="four_eyes",
        ),
        CheckConstraint(
            # Rows from before places were kept have none.
            "state NOT IN ('approved', 'done') OR compared_place IS NULL OR "
            "(decided_place IS NOT NULL AND decided_place = compared_place)",
            name="one_place",
        ),
        Index("ix_appointments_state", "state", "deadline_at"),
        # Partial unique indexes: if two transactions insert the same claim, the database refuses the second.
        Index(
            "ix_appointments_one_open_claim",
            "claim_digest",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "ix_appointments_one_compared_person",
            "person_digest",
            unique=True,
            sqlite_where=COMPARED,
            postgresql_where=COMPARED,
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    reference_digest: Mapped[str] = mapped_column(String(64), index=True, unique=True)
    person_digest: Mapped[str] = mapped_column(String(64), index=True)
    claim_digest: Mapped[str] = mapped_column(String(64))
    """Keyed hash of citizen number and phone number together."""
    reference: Mapped[str] = mapped_column(Text)
    facts: Mapped[str | None] = mapped_column(Text)
    """Sealed JSON object of the applicant; None once it is deleted."""
    state: Mapped[str] = mapped_column(String(16))
    told_state: Mapped[str] = mapped_column(String(16))
    """The state that the last message to the applicant was about."""
    made_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    compared_by: Mapped[str | None] = mapped_column(String(36))
    compared_at: Mapped[datetime | None]
    compared_place: Mapped[str | None] = mapped_column(String(8))
    document_digits: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(String(36))
    decided_at: Mapped[datetime | None]
    decided_place: Mapped[str | None] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(String(40))
    account_id: Mapped[str | None] = mapped_column(String(36))


def context_of(column: str, appointment_id: str) -> str:
    """Return the place that a sealed value is bound to: its column and its row."""
    return f"appointments.{column}:{appointment_id}"


def unsealed(row: AppointmentRow, *, cipher: FieldCipher) -> Appointment:
    """Read one row.

    Raises:
        CannotDecrypt: a value was changed or moved, or its key is not in the ring.
    """

    def opened(column: str, sealed: str | None) -> str | None:
        return None if sealed is None else cipher.decrypt(sealed, context=context_of(column, row.id))

    facts = opened("facts", row.facts)
    return Appointment(
        id=row.id,
        reference=cipher.decrypt(row.reference, context=context_of("reference", row.id)),
        state=AppointmentState(row.state),
        applicant=Applicant.from_facts(json.loads(facts)) if facts else None,
        made_at=row.made_at,
        deadline_at=row.deadline_at,
        compared_by=row.compared_by,
        compared_at=row.compared_at,
        compared_place=Place(row.compared_place) if row.compared_place else None,
        document_digits=opened("document_digits", row.document_digits),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=RejectReason(row.reason) if row.reason else None,
        account_id=row.account_id,
    )


def new_row(
    applicant: Applicant, made_at: datetime, days: int, *, cipher: FieldCipher, lookup: LookupKey
) -> AppointmentRow:
    """Return the row of a new appointment, with a new id and a new reference."""
    appointment_id, reference = str(uuid4()), new_reference()
    facts = json.dumps(applicant.to_facts(), ensure_ascii=False)
    return AppointmentRow(
        id=appointment_id,
        reference_digest=reference_digest(lookup, reference),
        person_digest=lookup.digest("appointment_person", applicant.citizen_number),
        claim_digest=claim_digest(lookup, applicant),
        reference=cipher.encrypt(reference, context=context_of("reference", appointment_id)),
        facts=cipher.encrypt(facts, context=context_of("facts", appointment_id)),
        state=AppointmentState.WAITING,
        told_state=AppointmentState.WAITING,
        made_at=made_at,
        deadline_at=made_at + timedelta(days=days),
    )


def reference_digest(lookup: LookupKey, reference: str) -> str:
    """Return the keyed hash that an appointment is found by."""
    return lookup.digest("appointment_reference", reference)


def claim_digest(lookup: LookupKey, applicant: Applicant) -> str:
    """Return the keyed hash of a citizen number together with a phone."""
    return lookup.digest("appointment_claim", f"{applicant.citizen_number} {applicant.phone_number}")


def is_late(row: AppointmentRow, *, now: datetime) -> bool:
    """Tell whether the citizen missed the deadline. A compared one waits for staff: it is never late."""
    waits_for_citizen = row.state in {AppointmentState.WAITING, AppointmentState.APPROVED}
    return waits_for_citizen and row.deadline_at <= now


def refusal_of(
    row: AppointmentRow | None, allowed: frozenset[AppointmentState], *, now: datetime
) -> AppointmentRefusal | None:
    """Return why *row* may not be changed; None if its state is one of *allowed*."""
    if row is None:
        return AppointmentRefusal.UNKNOWN
    if row.state == AppointmentState.LATE or is_late(row, now=now):
        return AppointmentRefusal.TOO_LATE
    return None if row.state in allowed else AppointmentRefusal.OUT_OF_STATE


def end_row(row: AppointmentRow, state: AppointmentState, *, now: datetime) -> None:
    """End *row* in *state*, and delete the applicant's facts where no further step needs them."""
    row.state, row.ended_at = state, now
    if state in FORGETS_AT_ONCE:
        row.facts = row.document_digits = None
