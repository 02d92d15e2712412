"""Assertions of portals, the FAPI switch, keys, and both ways of signing out, by raw HTTP."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from joserfc import jwk

from accounts.account.records import Account
from accounts.portals.records import ClientAuth
from bff.views.provider.backchannel import logout_token
from tests.support.browser import Browser
from tests.support.openid.listener import Listener
from tests.support.openid.site import Site
from tests.support.openid.wire import JWT_BEARER, Wire, new_key

EVENT = "http://schemas.openid.net/event/backchannel-logout"
KEYED: dict[str, Any] = {"client_auth": ClientAuth.PRIVATE_KEY_JWT}


def sent(keyed: Wire, tab: Browser, assertion: str) -> tuple[int, str]:
    """Exchange a fresh code with *assertion*; return status and error."""
    proof = {"client_assertion_type": JWT_BEARER, "client_assertion": assertion}
    answer = keyed.redeem(keyed.code(tab), proof)
    return answer.status_code, answer.json().get("error", "")


def unsigned(keyed: Wire) -> str:
    _head, body, _mark = keyed.assertion().split(".")
    return base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode() + f".{body}."


def by_public_key(keyed: Wire) -> str:
    """HS256 with the public key as secret: the old trick."""
    public = json.dumps(keyed.key.as_dict(private=False)).encode()
    return keyed.assertion(key=jwk.OctKey.import_key(public), header={"alg": "HS256", "kid": "one"})


WRONG: dict[str, Callable[[Wire], str]] = {
    "expired": lambda one: one.assertion(iat=int(time.time()) - 600, exp=int(time.time()) - 300),
    "of a clock 5 minutes ahead": lambda one: one.assertion(
        iat=int(time.time()) + 300, nbf=int(time.time()) + 300, exp=int(time.time()) + 360
    ),
    "ends far ahead": lambda one: one.assertion(exp=int(time.time()) + 86_400),
    "without an end": lambda one: one.assertion(exp=None),
    "signed by a stranger": lambda one: one.assertion(key=new_key()),
    "of an unknown kid": lambda one: one.assertion(key=new_key("x"), header={"alg": "ES256", "kid": "x"}),
    "unsigned": unsigned,
    "by the public key": by_public_key,
    "for another audience": lambda one: one.assertion(aud="https://evil.example"),
    "for the token endpoint": lambda one: one.assertion(aud=f"{one.site.issuer}/oauth2/token"),
    "for two audiences": lambda one: one.assertion(aud=[one.site.issuer, "https://evil.example"]),
    "without an audience": lambda one: one.assertion(aud=None),
    "of another issuer": lambda one: one.assertion(iss="other"),
    "of another subject": lambda one: one.assertion(sub="other"),
    "without a jti": lambda one: one.assertion(jti=None),
    "with a jti that is a list": lambda one: one.assertion(jti=["a"]),
    "10 kB long": lambda one: one.assertion(more="x" * 10_000),
    "not an assertion": lambda _one: "ä.b.c",
    "empty": lambda _one: "",
    "claims that are a list": lambda _one: "eyJhbGciOiJFUzI1NiJ9.W10.AAAA",
}


@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG)
def test_a_wrong_assertion_gets_no_token(keyed: Wire, tab: Browser, make: Callable[[Wire], str]) -> None:
    status, error = sent(keyed, tab, make(keyed))
    assert status in {400, 401}
    assert error == "invalid_client"


def test_an_assertion_of_100_kb_is_not_even_read(keyed: Wire) -> None:
    answer = keyed.redeem("code", {"client_assertion": keyed.assertion(more="x" * 100_000)})
    assert answer.status_code == 413


def test_a_good_assertion_is_taken_once(keyed: Wire, tab: Browser) -> None:
    assertion = keyed.assertion()
    assert sent(keyed, tab, assertion)[0] == 200
    assert sent(keyed, tab, assertion)[1] == "invalid_client"


def test_an_assertion_for_one_audience_in_a_list_is_taken(keyed: Wire, tab: Browser) -> None:
    assert sent(keyed, tab, keyed.assertion(aud=[keyed.site.issuer]))[0] == 200


def test_the_assertion_of_one_portal_redeems_no_code_of_another(
    make_portal: Callable[..., Wire], keyed: Wire, tab: Browser
) -> None:
    other = make_portal(**KEYED)
    assert sent(keyed, tab, other.assertion())[1] in {"invalid_client", "invalid_grant"}


# ---------------------------------------------------------------- pushed requests, FAPI
def test_a_pushed_request_is_used_by_its_own_portal_alone(
    make_portal: Callable[..., Wire], keyed: Wire, tab: Browser
) -> None:
    pushed = keyed.post("/oauth2/par", **(keyed.proof() | keyed.parameters))
    assert pushed.status_code == 201
    address = str(pushed.json()["request_uri"])
    other = make_portal(**KEYED)
    tab.left_for = ""
    stolen = {"client_id": other.id, "request_uri": address, "redirect_uri": other.redirect_uri}
    tab.open("/oauth2/authorize?" + urlencode(stolen))
    assert "error=invalid_request_uri" in tab.left_for
    tab.left_for = ""
    tab.open("/oauth2/authorize?" + urlencode({"client_id": keyed.id, "request_uri": address}))
    if not tab.left_for:
        tab.press("Agree and go on")
    assert "code" in keyed.read_answer(tab.left_for)


@pytest.mark.parametrize(
    "changes", [{"redirect_uri": "http://evil.example/"}, {"request_uri": "urn:x"}, {"nonce": ""}], ids=str
)
def test_a_wrong_request_is_not_taken_by_push(keyed: Wire, changes: dict[str, Any]) -> None:
    answer = keyed.post("/oauth2/par", **(keyed.parameters | keyed.proof() | changes))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_push_without_a_proof_is_refused(keyed: Wire) -> None:
    answer = keyed.post("/oauth2/par", **dict[str, Any](keyed.parameters))
    assert answer.json()["error"] == "invalid_client"


def test_a_fapi_portal_must_push_its_request(make_portal: Callable[..., Wire], tab: Browser) -> None:
    portal = make_portal(**KEYED, is_fapi=True, redirect_uris=("https://portal.example.vn/callback",))
    answer = portal.read_answer(_left(tab, portal))
    assert (answer["error"], answer["iss"]) == ("invalid_request", portal.site.issuer)


def _left(tab: Browser, portal: Wire) -> str:
    tab.left_for = ""
    tab.open("/oauth2/authorize?" + urlencode(portal.parameters))
    return tab.left_for


# ---------------------------------------------------------------- keys
def test_old_and_new_keys_overlap(site: Site, portal: Wire, tab: Browser) -> None:
    """The next key is published before it signs, and what the one before signed stays readable."""
    before = {key["kid"] for key in portal.published_keys()}
    token = portal.tokens(tab)["id_token"]
    made = {key.kid for key in site.services.signing_keys.rotate()}
    published = {key["kid"] for key in portal.published_keys()}
    assert before | made == published
    assert portal.read(token)[1]["aud"] == portal.id
    assert portal.read(portal.tokens(tab)["id_token"])[0]["kid"] in before


# ---------------------------------------------------------------- signing out
def leave(tab: Browser, **parameters: str) -> str:
    tab.left_for = ""
    page = tab.open("/oidc/logout?" + urlencode(parameters))
    return tab.left_for or page.heading


def is_signed_in(tab: Browser) -> bool:
    return tab.open("/account").heading == "My account"


def test_rp_initiated_logout(portal: Wire, tab: Browser) -> None:
    hint, bye = portal.tokens(tab)["id_token"], portal.portal.logout_uris[0]
    place = leave(tab, id_token_hint=hint, post_logout_redirect_uri=bye, state="a+b/c=")
    assert place == f"{bye}?state=a%2Bb%2Fc%3D"
    assert not is_signed_in(tab)


@pytest.mark.parametrize(
    "changes",
    [
        {"post_logout_redirect_uri": "http://evil.example/"},
        {"post_logout_redirect_uri": "http://localhost:1/bye?added=1"},
        {},
    ],
    ids=["bad", "query added", "none"],
)
def test_rp_initiated_logout_goes_to_no_unregistered_address(
    portal: Wire, tab: Browser, changes: dict[str, str]
) -> None:
    hint = portal.tokens(tab)["id_token"]
    assert leave(tab, id_token_hint=hint, state="x", **changes) == "You are signed out"
    assert not is_signed_in(tab)


@pytest.mark.parametrize("kind", ["none", "bad", "changed", "only state", "no parameters"])
def test_rp_initiated_logout_without_a_good_hint_asks_the_person(
    portal: Wire, tab: Browser, kind: str
) -> None:
    head, body, mark = portal.tokens(tab)["id_token"].split(".")
    to = {"post_logout_redirect_uri": portal.portal.logout_uris[0]}
    asked = {
        "none": to,
        "bad": {"id_token_hint": "x.y.z", **to},
        "changed": {"id_token_hint": f"{head}.{body}.{mark[:-8]}AAAAAAAA", **to},
        "only state": {"state": "x"},
        "no parameters": {},
    }[kind]
    assert leave(tab, **asked) == "Sign out?"
    assert is_signed_in(tab)


def test_backchannel_logout(make_portal: Callable[..., Wire], tab: Browser, listener: Listener) -> None:
    portal = make_portal(backchannel_logout_uri=listener.address)
    got = portal.tokens(tab)
    told = portal.read(got["id_token"])[1]
    leave(tab, id_token_hint=got["id_token"])
    header, claims = portal.read(listener.logout_token())
    assert header["typ"] == "logout+jwt"
    assert (claims["iss"], claims["aud"]) == (portal.site.issuer, portal.id)
    assert (claims["sub"], claims["sid"]) == (told["sub"], told["sid"])
    assert claims["events"] == {EVENT: {}}
    assert claims["jti"]
    assert abs(claims["iat"] - time.time()) < 60
    assert claims["iat"] < claims["exp"] <= claims["iat"] + 120
    assert "nonce" not in claims
    assert portal.userinfo(got["access_token"]).status_code == 401


def test_every_portal_of_the_session_is_told_and_each_its_own_sid(
    make_portal: Callable[..., Wire], tab: Browser, listener: Listener
) -> None:
    portals = [make_portal(backchannel_logout_uri=listener.address) for _ in range(2)]
    sids = {one.id: one.claims(tab)["sid"] for one in portals}
    tab.open("/account")
    tab.press("Sign out")
    listener.logout_token(2)
    told = [portals[0].read(form["logout_token"])[1] for form in listener.forms]
    assert {one["aud"]: one["sid"] for one in told} == sids
    assert len(set(sids.values())) == 2
    assert len({one["jti"] for one in told}) == 2


def test_the_message_of_a_logout_is_no_hint(
    make_portal: Callable[..., Wire], tab: Browser, site: Site, lan: Account
) -> None:
    """It has our signature too: it must not pass as an id_token."""
    portal = make_portal()
    sid = portal.claims(tab)["sid"]
    with site.world.twin.test_request_context(base_url=site.issuer):
        token = logout_token(portal.portal, lan.id, sid)
    assert leave(tab, id_token_hint=token) == "Sign out?"
    assert is_signed_in(tab)
