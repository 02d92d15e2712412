"""How a person is verified at a post office: an appointment, and what clerk, supervisor and citizen may do.

    waiting → compared → approved → done
       ↓          ↓          ↓
    rejected | withdrawn | late

Each verb says who may call it. A verb that finds the appointment elsewhere than it must be changes nothing
and returns an `AppointmentRefusal`, so of two clerks who act at once one is told. Every change is an entry of
the audit chain under the appointment's id: codes only. Every verb may raise `Unavailable`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts import audit
from accounts.appointments import keeping as appointment_keeping
from accounts.appointments.records import (
    OPEN_STATES,
    Applicant,
    Appointment,
    AppointmentEvent,
    AppointmentRefusal,
    AppointmentState,
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
from accounts.references import parse_reference
from accounts.storage.database import reading, writing
from accounts.storage.keeper import Keeper

DOCUMENT_DIGITS = re.compile(r"[0-9]{4}", re.ASCII)
Outcome = Appointment | AppointmentRefusal


@dataclass(frozen=True)
class AlreadyMade:
    """The same person has an open appointment with the same phone; it stands as it is."""

    appointment: Appointment


class Appointments(Keeper):
    """All appointments of one database."""

    def make(self, applicant: Applicant, *, days: int) -> Appointment | AlreadyMade:
        """Make an appointment to be kept within *days*. For the citizen, once a code confirmed the phone.

        The same citizen number with the same phone has one open appointment; a second request is answered
        with the first. With another phone it gets one of its own, because anybody can type a number: the
        counter decides whose it is (`compare`).
        """
        try:
            with writing(self._engine) as session:
                made = self._open_claim(session, applicant)
                return AlreadyMade(made) if made else self._insert(session, applicant, days)
        except IntegrityError:
            with writing(self._engine) as session:
                made = self._open_claim(session, applicant)
            if made is None:
                raise  # not a race: another constraint
            return AlreadyMade(made)

    def find(self, reference: str) -> Appointment | None:
        """Return the appointment of a reference as somebody typed it. For staff, by reference only.

        For a citizen it may lead to what names nobody: a state, a deadline, an SMS to the phone it holds.
        """
        plain = parse_reference(reference)
        if plain is None:
            return None
        digest = reference_digest(self._lookup, plain)
        with reading(self._engine) as session:
            row = session.scalar(select(AppointmentRow).where(AppointmentRow.reference_digest == digest))
            return unsealed(row, cipher=self._cipher) if row else None

    def get(self, appointment_id: str) -> Appointment | None:
        """Return the appointment with this id. For whoever was given the id by the product."""
        with reading(self._engine) as session:
            row = session.get(AppointmentRow, appointment_id)
            return unsealed(row, cipher=self._cipher) if row else None

    def waiting_for_approval(self, *, limit: int = 50) -> list[Appointment]:
        """Return what clerks have compared, the longest waiting first. For supervisors."""
        compared = select(AppointmentRow).where(AppointmentRow.state == AppointmentState.COMPARED)
        with reading(self._engine) as session:
            rows = session.scalars(compared.order_by(AppointmentRow.compared_at).limit(limit))
            return [unsealed(row, cipher=self._cipher) for row in rows]

    def compare(self, appointment_id: str, *, clerk: str, document_digits: str) -> Outcome:
        """Note that the person stood there and the original document says what they told. For a clerk.

        Other appointments that wait under the same citizen number are withdrawn: this one has the person.

        Args:
            clerk: id of the clerk, up to 36 signs.
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
            row.document_digits = self._cipher.encrypt(
                document_digits, context=context_of("document_digits", row.id)
            )
            session.flush()
            for other in others:
                self._note(session, other.id, AppointmentEvent.WITHDRAWN, {"by": "another_compared"})
            self._note(session, row.id, AppointmentEvent.COMPARED, {"clerk": audit.spelled(clerk)})
            return unsealed(row, cipher=self._cipher)

    def approve(self, appointment_id: str, *, supervisor: str, days_to_continue: int) -> Outcome:
        """Confirm what a clerk compared. For a supervisor who is not that clerk: the table refuses it too.

        Args:
            supervisor: id of the supervisor, up to 36 signs.
            days_to_continue: from now, until when the citizen is to go on with the link; then it is late.
        """

        def decide(row: AppointmentRow) -> AppointmentRefusal | None:
            if row.compared_by == supervisor:
                return AppointmentRefusal.SAME_PERSON
            now = self._clock()
            row.state, row.decided_by, row.decided_at = AppointmentState.APPROVED, supervisor, now
            row.deadline_at = now + timedelta(days=days_to_continue)
            return None

        codes = {"supervisor": audit.spelled(supervisor)}
        before = frozenset({AppointmentState.COMPARED})
        return self._act(appointment_id, before, decide, event=AppointmentEvent.APPROVED, codes=codes)

    def reject(self, appointment_id: str, *, staff: str, reason: RejectReason) -> Outcome:
        """Refuse the person, before or after the comparison. For a clerk or a supervisor.

        Args:
            staff: id of whoever rejects, up to 36 signs.
            reason: the citizen is told of it.
        """

        def decide(row: AppointmentRow) -> None:
            row.decided_by, row.decided_at, row.reason = staff, self._clock(), reason
            end_row(row, AppointmentState.REJECTED, now=self._clock())

        codes = {"staff": audit.spelled(staff), "reason": reason.value}
        before = frozenset({AppointmentState.WAITING, AppointmentState.COMPARED})
        return self._act(appointment_id, before, decide, event=AppointmentEvent.REJECTED, codes=codes)

    def withdraw(self, appointment_id: str) -> Outcome:
        """End it at the citizen's wish, whatever it has come to. For the citizen whose phone confirmed it."""

        def end(row: AppointmentRow) -> None:
            end_row(row, AppointmentState.WITHDRAWN, now=self._clock())

        codes = {"by": "citizen"}
        return self._act(appointment_id, OPEN_STATES, end, event=AppointmentEvent.WITHDRAWN, codes=codes)

    def finish(self, appointment_id: str, *, account_id: str) -> Outcome:
        """Note that it has ended in an account. For the product, once that is open; may be repeated."""
        found = self.get(appointment_id)
        if found and found.state is AppointmentState.DONE and found.account_id == account_id:
            return found

        def end(row: AppointmentRow) -> None:
            row.account_id = account_id
            end_row(row, AppointmentState.DONE, now=self._clock())

        codes = {"account": audit.spelled(account_id)}
        before = frozenset({AppointmentState.APPROVED})
        return self._act(appointment_id, before, end, event=AppointmentEvent.DONE, codes=codes)

    def take_untold(self) -> list[Appointment]:
        """Give those whose applicants are to be told, each to one caller. For the product, which tells."""
        return appointment_keeping.take_untold(self._engine, cipher=self._cipher)

    def mark_late(self) -> int:
        """Mark what was not kept in time, and return how many. For the product and for a timer."""
        return appointment_keeping.mark_late(self._engine, clock=self._clock)

    def _act(
        self,
        appointment_id: str,
        before: frozenset[AppointmentState],
        change: Callable[[AppointmentRow], AppointmentRefusal | None],
        *,
        event: AppointmentEvent,
        codes: Mapping[str, str],
    ) -> Outcome:
        """Change one locked row that stands at one of *before*, and note it: both, or nothing."""
        with writing(self._engine) as session:
            row = session.get(AppointmentRow, appointment_id, with_for_update=True)
            refusal = refusal_of(row, before, now=self._clock()) or (change(row) if row else None)
            if refusal or row is None:
                return refusal or AppointmentRefusal.UNKNOWN
            session.flush()
            self._note(session, row.id, event, codes)
            return unsealed(row, cipher=self._cipher)

    def _lock_person(self, session: Session, appointment_id: str) -> list[AppointmentRow]:
        """Lock all open appointments of the same person, always in one order: two clerks cannot deadlock."""
        person = select(AppointmentRow.person_digest).where(AppointmentRow.id == appointment_id)
        same_person = AppointmentRow.person_digest == person.scalar_subquery()
        open_or_this = AppointmentRow.state.in_(OPEN_STATES) | (AppointmentRow.id == appointment_id)
        rows = select(AppointmentRow).where(same_person, open_or_this).order_by(AppointmentRow.id)
        return list(session.scalars(rows.with_for_update()))

    def _open_claim(self, session: Session, applicant: Applicant) -> Appointment | None:
        """Find the open appointment of this person with this phone, unless its time is over."""
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
