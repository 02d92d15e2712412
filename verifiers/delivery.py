"""Read the delivery receipts that the SMS gateway sends to our callback. Pure: it uses no network.

The wire format is the callback of eSMS (https://developers.esms.vn/). Where the manual does not define a
value, `parse_receipt` states the meaning that we assume.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from verifiers.errors import UnexpectedAnswer

_COUNT: Final = re.compile(r"\d{1,6}", re.ASCII)


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

    The published values of SendStatus: 1 and 2, the message waits at the gateway; 4, refused; 5, finished,
    and the other two fields count what was delivered and what failed (segments or receivers); 7, sent, and
    the report is awaited. Not published (assumption: decision 0063): 3, the phone is off or out of coverage.

    Raises:
        UnexpectedAnswer: a field is missing or has no agreed meaning.
    """
    request_id = fields.get("RequestId", "")
    if not request_id:
        raise UnexpectedAnswer("sms", "a receipt names no message")
    succeeded, failed = (_counted(fields.get(name, "")) for name in ("SendSuccess", "SendFailed"))
    match fields.get("SendStatus"), succeeded, failed:
        case "1" | "2" | "7", _, _:
            state = DeliveryState.SENT
        case "3", _, _:
            state = DeliveryState.PHONE_OFF
        case "4", _, _:
            state = DeliveryState.FAILED
        case "5", True, False:
            state = DeliveryState.DELIVERED
        case "5", False, True:
            state = DeliveryState.FAILED
        case _:
            raise UnexpectedAnswer("sms", "a receipt has no agreed state")
    return Receipt(request_id, state)


def _counted(text: str) -> bool | None:
    """Tell whether the count in *text* is above zero; None if it is no count."""
    return int(text) > 0 if _COUNT.fullmatch(text) else None
