"""A message is handed over once, and counted as it is charged."""

import httpx2
import pytest

from tests.unit.verifiers.wire import Answer, Wire
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.sms import SmsGateway, segments

TEXT = "123456 la ma xac thuc dang ky tai khoan Cua So. Hieu luc 5 phut.\n@localhost #123456"


def code(result: object) -> httpx2.Response:
    return httpx2.Response(200, json={"CodeResult": result, "SMSID": "s1", "ErrorMessage": TEXT})


def send(wire: Wire, text: str = TEXT) -> None:
    gateway = SmsGateway(
        client=wire.client,
        base_url="http://sms.test/",
        api_key="key",
        secret_key="secret",
        brand_name="CUASO",
        timeout_seconds=5,
    )
    gateway.send("+84900000001", text, request_id="r1", callback_url="http://localhost/receipts/t")


def test_a_message_is_sent_as_the_gateway_wants_it() -> None:
    wire = Wire(code("100"))
    send(wire)
    assert wire.requests[0].url.path == "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
    assert wire.sent() == {
        "ApiKey": "key",
        "SecretKey": "secret",
        "Brandname": "CUASO",
        "Phone": "84900000001",
        "Content": TEXT,
        "SmsType": "2",
        "IsUnicode": "0",
        "Sandbox": "0",
        "RequestId": "r1",
        "CallbackUrl": "http://localhost/receipts/t",
    }


def test_a_duplicate_is_as_good_as_accepted() -> None:
    send(Wire(code("124")))


def test_a_lost_connection_is_tried_again_under_the_same_request_id() -> None:
    wire = Wire(httpx2.RemoteProtocolError(""), code("124"))
    send(wire)
    assert [wire.sent(index)["RequestId"] for index in (0, 1)] == ["r1", "r1"]


@pytest.mark.parametrize(
    "answer", [code("99"), httpx2.Response(503), httpx2.ConnectError(""), httpx2.ReadTimeout("")]
)
def test_a_gateway_that_cannot_send_now_is_silent(answer: Answer) -> None:
    with pytest.raises(Unreachable, match=r"^sms: "):
        send(Wire(answer))


@pytest.mark.parametrize(
    "answer",
    [
        code("101"),
        code("104"),
        code("146"),
        code("1000"),
        code(100),
        code(None),
        httpx2.Response(200, json={}),
        httpx2.Response(200, text="ok"),
        httpx2.Response(404),
        httpx2.Response(302),
    ],
)
def test_whatever_else_the_gateway_says_is_our_trouble_and_tells_no_code(answer: httpx2.Response) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        send(Wire(answer))
    assert "123456" not in str(caught.value)


def test_a_message_with_diacritics_is_never_handed_over() -> None:
    wire = Wire(code("100"))
    with pytest.raises(ValueError, match="GSM-7"):
        send(wire, "123456 là mã xác thực")
    assert wire.requests == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        (TEXT, 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("{" * 80, 1),
        ("{" * 81, 2),
        ("ế" * 70, 1),
        ("ế" * 71, 2),
        ("ế" + "a" * 134, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_are_counted_as_they_are_charged(text: str, count: int) -> None:
    assert segments(text) == count
