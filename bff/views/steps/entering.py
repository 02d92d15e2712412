"""The way from the end of a registration into the account, without signing in: the proof is minutes old."""

from datetime import UTC, datetime

from flask import Blueprint, make_response, session, url_for
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.services import services
from bff.views.steps.signing_in import sign_in_after_registering
from bff.web.portals import completed
from bff.web.screens import go
from bff.web.walking import (
    SECOND_PRESS_SECONDS,
    current_flow,
    keep_for_a_second_press,
    note_press,
    repeat_answer,
)

blueprint = Blueprint("registered", __name__, url_prefix="/register/my-account")
#: No portal waits for the person: whatever was completed counts.
_EVER = datetime.min.replace(tzinfo=UTC)


def may_enter(flow: Flow) -> bool:
    """Return whether this browser sent the last form of *flow* just now, and helps no other person."""
    return completed.may_go_on(flow, _EVER)


@blueprint.post("")
def enter() -> ResponseReturnValue:
    """Sign the person in who has just registered in this browser; of several presses one does it."""
    note_press()
    if flow_id := session.get(Purpose.REGISTER):
        with services().flows.hold(flow_id):
            answered = repeat_answer(flow_id) or _enter()
        if answered is not None:
            return answered
    return go(url_for("sign_in.credentials"))


def _enter() -> ResponseReturnValue | None:
    flow = current_flow(Purpose.REGISTER)
    generation = completed.take(flow, _EVER) if flow is not None else None
    if flow is None or generation is None:
        return None
    answered = make_response(sign_in_after_registering(flow, generation=generation))
    keep_for_a_second_press(flow.id, answered, seconds=SECOND_PRESS_SECONDS)
    return answered
