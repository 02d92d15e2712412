"""Ends appointments as time passes: overdue ones become late, ended ones are deleted after a while.

No message is sent here; `tell_untold` puts those that applicants need into the outbox.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, Select, and_, or_, select
from sqlalchemy.orm import Session

from accounts import audit
from accounts.appointments.records import Appointment, AppointmentEvent, AppointmentState
from accounts.appointments.rows import AppointmentRow, unsealed
from accounts.outbox import Notice, put
from accounts.storage.ciphers import FieldCipher
from accounts.storage.database import writing

AT_A_TIME = 100  # assumption, as in `accounts.rotation`: short transactions, as SQLite has one write lock
STATES_WITH_MESSAGE = (AppointmentState.APPROVED, AppointmentState.REJECTED, AppointmentState.LATE)


def mark_late(engine: Engine, *, clock: Callable[[], datetime]) -> int:
    """Mark overdue appointments as late: not kept, or approved but not continued. Returns how many.

    Raises:
        Unavailable: the database is down or busy; start again.
    """
    overdue = and_(
        AppointmentRow.state.in_((AppointmentState.WAITING, AppointmentState.APPROVED)),
        AppointmentRow.deadline_at <= clock(),
    )

    def mark(session: Session, row: AppointmentRow) -> None:
        row.state, row.ended_at = AppointmentState.LATE, clock()
        session.flush()
        audit.append(session, subject_id=row.id, event=AppointmentEvent.LATE, codes={}, at=clock())

    return _each(engine, overdue, mark)


def forget_ended(engine: Engine, *, before: datetime, clock: Callable[[], datetime]) -> int:
    """Delete appointments that ended *before* a moment, and return how many. Their audit entries stay.

    Raises:
        Unavailable: the database is down or busy; start again.
    """

    def forget(session: Session, row: AppointmentRow) -> None:
        session.delete(row)
        session.flush()
        audit.append(session, subject_id=row.id, event=AppointmentEvent.FORGOTTEN, codes={}, at=clock())

    return _each(engine, AppointmentRow.ended_at < before, forget)


def tell_untold(
    engine: Engine,
    tell: Callable[[Appointment], Sequence[Notice]],
    *,
    cipher: FieldCipher,
    at: datetime,
    limit: int = AT_A_TIME,
) -> int:
    """Put the messages of applicants who do not know the present state yet into the outbox, each once.

    One transaction notes that they are told and writes the messages, so none is lost. Returns how many.

    Args:
        tell: returns the messages of one appointment; it asks no store.

    Raises:
        Unavailable: the database is down or busy; nothing was written.
    """
    untold = or_(
        *(
            and_(AppointmentRow.state == state, AppointmentRow.told_state != state)
            for state in STATES_WITH_MESSAGE
        )
    )
    with writing(engine) as session:
        rows = session.scalars(_batch(untold, limit)).all()
        for row in rows:
            row.told_state = row.state
            put(session, tell(unsealed(row, cipher=cipher)), cipher=cipher, at=at)
        return len(rows)


def _each(
    engine: Engine, condition: ColumnElement[bool], act: Callable[[Session, AppointmentRow], None]
) -> int:
    """Apply *act* to every matching row, some rows per transaction. Locked rows wait for the next run."""
    total = 0
    while True:
        with writing(engine) as session:
            rows = session.scalars(_batch(condition, AT_A_TIME)).all()
            for row in rows:
                act(session, row)
        total += len(rows)
        if len(rows) < AT_A_TIME:
            return total


def _batch(condition: ColumnElement[bool], size: int) -> Select[AppointmentRow]:
    rows = select(AppointmentRow).where(condition).order_by(AppointmentRow.id).limit(size)
    # skip_locked: of two runs at once, neither waits, and each takes the rows that the other has not.
    return rows.with_for_update(skip_locked=True)
