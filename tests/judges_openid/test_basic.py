"""The Foundation's Basic OP and config plans by raw HTTP: one test a module, named after it."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from accounts.account.records import Account
from accounts.portals.records import ClientAuth
from tests.support.browser import Browser
from tests.support.citizens import PASSWORD
from tests.support.openid.site import EVERYTHING, LAN, Site, answer_in
from tests.support.openid.wire import Wire, basic

CLAIMS = {
    "profile": {"name", "birthdate", "gender"},
    "phone": {"phone_number", "phone_number_verified"},
    "email": {"email", "email_verified"},
    "address": {"address"},
}


def go(tab: Browser, address: str) -> str:
    """Open the address of a request; return where it leads, or the heading."""
    parts = urlsplit(address)
    tab.left_for = ""
    page = tab.open(f"{parts.path}?{parts.query}")
    return tab.left_for or page.heading


# ---------------------------------------------------------------- config
def test_discovery_endpoint_verification(site: Site) -> None:
    facts = site.http.get("/.well-known/openid-configuration").json()
    assert facts["issuer"] == site.issuer
    for name in ("authorization", "token", "userinfo", "revocation", "end_session"):
        assert facts[f"{name}_endpoint"].startswith(f"{site.issuer}/"), name
    for absent in ("registration_endpoint", "introspection_endpoint", "check_session_iframe"):
        assert absent not in facts
    for name in ("claims", "request", "request_uri"):
        assert facts[f"{name}_parameter_supported"] is False
    assert facts["authorization_response_iss_parameter_supported"] is True
    assert facts["response_types_supported"] == ["code"]
    assert facts["code_challenge_methods_supported"] == ["S256"]
    assert facts["backchannel_logout_session_supported"] is True


def test_every_endpoint_of_discovery_answers(site: Site) -> None:
    facts = site.http.get("/.well-known/openid-configuration").json()
    for name in (one for one in facts if one.endswith("_endpoint")):
        answers = {site.http.get(facts[name]).status_code, site.http.post(facts[name]).status_code}
        assert 404 not in answers, name
        assert not any(status >= 500 for status in answers), name


def test_jwks_holds_public_keys_alone(portal: Wire) -> None:
    keys = portal.published_keys()
    assert {key["alg"] for key in keys} == {"RS256", "ES256"}
    assert all(key["kid"] and key["use"] == "sig" for key in keys)
    assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & {name for key in keys for name in key}


# ---------------------------------------------------------------- code and id_token
def test_response_type_code(portal: Wire, tab: Browser) -> None:
    answer = portal.ask(tab)
    assert set(answer) == {"code", "state", "iss"}
    assert (answer["state"], answer["iss"]) == (portal.state, portal.site.issuer)


def test_response_type_missing(portal: Wire, tab: Browser) -> None:
    assert portal.read_answer(go(tab, portal.address(response_type=None)))["error"] in {
        "invalid_request", "unsupported_response_type"
    }  # fmt: skip


def test_id_token_signature_and_kid_in_jwks(portal: Wire, tab: Browser) -> None:
    header, claims = portal.read(portal.tokens(tab)["id_token"])
    assert header["alg"] == "RS256"
    assert header["kid"] in {key["kid"] for key in portal.published_keys()}
    assert claims["iss"] == portal.site.issuer
    assert claims["aud"] == portal.id
    assert claims["nonce"] == portal.nonce
    assert claims["iat"] <= time.time() + 1 < claims["exp"]
    assert "name" not in claims


def test_ensure_request_without_nonce_succeeds_for_code_flow(legacy: Wire, tab: Browser) -> None:
    assert "nonce" not in legacy.claims(tab, nonce=None)


def test_a_subject_is_pairwise(make_portal: Callable[..., Wire], tab: Browser) -> None:
    one, same = make_portal(sector="a.example.vn"), make_portal(sector="a.example.vn")
    other = make_portal(sector="b.example.vn")
    subjects = [portal.claims(tab)["sub"] for portal in (one, same, other)]
    assert subjects[0] == subjects[1] != subjects[2]
    assert LAN.citizen_number not in " ".join(subjects)


# ---------------------------------------------------------------- userinfo
def test_userinfo_get(portal: Wire, tab: Browser) -> None:
    assert portal.userinfo(portal.tokens(tab)["access_token"]).json()["name"] == LAN.full_name


def test_userinfo_post_header(portal: Wire, tab: Browser) -> None:
    headers = {"Authorization": f"Bearer {portal.tokens(tab)['access_token']}"}
    assert portal.post("/oauth2/userinfo", headers=headers).json()["name"] == LAN.full_name


def test_userinfo_post_body(portal: Wire, tab: Browser) -> None:
    token = portal.tokens(tab)["access_token"]
    assert portal.post("/oauth2/userinfo", access_token=token).json()["name"] == LAN.full_name


def test_userinfo_with_the_token_in_both_places_is_refused(portal: Wire, tab: Browser) -> None:
    token = portal.tokens(tab)["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = portal.post("/oauth2/userinfo", headers=headers, access_token=token)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_userinfo_with_the_token_in_the_address_is_refused(portal: Wire, tab: Browser) -> None:
    token = portal.tokens(tab)["access_token"]
    assert portal.http.get(f"/oauth2/userinfo?access_token={token}").status_code == 401


@pytest.mark.parametrize("scope", [*CLAIMS, "all"])
def test_scope(portal: Wire, tab: Browser, scope: str) -> None:
    wanted = list(CLAIMS) if scope == "all" else [scope]
    token = portal.tokens(tab, scope=" ".join(["openid", *wanted]))["access_token"]
    told = portal.userinfo(token).json()
    assert set(told) == {"sub"}.union(*(CLAIMS[one] for one in wanted))
    if "email" in wanted:
        assert told["email_verified"] is False


def test_a_portal_gets_no_scope_that_it_may_not_ask_for(
    make_portal: Callable[..., Wire], tab: Browser
) -> None:
    portal = make_portal(scopes=EVERYTHING - {"phone"})
    got = portal.tokens(tab, scope="openid phone identity")
    assert got["scope"] == "openid"
    assert set(portal.userinfo(got["access_token"]).json()) == {"sub"}


# ---------------------------------------------------------------- prompt, max_age, hints
@pytest.mark.parametrize("display", ["page", "popup"])
def test_display(portal: Wire, tab: Browser, display: str) -> None:
    assert "code" in portal.ask(tab, display=display)


def test_prompt_none_not_logged_in(portal: Wire, site: Site) -> None:
    answer = portal.read_answer(go(site.browser(), portal.address(prompt="none")))
    assert (answer["error"], answer["state"]) == ("login_required", portal.state)
    assert answer["iss"] == site.issuer


def test_prompt_none_logged_in(portal: Wire, tab: Browser) -> None:
    first = portal.claims(tab)
    again = portal.claims(tab, prompt="none")
    assert (again["sub"], again["auth_time"]) == (first["sub"], first["auth_time"])


def test_prompt_none_without_consent(make_portal: Callable[..., Wire], tab: Browser) -> None:
    portal = make_portal()
    assert portal.read_answer(go(tab, portal.address(prompt="none")))["error"] == "consent_required"


def test_prompt_login(portal: Wire, tab: Browser) -> None:
    portal.tokens(tab)
    assert go(tab, portal.address(prompt="login")) == "Trial portal asks who you are"


def test_prompt_login_signs_in_again_with_a_newer_auth_time(
    site: Site, make_portal: Callable[..., Wire], person: Account
) -> None:
    portal, tab = make_portal(), site.signed_in(person)
    first = portal.claims(tab)
    go(tab, portal.address(prompt="login"))
    tab.press("Sign in again")
    citizen = site.world.citizen(site.person_of(person))
    citizen.browser = tab
    tab.send(citizen_number=person.citizen_number or "", password=PASSWORD)
    citizen.enter_code()
    if not tab.left_for:
        tab.press("Go on")
    code = portal.read_answer(tab.left_for)["code"]
    again = portal.read(portal.redeem(code).json()["id_token"])[1]
    assert again["auth_time"] >= first["auth_time"]
    assert (again["sub"], again["sid"] == first["sid"]) == (first["sub"], False)


def test_max_age_1(portal: Wire, site: Site, lan: Account) -> None:
    tab = site.signed_in(lan)
    portal.tokens(tab)
    assert go(tab, portal.address(max_age="0")) == "Trial portal asks who you are"


def test_max_age_10000(portal: Wire, tab: Browser) -> None:
    first, again = portal.claims(tab), portal.claims(tab, max_age="10000")
    assert first["auth_time"] == again["auth_time"]


def test_id_token_hint(portal: Wire, tab: Browser) -> None:
    hint = portal.tokens(tab)["id_token"]
    assert "code" in portal.ask(tab, id_token_hint=hint, prompt="none")


def test_the_id_token_hint_of_another_person_lets_nobody_in(
    portal: Wire, site: Site, tab: Browser, signer: Account
) -> None:
    hint = portal.tokens(site.signed_in(signer))["id_token"]
    answer = portal.read_answer(go(tab, portal.address(id_token_hint=hint, prompt="none")))
    assert answer["error"] == "login_required"


@pytest.mark.parametrize(
    "wish",
    [
        {"login_hint": "lan@example.vn"},
        {"ui_locales": "se"},
        {"claims_locales": "se"},
        {"acr_values": "1 2"},
        {"extra": "foobar"},
        {"claims": '{"userinfo":{"name":{"essential":true}}}'},
    ],
    ids=lambda wish: next(iter(wish)),
)
def test_a_wish_does_not_fail(portal: Wire, tab: Browser, wish: dict[str, str]) -> None:
    assert "code" in portal.ask(tab, **wish)


# ---------------------------------------------------------------- addresses and objects
def test_ensure_registered_redirect_uri(portal: Wire, tab: Browser) -> None:
    for changed in (f"{portal.redirect_uri}/", f"{portal.redirect_uri}?x=1", "http://evil.example/"):
        assert go(tab, portal.address(redirect_uri=changed)) == "This portal is not known here"


def test_ensure_request_object_is_refused_by_name(portal: Wire, tab: Browser) -> None:
    address = portal.address(request="eyJhbGciOiJub25lIn0.e30.")
    assert portal.read_answer(go(tab, address))["error"] == "request_not_supported"


def test_ensure_request_uri_is_refused_by_name(portal: Wire, tab: Browser) -> None:
    address = portal.address(request_uri="https://evil.example/request")
    assert portal.read_answer(go(tab, address))["error"] == "request_uri_not_supported"


def test_ensure_post_request_succeeds(portal: Wire, tab: Browser) -> None:
    """A form of the portal's page comes without the cookie of ours, which is Lax."""
    answer = portal.http.post("/oauth2/authorize", data=portal.parameters)
    assert answer.status_code == 303
    place = answer_in(tab, answer.headers["Location"])
    assert "code" in portal.read_answer(place)


# ---------------------------------------------------------------- the token endpoint
def test_code_reuse(portal: Wire, tab: Browser) -> None:
    code = portal.code(tab)
    token = portal.redeem(code).json()["access_token"]
    assert portal.userinfo(token).status_code == 200
    assert portal.redeem(code).json()["error"] == "invalid_grant"
    assert portal.userinfo(token).status_code == 401


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "x" * 48}, "invalid_grant"),
        ({"code_verifier": None}, ("invalid_request", "invalid_grant")),
        ({"redirect_uri": "http://localhost:1/other"}, ("invalid_request", "invalid_grant")),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
    ids=str,
)
def test_a_wrong_token_request_gets_no_token(
    portal: Wire, tab: Browser, changes: dict[str, Any], error: str | tuple[str, ...]
) -> None:
    answer = portal.redeem(portal.code(tab), **changes)
    assert answer.status_code == 400
    assert answer.json()["error"] in error
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("method", ["plain", None])
def test_a_challenge_that_is_not_s256_is_refused(portal: Wire, tab: Browser, method: str | None) -> None:
    address = portal.address(code_challenge_method=method)
    assert portal.read_answer(go(tab, address))["error"] == "invalid_request"


@pytest.mark.parametrize("own", [ClientAuth.CLIENT_SECRET_BASIC, ClientAuth.CLIENT_SECRET_POST])
def test_a_secret_is_taken_only_in_the_registered_way(
    make_portal: Callable[..., Wire], tab: Browser, own: ClientAuth
) -> None:
    portal = make_portal(client_auth=own)
    secret = portal.secret or ""
    ways: dict[ClientAuth, dict[str, Any]] = {
        ClientAuth.CLIENT_SECRET_BASIC: {"headers": basic(portal.id, secret)},
        ClientAuth.CLIENT_SECRET_POST: {"client_id": portal.id, "client_secret": secret},
    }
    for way, proof in ways.items():
        answer = portal.redeem(portal.code(tab), proof)
        assert (answer.status_code == 200) is (way is own)
        assert answer.status_code == 200 or answer.json()["error"] == "invalid_client"


def test_no_secret_a_wrong_one_or_another_portals_gets_no_token(
    make_portal: Callable[..., Wire], portal: Wire, tab: Browser
) -> None:
    other = make_portal()
    wrong: tuple[dict[str, Any], ...] = (
        {},
        {"client_id": portal.id},
        {"headers": basic(portal.id, "wrong")},
        {"headers": basic(portal.id, other.secret or "")},
        {"headers": basic(other.id, portal.secret or "")},
        {"headers": {"Authorization": "Basic /////w=="}},
        {"headers": {"Authorization": "Basic"}},
    )
    for proof in wrong:
        answer = portal.redeem(portal.code(tab), proof)
        assert answer.status_code in {400, 401}, (proof, answer.status_code)
        assert answer.json()["error"] == "invalid_client"


def test_a_code_is_worth_nothing_to_another_portal(
    make_portal: Callable[..., Wire], portal: Wire, tab: Browser
) -> None:
    other = make_portal()
    answer = other.redeem(portal.code(tab), code_verifier=portal.verifier)
    assert answer.json()["error"] == "invalid_grant"


def test_a_doubled_field_gets_no_token(portal: Wire, tab: Browser) -> None:
    fields = {"grant_type": "authorization_code", "redirect_uri": portal.redirect_uri}
    code = portal.code(tab)
    body = urlencode([*fields.items(), ("code", code), ("code", code), ("code_verifier", portal.verifier)])
    head = {"Content-Type": "application/x-www-form-urlencoded", **basic(portal.id, portal.secret or "")}
    answer = portal.http.post("/oauth2/token", content=body, headers=head)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_revocation_ends_the_own_token_and_no_other(
    make_portal: Callable[..., Wire], portal: Wire, tab: Browser
) -> None:
    other, token = make_portal(), portal.tokens(tab)["access_token"]
    assert other.post("/oauth2/revoke", token=token, **other.proof()).status_code == 200
    assert portal.userinfo(token).status_code == 200
    assert portal.post("/oauth2/revoke", token=token, **portal.proof()).status_code == 200
    assert portal.userinfo(token).status_code == 401
    assert portal.post("/oauth2/revoke", token=token).json()["error"] == "invalid_client"
