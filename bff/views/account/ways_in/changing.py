"""What every view that changes a way in calls: before the change, at its writing, and after it."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from accounts.account.ways_in import Change
from bff.limits.table import limits
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


@contextmanager
def using_fresh(signed_in: SignedIn, change: Change) -> Iterator[str]:
    """Use up the fresh proof for the change that is written inside.

    Each change sends an SMS and writes to the audit, so the changes of one way in are limited.

    Yields:
        The kind of the proof; empty if another request was faster, and then nothing may be changed.

    Raises:
        TooOften: this way in was changed too often today; the fresh proof is not used up.
        Exception: what the work inside raises, e.g. `Unavailable`: the proof and the attempt are given back,
            so the person presses again.
    """
    limit = limits().changes_of_the_email if change is Change.EMAIL else limits().changes_of_a_way_in
    counted = (limit, services().digest_of(f"{signed_in.account_id} {change.way}"))
    with services().limits.attempt(counted) as tried, services().fresh.using(signed_in.id, change) as by:
        if not by:
            tried.give_back()
        yield by or ""


def carry_over(before: SignedIn, after: SignedIn, change: Change) -> None:
    """Let what a raise proved for *change* count on in the session's new id, after another change used it.

    Only a raise gives a proof for a phone and a password at once, and each counts once all the same,
    and no longer than it would have counted.
    """
    services().fresh.move(before.id, after.id, change)


def finish(account: Account, signed_in: SignedIn, change: Change) -> SignedIn:
    """End every other session, go on in this one, and send the message that the change has written.

    Args:
        account: the account as it was before the change.
    """
    outcome(f"changed_{change}")
    send_waiting()
    return go_on_as(signed_in, generation=account.generation + 1)
