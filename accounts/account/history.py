"""Reads the history of one account from the audit chain."""

import json
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.account.records import AccountEvent, HistoryEntry
from accounts.audit import AuditEntry


def latest(session: Session, *, account_id: str, limit: int) -> list[HistoryEntry]:
    """Return the latest *limit* entries of one account, newest first."""
    of_account = select(AuditEntry).where(AuditEntry.account_id == account_id)
    entries = session.scalars(of_account.order_by(AuditEntry.sequence.desc()).limit(limit))
    return [
        HistoryEntry(at=entry.at, event=AccountEvent(entry.event), codes=json.loads(entry.codes))
        for entry in entries
    ]


#: What happens to an account without its owner: it was opened, and strangers tried something.
_BY_OTHERS = (
    AccountEvent.OPENED,
    AccountEvent.SIGN_IN_FAILED,
    AccountEvent.REGISTRATION_REPEATED,
    AccountEvent.EXISTENCE_TOLD,
)


def is_untouched(session: Session, *, account_id: str) -> bool:
    """Tell whether nothing was done with the account since it was opened."""
    by_owner = select(AuditEntry.sequence).where(
        AuditEntry.account_id == account_id, AuditEntry.event.not_in([one.value for one in _BY_OTHERS])
    )
    return session.scalars(by_owner.limit(1)).first() is None


def has_happened(session: Session, *, account_id: str, event: StrEnum, since: datetime) -> bool:
    """Tell whether *event* was noted for the account after *since*, however many entries followed it."""
    matching = select(AuditEntry.sequence).where(
        AuditEntry.account_id == account_id, AuditEntry.event == event.value, AuditEntry.at > since
    )
    return session.scalars(matching.limit(1)).first() is not None
