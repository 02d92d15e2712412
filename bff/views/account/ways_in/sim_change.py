"""Before a reset by a code to the phone: whether a thief, or another person, may have its number now."""

from flask import url_for
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.owners.askers import has_shown
from bff.owners.phones import is_anothers_now
from bff.owners.sim_change import can_be_asked
from bff.services import services
from bff.serving.log import outcome
from bff.views.steps.sim.looking import SHOWN, look
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, move_to

#: The refusal of a number that the carrier has given to another person.
OF_ANOTHER = "phone_of_another"


def look_at_sim(flow: Flow) -> ResponseReturnValue:
    """Go on to the new password, or say why the code to this phone does not count; this step has no screen.

    What two people at an office allowed rests on no SIM: such a flow has pending facts.
    """
    if flow.phone_number is None:
        return go(url_for("forgot_password.start"))
    if flow.pending is not None:
        return advance(flow)
    has_shown(flow.phone_number)
    account = services().accounts.get(flow.account_id or "")
    if can_be_asked() and account is not None and is_anothers_now(services(), account):
        outcome("phone_of_another")
        return arrive(move_to(flow.forget(SHOWN), "sim_changed", refusal=OF_ANOTHER))
    return look(flow)


def sim_changed(flow: Flow) -> ResponseReturnValue:
    """Say that the SIM was changed lately, from when its codes count again, and what other ways there are."""
    if flow.refusal == OF_ANOTHER:
        return screen("account/phone_of_another.html", flow=flow)
    return screen("account/sim_changed.html", flow=flow, hours=services().settings.carrier_sim_swap_hours)
