"""Reads the history of one account from the audit chain."""

import json
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.account.records import AccountEvent, HistoryEntry
from accounts.audit import AuditEntry


def latest(
    session: Session, *, account_id: str, limit: int, events: Collection[AccountEvent] = ()
) -> list[HistoryEntry]:
    """Return the latest *limit* entries of one account, newest first; of *events* only, if any are named."""
    of_account = select(AuditEntry).where(AuditEntry.account_id == account_id)
    if events:
        of_account = of_account.where(AuditEntry.event.in_([event.value for event in events]))
    entries = session.scalars(of_account.order_by(AuditEntry.sequence.desc()).limit(limit))
    return [
        HistoryEntry(at=entry.at, event=AccountEvent(entry.event), codes=json.loads(entry.codes))
        for entry in entries
    ]


def of_events(
    session: Session, *, account_id: str, events: Collection[AccountEvent], since: datetime
) -> list[HistoryEntry]:
    """Return the entries with one of *events* after *since*, newest first."""
    matching = select(AuditEntry).where(
        AuditEntry.account_id == account_id, AuditEntry.event.in_(events), AuditEntry.at > since
    )
    entries = session.scalars(matching.order_by(AuditEntry.sequence.desc()))
    return [
        HistoryEntry(at=entry.at, event=AccountEvent(entry.event), codes=json.loads(entry.codes))
        for entry in entries
    ]


def newest(session: Session, *, account_id: str, event: AccountEvent, since: datetime) -> HistoryEntry | None:
    """Return the newest entry of this *event* after *since*, however many other entries followed it."""
    matching = select(AuditEntry).where(
        AuditEntry.account_id == account_id, AuditEntry.event == event.value, AuditEntry.at > since
    )
    entry = session.scalars(matching.order_by(AuditEntry.sequence.desc()).limit(1)).first()
    if entry is None:
        return None
    return HistoryEntry(at=entry.at, event=AccountEvent(entry.event), codes=json.loads(entry.codes))


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
