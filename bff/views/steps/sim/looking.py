"""After a right code by SMS: whether a thief has the phone's number on a new SIM, or a new subscriber has it.

A code to a phone is the last proof in many journeys (decision records 0012, 0076). The carrier is asked after
the right code, so a stranger learns nothing and asks nothing. While the carrier is silent the flow stays at
this step, and one press asks again.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from bff.journeys.flow import Flow
from bff.owners.askers import has_shown
from bff.owners.phones import Doubt, doubt_about
from bff.owners.sim_change import can_be_asked, is_sim_new
from bff.services import services
from bff.serving.log import outcome
from bff.web.walking import advance, arrive, expired, move_to

#: What the code, the register or the account showed; none of it counts with a SIM that is new.
SHOWN = frozenset(
    {
        "phone_number",
        "proven_phone",
        "codes",
        "account_id",
        "generation",
        "identity",
        "organisation",
        "address",
        "level",
        "consents",
    }
)


def look(
    flow: Flow,
    *,
    of: Account | None = None,
    doubts: Callable[[], Doubt | None] | None = None,
    doubt_weakens: bool = False,
    leads_to: str = "sim_changed",
    forgets: frozenset[str] = SHOWN,
    **facts: Any,
) -> ResponseReturnValue:
    """Go on, or lead to a side step that says why the code to the flow's phone does not count.

    Args:
        of: the account for whose holder the code to its phone counts alone; None: something else guards it.
        doubts: asks the carrier another question than about that account's phone.
        doubt_weakens: whether a doubt lets the flow go on, as a weaker proof: the flow has it as refusal.
        leads_to: the side step. Its flow has the `bff.owners.phones.Doubt` as refusal if that is why.
        forgets: names of the facts that the refusal deletes; the phone is one of them.
        facts: what the side step needs to know.

    Raises:
        verifiers.errors.CounterpartTrouble: the carrier is silent, which is no answer.
    """
    number = flow.phone_number
    if number is None:
        return expired(flow.purpose)
    has_shown(number)
    if of is not None and doubts is None:
        doubts = partial(doubt_about, services(), of)
    if doubts is not None and can_be_asked() and (doubt := doubts()):
        outcome(doubt)
        if not doubt_weakens:
            return arrive(move_to(flow.forget(forgets), leads_to, **{**facts, "refusal": doubt}))
        flow = flow.learn(refusal=doubt)
    if not can_be_asked() or not is_sim_new(number):
        return advance(flow)
    outcome("sim_changed")
    return arrive(move_to(flow.forget(forgets), leads_to, **facts))


def look_at_sim(flow: Flow) -> ResponseReturnValue:
    """Go on, or lead to the journey's own side step ``sim_changed``; this step has no screen."""
    return look(flow)
