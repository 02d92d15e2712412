"""Every SMS gateway takes what the product sends; the sandbox takes and refuses the same.

A real gateway is named by CONTRACT_SMS_URL, CONTRACT_SMS_API_KEY, CONTRACT_SMS_SECRET_KEY,
CONTRACT_SMS_BRAND_NAME, CONTRACT_SMS_PHONE (E.164, a tester's own) and CONTRACT_SMS_TEXT (a registered
template, filled in). Without the first its tests are skipped, visibly. Each run sends that phone one message.
"""

import os
import uuid
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from sandbox import SandboxSettings, create_sandbox
from tests.contract.recording import Recording
from verifiers.errors import UnexpectedAnswer
from verifiers.sms import DeliveryState, SmsGateway, parse_receipt

KINDS = ("sandbox", "test-system")
SANDBOX = {
    "CONTRACT_SMS_URL": "http://sandbox.test/sms",
    "CONTRACT_SMS_API_KEY": "sandbox",
    "CONTRACT_SMS_SECRET_KEY": "sandbox",
    "CONTRACT_SMS_BRAND_NAME": "CUASO",
    "CONTRACT_SMS_PHONE": "+84900000001",
    "CONTRACT_SMS_TEXT": "123456 la ma xac thuc cua ban.\n@localhost #123456",
}
CALLBACK_URL = "http://localhost:8000/callbacks/sms/none"


class Side:
    """One gateway's side of the contract, and every exchange with it."""

    def __init__(self, kind: str) -> None:
        if kind == "test-system" and "CONTRACT_SMS_URL" not in os.environ:
            pytest.skip("no test system of an SMS gateway: CONTRACT_SMS_URL is not set")
        self.told = SANDBOX if kind == "sandbox" else dict(os.environ)
        self.receipts: list[str] = []
        app = create_sandbox(SandboxSettings(deliver_receipt=self.receipts.append))
        inner = httpx2.WSGITransport(app=app) if kind == "sandbox" else httpx2.HTTPTransport()
        self.recording = Recording(inner)

    def send(self, request_id: str, *, secret_key: str = "", phone_number: str = "") -> None:
        gateway = SmsGateway(
            client=httpx2.Client(transport=self.recording),
            base_url=self.told["CONTRACT_SMS_URL"],
            api_key=self.told["CONTRACT_SMS_API_KEY"],
            secret_key=secret_key or self.told["CONTRACT_SMS_SECRET_KEY"],
            brand_name=self.told["CONTRACT_SMS_BRAND_NAME"],
            timeout_seconds=10,
        )
        phone_number, text = phone_number or self.told["CONTRACT_SMS_PHONE"], self.told["CONTRACT_SMS_TEXT"]
        gateway.send(phone_number, text, request_id=request_id, callback_url=CALLBACK_URL)


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_is_taken_once_and_again_as_a_duplicate(kind: str) -> None:
    side, request_id = Side(kind), str(uuid.uuid4())
    side.send(request_id)
    side.send(request_id)
    codes = [exchange.answer.json()["CodeResult"] for exchange in side.recording.exchanges]
    assert codes == ["100", "124"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_secret_is_refused(kind: str) -> None:
    with pytest.raises(UnexpectedAnswer, match="101"):
        Side(kind).send(str(uuid.uuid4()), secret_key="wrong")


@pytest.mark.parametrize(
    ("ending", "states"),
    [
        ("001", {DeliveryState.SENT, DeliveryState.DELIVERED}),
        ("014", {DeliveryState.SENT, DeliveryState.PHONE_OFF}),
        ("015", {DeliveryState.SENT, DeliveryState.FAILED}),
    ],
)
def test_the_sandbox_writes_receipts_that_the_product_reads(ending: str, states: set[DeliveryState]) -> None:
    side = Side("sandbox")
    side.send("r1", phone_number=f"+84900000{ending}")
    assert all(url.startswith(f"{CALLBACK_URL}?") for url in side.receipts)
    receipts = [parse_receipt(dict(parse_qsl(urlsplit(url).query))) for url in side.receipts]
    assert {receipt.request_id for receipt in receipts} == {"r1"}
    assert {receipt.state for receipt in receipts} <= states
    assert receipts[-1].state in states - {DeliveryState.SENT}
