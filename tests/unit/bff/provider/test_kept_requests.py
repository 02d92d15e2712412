"""A stranger fills no store with requests of portals, and closes no portal to its people by that."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from tests.support.browser import Browser
from tests.support.citizens import PASSWORD, Citizen
from tests.support.crowds import Crowd
from tests.support.relying_party import RelyingParty
from tests.unit.bff.conftest import World

FULL = "Sign in first, then go to the portal again"


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A world with small limits."""
    return make_world(portal_kept_requests=6, portal_kept_requests_per_portal=4, portal_kept_long_requests=2)


def flood(world: World, portal: RelyingParty, *, times: int = 8, **changes: str) -> list[TestResponse]:
    """Begin to answer a request of the portal, each time with a fresh cookie."""
    crowd, query = Crowd(world.app), urlsplit(portal.address(**changes)).query
    return [crowd.posting(crowd.browser(), f"/portal?{query}", action="sign_in")() for _ in range(times)]


def kept(world: World) -> int:
    return sum(1 for _ in world.services.flows.client.scan_iter("portal_request:*"))


def sign_in_at(browser: Browser, citizen: Citizen) -> None:
    """Type number, password and code, from the sign-in screen on."""
    citizen.browser = browser
    browser.send(citizen_number=citizen.person.citizen_number, password=PASSWORD)
    citizen.enter_code()


def test_fresh_cookies_can_not_keep_requests_without_end(world: World, portal: RelyingParty) -> None:
    told = [answer.status_code for answer in flood(world, portal)]
    assert told == [303] * 4 + [429] * 4
    assert kept(world) == 4


def test_a_flood_at_one_portal_leaves_the_others(
    world: World, portal: RelyingParty, make_portal: Callable[..., RelyingParty]
) -> None:
    flood(world, portal)
    assert [answer.status_code for answer in flood(world, make_portal("other"))][:3] == [303, 303, 429]
    assert kept(world) == 6


@pytest.mark.parametrize("text", ["s" * 2_000, "\u1ead" * 350], ids=["long", "of many bytes"])
def test_long_requests_leave_places_for_others(world: World, portal: RelyingParty, text: str) -> None:
    told = [answer.status_code for answer in flood(world, portal, state=text)]
    assert told == [303] * 2 + [429] * 6
    assert flood(world, portal, times=1)[0].status_code == 303


def test_a_person_in_the_middle_of_signing_in_keeps_the_portals_request(
    world: World, portal: RelyingParty, lan: Citizen
) -> None:
    browser = Browser(world.app, language="en")
    portal.send(browser)
    browser.press("Sign in")
    flood(world, portal, times=20)
    world.clock.move(seconds=60)
    flood(world, portal, times=20)
    sign_in_at(browser, lan)
    browser.press("Agree and go on")
    assert portal.redeem(portal.answer_to(browser)["code"]).status_code == 200


@pytest.mark.parametrize("prompt", ["", "login"])
def test_a_person_in_a_new_browser_signs_in_first_and_then_goes_to_the_portal(
    world: World, portal: RelyingParty, lan: Citizen, prompt: str
) -> None:
    flood(world, portal)
    browser = Browser(world.app, language="en")
    portal.send(browser, prompt=prompt or None)
    page = browser.press("Sign in")
    assert (page.status, page.heading) == (429, FULL)
    browser.press("Sign in")
    sign_in_at(browser, lan)
    assert browser.page.path == "/account"
    portal.send(browser, prompt=prompt or None)
    if prompt:
        browser.press("Sign in again")
        sign_in_at(browser, lan)
    browser.press("Agree and go on")
    assert portal.redeem(portal.answer_to(browser)["code"]).status_code == 200


def test_a_browser_that_signed_in_before_notices_nothing_of_a_flood(
    world: World, portal: RelyingParty, lan: Citizen
) -> None:
    flood(world, portal)
    portal.send(lan.browser)
    assert lan.browser.press("Sign in").heading == "Sign in"
    sign_in_at(lan.browser, lan)
    lan.browser.press("Agree and go on")
    assert portal.answer_to(lan.browser)["code"]


def test_a_person_without_an_account_registers_first(world: World, portal: RelyingParty) -> None:
    flood(world, portal)
    browser = Browser(world.app, language="en")
    portal.send(browser)
    browser.press("register")
    assert browser.page.heading == FULL
    assert browser.press("I have no account yet: register").path == "/register"


def test_a_request_that_ended_leaves_its_place_to_another(
    world: World, portal: RelyingParty, lan: Citizen
) -> None:
    for _ in range(3):
        browser = Browser(world.app, language="en")
        portal.send(browser)
        browser.press("Sign in")
        sign_in_at(browser, lan)
        if not browser.left_for:
            browser.press("Agree and go on" if "asks for data" in browser.page.heading else "Go on")
        portal.answer_to(browser)
    for _ in range(6):
        browser = Browser(world.app, language="en")
        portal.send(browser)
        browser.press("Sign in")
        browser.open(f"/portal/{token_of(browser)}")
        browser.press("Cancel, go back to the portal")
        assert portal.answer_to(browser)["error"] == "access_denied"
    assert world.services.limits.client.keys("limit:portal_kept*") == []


def token_of(browser: Browser) -> str:
    """The id of the request that this browser keeps."""
    found = browser.app.session_interface.get_signing_serializer(browser.app).loads(browser.cookie)  # type: ignore[attr-defined]  # of the cookie sessions
    return str(found["portals"][0])
