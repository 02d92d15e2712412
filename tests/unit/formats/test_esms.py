"""eSMS: our request, its answers and its callbacks have the form of its own manual."""

import json
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from sandbox import SandboxSettings, create_sandbox
from sandbox.people.table import person_called
from sandbox.sms.receipts import call_once
from tests.unit.sandbox.asking import CALLBACK_URL, Asker
from verifiers.delivery import DeliveryState, Receipt, parse_receipt
from verifiers.errors import UnexpectedAnswer
from verifiers.sms import SmsGateway

#: The parameters of a message in the manual: name, whether it must be sent.
PARAMETERS = {
    "ApiKey": True, "Content": True, "Phone": True, "SecretKey": True, "Brandname": True, "SmsType": True,
    "IsUnicode": False, "Sandbox": False, "campaignid": False, "RequestId": False, "CallbackUrl": False,
    "SendDate": False,
}  # fmt: skip
LONGEST_REQUEST_ID = 50
#: The query of a callback for a customer-care message, in the manual's order.
CALLBACK = (
    "SMSID", "SendFailed", "SendStatus", "SendSuccess", "TotalPrice", "TotalReceiver", "TotalSent",
    "RequestId", "TypeId", "telcoid", "phonenumber", "switchsmsid",
)  # fmt: skip
REQUEST_ID = "0b7e7f3e-3f0b-4f5e-9d4c-2c2f6f1f5a10"


class Gateway(httpx2.BaseTransport):
    """A gateway that keeps what it is asked and answers with one JSON body."""

    def __init__(self, answer: object) -> None:
        self.asked: list[httpx2.Request] = []
        self._answer = answer

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self.asked.append(request)
        return httpx2.Response(200, json=self._answer)


def send(answer: object) -> httpx2.Request:
    wire = Gateway(answer)
    gateway = SmsGateway(
        client=httpx2.Client(transport=wire), base_url="https://rest.example", api_key="k", secret_key="s",
        brand_name="CUASO", timeout_seconds=5,
    )  # fmt: skip
    gateway.send("+84900000001", "text", request_id=REQUEST_ID, callback_url="https://cuaso.example/c")
    return wire.asked[0]


def test_a_message_has_the_manuals_parameters_and_no_other() -> None:
    asked = send({"CodeResult": "100", "CountRegenerate": 0, "SMSID": "d53345"})
    body = json.loads(asked.content)
    assert asked.url.path == "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
    assert asked.headers["Content-Type"] == "application/json"
    assert set(body) <= set(PARAMETERS)
    assert {name for name, required in PARAMETERS.items() if required} <= set(body)
    assert all(isinstance(value, str) for value in body.values())
    assert (body["SmsType"], body["IsUnicode"], body["Sandbox"]) == ("2", "0", "0")
    assert len(body["RequestId"]) <= LONGEST_REQUEST_ID


@pytest.mark.parametrize(
    "answer",
    [
        {"CodeResult": "100", "CountRegenerate": 0, "SMSID": "d53345"},
        {"CodeResult": "124", "CountRegenerate": 0, "ErrorMessage": "Request exist 1", "SendStatus": "5"},
    ],
)
def test_an_accepted_message_is_read_as_in_the_manual(answer: object) -> None:
    assert send(answer).method == "POST"


@pytest.mark.parametrize(
    "answer",
    [
        {"CodeResult": "101", "CountRegenerate": 0, "ErrorMessage": "Authorize Failed"},
        {"CodeResult": "104", "CountRegenerate": 0, "ErrorMessage": "Brand name code is not exist"},
        {"CodeResult": "146", "CountRegenerate": 0, "ErrorMessage": "Sai template", "SMSID": "3f5ec8"},
        {"CodeResult": "103", "CountRegenerate": 0, "ErrorMessage": "Balance is not enough"},
        {"error": "Invalid request"},
    ],
)
def test_a_refused_message_is_our_fault_as_in_the_manual(answer: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        send(answer)


def callback(**changes: str) -> dict[str, str]:
    """The query of the manual's sample for a customer-care message, with our own request's name."""
    values = ("dc7127", "0", "5", "1", "0.0000", "1", "1", REQUEST_ID, "2", "1", "0900000001", "")
    return dict(zip(CALLBACK, values, strict=True)) | changes


@pytest.mark.parametrize(
    ("query", "state"),
    [
        (callback(SendStatus="1", SendSuccess="0"), DeliveryState.SENT),
        (callback(SendStatus="2", SendSuccess="0"), DeliveryState.SENT),
        (callback(SendStatus="7", SendSuccess="0"), DeliveryState.SENT),
        (callback(SendStatus="4", SendSuccess="0", SendFailed="1"), DeliveryState.FAILED),
        (callback(), DeliveryState.DELIVERED),
        (callback(SendSuccess="2", TotalReceiver="2", TotalSent="2"), DeliveryState.DELIVERED),
        (callback(SendSuccess="0", SendFailed="2", TotalReceiver="2"), DeliveryState.FAILED),
    ],
)
def test_a_callback_of_the_manuals_form_is_read(query: dict[str, str], state: DeliveryState) -> None:
    assert parse_receipt(query) == Receipt(REQUEST_ID, state)


@pytest.mark.parametrize("count", ["", "-1", "٢", "1.0", "1 ", "9999999"])
def test_a_count_that_is_no_number_confirms_nothing(count: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        parse_receipt(callback(SendSuccess=count))


@pytest.mark.parametrize("fate", ["everything_works", "sms_fails"])
def test_the_sandboxes_callbacks_have_the_manuals_form(fate: str) -> None:
    told: list[str] = []
    asker = Asker(create_sandbox(SandboxSettings(deliver_receipt=told.append)))
    asker.send(Phone=person_called(fate).phone_number.removeprefix("+"))
    queries = [parse_qsl(urlsplit(url).query, keep_blank_values=True) for url in told]
    assert [tuple(name for name, _ in query) for query in queries] == [CALLBACK, CALLBACK]


class Deaf(httpx2.BaseTransport):
    """A product that answers no callback in time until the last."""

    def __init__(self, *, silent: int) -> None:
        self._silent = silent
        self.called = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.called += 1
        if self.called <= self._silent:
            raise httpx2.ReadTimeout("no answer", request=request)
        return httpx2.Response(204, request=request)


@pytest.mark.parametrize(("silent", "called"), [(0, 1), (2, 3), (5, 6), (99, 6)])
def test_the_sandbox_repeats_a_callback_that_times_out_as_the_manual_says(silent: int, called: int) -> None:
    product = Deaf(silent=silent)
    with httpx2.Client(transport=product) as client:
        call_once(client.get, CALLBACK_URL)
    assert product.called == called
