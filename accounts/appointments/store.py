"""Appointments at a post office: what the citizen, a clerk and a supervisor may do with one.

    waiting → compared → approved → done
       ↓          ↓          ↓
    rejected | withdrawn | late

The docstring of each verb says who may call it. If the state does not allow the action, the verb changes
nothing and returns an `AppointmentRefusal`; so if two clerks act at once, the second gets a refusal. Each
change adds an audit entry, codes only, under the appointment's id. Every verb may raise `Unavailable`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts import audit
from accounts.appointments import keeping
from accounts.appointments.records import (
    OPEN_STATES,
    Applicant,
    Appointment,
    AppointmentEvent,
    AppointmentRefusal,
    AppointmentState,
    Place,
    RejectReason,
)
from accounts.appointments.rows import (
    AppointmentRow,
    claim_digest,
    context_of,
    end_row,
    is_late,
    new_row,
    reference_digest,
    refusal_of,
    unsealed,
)
from accounts.outbox import Notice
from accounts.references import parse_reference
from accounts.storage.database import reading, writing
from accounts.storage.keeper import Keeper

DOCUMENT_DIGITS = re.compile(r"[0-9]{4}", re.ASCII)
Outcome = Appointment | AppointmentRefusal


@dataclass(frozen=True)
class AlreadyMade:
    """The person has an open appointment with this phone already; it is unchanged."""

    appointment: Appointment


class Appointments(Keeper):
    """All appointments of one database."""

    def make(self, applicant: Applicant, *, days: int) -> Appointment | AlreadyMade:
        """Make an appointment to be kept within *days*. For the citizen, after a code confirmed the phone.

        A citizen number with one phone has one open appointment; a second request returns the first one. With
        another phone the same citizen number gets an appointment of its own, because any person can type a
        number: the clerk at the office decides whose it is (`compare`).
        """
        try:
            with writing(self._engine) as session:
                existing = self._open_claim(session, applicant)
                return AlreadyMade(existing) if existing else self._insert(session, applicant, days)
        except IntegrityError:
            with writing(self._engine) as session:
                existing = self._open_claim(session, applicant)
            if existing is None:
                raise  # no race with the same request: another constraint
            return AlreadyMade(existing)

    def find(self, reference: str) -> Appointment | None:
        """Return the appointment with this reference, as typed. For staff.

        What a citizen may see of it must identify no person: a state, a deadline, an SMS to its own phone.
        """
        plain = parse_reference(reference)
        if plain is None:
            return None
        digest = reference_digest(self._lookup, plain)
        with reading(self._engine) as session:
            row = session.scalar(select(AppointmentRow).where(AppointmentRow.reference_digest == digest))
            return unsealed(row, cipher=self._cipher) if row else None

    def get(self, appointment_id: str) -> Appointment | None:
        """Return the appointment with this id. For callers that got the id from the product itself."""
        with reading(self._engine) as session:
            row = session.get(AppointmentRow, appointment_id)
            return unsealed(row, cipher=self._cipher) if row else None

    def waiting_for_approval(self, *, place: Place, limit: int = 50) -> list[Appointment]:
        """Return the appointments compared at *place*, the longest waiting first. For its supervisors."""
        compared = select(AppointmentRow).where(
            AppointmentRow.state == AppointmentState.COMPARED, AppointmentRow.compared_place == place
        )
        with reading(self._engine) as session:
            rows = session.scalars(compared.order_by(AppointmentRow.compared_at).limit(limit))
            return [unsealed(row, cipher=self._cipher) for row in rows]

    def compare(self, appointment_id: str, *, place: Place, clerk: str, document_digits: str) -> Outcome:
        """Note that the person came and that the original document agrees with the form. For a clerk.

        Other waiting appointments with the same citizen number are withdrawn: the person is at this one.

        Args:
            place: where the person came; only this place can decide.
            clerk: id of the clerk at that place, up to 36 signs.
            document_digits: the last 4 digits of the document's number.

        Raises:
            ValueError: *document_digits* are not 4 digits.
        """
        if not DOCUMENT_DIGITS.fullmatch(document_digits):
            raise ValueError("of a document only its last 4 digits are kept")
        now = self._clock()
        with writing(self._engine) as session:
            rows = self._lock_person(session, appointment_id)
            row = next((row for row in rows if row.id == appointment_id), None)
            refusal = refusal_of(row, frozenset({AppointmentState.WAITING}), now=now)
            if refusal or row is None:
                return refusal or AppointmentRefusal.UNKNOWN
            others = [other for other in rows if other is not row]
            if any(other.state != AppointmentState.WAITING for other in others):
                return AppointmentRefusal.ANOTHER_COMPARED
            for other in others:
                end_row(other, AppointmentState.WITHDRAWN, now=now)
            session.flush()
            row.state, row.compared_by, row.compared_at = AppointmentState.COMPARED, clerk, now
            row.compared_place = place
            row.document_digits = self._cipher.encrypt(
                document_digits, context=context_of("document_digits", row.id)
            )
            session.flush()  # before the audit's lock, which every other writer waits for
            for other in others:
                self._note(session, other.id, AppointmentEvent.WITHDRAWN, {"by": "another_compared"})
            codes = {"clerk": audit.spelled(clerk), "place": place.value}
            self._note(session, row.id, AppointmentEvent.COMPARED, codes)
            return unsealed(row, cipher=self._cipher)

    def approve(
        self, appointment_id: str, *, place: Place, supervisor: str, days_to_continue: int
    ) -> Outcome:
        """Approve what a clerk compared at the same place. For a supervisor other than that clerk.

        Both rules are the table's too. Ids of two places cannot be compared: one person may have both.

        Args:
            supervisor: id of the supervisor at *place*, up to 36 signs.
            days_to_continue: how many days the citizen has to continue with the link; after that it is late.
        """

        def decide(row: AppointmentRow) -> AppointmentRefusal | None:
            if row.compared_place != place:
                return AppointmentRefusal.ANOTHER_PLACE
            if row.compared_by == supervisor:
                return AppointmentRefusal.SAME_PERSON
            now = self._clock()
            row.state, row.decided_by, row.decided_at = AppointmentState.APPROVED, supervisor, now
            row.decided_place = place
            row.deadline_at = now + timedelta(days=days_to_continue)
            return None

        codes = {"supervisor": audit.spelled(supervisor), "place": place.value}
        allowed = frozenset({AppointmentState.COMPARED})
        return self._act(appointment_id, allowed, decide, event=AppointmentEvent.APPROVED, codes=codes)

    def reject(self, appointment_id: str, *, place: Place, staff: str, reason: RejectReason) -> Outcome:
        """Reject the person, before the comparison at any place, after it at the same place.

        For a clerk or a supervisor.

        Args:
            staff: id of the clerk or supervisor at *place*, up to 36 signs.
            reason: the citizen reads it.
        """

        def decide(row: AppointmentRow) -> AppointmentRefusal | None:
            if row.state == AppointmentState.COMPARED and row.compared_place != place:
                return AppointmentRefusal.ANOTHER_PLACE
            row.decided_by, row.decided_at, row.reason = staff, self._clock(), reason
            row.decided_place = place
            end_row(row, AppointmentState.REJECTED, now=self._clock())
            return None

        codes = {"staff": audit.spelled(staff), "reason": reason.value, "place": place.value}
        allowed = frozenset({AppointmentState.WAITING, AppointmentState.COMPARED})
        return self._act(appointment_id, allowed, decide, event=AppointmentEvent.REJECTED, codes=codes)

    def withdraw(self, appointment_id: str) -> Outcome:
        """End it as the citizen wishes, in any open state. For the citizen whose phone confirmed it."""

        def end(row: AppointmentRow) -> None:
            end_row(row, AppointmentState.WITHDRAWN, now=self._clock())

        codes = {"by": "citizen"}
        return self._act(appointment_id, OPEN_STATES, end, event=AppointmentEvent.WITHDRAWN, codes=codes)

    def finish(self, appointment_id: str, *, account_id: str) -> Outcome:
        """Note that it has led to an account. For the product, which has opened it; may be repeated."""
        appointment = self.get(appointment_id)
        if (
            appointment
            and appointment.state is AppointmentState.DONE
            and appointment.account_id == account_id
        ):
            return appointment

        def end(row: AppointmentRow) -> None:
            row.account_id = account_id
            end_row(row, AppointmentState.DONE, now=self._clock())

        codes = {"account": audit.spelled(account_id)}
        allowed = frozenset({AppointmentState.APPROVED})
        return self._act(appointment_id, allowed, end, event=AppointmentEvent.DONE, codes=codes)

    def tell_untold(self, tell: Callable[[Appointment], Sequence[Notice]]) -> int:
        """Put the messages that applicants need into the outbox, each once. For the product."""
        return keeping.tell_untold(self._engine, tell, cipher=self._cipher, at=self._clock())

    def mark_late(self) -> int:
        """Mark overdue appointments as late, and return how many. For the product and for a timer."""
        return keeping.mark_late(self._engine, clock=self._clock)

    def _act(
        self,
        appointment_id: str,
        allowed: frozenset[AppointmentState],
        change: Callable[[AppointmentRow], AppointmentRefusal | None],
        *,
        event: AppointmentEvent,
        codes: Mapping[str, str],
    ) -> Outcome:
        """Change one locked row whose state is one of *allowed*, and note *event*: both, or nothing."""
        with writing(self._engine) as session:
            row = session.get(AppointmentRow, appointment_id, with_for_update=True)
            refusal = refusal_of(row, allowed, now=self._clock()) or (change(row) if row else None)
            if refusal or row is None:
                return refusal or AppointmentRefusal.UNKNOWN
            session.flush()
            self._note(session, row.id, event, codes)
            return unsealed(row, cipher=self._cipher)

    def _lock_person(self, session: Session, appointment_id: str) -> list[AppointmentRow]:
        """Lock all open appointments of one person, always in one order, so that clerks cannot deadlock."""
        person = select(AppointmentRow.person_digest).where(AppointmentRow.id == appointment_id)
        same_person = AppointmentRow.person_digest == person.scalar_subquery()
        open_or_this = AppointmentRow.state.in_(OPEN_STATES) | (AppointmentRow.id == appointment_id)
        rows = select(AppointmentRow).where(same_person, open_or_this).order_by(AppointmentRow.id)
        return list(session.scalars(rows.with_for_update()))

    def _open_claim(self, session: Session, applicant: Applicant) -> Appointment | None:
        """Return the open appointment of this person with this phone. An overdue one becomes late: None."""
        claim = select(AppointmentRow).where(
            AppointmentRow.claim_digest == claim_digest(self._lookup, applicant),
            AppointmentRow.state.in_(OPEN_STATES),
        )
        row = session.scalar(claim.with_for_update())
        if row is None:
            return None
        if is_late(row, now=self._clock()):
            end_row(row, AppointmentState.LATE, now=self._clock())
            session.flush()
            self._note(session, row.id, AppointmentEvent.LATE, {})
            return None
        return unsealed(row, cipher=self._cipher)

    def _insert(self, session: Session, applicant: Applicant, days: int) -> Appointment:
        row = new_row(applicant, self._clock(), days, cipher=self._cipher, lookup=self._lookup)
        session.add(row)
        session.flush()
        self._note(session, row.id, AppointmentEvent.MADE, {})
        return unsealed(row, cipher=self._cipher)

    def _note(
        self, session: Session, appointment_id: str, event: AppointmentEvent, codes: Mapping[str, str]
    ) -> None:
        audit.append(session, subject_id=appointment_id, event=event, codes=codes, at=self._clock())
