"""The hotline's hold on an account: it lasts until two case officers end it, whatever else is done.

A hold stands beside a dispute and a stop, and each of the three keeps the account frozen by itself:
`accounts.account.standing.move` opens no account that is held or stopped.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.calling_off import call_off_deletion
from accounts.account.forgetting import forget_passkeys
from accounts.account.records import AccountEvent, Standing
from accounts.account.rows import AccountRow
from accounts.account.standing import move
from accounts.disputes.reading import is_disputed
from accounts.portals.sessions import end_sessions
from accounts.push.queue import forget_all

#: Who acted, in the audit.
BY_HOTLINE = "hotline"


def hold(session: Session, row: AccountRow, *, at: datetime, codes: Mapping[str, str]) -> bool:
    """Freeze an account and hold it, whatever froze it before. False: it is held or closed already.

    Args:
        row: locked by the caller.
    """
    if row.standing == Standing.CLOSED or row.held_at is not None:
        return False
    row.held_at, row.standing = at, Standing.FROZEN
    row.generation += 1
    session.flush()
    end_sessions(session, row.id, at=at)
    forget_all(session, row.id)
    call_off_deletion(session, row.id, at=at)
    said = {**codes, "by": BY_HOTLINE}
    audit.append(session, subject_id=row.id, event=AccountEvent.FROZEN, codes=said, at=at)
    return True


def end_hold(session: Session, row: AccountRow, *, at: datetime, codes: Mapping[str, str]) -> bool:
    """End the hotline's hold, without the account's passkeys. False: the hotline does not hold it.

    One of the passkeys may be on the phone that the hold was about. An account that a stop code or a dispute
    froze too stays frozen, until that has ended as well.

    Args:
        row: locked by the caller.
    """
    if row.held_at is None:
        return False
    row.held_at = None
    session.flush()
    said = {**codes, "by": BY_HOTLINE}
    has_ended = forget_passkeys(session, row.id)
    is_open = not is_disputed(session, row.id) and move(session, row.id, Standing.ACTIVE, at=at, codes=said)
    if not is_open:
        audit.append(session, subject_id=row.id, event=AccountEvent.RESTORED, codes=said, at=at)
    if has_ended:
        audit.append(session, subject_id=row.id, event=AccountEvent.PASSKEY_REMOVED, codes=said, at=at)
    return True
