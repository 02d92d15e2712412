"""Before a reset by a code to the phone: whether a thief, or another person, may have its number now."""

from flask import url_for
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.owners.phones import Doubt
from bff.services import services
from bff.views.steps.sim.looking import look
from bff.views.steps.sim.registers import OF_ANOTHER
from bff.web.screens import go, screen
from bff.web.walking import advance


def look_at_sim(flow: Flow) -> ResponseReturnValue:
    """Go on to the new password, or say why the code to this phone does not count; this step has no screen.

    What two people at an office allowed rests on no SIM: such a flow has pending facts.
    """
    if flow.phone_number is None:
        return go(url_for("forgot_password.start"))
    if flow.pending is not None:
        return advance(flow)
    return look(flow, of=services().accounts.get(flow.account_id or ""))


def sim_changed(flow: Flow) -> ResponseReturnValue:
    """Say why the code to this phone does not count, until when, and what other ways there are."""
    if flow.refusal in set(Doubt):
        is_sure, heading = flow.refusal == Doubt.OF_ANOTHER, OF_ANOTHER[flow.refusal].title
        return screen("account/phone_of_another.html", flow=flow, heading=heading, is_sure=is_sure)
    return screen("account/sim_changed.html", flow=flow, hours=services().settings.carrier_sim_swap_hours)
