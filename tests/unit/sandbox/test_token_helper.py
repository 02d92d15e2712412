"""The helper serves only our pages, shows the origin before the PIN, and signs with a software token."""

import base64
import json
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import Thread

import httpx2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import load_der_x509_certificate
from simple_websocket import Client, ConnectionClosed
from werkzeug.serving import BaseWSGIServer, make_server

from sandbox.settings import SandboxSettings
from sandbox.state import Sandbox
from sandbox.token_helper.app import create_helper
from sandbox.token_helper.computer import Manner, Outcome, Prompt
from sandbox.token_helper.keys import LIBRARIES, PIN, SoftHsm
from tests.support.qa import eventually

pytestmark = pytest.mark.usefixtures("loopback")
ORIGIN = "http://localhost:8000"
DIGEST = sha256(b"challenge").digest()
SIGN = json.dumps({"HashAlg": "SHA256", "HashValue": base64.b64encode(DIGEST).decode(), "Encode": "RSA"})
NEEDS_SOFTHSM = pytest.mark.skipif(
    not any(Path(path).exists() for path in LIBRARIES), reason="Debian's softhsm2 is not installed"
)


@pytest.fixture
def here(tmp_path: Path) -> Sandbox:
    return Sandbox(SandboxSettings(product_url=ORIGIN, token_folder=tmp_path / "token"))


@pytest.fixture
def server(here: Sandbox) -> Iterator[BaseWSGIServer]:
    served = make_server("127.0.0.1", 0, create_helper(here), threaded=True)
    Thread(target=served.serve_forever, daemon=True).start()
    yield served
    served.shutdown()
    served.server_close()


class Page:
    """A page of ours that opens sockets to the helper."""

    def __init__(self, server: BaseWSGIServer) -> None:
        self.port, self.headers = server.port, {"Origin": ORIGIN}

    def ask(self, path: str, frame: str) -> str:
        socket = Client(f"ws://127.0.0.1:{self.port}{path}", headers=self.headers)
        try:
            socket.send(frame)
            return str(socket.receive(timeout=20))
        finally:
            with suppress(OSError, ConnectionClosed):  # the helper may have closed it first
                socket.close()


def handshake(server: BaseWSGIServer, path: str, origin: str = ORIGIN) -> int:
    """Knock as a browser does for a socket, and give the answer's status."""
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Origin": origin,
    }
    key = {"Origin": origin, "Sec-WebSocket-Key": base64.b64encode(bytes(16)).decode()}
    address = f"http://127.0.0.1:{server.port}{path}"
    return httpx2.get(address, headers=headers | key, trust_env=False).status_code


def answering(here: Sandbox, pin: str | None) -> None:
    """Answer the next dialog, as soon as it is open."""
    Thread(target=lambda: eventually(lambda: here.computer.answer(pin), "a dialog"), daemon=True).start()


@NEEDS_SOFTHSM
def test_the_helper_signs_with_a_real_token(here: Sandbox) -> None:
    assert isinstance(here.computer.keys, SoftHsm)


def test_vgca_signs_a_digest_once_the_pin_is_typed(here: Sandbox, server: BaseWSGIServer) -> None:
    here.computer.set_up(plugged="token_150")
    answering(here, PIN)
    told = json.loads(Page(server).ask("/SignMsg", SIGN))
    key = load_der_x509_certificate(base64.b64decode(told["CertBase64"])).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(base64.b64decode(told["Signature"]), b"challenge", padding.PKCS1v15(), hashes.SHA256())


def test_the_dialog_shows_who_asks_before_the_pin(here: Sandbox, server: BaseWSGIServer) -> None:
    here.computer.set_up(plugged="token_150")
    Thread(target=lambda: Page(server).ask("/SignMsg", SIGN), daemon=True).start()
    prompt = eventually(lambda: here.computer.now.prompt, "a dialog")
    assert (prompt.origin, prompt.helper) == (ORIGIN, "VGCA Sign Service")
    assert here.computer.answer(None)


@pytest.mark.parametrize("path", ["/GetCertInfo", "/SignMsg", "/plugin", "/web-eid"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://localhost:8000.evil.example"])
def test_the_page_of_another_origin_is_turned_away(server: BaseWSGIServer, path: str, origin: str) -> None:
    assert handshake(server, path, origin) == 403


def test_a_name_that_only_resolves_to_this_machine_is_turned_away(server: BaseWSGIServer) -> None:
    answer = httpx2.get(f"http://127.0.0.1:{server.port}/", headers={"Host": "evil.example"}, trust_env=False)
    assert answer.status_code == 421


@pytest.mark.parametrize(
    ("plugged", "pins", "status"),
    [
        ("", [], 1),
        ("token_150", [None], 2),
        ("token_150", ["000000"], 3),
        ("token_150", ["0", "00", "000000"], 4),
    ],
    ids=["no-token", "cancelled", "wrong-pin", "blocked"],
)
def test_vgca_says_why_nothing_was_signed(
    here: Sandbox, server: BaseWSGIServer, plugged: str, pins: list[str | None], status: int
) -> None:
    here.computer.set_up(plugged=plugged)
    told = {}
    for pin in pins or [None]:
        answering(here, pin) if plugged else None
        told = json.loads(Page(server).ask("/SignMsg", SIGN))
    assert told["Status"] == status


def test_a_blocked_token_opens_no_dialog_any_more(here: Sandbox) -> None:
    here.computer.set_up(plugged="token_150")
    for _try in range(3):
        answering(here, "999999")
        here.computer.sign(DIGEST, Prompt(ORIGIN, "test", ""))
    assert here.computer.sign(DIGEST, Prompt(ORIGIN, "test", "")) is Outcome.BLOCKED


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"functionID": 7, "args": [""]}, "1*callbackDefault"),
        ({"functionID": 6, "args": ["sandbox"]}, '{"code": 1}*callbackDefault'),
        ({"functionID": 6, "args": ["stolen"]}, '{"code": 0}*callbackDefault'),
        ({"functionID": 0, "args": ["0"], "funcCallback": "mine"}, "*mine"),
    ],
)
def test_vnpt_answers_function_by_function(
    server: BaseWSGIServer, asked: dict[str, object], answer: str
) -> None:
    assert Page(server).ask("/plugin", json.dumps(asked)) == answer


def test_web_eid_signs_for_the_origin_that_the_browser_tells(here: Sandbox, server: BaseWSGIServer) -> None:
    here.computer.set_up(plugged="token_150")
    answering(here, PIN)
    told = json.loads(Page(server).ask("/web-eid", "a nonce"))
    key = load_der_x509_certificate(base64.b64decode(told["unverifiedCertificate"])).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    over = b"".join(sha256(part).digest() for part in (ORIGIN.encode(), b"a nonce"))
    key.verify(base64.b64decode(told["signature"]), over, padding.PKCS1v15(), hashes.SHA256())


def test_vnpt_says_11_when_the_dialog_is_cancelled(here: Sandbox, server: BaseWSGIServer) -> None:
    here.computer.set_up(plugged="token_150")
    answering(here, None)
    item = json.dumps({"data": base64.b64encode(b"challenge").decode(), "type": "cmsdetached"})
    asked = {"functionID": 10, "args": [json.dumps([item]), "", "1", "1"]}
    told = json.loads(Page(server).ask("/plugin", json.dumps(asked)).rpartition("*")[0])
    assert json.loads(told[0])["code"] == 11


@pytest.mark.parametrize("frame", ["", "[]", "{}", '{"functionID": 99}', '{"functionID": 0, "args": []}'])
def test_a_frame_that_makes_no_sense_ends_the_connection(server: BaseWSGIServer, frame: str) -> None:
    with pytest.raises(ConnectionClosed):
        Page(server).ask("/plugin", frame)


def test_another_program_on_the_port_is_no_helper(here: Sandbox, server: BaseWSGIServer) -> None:
    here.computer.set_up(manner=Manner.OTHER_PROGRAM)
    assert handshake(server, "/plugin") == 404
