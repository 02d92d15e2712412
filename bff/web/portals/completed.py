"""Remembers that this browser has just completed a registration: its person may go on, signed in.

The last screen of a registration stays for minutes, and two browsers may show it: the one that signed, and
the phone that only watched. Only the browser that sent the last form goes on, once: to the account, or to a
portal that waited before.
"""

import secrets
from datetime import UTC, datetime

from flask import session

from bff.journeys.flow import Flow
from bff.services import services
from bff.stores.sessions import id_of
from bff.web.devices import is_helping

#: The cookie holds a value of this moment: an earlier copy of the cookie does not have it.
_COMPLETED = "completed"


def remember_completed(account_id: str) -> None:
    """Remember that this account's last form of registering came from this browser."""
    if is_helping():
        return
    session[_COMPLETED] = secrets.token_urlsafe(16)
    generation = services().accounts.generation_of(account_id) or 0
    facts = (account_id, str(generation), services().clock().isoformat())
    services().fresh.give(id_of(session[_COMPLETED]), _COMPLETED, by=" ".join(facts))


def may_go_on(flow: Flow, waits_since: datetime) -> bool:
    """Return whether the person of *flow* may go on, signed in.

    Args:
        waits_since: when the person began to answer the request of the portal to which they go on.
    """
    value = session.get(_COMPLETED)
    completed = services().fresh.look(id_of(value), _COMPLETED) if value else None
    return _generation(completed, flow, waits_since) is not None


def take(flow: Flow, waits_since: datetime | None) -> int | None:
    """Use up that the person may go on: of several presses at once, one may.

    Returns:
        The generation of the account's ways in when it was registered; None: the person may not go on.
    """
    value = session.pop(_COMPLETED, None)
    completed = services().fresh.take(id_of(value), _COMPLETED) if value else None
    return _generation(completed, flow, waits_since)


def _generation(completed: str | None, flow: Flow, waits_since: datetime | None) -> int | None:
    if completed is None or waits_since is None or flow.step != "done" or is_helping():
        return None
    account_id, generation, at = completed.split()
    is_allowed = account_id == flow.account_id and waits_since <= datetime.fromisoformat(at).astimezone(UTC)
    return int(generation) if is_allowed else None
