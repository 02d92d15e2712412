"""Read the delivery receipts that the SMS gateway sends to our callback. Pure: it uses no network.

The wire format is the callback of eSMS (https://developers.esms.vn/). Where the manual does not define a
value, `parse_receipt` states the meaning that we agreed on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from verifiers.errors import UnexpectedAnswer


class DeliveryState(StrEnum):
    """The delivery state of one text message."""

    SENT = "sent"
    DELIVERED = "delivered"
    PHONE_OFF = "phone_off"
    FAILED = "failed"


@dataclass(frozen=True)
class Receipt:
    """The gateway's report on the message that we sent with *request_id*."""

    request_id: str
    state: DeliveryState


def parse_receipt(fields: Mapping[str, str]) -> Receipt:
    """Read the query of a receipt: ``RequestId``, ``SendStatus``, ``SendSuccess``, ``SendFailed``.

    The agreed values of SendStatus: 1 and 2, the message waits at the gateway; 3, the gateway has sent it and
    the phone has not received it (off, or out of coverage); 4, refused; 5, finished, and the other two fields
    say whether it was delivered.

    Raises:
        UnexpectedAnswer: a field is missing or has no agreed meaning.
    """
    request_id = fields.get("RequestId", "")
    if not request_id:
        raise UnexpectedAnswer("sms", "a receipt names no message")
    match fields.get("SendStatus"), fields.get("SendSuccess"), fields.get("SendFailed"):
        case "1" | "2", _, _:
            state = DeliveryState.SENT
        case "3", _, _:
            state = DeliveryState.PHONE_OFF
        case "4", _, _:
            state = DeliveryState.FAILED
        case "5", "1", "0":
            state = DeliveryState.DELIVERED
        case "5", "0", "1":
            state = DeliveryState.FAILED
        case _:
            raise UnexpectedAnswer("sms", "a receipt has no agreed state")
    return Receipt(request_id, state)
