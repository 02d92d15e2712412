"""The sandbox's post office calls the product about each press of a tester, with the chosen signature."""

import hashlib
import hmac
import json

import httpx2
import pytest
from flask.testing import FlaskClient

from sandbox import SandboxSettings, create_sandbox
from sandbox.vietnam_post.office import Sending

FIELDS = {"reference": "K7M-2PX-9RT", "staff": "CLERK-1", "digits": "0001", "reason": "document_expired"}


@pytest.fixture
def calls() -> list[httpx2.Request]:
    """What the product heard."""
    return []


@pytest.fixture
def office(calls: list[httpx2.Request]) -> FlaskClient:
    def hear(request: httpx2.Request) -> httpx2.Response:
        calls.append(request)
        return httpx2.Response(204)

    return create_sandbox(SandboxSettings(product_transport=httpx2.MockTransport(hear))).test_client()


def signed_by(request: httpx2.Request, secret: str) -> bool:
    told = f"{request.headers['X-Post-Timestamp']}.{request.headers['X-Post-Nonce']}.".encode()
    expected = hmac.new(secret.encode(), told + request.content, hashlib.sha256).hexdigest()
    return bool(request.headers["X-Post-Signature"] == f"v1={expected}")


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("compared", {"documentDigits": "0001"}),
        ("approved", {}),
        ("rejected", {"reason": "document_expired"}),
    ],
)
def test_a_press_tells_the_product(
    office: FlaskClient, calls: list[httpx2.Request], act: str, told: dict[str, str]
) -> None:
    page = office.post("/counter", data={**FIELDS, "act": act})
    assert "204" in page.text
    (call,) = calls
    assert call.url.path == "/callbacks/post-office"
    assert json.loads(call.content) == {"reference": "K7M-2PX-9RT", "act": act, "staff": "CLERK-1", **told}
    assert signed_by(call, "sandbox")


def test_a_replay_is_the_same_call_and_telling_again_is_another(
    office: FlaskClient, calls: list[httpx2.Request]
) -> None:
    for sending in (Sending.REPLAYED, Sending.TOLD_AGAIN):
        office.post("/counter", data={**FIELDS, "act": "compared", "sending": sending})
    nonces = [call.headers["X-Post-Nonce"] for call in calls]
    assert len(nonces) == 4
    assert nonces[0] == nonces[1]
    assert len(set(nonces)) == 3


def test_a_late_call_is_ten_minutes_old(office: FlaskClient, calls: list[httpx2.Request]) -> None:
    for sending in (Sending.ONCE, Sending.LATE):
        office.post("/counter", data={**FIELDS, "act": "compared", "sending": sending})
    on_time, late = (int(call.headers["X-Post-Timestamp"]) for call in calls)
    assert 598 <= on_time - late <= 602


def test_a_wrong_signature_is_wrong(office: FlaskClient, calls: list[httpx2.Request]) -> None:
    office.post("/counter", data={**FIELDS, "act": "compared", "sending": Sending.WRONG_SIGNATURE})
    assert not signed_by(calls[0], "sandbox")


def test_a_press_without_a_product_shows_the_error() -> None:
    def hang_up(_request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("nobody there")

    transport = httpx2.MockTransport(hang_up)
    office = create_sandbox(SandboxSettings(product_transport=transport)).test_client()
    assert "ConnectError" in office.post("/counter", data={**FIELDS, "act": "approved"}).text
