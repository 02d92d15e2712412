"""The address for delivery receipts of SMS. Its last part is a token that proves we issued the address."""

import hmac

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from bff.messages.codes import callback_token
from bff.services import services
from bff.serving.bell import ring
from bff.serving.log import outcome
from bff.stores.flows import OutOfDate
from bff.views.steps.one_time_code import mark_delivery
from verifiers.delivery import Receipt, parse_receipt

blueprint = Blueprint("callbacks", __name__, url_prefix="/callbacks")


@blueprint.get("/sms/<token>")
def sms_receipt(token: str) -> ResponseReturnValue:
    """Save the state of a message, and ring the bell so that the code screen fetches it."""
    proof = callback_token(request.args.get("RequestId", ""))
    if not hmac.compare_digest(token.encode(), proof.encode()):
        abort(404)
    receipt = parse_receipt(request.args)
    # Only a code that was sent openly has a flow here. Receipts for notices and quiet codes are just logged.
    flow_id = services().flows.flow_of_message(receipt.request_id)
    if flow_id is not None and (noted := _note(flow_id, receipt)):
        ring(services().bell, noted)
    outcome(f"receipt_{receipt.state}")
    return "", 204


def _note(flow_id: str, receipt: Receipt) -> str | None:
    """Save the state of the message in its flow, also where that went on under a new id.

    Returns:
        The flow's id now; None if nothing changed. Gateways repeat receipts, and a repeated one changes
        nothing.
    """
    while (flow := services().flows.load(flow_id, touch=False)) is not None:
        if flow.moved_to is not None:
            flow_id = flow.moved_to
            continue
        codes = mark_delivery(flow.codes, receipt.request_id, receipt.state)
        if codes == flow.codes:
            return None
        try:
            services().flows.save(flow.learn(codes=codes), touch=False)
        except OutOfDate:  # the person's own request was faster: try again on the newest version
            continue
        return flow_id
    return None
