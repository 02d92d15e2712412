"""Only the named push services are asked, and each of their answers has one meaning. No redirect counts."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bff.settings.push import HOSTS
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.web_push import (
    BadAddress,
    Handover,
    PushAddress,
    PushHosts,
    PushMessage,
    PushServices,
    Urgency,
    read_address,
)

KEY = ec.generate_private_key(ec.SECP256R1())
POINT = KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
USUAL = PushHosts(HOSTS)


def said(endpoint: str = "https://fcm.googleapis.com/fcm/send/x", **keys: object) -> str:
    text = {"p256dh": urlsafe_b64encode(POINT).decode(), "auth": urlsafe_b64encode(bytes(16)).decode()}
    return json.dumps({"endpoint": endpoint, "expirationTime": None, "keys": {**text, **keys}})


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/dxk:APA91b",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
        "https://web.push.apple.com/QGx",
        "https://wns2-sg2p.notify.windows.com/w/?token=BQY%2f",
    ],
)
def test_the_push_services_of_all_browsers_are_known(endpoint: str) -> None:
    assert read_address(said(endpoint), USUAL).endpoint == endpoint


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilnotify.windows.com/x",
        "https://push.apple.com/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com\\@evil.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://fcm.googleapis.com/" + "x" * 1024,
        "https://fcm.googleapis.com/x#y",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com",
        "",
    ],
)
def test_no_other_address_is_asked(endpoint: str) -> None:
    assert not USUAL.has(endpoint)
    with pytest.raises(BadAddress):
        read_address(said(endpoint), USUAL)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "[" * 2000,
        said(p256dh="AAAA"),
        said(p256dh=urlsafe_b64encode(b"\x04" + bytes(64)).decode()),
        said(auth="AAAA"),
        said(auth=7),
        json.dumps({"endpoint": 7, "keys": {}}),
        " " * 3000,
    ],
)
def test_what_is_no_subscription_is_refused(text: str) -> None:
    with pytest.raises(BadAddress):
        read_address(text, USUAL)


@pytest.mark.parametrize("name", ["*", "*.", "http//x", "https://push.example", "PUSH.example", "*com"])
def test_a_name_that_is_no_host_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="neither"):
        PushHosts((name,))


def services(status: int, **headers: str) -> tuple[PushServices, list[httpx2.Request]]:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(status, headers=headers)

    client = httpx2.Client(transport=httpx2.MockTransport(answer))
    return (
        PushServices(client=client, hosts=USUAL, contact="mailto:a@example.vn", timeout_seconds=1),
        asked,
    )


def message(endpoint: str = "https://fcm.googleapis.com/x") -> PushMessage:
    return PushMessage(
        address=PushAddress(endpoint, POINT, bytes(16)),
        text=b"{}",
        topic="account",
        urgency=Urgency.HIGH,
        lives=timedelta(days=3),
    )


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_message_is_taken(status: int) -> None:
    push, requests = services(status)
    assert push.hand_over(message(), key=KEY) is Handover.TAKEN
    (request,) = requests
    assert request.headers["TTL"] == "259200"
    assert request.headers["Content-Encoding"] == "aes128gcm"
    assert request.headers["Authorization"].startswith("vapid t=")
    assert b"{}" not in request.content


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_has_ended_is_gone(status: int) -> None:
    push, _requests = services(status)
    assert push.hand_over(message(), key=KEY) is Handover.GONE


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_service_is_a_silence(status: int) -> None:
    push, _requests = services(status)
    with pytest.raises(Unreachable):
        push.hand_over(message(), key=KEY)


@pytest.mark.parametrize("status", [301, 307, 400, 401, 403, 413])
def test_a_refusal_of_ours_and_a_redirect_are_our_fault(status: int) -> None:
    push, requests = services(status, Location="http://127.0.0.1/")
    with pytest.raises(UnexpectedAnswer):
        push.hand_over(message(), key=KEY)
    assert len(requests) == 1


def test_an_address_that_is_no_longer_on_the_list_is_not_asked() -> None:
    push, requests = services(201)
    with pytest.raises(UnexpectedAnswer):
        push.hand_over(message("https://elsewhere.example/x"), key=KEY)
    assert requests == []
