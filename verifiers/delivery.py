"""What became of a text message, by the receipts that the gateway sends; no network is needed to read them.

The wire format is the callback of eSMS (https://developers.esms.vn/). Where its manual leaves a meaning open,
what is agreed stands beside the code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from verifiers.errors import UnexpectedAnswer


class DeliveryState(StrEnum):
    """How far a message came."""

    SENT = "sent"
    DELIVERED = "delivered"
    PHONE_OFF = "phone_off"
    FAILED = "failed"


@dataclass(frozen=True)
class Receipt:
    """What the gateway says about the message that was sent as *request_id*."""

    request_id: str
    state: DeliveryState


def parse_receipt(fields: Mapping[str, str]) -> Receipt:
    """Read the query of a receipt, ``RequestId``, ``SendStatus``, ``SendSuccess``, ``SendFailed``.

    SendStatus, as agreed: 1 and 2 wait at the gateway, 3 is being sent and not delivered yet (phone off or
    out of coverage), 4 was refused, 5 has ended, well or badly.

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
