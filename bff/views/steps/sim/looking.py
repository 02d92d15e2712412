"""After a right code by SMS: whether the SIM of the phone was changed lately, so that a thief may have it.

A code to a phone is the last proof in many journeys (decision record 0012). The carrier is asked after the
right code, so a stranger learns nothing and asks nothing. While the carrier is silent the flow stays at this
step, and one press asks again.
"""

from typing import Any

from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.owners.askers import has_shown
from bff.owners.sim_change import can_be_asked, is_sim_new
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
    flow: Flow, *, leads_to: str = "sim_changed", forgets: frozenset[str] = SHOWN, **facts: Any
) -> ResponseReturnValue:
    """Go on, or lead to a side step that says why the code to the flow's phone does not count.

    Args:
        leads_to: the side step.
        forgets: names of the facts that the refusal deletes; the phone is one of them.
        facts: what the side step needs to know.

    Raises:
        verifiers.errors.CounterpartTrouble: the carrier is silent, which is no answer.
    """
    if flow.phone_number is None:
        return expired(flow.purpose)
    has_shown(flow.phone_number)
    if not can_be_asked() or not is_sim_new(flow.phone_number):
        return advance(flow)
    outcome("sim_changed")
    return arrive(move_to(flow.forget(forgets), leads_to, **facts))


def look_at_sim(flow: Flow) -> ResponseReturnValue:
    """Go on, or lead to the journey's own side step ``sim_changed``; this step has no screen."""
    return look(flow)
