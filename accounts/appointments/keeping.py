"""What time does to appointments: those that were not kept become late, and what ended long ago is forgotten.

Nothing is sent here; `take_untold` tells the product who is still to be told.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, Select, and_, or_, select
from sqlalchemy.orm import Session

from accounts import audit
from accounts.appointments.records import Appointment, AppointmentEvent, AppointmentState
from accounts.appointments.rows import AppointmentRow, unsealed
from accounts.storage.ciphers import FieldCipher
from accounts.storage.database import writing

AT_A_TIME = 100  # assumption, as in `accounts.rotation`: nobody waits long for SQLite's only write lock
TOLD_BY_MESSAGE = (AppointmentState.APPROVED, AppointmentState.REJECTED, AppointmentState.LATE)


def mark_late(engine: Engine, *, clock: Callable[[], datetime]) -> int:
    """Mark what was not kept in time, and what was approved but not continued; return how many.

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
    """Delete what ended *before* a moment, and return how many; the audit keeps that they were.

    Raises:
        Unavailable: the database is down or busy; start again.
    """

    def forget(session: Session, row: AppointmentRow) -> None:
        session.delete(row)
        session.flush()
        audit.append(session, subject_id=row.id, event=AppointmentEvent.FORGOTTEN, codes={}, at=clock())

    return _each(engine, AppointmentRow.ended_at < before, forget)


def take_untold(engine: Engine, *, cipher: FieldCipher, limit: int = AT_A_TIME) -> list[Appointment]:
    """Give appointments whose applicants are to be told of their state, each to one caller only.

    For the product, which sends the messages. What is given counts as told: a message that is lost then is
    not sent twice, and the citizen finds the same on the screen of the reference.

    Raises:
        Unavailable: the database is down or busy; nothing was given.
    """
    untold = or_(
        *(
            and_(AppointmentRow.state == state, AppointmentRow.told_state != state)
            for state in TOLD_BY_MESSAGE
        )
    )
    with writing(engine) as session:
        rows = session.scalars(_batch(untold, limit)).all()
        for row in rows:
            row.told_state = row.state
        return [unsealed(row, cipher=cipher) for row in rows]


def _each(engine: Engine, which: ColumnElement[bool], act: Callable[[Session, AppointmentRow], None]) -> int:
    """Do *act* to every row, in transactions of a few; of rows that somebody holds, the next run sees."""
    total = 0
    while True:
        with writing(engine) as session:
            rows = session.scalars(_batch(which, AT_A_TIME)).all()
            for row in rows:
                act(session, row)
        total += len(rows)
        if len(rows) < AT_A_TIME:
            return total


def _batch(which: ColumnElement[bool], size: int) -> Select[AppointmentRow]:
    rows = select(AppointmentRow).where(which).order_by(AppointmentRow.id).limit(size)
    return rows.with_for_update(skip_locked=True)
