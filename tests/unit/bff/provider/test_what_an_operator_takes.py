"""What an operator takes from a portal counts for the requests that were kept before as well."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.portals.records import ClientAuth, Scope
from accounts.storage.lately import KEPT_SECONDS
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.support.relying_party import RETURN, RelyingParty
from tests.unit.bff.conftest import World
from tests.unit.bff.provider.test_signing_in_at_a_portal import sign_in_on_the_way
from tests.unit.bff.provider.test_whose_request import token_of

#: How a request waits: what is done before the operator acts, and with what a person goes on afterwards.
WAITING: dict[str, Callable[[RelyingParty, Browser], str]] = {
    "kept": lambda portal, browser: _kept(portal.address(), browser),
    "pushed": lambda portal, _browser: portal.pushed_address(),
    "pushed and kept": lambda portal, browser: _kept(portal.pushed_address(), browser),
}


def _kept(address: str, browser: Browser) -> str:
    browser.open(address)
    browser.press("Sign in")
    return f"/portal/{token_of(browser)}"


@pytest.fixture
def owner(portal: RelyingParty, lan: Citizen, world: World) -> Citizen:
    """A person who has agreed to what the portal asks for, and is not signed in."""
    sign_in_on_the_way(portal, lan, Browser(world.app))
    lan.browser.press("Agree and go on")
    lan.browser = Browser(world.app)
    return lan


def change(world: World, portal: RelyingParty, **facts: Any) -> None:
    world.services.portals.change(portal.id, **facts)
    world.clock.move(seconds=KEPT_SECONDS)


def go_on(owner: Citizen, address: str) -> Browser:
    """Sign in, and try all that leads back to the portal."""
    owner.sign_in()
    owner.enter_code()
    browser = owner.browser
    browser.open(address)
    if address.startswith("/portal/"):
        browser.open(f"{address}/go")
        if browser.page.heading.startswith("You return"):
            browser.press("Go on to")
    return browser


@pytest.mark.parametrize("way", WAITING)
def test_an_address_that_was_taken_gets_no_code_of_a_request_from_before(
    world: World, portal: RelyingParty, owner: Citizen, way: str
) -> None:
    address = WAITING[way](portal, owner.browser)
    change(world, portal, redirect_uris=("https://portal.example.vn/other",))
    browser = go_on(owner, address)
    assert browser.left_for == ""
    assert browser.open(address).heading in {
        "This portal is not known here",
        "The portal's question has ended",
    }


@pytest.mark.parametrize("way", ["pushed", "pushed and kept"])
def test_an_address_that_was_taken_is_not_told_that_a_pushed_request_has_expired(
    world: World, portal: RelyingParty, owner: Citizen, way: str
) -> None:
    address = WAITING[way](portal, owner.browser)
    change(world, portal, redirect_uris=("https://portal.example.vn/other",))
    world.clock.move(minutes=10)
    owner.browser.open(address)
    assert owner.browser.left_for == ""


@pytest.mark.parametrize("way", WAITING)
def test_cancel_sends_no_person_to_an_address_that_was_taken(
    world: World, portal: RelyingParty, owner: Citizen, way: str
) -> None:
    address = WAITING[way](portal, owner.browser)
    page = owner.browser.open(address)
    change(world, portal, redirect_uris=("https://portal.example.vn/other",))
    assert page.heading == "Trial portal asks who you are"
    owner.browser.press("Cancel, go back to the portal")
    assert owner.browser.left_for == ""


@pytest.mark.parametrize("way", WAITING)
def test_a_portal_that_ended_gets_no_code_of_a_request_from_before(
    world: World, portal: RelyingParty, owner: Citizen, way: str
) -> None:
    address = WAITING[way](portal, owner.browser)
    world.services.portals.end(portal.id)
    assert go_on(owner, address).left_for == ""


@pytest.mark.parametrize("way", WAITING)
def test_a_portal_that_becomes_a_fapi_one_gets_codes_of_pushed_requests_alone(
    world: World, portal: RelyingParty, owner: Citizen, way: str
) -> None:
    address = WAITING[way](portal, owner.browser)
    change(world, portal, is_fapi=True)
    go_on(owner, address)
    answer = portal.answer_to(owner.browser)
    assert ("code" in answer) is ("pushed" in way)
    assert answer.get("error") == (None if "pushed" in way else "invalid_request")


def test_a_portal_that_is_no_legacy_one_any_more_gets_no_code_without_a_challenge(
    world: World, make_portal: Callable[..., RelyingParty], owner: Citizen
) -> None:
    legacy = make_portal(
        "legacy",
        is_legacy=True,
        client_auth=ClientAuth.CLIENT_SECRET_POST,
        keys=None,
        addresses=("127.0.0.1/32",),
    )
    address = _kept(legacy.address(code_challenge=None, code_challenge_method=None), owner.browser)
    change(world, legacy, is_legacy=False, addresses=())
    go_on(owner, address)
    assert legacy.answer_to(owner.browser)["error"] == "invalid_request"


def test_what_a_portal_may_not_be_told_any_more_is_not_told_with_a_token_from_before(
    world: World, portal: RelyingParty, owner: Citizen
) -> None:
    go_on(owner, _kept(portal.address(), owner.browser))
    token = portal.redeem(portal.answer_to(owner.browser)["code"]).get_json()["access_token"]
    assert "phone_number" in portal.userinfo(token).get_json()
    change(world, portal, scopes=frozenset({Scope.OPENID, Scope.PROFILE}))
    told = portal.userinfo(token).get_json()
    assert "name" in told
    assert "phone_number" not in told


def test_a_request_waits_on_when_another_address_is_added(
    world: World, portal: RelyingParty, owner: Citizen
) -> None:
    address = _kept(portal.address(), owner.browser)
    change(world, portal, redirect_uris=("https://portal.example.vn/other", RETURN))
    assert "code" in portal.answer_to(go_on(owner, address))


def test_a_code_for_an_address_that_was_taken_is_worth_nothing(
    world: World, portal: RelyingParty, owner: Citizen
) -> None:
    sign_in_on_the_way(portal, owner, owner.browser)
    owner.browser.press("Go on to")
    code = portal.answer_to(owner.browser)["code"]
    change(world, portal, redirect_uris=("https://portal.example.vn/other",))
    refused = portal.redeem(code)
    assert (refused.status_code, refused.get_json()["error"]) == (400, "invalid_grant")


def test_a_code_for_an_address_that_stays_is_redeemed_after_another_was_taken(
    world: World, make_portal: Callable[..., RelyingParty], lan: Citizen
) -> None:
    portal = make_portal("two", redirect_uris=(RETURN, "https://portal.example.vn/other"))
    sign_in_on_the_way(portal, lan, Browser(world.app))
    lan.browser.press("Agree and go on")
    code = portal.answer_to(lan.browser)["code"]
    change(world, portal, redirect_uris=(RETURN,))
    assert portal.redeem(code).status_code == 200
