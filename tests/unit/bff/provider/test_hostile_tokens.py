"""What a stranger can put into an assertion or a proof of a key: it proves nothing and breaks nothing."""

import base64
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc import jwk
from werkzeug.test import TestResponse

from accounts.portals.records import ClientAuth
from bff.app import create_app
from bff.rules.portals.dpop import BadProof, Proof, read_proof
from bff.settings.settings import Settings
from tests.support.browser import ORIGIN
from tests.support.relying_party import JWT_BEARER, RelyingParty
from tests.unit.bff.conftest import Clock, World

PATHS = ["/oauth2/token", "/oauth2/par", "/oauth2/revoke"]
#: What no header and no claim of a portal is.
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 1e300, 10**400, float("nan"), "", "x", "\0", "\ud800", "é", "a\r\nb"),
    *([], [[]], ["x"], [{}], {}, {"x": []}, {"kty": "EC"}, {"kty": "RSA", "n": "AQ", "e": "AQ"}),
)
HEADER = {"alg": "ES256", "kid": "one"}
ALGORITHMS = ("ES256", "RS256", "PS256", "HS256", "none", "EdDSA", "RSA-OAEP")


def claims(portal_id: str) -> dict[str, Any]:
    return {"iss": portal_id, "sub": portal_id, "aud": ORIGIN, "jti": "1", "exp": 2**40}


def segment(value: Any) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def unsigned(header: Any, payload: Any, signature: bytes = b"x" * 64) -> str:
    return f"{segment(header)}.{segment(payload)}.{segment(signature)}"


def asserting(portal: RelyingParty, path: str, assertion: str, place: str = "127.0.0.1") -> TestResponse:
    fields = {"client_assertion_type": JWT_BEARER, "client_assertion": assertion}
    return portal.post(path, {}, place, grant_type="authorization_code", **fields)


def headers() -> Iterable[Any]:
    """Headers that no library of a portal writes."""
    yield from VALUES
    yield from ("alg", ["alg"], b"\xff", b"", b'"alg"', {"alg": "ES256", "crit": ["exp"], "exp": 1})
    for name in ("alg", "kid", "typ", "jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "cty"):
        yield from ({**HEADER, name: value} for value in VALUES)
    yield from ({**HEADER, "alg": alg} for alg in ALGORITHMS)
    yield from ({"alg": alg, "b64": False, "crit": ["b64"]} for alg in ALGORITHMS)


def payloads(portal_id: str) -> Iterable[Any]:
    """Payloads of the same kind; the signature is never right."""
    yield from VALUES
    yield from (b"\xff", b"", b"1e999", b'{"sub": "' + portal_id.encode() + b'", "sub": []}')
    for name in claims(portal_id):
        yield from ({**claims(portal_id), name: value} for value in VALUES)
    yield claims(portal_id) | {"validate_iss": 1, "\0": 1, "\ud800": 1, "x" * 900: 1}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("way", [ClientAuth.CLIENT_SECRET_BASIC, ClientAuth.CLIENT_SECRET_POST])
def test_a_stranger_can_not_break_an_address_with_an_assertion_for_a_portal_that_has_a_secret(
    make_world: Callable[..., World], path: str, way: ClientAuth
) -> None:
    world = make_world(portal_wrong_proofs_per_minute=3, portal_wrong_proofs_per_network_minute=9)
    secretive = RelyingParty(world.app, "secretive", {"client_auth": way, "keys": None})
    told = [asserting(secretive, path, secretive.assertion()) for _ in range(5)]
    assert [one.get_json()["error"] for one in told[:3]] == ["invalid_client"] * 3
    assert [one.status_code for one in told[3:]] == [429, 429]


@pytest.mark.parametrize(
    "changes",
    [{}, {"client_auth": ClientAuth.CLIENT_SECRET_POST, "keys": None}],
    ids=["with keys", "with a secret"],
)
def test_a_stranger_can_not_break_the_token_endpoint_with_any_assertion(
    make_world: Callable[..., World], changes: dict[str, Any]
) -> None:
    world = make_world(portal_wrong_proofs_per_minute=10_000, portal_wrong_proofs_per_network_minute=10_000)
    portal = RelyingParty(world.app, changes=changes)
    hostile = [unsigned(header, claims(portal.id)) for header in headers()]
    hostile += [unsigned(HEADER, payload) for payload in payloads(portal.id)]
    hostile += [unsigned(HEADER, claims(portal.id), signature) for signature in (b"", b"x", b"\0" * 64)]
    hostile += list(mutations(portal.assertion(), 100))
    assert {error_of(asserting(portal, "/oauth2/token", text)) for text in hostile} == {"invalid_client"}


def test_the_owner_of_a_key_can_not_break_the_token_endpoint_with_claims(portal: RelyingParty) -> None:
    told = set()
    for name in ("iss", "sub", "aud", "jti", "exp", "nbf", "iat"):
        for value in VALUES:
            assertion = signed(portal.key, HEADER, claims(portal.id) | {name: value})
            told.add(asserting(portal, "/oauth2/token", assertion).status_code)
    assert told <= {400, 401, 429}


def test_a_portal_can_not_break_anything_with_a_proof_of_a_key() -> None:
    key = jwk.ECKey.generate_key("P-256")
    public = key.as_dict(private=False)
    head: dict[str, Any] = {"typ": "dpop+jwt", "alg": "ES256", "jwk": public}
    said: dict[str, Any] = {"htm": "POST", "htu": ORIGIN + "/oauth2/par", "iat": 1, "jti": "1"}
    hostile = [unsigned({**head, **one} if isinstance(one, dict) else one, said) for one in headers()]
    for member in (*public, "kid", "use", "key_ops", "x5c", "x5u", "alg", "d"):
        hostile += [signed(key, head | {"jwk": public | {member: value}}, said) for value in VALUES]
    hostile += [unsigned(head, payload) for payload in payloads("portal")]
    for name in ("htm", "htu", "iat", "jti", "ath"):
        odd = (*VALUES, "http://[", "http://a:b/", "//\0")
        hostile += [signed(key, head, said | {name: value}) for value in odd]
    hostile += mutations(signed(key, head, said), 300)
    assert {kind_of(one) for one in hostile} == {BadProof, Proof}
    assert kind_of(signed(key, head, said)) is Proof


def kind_of(proof: str) -> type:
    """Return what a proof was read as; other errors than BadProof go on."""
    try:
        return type(read_proof(proof, method="POST", address=ORIGIN + "/oauth2/par", now=1.0))
    except BadProof:
        return BadProof


@pytest.mark.parametrize(
    "keys",
    [
        [],
        [{}],
        [{"kty": "lattice"}],
        [{"kty": []}],
        [{"kty": "RSA"}],
        [{"kty": "EC", "crv": "P-256"}],
        [{"kty": "oct", "k": 7}],
        [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": 7}],
    ],
    ids=str,
)
def test_a_portal_can_not_break_the_token_endpoint_with_what_it_publishes_as_keys(
    settings: Settings, clock: Clock, keys: list[Any]
) -> None:
    host = "keys.portal.example.vn"
    site = httpx2.MockTransport(lambda _asked: httpx2.Response(200, json={"keys": keys}))
    app = create_app(
        replace(settings, portal_keys_hosts=(host,)), client=httpx2.Client(transport=site), clock=clock
    )
    try:
        portal = RelyingParty(app, changes={"keys": None, "keys_uri": f"https://{host}/keys"})
        assert error_of(asserting(portal, "/oauth2/token", portal.assertion())) == "invalid_client"
    finally:
        app.extensions["services"].accounts.close()


def signed(key: jwk.ECKey, header: dict[str, Any], payload: Any) -> str:
    """Sign what the library itself refuses to write."""
    text = f"{segment(header)}.{segment(payload)}"
    pair: Any = key.private_key
    first, second = decode_dss_signature(pair.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{text}.{segment(first.to_bytes(32, 'big') + second.to_bytes(32, 'big'))}"


def mutations(token: str, count: int) -> Iterable[str]:
    """The token with a few signs changed, left out or doubled; always the same ones."""
    chance, signs = random.Random(6), "ABCxyz019-_.=+ "  # noqa: S311 - no secret
    for _ in range(count):
        text = list(token)
        for _change in range(chance.randint(1, 4)):
            at = chance.randrange(len(text))
            text[at : at + chance.randint(0, 2)] = chance.choices(signs, k=chance.randint(0, 2))
        changed = "".join(text).strip()
        if changed not in {"", token}:
            yield changed


def error_of(answer: TestResponse) -> str:
    return str(answer.get_json()["error"])
