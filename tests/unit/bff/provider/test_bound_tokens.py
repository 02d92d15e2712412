"""An access token that is bound to a key (DPoP, RFC 9449), and the FAPI 2.0 Security Profile around it."""

from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwk, jwt
from werkzeug.test import TestResponse

from accounts.portals.records import BadPortal
from bff.stores.portals.records import PUSHED_PAGE_SECONDS, PUSHED_SECONDS
from tests.support.browser import ORIGIN, Browser
from tests.support.citizens import Citizen
from tests.support.relying_party import RETURN, RelyingParty
from tests.unit.bff.conftest import World

TOKEN, PAR, USERINFO = "/oauth2/token", "/oauth2/par", "/oauth2/userinfo"


@pytest.fixture
def fapi(make_portal: Callable[..., RelyingParty]) -> RelyingParty:
    """A portal of the FAPI 2.0 Security Profile."""
    return make_portal("fapi", is_fapi=True)


@pytest.fixture
def tab(world: World, portal: RelyingParty, lan: Citizen) -> Browser:
    """A browser in which Lan is signed in."""
    lan.browser = Browser(world.app)
    lan.sign_in()
    lan.enter_code()
    return lan.browser


def code_of(portal: RelyingParty, tab: Browser, **changes: str) -> str:
    """Return a code for the portal, by a plain request."""
    portal.send(tab, **changes)
    return _code(portal, tab)


def pushed_code(portal: RelyingParty, tab: Browser, **pushing: Any) -> str:
    """Return a code for the portal, by a pushed request."""
    portal.send_pushed(tab, **pushing)
    return _code(portal, tab)


def _code(portal: RelyingParty, tab: Browser) -> str:
    if not tab.left_for:
        tab.press("Agree and go on")
    return portal.answer_to(tab)["code"]


def error_of(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["error"]


def bound(portal: RelyingParty, tab: Browser) -> str:
    """Return an access token that is bound to the portal's key."""
    answer = portal.redeem(code_of(portal, tab), headers=portal.dpop(TOKEN))
    assert answer.get_json()["token_type"] == "DPoP"
    return str(answer.get_json()["access_token"])


# ---------------------------------------------------------------- the token endpoint
def test_a_portal_that_shows_a_key_gets_a_token_that_is_bound_to_it(
    portal: RelyingParty, tab: Browser
) -> None:
    token = bound(portal, tab)
    answer = portal.userinfo(token, "DPoP", portal.dpop(USERINFO, "GET", token=token))
    assert answer.status_code == 200
    assert answer.get_json()["sub"]


def test_a_portal_that_shows_none_gets_a_bearer_token(portal: RelyingParty, tab: Browser) -> None:
    told = portal.redeem(code_of(portal, tab)).get_json()
    assert told["token_type"] == "Bearer"
    assert portal.userinfo(told["access_token"]).status_code == 200


WRONG: dict[str, Callable[[RelyingParty], dict[str, str]]] = {
    "empty": lambda _one: {"DPoP": ""},
    "no token": lambda _one: {"DPoP": "x"},
    "for another address": lambda one: one.dpop(USERINFO),
    "for another method": lambda one: one.dpop(TOKEN, "GET"),
    "11 seconds old": lambda one: one.dpop(TOKEN, iat=int(one.now) - 11),
    "11 seconds ahead": lambda one: one.dpop(TOKEN, iat=int(one.now) + 12),
    "without an id": lambda one: one.dpop(TOKEN, jti=None),
    "two": lambda one: {"DPoP": ",".join(one.dpop(TOKEN)["DPoP"] for _ in range(2))},
}


@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG)
def test_a_wrong_proof_gets_no_token_and_leaves_the_code_as_it_was(
    portal: RelyingParty, tab: Browser, make: Callable[[RelyingParty], dict[str, str]]
) -> None:
    code = code_of(portal, tab)
    answer = portal.redeem(code, headers=make(portal))
    assert error_of(answer) == (400, "invalid_dpop_proof")
    assert "no-store" in answer.headers["Cache-Control"]
    assert portal.redeem(code, headers=portal.dpop(TOKEN)).status_code == 200


def test_a_proof_that_was_seen_before_gets_no_token(portal: RelyingParty, tab: Browser) -> None:
    proof = portal.dpop(TOKEN)
    assert portal.redeem(code_of(portal, tab), headers=proof).status_code == 200
    assert error_of(portal.redeem(code_of(portal, tab), headers=proof)) == (400, "invalid_dpop_proof")


def test_the_id_of_a_proof_is_forgotten_when_the_proof_is_too_old(
    world: World, portal: RelyingParty, tab: Browser
) -> None:
    client = world.services.portal_store.client
    before = set(client.scan_iter("portal_assertion:*"))
    portal.redeem(code_of(portal, tab), headers=portal.dpop(TOKEN))
    seconds = {client.ttl(key) for key in set(client.scan_iter("portal_assertion:*")) - before}
    assert any(20 <= left <= 30 for left in seconds)


def test_a_stranger_can_not_have_proofs_remembered(world: World, portal: RelyingParty) -> None:
    client = world.services.portal_store.client
    for path in (TOKEN, PAR, USERINFO):
        portal.post(path, headers=portal.dpop(path))
    assert list(client.scan_iter("portal_assertion:*")) == []


# ---------------------------------------------------------------- a code that is bound to a key
def test_a_code_that_names_a_key_is_worth_nothing_with_another(portal: RelyingParty, tab: Browser) -> None:
    code = code_of(portal, tab, dpop_jkt=portal.dpop_key.thumbprint())
    other = jwk.ECKey.generate_key("P-256")
    assert error_of(portal.redeem(code, headers=portal.dpop(TOKEN, key=other))) == (400, "invalid_grant")


def test_a_code_that_names_a_key_is_worth_nothing_without_a_proof(portal: RelyingParty, tab: Browser) -> None:
    code = code_of(portal, tab, dpop_jkt=portal.dpop_key.thumbprint())
    assert error_of(portal.redeem(code)) == (400, "invalid_grant")


def test_a_code_that_names_a_key_is_redeemed_with_it(portal: RelyingParty, tab: Browser) -> None:
    code = code_of(portal, tab, dpop_jkt=portal.dpop_key.thumbprint())
    assert portal.redeem(code, headers=portal.dpop(TOKEN)).get_json()["token_type"] == "DPoP"


def test_what_is_no_thumbprint_is_refused(portal: RelyingParty, tab: Browser) -> None:
    portal.send(tab, dpop_jkt="short")
    assert portal.answer_to(tab)["error"] == "invalid_request"


def test_a_pushed_request_with_a_proof_binds_its_code(portal: RelyingParty, tab: Browser) -> None:
    code = pushed_code(portal, tab, headers=portal.dpop(PAR))
    other = jwk.ECKey.generate_key("P-256")
    assert error_of(portal.redeem(code, headers=portal.dpop(TOKEN, key=other))) == (400, "invalid_grant")


def test_a_pushed_request_whose_proof_and_parameter_differ_is_refused(portal: RelyingParty) -> None:
    other = jwk.ECKey.generate_key("P-256").thumbprint()
    answer = portal.pushed(headers=portal.dpop(PAR), dpop_jkt=other)
    assert error_of(answer) == (400, "invalid_dpop_proof")


def test_a_pushed_request_with_a_wrong_proof_is_refused(portal: RelyingParty) -> None:
    assert error_of(portal.pushed(headers=portal.dpop(TOKEN))) == (400, "invalid_dpop_proof")


# ---------------------------------------------------------------- userinfo
def test_who_steals_a_bound_token_gets_nothing_as_a_bearer(portal: RelyingParty, tab: Browser) -> None:
    token = bound(portal, tab)
    for answer in (portal.userinfo(token), portal.post(USERINFO, access_token=token)):
        assert error_of(answer) == (401, "invalid_token")
        assert answer.headers["WWW-Authenticate"].startswith('DPoP error="invalid_token", algs="ES256 ')


STOLEN: dict[str, Callable[[RelyingParty, str], dict[str, str]]] = {
    "no proof": lambda _one, _token: {},
    "a proof by another key": lambda one, token: one.dpop(
        USERINFO, "GET", token=token, key=jwk.ECKey.generate_key("P-256")
    ),
    "a proof beside no token": lambda one, _token: one.dpop(USERINFO, "GET"),
    "a proof beside another token": lambda one, token: one.dpop(USERINFO, "GET", token=f"{token}x"),
    "a proof for another method": lambda one, token: one.dpop(USERINFO, "POST", token=token),
    "a proof for another address": lambda one, token: one.dpop(TOKEN, "GET", token=token),
    "an old proof": lambda one, token: one.dpop(USERINFO, "GET", token=token, iat=int(one.now) - 60),
}


@pytest.mark.parametrize("make", STOLEN.values(), ids=STOLEN)
def test_who_steals_a_bound_token_gets_nothing_without_its_key(
    portal: RelyingParty, tab: Browser, make: Callable[[RelyingParty, str], dict[str, str]]
) -> None:
    token = bound(portal, tab)
    answer = portal.userinfo(token, "DPoP", make(portal, token))
    assert error_of(answer) in {(401, "invalid_dpop_proof"), (401, "invalid_token")}
    assert answer.headers["WWW-Authenticate"].startswith('DPoP error="')
    assert 'algs="' in answer.headers["WWW-Authenticate"]


def test_who_copies_token_and_proof_from_the_wire_gets_nothing(portal: RelyingParty, tab: Browser) -> None:
    token = bound(portal, tab)
    proof = portal.dpop(USERINFO, "GET", token=token)
    assert portal.userinfo(token, "DPoP", proof).status_code == 200
    assert error_of(portal.userinfo(token, "DPoP", proof)) == (401, "invalid_dpop_proof")


def test_a_bearer_token_is_none_of_the_other_kind(portal: RelyingParty, tab: Browser) -> None:
    token = portal.redeem(code_of(portal, tab)).get_json()["access_token"]
    answer = portal.userinfo(token, "DPoP", portal.dpop(USERINFO, "GET", token=token))
    assert error_of(answer) == (401, "invalid_token")


def test_a_request_without_a_token_is_told_both_kinds(portal: RelyingParty) -> None:
    answer = portal.post(USERINFO)
    assert answer.headers["WWW-Authenticate"] == 'Bearer, DPoP algs="ES256 PS256 RS256"'


def test_discovery_tells_the_algorithms_of_proofs(portal: RelyingParty) -> None:
    assert portal.metadata["dpop_signing_alg_values_supported"] == ["ES256", "PS256", "RS256"]


# ---------------------------------------------------------------- FAPI 2.0
def test_a_fapi_portal_signs_a_person_in(fapi: RelyingParty, tab: Browser) -> None:
    code = pushed_code(fapi, tab, headers=fapi.dpop(PAR))
    told = fapi.redeem(code, headers=fapi.dpop(TOKEN)).get_json()
    assert told["token_type"] == "DPoP"
    assert fapi.read(told["id_token"])[0]["alg"] == "ES256"
    token = told["access_token"]
    answer = fapi.userinfo(token, "DPoP", fapi.dpop(USERINFO, "GET", token=token))
    assert answer.get_json()["name"]


def test_a_fapi_portal_is_answered_with_our_name(fapi: RelyingParty, tab: Browser) -> None:
    pushed_code(fapi, tab)
    assert fapi.answer_to(tab)["iss"] == ORIGIN


def test_a_fapi_portal_gets_no_token_without_a_proof(fapi: RelyingParty, tab: Browser) -> None:
    answer = fapi.redeem(pushed_code(fapi, tab))
    assert error_of(answer) == (400, "invalid_dpop_proof")


def test_a_fapi_portal_must_push_its_request_at_every_address(fapi: RelyingParty, tab: Browser) -> None:
    fapi.send(tab)
    assert fapi.answer_to(tab)["error"] == "invalid_request"
    tab.left_for = ""
    tab.open("/account")
    tab.post(fapi.address().replace("/oauth2/authorize", "/portal"), csrf_token=tab.csrf_token)
    assert fapi.answer_to(tab)["error"] == "invalid_request"


@pytest.mark.parametrize("left_out", ["code_challenge", "nonce", "redirect_uri"])
def test_a_fapi_portal_pushes_nothing_without_its_protection(fapi: RelyingParty, left_out: str) -> None:
    changes: dict[str, Any] = {left_out: ""}
    assert error_of(fapi.pushed(**changes)) == (400, "invalid_request")


def test_the_code_of_a_fapi_portal_works_for_a_minute(world: World, fapi: RelyingParty, tab: Browser) -> None:
    pushed_code(fapi, tab)
    client = world.services.portal_store.client
    assert all(client.ttl(key) <= 60 for key in client.scan_iter("portal_code:*"))
    assert list(client.scan_iter("portal_code:*"))


def test_the_assertion_of_a_fapi_portal_names_the_issuer_alone(
    fapi: RelyingParty, portal: RelyingParty
) -> None:
    for aud in ([ORIGIN], f"{ORIGIN}{PAR}", f"{ORIGIN}{TOKEN}"):
        assert error_of(fapi.pushed(client_assertion=fapi.assertion(aud=aud)))[1] == "invalid_client"
    assert fapi.pushed(client_assertion=fapi.assertion(aud=ORIGIN)).status_code == 201
    assert portal.pushed(client_assertion=portal.assertion(aud=[ORIGIN])).status_code == 201


def test_a_fapi_portal_signs_with_no_rs256(make_portal: Callable[..., RelyingParty], tab: Browser) -> None:
    key = jwk.RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
    keys = {"keys": [key.as_dict(private=False)]}
    fapi, plain = make_portal("fapi", is_fapi=True, keys=keys), make_portal("plain", keys=keys)

    def pushed(portal: RelyingParty, alg: str) -> TestResponse:
        facts: dict[str, Any] = {"iss": portal.id, "sub": portal.id, "aud": ORIGIN, "jti": alg}
        facts |= {"exp": int(portal.now) + 60}
        return portal.pushed(
            client_assertion=jwt.encode({"alg": alg, "kid": "rsa"}, facts, key, algorithms=[alg])
        )

    assert pushed(fapi, "PS256").status_code == 201
    assert error_of(pushed(fapi, "RS256"))[1] == "invalid_client"
    assert pushed(plain, "RS256").status_code == 201


def test_the_proof_of_a_fapi_portal_is_no_rs256(fapi: RelyingParty, tab: Browser) -> None:
    key, code = jwk.RSAKey.generate_key(2048), pushed_code(fapi, tab)
    weak = fapi.dpop(TOKEN, key=key, header={"alg": "RS256"})
    assert error_of(fapi.redeem(code, headers=weak)) == (400, "invalid_dpop_proof")
    strong = fapi.dpop(TOKEN, key=key, header={"alg": "PS256"})
    assert fapi.redeem(code, headers=strong).status_code == 200


@pytest.mark.parametrize("address", ["http://localhost:9000/callback", "http://127.0.0.1/callback"])
def test_a_fapi_portal_returns_to_https_alone(make_portal: Callable[..., RelyingParty], address: str) -> None:
    make_portal("plain", redirect_uris=(RETURN, address))
    with pytest.raises(BadPortal, match="fapi"):
        make_portal("fapi", is_fapi=True, redirect_uris=(RETURN, address))


# ---------------------------------------------------------------- how long a pushed request waits
def test_a_person_may_read_the_page_of_a_pushed_request_for_longer_than_its_address_works(
    world: World, portal: RelyingParty, tab: Browser
) -> None:
    address = portal.pushed_address()
    tab.open(address)
    world.clock.move(seconds=PUSHED_SECONDS + 1)
    tab.press("Agree and go on")
    assert "code" in portal.answer_to(tab)
    tab.left_for = ""
    tab.open(address)
    assert portal.answer_to(tab)["error"] == "invalid_request_uri"


def test_a_pushed_request_ends(world: World, portal: RelyingParty) -> None:
    portal.pushed()
    client = world.services.portal_store.client
    (key,) = client.scan_iter("portal_pushed:*")
    assert client.ttl(key) <= PUSHED_PAGE_SECONDS <= 900
