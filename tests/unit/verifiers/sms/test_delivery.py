"""Receipts are read strictly: only an agreed value changes the delivery state."""

import pytest

from verifiers.delivery import DeliveryState, Receipt, parse_receipt
from verifiers.errors import UnexpectedAnswer


@pytest.mark.parametrize(
    ("status", "success", "failed", "state"),
    [
        ("1", "0", "0", DeliveryState.SENT),
        ("2", "0", "0", DeliveryState.SENT),
        ("3", "0", "0", DeliveryState.PHONE_OFF),
        ("4", "0", "1", DeliveryState.FAILED),
        ("5", "1", "0", DeliveryState.DELIVERED),
        ("5", "0", "1", DeliveryState.FAILED),
    ],
)
def test_a_receipt_gives_the_delivery_state(
    status: str, success: str, failed: str, state: DeliveryState
) -> None:
    fields = {"SMSID": "s1", "RequestId": "r1", "SendStatus": status, "TypeId": "2"}
    assert parse_receipt(fields | {"SendSuccess": success, "SendFailed": failed}) == Receipt("r1", state)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"SendStatus": "5", "SendSuccess": "1", "SendFailed": "0"},
        {"RequestId": "r1"},
        {"RequestId": "r1", "SendStatus": "5"},
        {"RequestId": "r1", "SendStatus": "5", "SendSuccess": "1", "SendFailed": "1"},
        {"RequestId": "r1", "SendStatus": "5", "SendSuccess": "0", "SendFailed": "0"},
        {"RequestId": "r1", "SendStatus": "9", "SendSuccess": "1", "SendFailed": "0"},
    ],
)
def test_an_unclear_receipt_is_never_taken_for_delivery(fields: dict[str, str]) -> None:
    with pytest.raises(UnexpectedAnswer):
        parse_receipt(fields)
