"""Before a reset by a code to the phone: whether its SIM was changed lately, so that a thief may have it."""

from flask import url_for
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.services import services
from bff.views.steps.sim.looking import look
from bff.web.screens import go, screen
from bff.web.walking import advance


def look_at_sim(flow: Flow) -> ResponseReturnValue:
    """Go on to the new password, or say why the code to this phone does not count; this step has no screen.

    What two people at an office allowed rests on no SIM: such a flow has pending facts.
    """
    if flow.phone_number is None:
        return go(url_for("forgot_password.start"))
    return look(flow) if flow.pending is None else advance(flow)


def sim_changed(flow: Flow) -> ResponseReturnValue:
    """Say that the SIM was changed lately, from when its codes count again, and what other ways there are."""
    return screen("account/sim_changed.html", flow=flow, hours=services().settings.carrier_sim_swap_hours)
