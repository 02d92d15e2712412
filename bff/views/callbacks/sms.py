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
    if flow_id is not None and _note(flow_id, receipt):
        ring(services().bell, flow_id)
    outcome(f"receipt_{receipt.state}")
    return "", 204


def _note(flow_id: str, receipt: Receipt) -> bool:
    """Save the state of the message in its flow.

    Returns:
        Whether anything changed. Gateways repeat receipts, and a repeated one changes nothing.
    """
    while (flow := services().flows.load(flow_id, touch=False)) is not None:
        codes = mark_delivery(flow.codes, receipt.request_id, receipt.state)
        if codes == flow.codes:
            return False
        try:
            services().flows.save(flow.learn(codes=codes), touch=False)
        except OutOfDate:  # the person's own request was faster: try again on the newest version
            continue
        return True
    return False
