"""Calls a deletion off. What changes who is in an account does so too: a stranger may have asked for it.

The table of requests is named and not imported: `accounts.requests` changes accounts by this folder.
"""

from datetime import datetime

from sqlalchemy import column, table, update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.records import AccountEvent
from accounts.storage.base import UtcDateTime

_REQUESTS = table(
    "account_requests",
    *(column(name) for name in ("id", "account_id", "kind", "outcome")),
    column("ended_at", UtcDateTime),
)


def call_off_deletion(session: Session, account_id: str, *, at: datetime) -> bool:
    """End the account's open request for a deletion and note it; within the caller's transaction.

    The caller has locked the account's row. Returns whether there was a request.
    """
    of_account = (_REQUESTS.c.account_id == account_id) & (_REQUESTS.c.kind == "deletion")
    is_open = of_account & _REQUESTS.c.ended_at.is_(None)
    called_off = update(_REQUESTS).where(is_open).values(ended_at=at, outcome="revoked")
    if session.execute(called_off.returning(_REQUESTS.c.id)).first() is None:
        return False
    audit.append(session, subject_id=account_id, event=AccountEvent.DELETION_REVOKED, codes={}, at=at)
    return True
