"""VNeID's newer form as a public client reads it: the return, the token request, the envelopes, the claims.

The client is a plug-in for Keycloak of May 2026. Its rules are written here again, from its source: which
cipher, which parameters, which claims. The sandbox's answers are read by these rules, and so is what our own
client asks.
"""

import base64
import json
from urllib.parse import parse_qs, unquote, urlsplit

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from flask.testing import FlaskClient

from sandbox import SandboxSettings, create_sandbox
from sandbox.people.table import person_called
from tests.support.browser import ORIGIN
from tests.support.vneid import HERE, RETURN, our_key, private_pem, public_pem, signed_in_there
from tests.unit.verifiers.wire import Wire
from verifiers.vneid import Endpoints, OurClient, Profile, Returned, Trip, Vneid, read_return

#: The claims that the published client reads from userinfo.
CLAIMS = {"citizenPid", "fullName", "birthDate", "accountType", "accountLevel"}
#: The parameters of its token request; the secret and the key only where there are some.
TOKEN_REQUEST = {"grant_type", "code", "client_id", "redirect_uri", "client_secret", "encrypt_key"}
#: Those of its authorization request.
AUTHORIZATION = {"response_type", "client_id", "redirect_uri", "scope", "state"}
PERSON = person_called("vneid_plus_in_code")


def opened(data: str, key: str) -> str:
    """Open an envelope by the published rules: "RSA/ECB/PKCS1Padding", then "AES" (ECB, PKCS#5)."""
    secret = our_key().decrypt(base64.b64decode(key), padding.PKCS1v15())
    reader = Cipher(algorithms.AES(secret), modes.ECB()).decryptor()  # noqa: S305 - the published rule
    padded = reader.update(base64.b64decode(data)) + reader.finalize()
    return padded[: -padded[-1]].decode()


def raw_parameter(query: str, name: str) -> str:
    """Read a parameter by the published rule: a plus sign in the raw query is one."""
    pairs = (pair.partition("=") for pair in query.split("&"))
    return next(unquote(text.replace("+", "%2B")) for key, _, text in pairs if key == name)


@pytest.fixture
def query() -> str:
    return signed_in_there(
        create_sandbox(SandboxSettings(vneid_public_key=public_pem())), address(), number()
    )


def number() -> str:
    return PERSON.citizen_number


def client(wire: Wire) -> Vneid:
    where = Endpoints(*(f"{HERE}/envelope/{name}" for name in ("auth", "token", "userinfo")))
    ours = OurClient("cuaso", "sandbox", f"{ORIGIN}{RETURN}", private_pem())
    return Vneid(client=wire.client, profile=Profile.ENVELOPE, endpoints=where, ours=ours, timeout_seconds=5)


def address(trip: Trip | None = None) -> str:
    return client(Wire(httpx2.Response(200))).address(trip or Trip("s" * 22))


def test_the_authorization_request_has_the_published_parameters() -> None:
    assert set(parse_qs(urlsplit(address()).query)) == AUTHORIZATION


def test_the_sandbox_sends_back_what_the_published_client_reads(query: str) -> None:
    code = opened(raw_parameter(query, "code"), raw_parameter(query, "encrypt_key"))
    assert code.count(".") == 2  # "a GUID or dot-separated GUIDs"
    assert "+" in query  # not escaped, as its author met it


def test_we_read_from_the_address_what_the_published_client_reads(query: str) -> None:
    returned = read_return(query)
    assert returned == Returned("s" * 22, raw_parameter(query, "code"), raw_parameter(query, "encrypt_key"))


def test_our_token_request_has_the_published_parameters_and_the_opened_code(query: str) -> None:
    wire = Wire(httpx2.Response(400, json={"error": "invalid_grant"}))
    returned = read_return(query)
    assert returned is not None
    client(wire).who_returned(Trip("s" * 22), returned)
    (asked,) = wire.requests
    form = {name: values[0] for name, values in parse_qs(asked.content.decode()).items()}
    assert set(form) == TOKEN_REQUEST
    assert form["code"] == opened(returned.code, returned.encrypt_key)
    assert form["encrypt_key"] == returned.encrypt_key


def test_the_sandboxes_answers_open_by_the_published_rules_and_have_the_claims(query: str) -> None:
    app = create_sandbox(SandboxSettings(vneid_public_key=public_pem()))
    there: FlaskClient = app.test_client()
    back = signed_in_there(app, address(), number())
    code = opened(raw_parameter(back, "code"), raw_parameter(back, "encrypt_key"))
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": "cuaso",
        "client_secret": "sandbox",
        "redirect_uri": f"{ORIGIN}{RETURN}",
    }
    told = there.post("/vneid/envelope/token", data=asked).get_json()
    assert set(told) == {"data", "key"}
    token = json.loads(opened(told["data"], told["key"]))["access_token"]
    me = there.get("/vneid/envelope/userinfo", headers={"Authorization": f"Bearer {token}"}).get_json()
    claims = json.loads(opened(me["data"], me["key"]))
    assert set(claims) - {"sub"} == CLAIMS
    assert claims["citizenPid"] == number()
    assert query != back
