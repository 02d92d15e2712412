"""The product proves itself with a key, asks for leave rarely, and never with a stale token."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.types import Options

from tests.unit.verifiers.wire import Key, Wire, ec_key, private_pem, public_pem, rsa_key
from verifiers.access_token import AccessToken
from verifiers.errors import UnexpectedAnswer
from verifiers.http import Counterpart

TOKEN_URL = "http://carrier.test/oauth2/token"
MOMENT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def granted(token: str = "t1", **more: object) -> httpx2.Response:
    return httpx2.Response(
        200, json={"access_token": token, "token_type": "Bearer", "expires_in": 600} | more
    )


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.moment = MOMENT

    def __call__(self) -> datetime:
        return self.moment


def access_token(wire: Wire, *, pem: bytes | None = None, clock: Clock | None = None) -> AccessToken:
    return AccessToken(
        Counterpart("carrier", wire.client, 5),
        token_url=TOKEN_URL,
        client_id="cuaso",
        private_key_pem=pem or private_pem(ec_key()),
        scope="kyc-match:match",
        clock=clock or Clock(),
    )


@pytest.mark.parametrize(("key", "algorithm"), [(ec_key, "ES256"), (rsa_key, "RS256")])
def test_the_assertion_is_signed_by_the_key_that_is_there(key: Callable[[], Key], algorithm: str) -> None:
    assertion = access_token(Wire(granted()), pem=private_pem(key())).assertion()
    the_clock_stands: Options = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(
        assertion, public_pem(key()), [algorithm], audience=TOKEN_URL, options=the_clock_stands
    )
    assert (claims["iss"], claims["sub"]) == ("cuaso", "cuaso")
    assert claims["iat"] == MOMENT.timestamp()
    assert 0 < claims["exp"] - claims["iat"] <= 300


def test_every_assertion_is_good_for_one_use() -> None:
    token = access_token(Wire(granted()))
    first, second = (jwt.decode(token.assertion(), options={"verify_signature": False}) for _ in range(2))
    assert first["jti"] != second["jti"]


def test_the_token_is_asked_for_as_the_profile_says() -> None:
    wire = Wire(granted())
    access_token(wire).bearer()
    form = parse_qs(wire.requests[0].content.decode())
    assert form["grant_type"] == ["client_credentials"]
    assert form["scope"] == ["kyc-match:match"]
    assert form["client_assertion_type"] == ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]


@pytest.mark.parametrize(("seconds_later", "asked"), [(0, 1), (569, 1), (570, 2), (700, 2)])
def test_a_token_is_used_until_shortly_before_its_end(seconds_later: int, asked: int) -> None:
    wire, clock = Wire(granted()), Clock()
    token = access_token(wire, clock=clock)
    token.bearer()
    clock.moment += timedelta(seconds=seconds_later)
    token.bearer()
    assert len(wire.requests) == asked


@pytest.mark.parametrize(("seconds_later", "asked"), [(9, 1), (10, 2)])
def test_a_token_that_lives_shortly_is_used_for_half_its_life(seconds_later: int, asked: int) -> None:
    wire, clock = Wire(granted(expires_in=20)), Clock()
    token = access_token(wire, clock=clock)
    token.bearer()
    clock.moment += timedelta(seconds=seconds_later)
    token.bearer()
    assert len(wire.requests) == asked


def test_a_forgotten_token_is_renewed() -> None:
    token = access_token(Wire(granted("t1"), granted("t2")))
    assert token.bearer() == "t1"
    token.forget()
    assert token.bearer() == "t2"


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(400, json={"error": "invalid_client"}),
        httpx2.Response(401),
        httpx2.Response(200, json={}),
        httpx2.Response(200, text="t1"),
        granted(token_type="mac"),
        granted("two words"),
        granted("t\r\nX-Evil: 1"),
        granted(expires_in=0),
        granted(expires_in="600"),
        granted(expires_in=10**18),
    ],
)
def test_what_is_no_token_is_told_as_nonsense(answer: httpx2.Response) -> None:
    with pytest.raises(UnexpectedAnswer):
        access_token(Wire(answer)).bearer()


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(public_exponent=65537, key_size=1024),  # noqa: S505 - to be refused
        ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate(),
    ],
)
def test_a_key_that_is_too_weak_or_of_another_kind_fails_at_the_start(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey,
) -> None:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(ValueError, match="2048"):
        access_token(Wire(granted()), pem=pem)
