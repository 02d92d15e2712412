"""What an operator may say of a portal, and which facts contradict each other."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from accounts.portals.checks import check
from accounts.portals.jwks import MOST_KEYS, public_jwk
from accounts.portals.records import BadPortal, ClientAuth, Scope
from tests.unit.accounts.portals.facts import EC_JWK, KEYS, RSA_JWK, legacy, new_portal, with_secret

HOSTS = ("keys.example.vn", "127.0.0.1:9")
SMALL = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505  # must be refused
SMALL_JWK = public_jwk(SMALL.public_key(), kid="small", alg="RS256")


def jwks(**different: object) -> dict[str, Any]:
    return {"keys": [{**EC_JWK, **different}]}


@pytest.mark.parametrize(
    "good",
    [
        new_portal(),
        new_portal(keys=None, keys_uri="https://keys.example.vn/jwks"),
        new_portal(keys=None, keys_uri="http://127.0.0.1:9/jwks"),
        new_portal(is_fapi=True, signs_userinfo=True),
        new_portal(takes_token_endpoint_audience=True),
        new_portal(is_legacy=True, addresses=("2001:db8::/64", "192.0.2.1")),
        new_portal(redirect_uris=("http://localhost:8000/a?b=c", "http://[::1]:9/", "https://a.vn:8443/x")),
        new_portal(scopes=frozenset(Scope), sector="localhost"),
        with_secret(),
        with_secret(client_auth=ClientAuth.CLIENT_SECRET_BASIC),
        legacy(),
    ],
)
def test_a_portal_that_can_be(good: Any) -> None:
    check(good, keys_hosts=HOSTS)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (new_portal(least_level=1), "level"),
        (new_portal(least_level=4), "level"),
        (new_portal(scopes=frozenset({Scope.PROFILE})), "openid"),
        (new_portal(sector="https://portal.example.vn"), "sector"),
        (new_portal(sector="Portal.example.vn"), "sector"),
        (new_portal(sector=""), "sector"),
        (new_portal(name_vi=" "), "names"),
        (new_portal(name_en="x" * 101), "names"),
        (new_portal(name_en="two\nlines"), "names"),
        (new_portal(redirect_uris=()), "at least one"),
        (new_portal(redirect_uris=("https://a.vn/", "https://a.vn/")), "each once"),
        (new_portal(redirect_uris=tuple(f"https://a.vn/{n}" for n in range(21))), "at most 20"),
        (new_portal(addresses=("everywhere",)), "network"),
        (new_portal(addresses=("192.0.2.1/28",)), "network"),
        (new_portal(addresses=tuple(f"192.0.2.{n}" for n in range(21))), "at most 20"),
        (new_portal(is_fapi=True, is_legacy=True, addresses=("192.0.2.1",)), "fapi and legacy"),
        (with_secret(is_fapi=True), "fapi"),
        (new_portal(is_fapi=True, takes_token_endpoint_audience=True), "fapi"),
        (with_secret(takes_token_endpoint_audience=True), "assertion"),
        (legacy(addresses=()), "legacy"),
        (legacy(addresses=("0.0.0.0/0",)), "all addresses"),
        (legacy(addresses=("::/0",)), "all addresses"),
        (with_secret(keys=KEYS), "no keys"),
        (with_secret(keys_uri="https://keys.example.vn/jwks"), "no keys"),
        (new_portal(keys=None), "one of the two"),
        (new_portal(keys_uri="https://keys.example.vn/jwks"), "one of the two"),
        (new_portal(keys=None, keys_uri="https://other.example.vn/jwks"), "PORTAL_KEYS_HOSTS"),
        (new_portal(keys=None, keys_uri="https://keys.example.vn:8443/jwks"), "PORTAL_KEYS_HOSTS"),
        (new_portal(keys=None, keys_uri="http://keys.example.vn/jwks"), "https"),
        (new_portal(keys=None, keys_uri="https://keys.example.vn@evil.vn/jwks"), "user name"),
    ],
)
def test_what_can_not_be_is_refused_by_its_name(bad: Any, why: str) -> None:
    with pytest.raises(BadPortal, match=why):
        check(bad, keys_hosts=HOSTS)


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("https://a.vn/#", "fragment"),
        ("https://a.vn/#there", "fragment"),
        ("https://user@a.vn/", "user name"),
        ("https://user:word@a.vn/", "user name"),
        ("https://@a.vn/", "user name"),
        ("https://*.a.vn/", "wildcard"),
        ("https://a.vn/*", "wildcard"),
        ("http://a.vn/", "https"),
        ("http://127.0.0.1.a.vn/", "https"),
        ("http://localhost.a.vn/", "https"),
        ("javascript:alert(1)", "host"),
        ("vn.app:/back", "host"),
        ("//a.vn/", "https"),
        ("/back", "host"),
        ("", "signs"),
        ("https:///back", "host"),
        ("https://a.vn:port/", "no address"),
        ("https://a.vn:99999/", "no address"),
        ("https://[::1/", "no address"),
        ("https://a.vn/ b", "signs"),
        ("https://a.vn/\n", "signs"),
        ("https://a.vn\\@b.vn/", "signs"),
        ("https://đường.vn/", "signs"),
        ("https://a.vn/" + "x" * 1000, "signs"),
    ],
)
@pytest.mark.parametrize("where", ["redirect_uris", "logout_uris", "backchannel_logout_uri"])
def test_an_address_that_a_stranger_could_turn_is_refused(where: str, uri: str, why: str) -> None:
    bad = new_portal(**{where: uri if where == "backchannel_logout_uri" else (uri,)})
    with pytest.raises(BadPortal, match=why):
        check(bad, keys_hosts=HOSTS)


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        (jwks(d="AQAB"), "private"),
        ({"keys": [{**RSA_JWK, "p": "AQAB"}]}, "private"),
        ({"keys": [{"kty": "oct", "k": "AQAB"}]}, "private"),
        ({"keys": [SMALL_JWK]}, "2048"),
        ({"keys": [{**RSA_JWK, "e": "AA"}]}, "no RSA key"),
        ({"keys": [{**RSA_JWK, "e": "AQ"}]}, "no RSA key"),
        ({"keys": [{"kty": "RSA"}]}, "n is missing"),
        ({"keys": [{**RSA_JWK, "n": 5}]}, "n is missing"),
        (jwks(kty="OKP"), "P-256"),
        (jwks(crv="P-384"), "P-256"),
        (jwks(x=base64.urlsafe_b64encode(b"1" * 33).decode()), "not on P-256"),
        (jwks(x="ÿ"), "base64url"),
        (jwks(use="enc"), "use: sig"),
        (jwks(kid=5), "kid"),
        ({"keys": [EC_JWK, EC_JWK]}, "its own kid"),
        ({"keys": [EC_JWK, {name: RSA_JWK[name] for name in ("kty", "n", "e")}]}, "its own kid"),
        ({"keys": []}, "key set"),
        ({"keys": [EC_JWK] * (MOST_KEYS + 1)}, "key set"),
        ({"keys": "none"}, "key set"),
        ({"keys": ["none"]}, "JSON object"),
        ({}, "key set"),
        (jwks(x5c=["x" * 20_000]), "at most"),
    ],
)
def test_a_key_that_can_not_be_trusted_is_refused(keys: dict[str, Any], why: str) -> None:
    with pytest.raises(BadPortal, match=why) as refusal:
        check(new_portal(keys=keys), keys_hosts=HOSTS)
    assert "AQAB" not in str(refusal.value)
