"""How every sealed value comes under the first key of the ring, a few accounts at a time.

It may be stopped and started at any point, while people register: what is under the first key already is
passed over. The lookup key is not rotated: what makes accounts unique stands on its digests, and while some
were made with one key and some with another, one person could open two accounts.
"""

from collections.abc import Generator

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from accounts.ciphers import FieldCipher
from accounts.database import writing
from accounts.models import SEALED_COLUMNS, AccountRow
from accounts.sealing import context_of

ACCOUNTS_AT_A_TIME = 100  # assumption: about 10 ms, so that nobody waits long for SQLite's only write lock


def rotate(
    engine: Engine, *, cipher: FieldCipher, accounts_at_a_time: int = ACCOUNTS_AT_A_TIME
) -> Generator[int, None, None]:
    """Re-encrypt in batches, each its own transaction; yield how many accounts each batch changed.

    Raises:
        CannotDecrypt: a value is under a key that is not in the ring; batches before it are kept.
        Unavailable: the database is down or busy; start again.
    """
    last_id: str | None = ""
    while last_id is not None:
        with writing(engine) as session:
            last_id, changed = _rotate_batch(session, last_id, accounts_at_a_time, cipher=cipher)
        yield changed


def _rotate_batch(session: Session, after: str, size: int, *, cipher: FieldCipher) -> tuple[str | None, int]:
    """Return the id to go on after, None at the end, and how many accounts were changed."""
    batch = select(AccountRow).where(AccountRow.id > after).order_by(AccountRow.id).limit(size)
    rows = session.scalars(batch.with_for_update()).all()
    changed = [_rotate_row(row, cipher=cipher) for row in rows]
    return (rows[-1].id if len(rows) == size else None), sum(changed)


def _rotate_row(row: AccountRow, *, cipher: FieldCipher) -> bool:
    changed = False
    for column in SEALED_COLUMNS:
        sealed: str | None = getattr(row, column)
        if sealed is not None and cipher.needs_rotation(sealed):
            context = context_of(column, row.id)
            setattr(row, column, cipher.encrypt(cipher.decrypt(sealed, context=context), context=context))
            changed = True
    return changed
