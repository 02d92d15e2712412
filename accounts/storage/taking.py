"""Rows that wait to be sent: each is taken by one sender alone for a while."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy import Engine, Select

from accounts.storage.database import reading, writing

#: How long a sender keeps a row for itself: longer than a gateway or a push service may take to answer.
TAKEN_FOR = timedelta(seconds=90)


class DueRow(Protocol):
    """A row that a sender may take from ``due_at`` on; ``tries`` counts how often one did."""

    due_at: datetime
    tries: int


Row = TypeVar("Row", bound=DueRow)
Taken = TypeVar("Taken")


def take_due(
    engine: Engine, due: Select[Row], read: Callable[[Row], Taken], *, now: datetime, limit: int
) -> list[Taken]:
    """Take the rows of *due*, in its order, each for one sender alone until `TAKEN_FOR` is over.

    Args:
        due: selects the rows whose ``due_at`` has come.
        read: makes of a row what the sender needs.
    """
    with reading(engine) as session:  # most often there is none, and a reader locks nothing
        if session.scalars(due.limit(1)).first() is None:
            return []
    with writing(engine) as session:
        # skip_locked: of two senders at once, neither waits, and each takes other rows.
        rows = session.scalars(due.limit(limit).with_for_update(skip_locked=True)).all()
        for row in rows:
            row.due_at, row.tries = now + TAKEN_FOR, row.tries + 1
        return [read(row) for row in rows]
