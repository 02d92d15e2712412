"""What every view that changes a way in calls: before the change, at its writing, and after it."""

from flask import url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from accounts.account.ways_in import Change
from bff.messages.outbox import send_waiting
from bff.services import services
from bff.serving.log import outcome
from bff.stores.signed_in import SignedIn
from bff.web.screens import go
from bff.web.sessions import go_on_as


def ask_first(signed_in: SignedIn, change: Change) -> ResponseReturnValue | None:
    """Send a person who has not just proved a way in to the screen that asks for one; None: go on."""
    if services().fresh.look(signed_in.id, change) is not None:
        return None
    return go(url_for("confirm.ask", change=change))


def take_fresh(signed_in: SignedIn, change: Change) -> str:
    """Use up the fresh proof and return its kind; empty if another request was faster."""
    return services().fresh.take(signed_in.id, change) or ""


def finish(account: Account, signed_in: SignedIn, change: Change) -> SignedIn:
    """End every other session, go on in this one, and send the message that the change has written.

    Args:
        account: the account as it was before the change.
    """
    outcome(f"changed_{change}")
    send_waiting()
    return go_on_as(signed_in, generation=account.generation + 1)
