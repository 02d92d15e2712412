"""Before a reset by a code to the phone: whether its SIM was changed lately, so that a thief may have it.

The carrier is asked after the right code, so a stranger learns nothing and asks nothing.
"""

from flask import url_for
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.owners.askers import has_shown
from bff.owners.sim_change import can_be_asked, is_sim_new
from bff.services import services
from bff.serving.log import outcome
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, move_to


def look_at_sim(flow: Flow) -> ResponseReturnValue:
    """Go on to the new password, or say why the code to this phone does not count; this step has no screen.

    What two people at an office allowed rests on no SIM: such a flow has pending facts.
    """
    if flow.phone_number is None:
        return go(url_for("forgot_password.start"))
    has_shown(flow.phone_number)
    if flow.pending is None and can_be_asked() and is_sim_new(flow.phone_number):
        outcome("sim_changed")
        names = frozenset({"phone_number", "codes", "account_id", "generation"})
        return arrive(move_to(flow.forget(names), "sim_changed"))
    return advance(flow)


def sim_changed(flow: Flow) -> ResponseReturnValue:
    """Say that the SIM was changed lately, from when its codes count again, and what other ways there are."""
    return screen("account/sim_changed.html", flow=flow, hours=services().settings.carrier_sim_swap_hours)
