"""The hotline's hold on an account: it lasts until two case officers end it, whatever else is done.

A hold stands beside a dispute and a stop, and each of the three keeps the account frozen by itself:
`accounts.account.standing.move` opens no account that is held or stopped. The end of a hold opens nothing: it
leaves the account stopped, so that its ways in, which a thief may know or have, open it no more.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.calling_off import call_off_deletion
from accounts.account.forgetting import forget_passkeys
from accounts.account.records import AccountEvent, Standing
from accounts.account.rows import AccountRow
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
    """End the hotline's hold and leave the account stopped. False: the hotline does not hold it.

    Its passkeys end: one of them may be on the phone that the hold was about. Its holder proves who they are
    and chooses new ways in (`accounts.stops.store.Stops.restore`). A dispute decides before that.

    Args:
        row: locked by the caller.
    """
    if row.held_at is None:
        return False
    row.held_at, row.stopped_at = None, row.stopped_at or at
    row.generation += 1  # a proof that was begun before does not open what two people decided
    session.flush()
    said = {**codes, "by": BY_HOTLINE}
    has_ended = forget_passkeys(session, row.id)
    audit.append(session, subject_id=row.id, event=AccountEvent.RESTORED, codes=said, at=at)
    if has_ended:
        audit.append(session, subject_id=row.id, event=AccountEvent.PASSKEY_REMOVED, codes=said, at=at)
    return True
