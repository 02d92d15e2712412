"""The hotline's hold on an account: it lasts until two case officers end it, whatever else is done."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.forgetting import forget_passkeys
from accounts.account.records import AccountEvent, Standing
from accounts.account.rows import AccountRow
from accounts.account.standing import move
from accounts.audit import AuditEntry
from accounts.portals.sessions import end_sessions

#: Who acted, in the audit.
BY_HOTLINE = "hotline"
#: What only the hotline's entries hold: codes are canonical JSON.
_OF_HOTLINE = f'"by":"{BY_HOTLINE}"'


def is_held(session: Session, account_id: str) -> bool:
    """Return whether the hotline froze the account, and nothing has undone that."""
    of_hotline = (
        select(AuditEntry.event)
        .where(
            AuditEntry.account_id == account_id,
            AuditEntry.event.in_([AccountEvent.FROZEN.value, AccountEvent.RESTORED.value]),
            AuditEntry.codes.contains(_OF_HOTLINE, autoescape=True),
        )
        .order_by(AuditEntry.sequence.desc())
        .limit(1)
    )
    return session.scalar(of_hotline) == AccountEvent.FROZEN.value


def hold(session: Session, row: AccountRow, *, at: datetime, codes: Mapping[str, str]) -> bool:
    """Freeze an account, also one that a stop code froze. False: it is held, disputed or closed already.

    Args:
        row: locked by the caller.
    """
    said = {**codes, "by": BY_HOTLINE}
    if row.standing == Standing.ACTIVE:
        return move(session, row.id, Standing.FROZEN, at=at, codes=said)
    if row.stopped_at is None or row.standing == Standing.CLOSED or is_held(session, row.id):
        return False
    row.generation += 1
    session.flush()
    end_sessions(session, row.id, at=at)
    audit.append(session, subject_id=row.id, event=AccountEvent.FROZEN, codes=said, at=at)
    return True


def end_hold(session: Session, row: AccountRow, *, at: datetime, codes: Mapping[str, str]) -> bool:
    """Undo the hotline's freeze, without the account's passkeys. False: it did not freeze the account.

    One of the passkeys may be on the phone that the freeze was about. An account that a stop code froze too
    stays frozen, until its holder has proved who they are.

    Args:
        row: locked by the caller.
    """
    if row.standing != Standing.FROZEN or not is_held(session, row.id):
        return False
    said = {**codes, "by": BY_HOTLINE}
    if row.stopped_at is None:
        has_ended = forget_passkeys(session, row.id)
        is_open = move(session, row.id, Standing.ACTIVE, at=at, codes=said)
        if has_ended:
            audit.append(session, subject_id=row.id, event=AccountEvent.PASSKEY_REMOVED, codes=said, at=at)
        return is_open
    audit.append(session, subject_id=row.id, event=AccountEvent.RESTORED, codes=said, at=at)
    return True
