"""A proof that a portal holds a key (DPoP, RFC 9449): what is read of it, and what is none."""

import base64
import hashlib
import json
import warnings
from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwk, jwt

from bff.rules.portals.dpop import BadProof, is_thumbprint, read_proof

ADDRESS, NOW = "https://account.example.vn/oauth2/token", 1_800_000_000
EC, RSA = jwk.ECKey.generate_key("P-256"), jwk.RSAKey.generate_key(2048)
OTHER_CURVE = jwk.ECKey.generate_key("P-384")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # that it is small is what a test is about
    SMALL = jwk.RSAKey.generate_key(1024)
SECRET = jwk.OctKey.generate_key(256)
Key = jwk.ECKey | jwk.RSAKey | jwk.OctKey


def proof(key: Key = EC, header: Mapping[str, Any] | None = None, **changes: Any) -> str:
    claims = {"jti": "one", "htm": "POST", "htu": ADDRESS, "iat": NOW}
    told = {name: value for name, value in (claims | changes).items() if value is not None}
    head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)} | dict(header or {})
    left = {name: value for name, value in head.items() if value is not None}
    return jwt.encode(left, told, key, algorithms=[left["alg"]])


def read(text: str, **changes: Any) -> str:
    facts: dict[str, Any] = {"method": "POST", "address": ADDRESS, "now": NOW}
    return read_proof(text, **(facts | changes)).thumbprint


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def signed_by_hand(claims: Mapping[str, Any] | None = None, **header: Any) -> str:
    """A proof that joserfc would not write."""
    head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": EC.as_dict(private=False)} | header
    told = {"jti": "one", "htm": "POST", "htu": ADDRESS, "iat": NOW} | dict(claims or {})
    signed = f"{encoded(head)}.{encoded(told)}"
    private = EC.private_key
    assert private is not None
    numbers = decode_dss_signature(private.sign(signed.encode(), ECDSA(SHA256())))
    mark = b"".join(number.to_bytes(32, "big") for number in numbers)
    return f"{signed}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def unsigned() -> str:
    head, body, _mark = proof().split(".")
    facts = json.loads(base64.urlsafe_b64decode(head + "==")) | {"alg": "none"}
    return f"{encoded(facts)}.{body}."


def changed() -> str:
    head, body, mark = proof().split(".")
    facts = json.loads(base64.urlsafe_b64decode(body + "==")) | {"jti": "two"}
    return f"{head}.{encoded(facts)}.{mark}"


@pytest.mark.parametrize(("key", "alg"), [(EC, "ES256"), (RSA, "RS256"), (RSA, "PS256")])
def test_a_proof_names_the_thumbprint_of_its_key(key: Key, alg: str) -> None:
    assert read(proof(key, {"alg": alg})) == key.thumbprint()


@pytest.mark.parametrize(
    "htu",
    [
        f"{ADDRESS}?a=b",
        f"{ADDRESS}#part",
        "HTTPS://ACCOUNT.example.vn/oauth2/token",
        "https://account.example.vn:443/oauth2/token",
    ],
)
def test_an_address_may_be_spelled_in_other_ways(htu: str) -> None:
    assert read(proof(htu=htu)) == EC.thumbprint()


@pytest.mark.parametrize("iat", [NOW - 10, NOW + 10, NOW + 0.5])
def test_clocks_may_differ_by_ten_seconds(iat: float) -> None:
    assert read(proof(iat=iat)) == EC.thumbprint()


WRONG = {
    "empty": "",
    "no token": "a.b.c",
    "two proofs": f"{proof()}, {proof()}",
    "not ASCII": "ä.b.c",
    "too long": proof(more="x" * 5_000),
    "unsigned": unsigned(),
    "changed after it was signed": changed(),
    "of another type": proof(header={"typ": "JWT"}),
    "without a type": proof(header={"typ": None}),
    "by a secret": proof(SECRET, {"alg": "HS256", "jwk": SECRET.as_dict(private=True)}),
    "without a key": proof(header={"jwk": None}),
    "with a text for a key": signed_by_hand(jwk="key"),
    "with the key of another": proof(header={"jwk": jwk.ECKey.generate_key("P-256").as_dict(private=False)}),
    "with a private key": proof(header={"jwk": EC.as_dict(private=True)}),
    "with a small key": proof(SMALL, {"alg": "RS256"}),
    "on another curve": proof(OTHER_CURVE, {"alg": "ES384"}),
    "for another method": proof(htm="GET"),
    "for a method in small letters": proof(htm="post"),
    "without a method": proof(htm=None),
    "for another address": proof(htu="https://account.example.vn/oauth2/userinfo"),
    "for another host": proof(htu="https://evil.example/oauth2/token"),
    "for http": proof(htu=ADDRESS.replace("https", "http")),
    "for another port": proof(htu="https://account.example.vn:444/oauth2/token"),
    "for a port that is none": proof(htu="https://account.example.vn:x/oauth2/token"),
    "for a list": proof(htu=[ADDRESS]),
    "without an address": proof(htu=None),
    "without a time": proof(iat=None),
    "at a time that is a text": proof(iat=str(NOW)),
    "at a time that is true": proof(iat=True),
    "at no number": proof(iat=float("nan")),
    "11 seconds old": proof(iat=NOW - 11),
    "11 seconds ahead": proof(iat=NOW + 11),
    "without an id": proof(jti=None),
    "with an empty id": proof(jti=""),
    "with a long id": proof(jti="j" * 256),
    "with an id that is no text": signed_by_hand({"jti": "\ud800"}),
    "with an id that is a list": proof(jti=["a"]),
    "with an order that nobody knows": signed_by_hand(crit=["x"], x=1),
    "with lists in lists": f"{proof().split('.')[0]}.{base64.urlsafe_b64encode(b'[' * 2_000).decode()}.AA",
    "with a header of lists in lists": f"{base64.urlsafe_b64encode(b'[' * 2_000).decode()}.e30.AA",
    "a list": f"{proof().split('.')[0]}.{encoded([1])}.AAAA",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_stranger_can_not_pass_with_a_proof(text: str) -> None:
    with pytest.raises(BadProof):
        read(text)


def test_a_proof_that_was_signed_by_hand_is_one() -> None:
    assert read(signed_by_hand()) == EC.thumbprint()


def test_an_algorithm_may_be_left_out() -> None:
    with pytest.raises(BadProof):
        read(proof(RSA, {"alg": "RS256"}), algorithms=("ES256", "PS256"))


def test_a_proof_beside_a_token_is_for_this_token_alone() -> None:
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"token").digest()).rstrip(b"=").decode()
    assert read(proof(ath=digest), token="token") == EC.thumbprint()
    for ath in (digest, None, ["x"], "\ud800"):
        with pytest.raises(BadProof):
            read(signed_by_hand({"ath": ath}), token="other")


def test_a_thumbprint_is_known_by_its_form() -> None:
    assert is_thumbprint(EC.thumbprint())


@pytest.mark.parametrize("text", ["", "x", "é" * 43, "a" * 44])
def test_another_text_is_no_thumbprint(text: str) -> None:
    assert not is_thumbprint(text)
