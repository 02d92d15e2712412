"""Relying parties that were not written here sign a person in and out, and refuse what is wrong."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from accounts.account.records import Account
from accounts.portals.records import ClientAuth
from deploy.programs import free_ports
from tests.support.browser import Browser
from tests.support.citizens import PASSWORD
from tests.support.openid.apache import Apache, apache
from tests.support.openid.listener import Listener
from tests.support.openid.parties import AuthlibClient, OpenidClient, Party, PartyRefused, Registration
from tests.support.openid.python_party import Idpyoidc
from tests.support.openid.site import LAN, Site, answer_in
from tests.support.openid.wire import Wire
from tests.support.qa import eventually

BYE = "http://localhost:1/bye"
KINDS: dict[str, dict[str, Any]] = {
    "basic": {},
    "post": {"client_auth": ClientAuth.CLIENT_SECRET_POST},
    "keys": {"client_auth": ClientAuth.PRIVATE_KEY_JWT},
    "legacy": {"is_legacy": True},
}
PARTIES = ("openid-client", "authlib", "idpyoidc", "apache")
#: Without Apache and keys: it signs its assertions with RSA alone.
CASES = [(name, kind) for name in PARTIES for kind in KINDS if (name, kind) != ("apache", "keys")]


def registration(portal: Wire, **changes: Any) -> Registration:
    facts: dict[str, Any] = {
        "issuer": portal.site.issuer,
        "id": portal.id,
        "redirect_uri": portal.redirect_uri,
        "secret": portal.secret,
        "auth": portal.portal.client_auth.value,
        "key": portal.key if portal.portal.client_auth is ClientAuth.PRIVATE_KEY_JWT else None,
    }
    return Registration(**(facts | changes))


@contextmanager
def party_of(
    name: str, make_portal: Callable[..., Wire], facts: dict[str, Any], **changes: str
) -> Iterator[Party]:
    with ExitStack() as stack:
        match name:
            case "openid-client":
                yield stack.enter_context(OpenidClient(registration(make_portal(**facts), **changes)))
            case "authlib":
                party = AuthlibClient(registration(make_portal(**facts), **changes))
                stack.callback(party.close)
                yield party
            case "idpyoidc":
                # Its assertions name the token endpoint.
                has_keys = facts.get("client_auth") is ClientAuth.PRIVATE_KEY_JWT
                portal = make_portal(**facts, takes_token_endpoint_audience=has_keys)
                yield Idpyoidc(registration(portal, **changes), BYE)
            case _:
                (port,) = free_ports(1)
                portal = make_portal(**facts, redirect_uris=(f"http://localhost:{port}/callback",))
                is_legacy = portal.portal.is_legacy
                yield stack.enter_context(apache(registration(portal, **changes), port, pkce=not is_legacy))


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_relying_party_signs_a_person_in_and_out(
    make_portal: Callable[..., Wire], tab: Browser, name: str, kind: str
) -> None:
    with party_of(name, make_portal, dict(KINDS[kind])) as party:
        got = party.finish(answer_in(tab, party.begin()))
        assert got.claims["acr"] == "urn:cuaso:level:2"
        assert got.claims["amr"] == ["pwd", "otp"]
        assert got.userinfo["sub"] == got.claims["sub"]
        assert got.userinfo["name"] == LAN.full_name
        assert got.userinfo["phone_number"] == LAN.phone_number
        place = answer_in(tab, party.logout(got, BYE))
        assert place.partition("?")[0] == BYE
        assert tab.open("/account").heading != "My account"


@pytest.fixture(scope="session")
def fapi(make_portal: Callable[..., Wire]) -> Wire:
    """A portal of the FAPI 2.0 Security Profile."""
    facts: dict[str, Any] = {"is_fapi": True, "redirect_uris": ("https://portal.example.vn/callback",)}
    return make_portal(**KINDS["keys"], **facts)


def test_a_relying_party_of_fapi_2_signs_a_person_in_with_a_bound_token(fapi: Wire, tab: Browser) -> None:
    with OpenidClient(registration(fapi, is_fapi=True)) as party:
        got = party.finish(answer_in(tab, party.begin(pushed=True)))
        assert got.userinfo["name"] == LAN.full_name
        assert fapi.read(got.id_token)[0]["alg"] == "ES256"
        stolen = fapi.userinfo(got.access_token)
        assert (stolen.status_code, stolen.json()["error"]) == (401, "invalid_token")


def test_a_relying_party_of_fapi_2_that_shows_no_key_gets_no_token(fapi: Wire, tab: Browser) -> None:
    with OpenidClient(registration(fapi)) as party:
        place = answer_in(tab, party.begin(pushed=True))
        with pytest.raises(PartyRefused, match="invalid_dpop_proof"):
            party.finish(place)


def test_a_person_of_level_2_signs_in_by_hand_on_the_way(site: Site, portal: Wire, lan: Account) -> None:
    with OpenidClient(registration(portal)) as party:
        citizen = site.world.citizen(LAN)
        parts = urlsplit(party.begin())
        citizen.browser.open(f"{parts.path}?{parts.query}")
        citizen.browser.press("Sign in")
        citizen.browser.send(citizen_number=LAN.citizen_number, password=PASSWORD)
        citizen.enter_code()
        if not citizen.browser.left_for:  # another test's portal was agreed to; this one may not be yet
            citizen.browser.press("Agree and go on" if "asks for data" in citizen.page.heading else "Go on")
        got = party.finish(citizen.browser.left_for)
        assert got.userinfo["name"] == LAN.full_name


def test_a_person_of_level_3_is_told_so(
    site: Site, make_portal: Callable[..., Wire], signer: Account
) -> None:
    with OpenidClient(registration(make_portal(least_level=3))) as party:
        got = party.finish(answer_in(site.signed_in(signer), party.begin()))
        assert got.claims["acr"] == "urn:cuaso:level:3"


def test_a_portal_of_level_3_shows_a_person_of_level_2_a_page(
    make_portal: Callable[..., Wire], tab: Browser
) -> None:
    portal = make_portal(least_level=3)
    parts = urlsplit(portal.address())
    assert tab.open(f"{parts.path}?{parts.query}").heading == "Trial portal asks for a higher level"
    assert tab.left_for == ""


def test_a_legacy_portal_signs_in_without_nonce_and_challenge(legacy: Wire, tab: Browser) -> None:
    with OpenidClient(registration(legacy)) as party:
        got = party.finish(answer_in(tab, party.begin(bare=True)))
        assert "nonce" not in got.claims


def test_max_age_is_checked_by_openid_client(portal: Wire, tab: Browser) -> None:
    with OpenidClient(registration(portal)) as party:
        assert party.finish(answer_in(tab, party.begin(max_age="10000"))).claims["auth_time"]


@pytest.mark.parametrize("name", ["openid-client", "authlib"])
def test_a_relying_party_refuses_the_answer_to_another_browsers_request(
    make_portal: Callable[..., Wire], tab: Browser, name: str
) -> None:
    """Login CSRF: its state is of another browser."""
    with party_of(name, make_portal, {}) as party:
        place = answer_in(tab, party.begin())
        with pytest.raises(PartyRefused):
            party.finish(place, state="of another browser")


@pytest.mark.parametrize("name", ["openid-client", "authlib"])
@pytest.mark.parametrize("changed", ["nonce", "verifier"])
def test_a_code_that_was_put_into_another_browser_signs_no_person_in(
    make_portal: Callable[..., Wire], tab: Browser, name: str, changed: str
) -> None:
    """Code injection: the provider refuses the other verifier, the relying party the other nonce."""
    with party_of(name, make_portal, {}) as party:
        place = answer_in(tab, party.begin())
        with pytest.raises(PartyRefused):
            party.finish(place, **{changed: "x" * 48})


@pytest.mark.parametrize("name", PARTIES)
def test_a_relying_party_refuses_a_changed_answer(
    make_portal: Callable[..., Wire], tab: Browser, name: str
) -> None:
    with party_of(name, make_portal, {}) as party:
        place = answer_in(tab, party.begin())
        with pytest.raises(PartyRefused):
            party.finish(place.replace("state=", "state=x"))


@pytest.mark.parametrize("name", ["openid-client", "authlib"])
def test_a_relying_party_notices_that_another_provider_answers(
    make_portal: Callable[..., Wire], tab: Browser, name: str
) -> None:
    """Mix-up (RFC 9207): the answer names who gives it."""
    with party_of(name, make_portal, {}) as party:
        place = answer_in(tab, party.begin())
        honest, _, _issuer = place.partition("&iss=")
        assert _issuer
        with pytest.raises(PartyRefused):
            party.finish(f"{honest}&iss=https%3A%2F%2Fevil.example")


@pytest.mark.parametrize("name", ["openid-client", "authlib", "idpyoidc"])
def test_a_relying_party_reads_a_refusal(make_portal: Callable[..., Wire], site: Site, name: str) -> None:
    with party_of(name, make_portal, {}) as party:
        place = answer_in(site.browser(), party.begin(), press="Cancel")
        with pytest.raises(PartyRefused, match="access_denied"):
            party.finish(place)


@pytest.mark.parametrize("name", PARTIES)
def test_a_relying_party_with_a_wrong_secret_signs_no_person_in(
    make_portal: Callable[..., Wire], tab: Browser, name: str
) -> None:
    with party_of(name, make_portal, {}, secret="of-another-portal-" * 2) as party:
        place = answer_in(tab, party.begin())
        with pytest.raises(PartyRefused):
            party.finish(place)


def test_apache_ends_its_session_when_the_person_signs_out_here(
    make_portal: Callable[..., Wire], tab: Browser
) -> None:
    (port,) = free_ports(1)
    portal = make_portal(
        redirect_uris=(f"http://localhost:{port}/callback",),
        backchannel_logout_uri=f"http://localhost:{port}/callback?logout=backchannel",
    )
    with apache(registration(portal), port) as party:
        party.finish(answer_in(tab, party.begin()))
        assert party.is_signed_in
        sign_out(tab)
        assert eventually_out(party)


def test_idpyoidc_takes_the_message_of_a_logout(
    make_portal: Callable[..., Wire], tab: Browser, listener: Listener
) -> None:
    party = Idpyoidc(registration(make_portal(backchannel_logout_uri=listener.address)), BYE)
    party.finish(answer_in(tab, party.begin()))
    sign_out(tab)
    token = listener.logout_token()
    assert party.take_logout(token)
    head, body, mark = token.split(".")
    with pytest.raises(PartyRefused):
        party.take_logout(".".join([head, body, mark[:-8] + "AAAAAAAA"]))


def test_openid_client_pushes_its_request(make_portal: Callable[..., Wire], tab: Browser) -> None:
    with OpenidClient(registration(make_portal(client_auth=ClientAuth.PRIVATE_KEY_JWT))) as party:
        place = party.begin(pushed=True)
        assert "code_challenge" not in place
        assert party.finish(answer_in(tab, place)).claims["sub"]


def test_openid_client_revokes_a_token(portal: Wire, tab: Browser) -> None:
    with OpenidClient(registration(portal)) as party:
        got = party.finish(answer_in(tab, party.begin()))
        party.order("revoke", access_token=got.access_token)
        with pytest.raises(PartyRefused):
            party.order("userinfo", access_token=got.access_token, sub=got.claims["sub"])


def test_openid_client_refuses_another_persons_data(
    portal: Wire, site: Site, tab: Browser, signer: Account
) -> None:
    with OpenidClient(registration(portal)) as party:
        lans = party.finish(answer_in(tab, party.begin()))
        other = party.finish(answer_in(site.signed_in(signer), party.begin()))
        assert lans.claims["sub"] != other.claims["sub"]
        with pytest.raises(PartyRefused):
            party.order("userinfo", access_token=other.access_token, sub=lans.claims["sub"])


def sign_out(tab: Browser) -> None:
    tab.open("/account")
    tab.press("Sign out")


def eventually_out(party: Apache) -> bool:
    return eventually(lambda: not party.is_signed_in or None, "Apache to end its session")
