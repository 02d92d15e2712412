"""A portal sends a person here, and gets them back signed in."""

from collections.abc import Callable

import pytest

from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.support.relying_party import RelyingParty
from tests.unit.bff.conftest import World


def sign_in_on_the_way(portal: RelyingParty, citizen: Citizen, browser: Browser | None = None) -> None:
    """Go from the portal to our pages, sign in with password and code; the consent page stands there then."""
    citizen.browser = browser or citizen.browser
    portal.send(citizen.browser)
    citizen.browser.press("Sign in")
    citizen.browser.send(citizen_number=citizen.person.citizen_number, password="Ngôi-nhà-3-tầng")
    citizen.enter_code()


def test_a_person_signs_in_agrees_and_is_back_at_the_portal(
    world: World, portal: RelyingParty, lan: Citizen
) -> None:
    sign_in_on_the_way(portal, lan, Browser(world.app))
    assert lan.page.heading == "Trial portal asks for data of yours"
    assert "Your name, date of birth and sex" in lan.page.text
    lan.browser.press("Agree and go on")
    answer = portal.answer_to(lan.browser)
    assert answer["state"] == portal.state
    assert answer["iss"] == "http://localhost:8000"

    tokens = portal.redeem(answer["code"])
    assert tokens.status_code == 200, tokens.text
    told = tokens.get_json()
    header, claims = portal.read(told["id_token"])
    assert header["alg"] == "RS256"
    assert claims["nonce"] == portal.nonce
    assert claims["aud"] == portal.id
    assert claims["acr"] == "urn:cuaso:level:2"
    assert claims["amr"] == ["pwd", "otp"]
    info = portal.userinfo(told["access_token"]).get_json()
    assert info["sub"] == claims["sub"]
    assert info["name"] == lan.person.full_name
    assert info["phone_number"] == lan.person.phone_number
    assert "citizen_number" not in info


def test_who_is_signed_in_and_has_agreed_is_back_at_once(
    world: World, portal: RelyingParty, lan: Citizen
) -> None:
    sign_in_on_the_way(portal, lan, Browser(world.app))
    lan.browser.press("Agree and go on")
    portal.send(lan.browser)
    assert "code" in portal.answer_to(lan.browser)


def test_cancel_returns_to_the_portal_with_words(world: World, portal: RelyingParty) -> None:
    browser = Browser(world.app)
    portal.send(browser)
    browser.press("Cancel")
    answer = portal.answer_to(browser)
    assert answer["error"] == "access_denied"
    assert answer["error_description"] == "user_cancel"
    assert answer["state"] == portal.state
    assert answer["iss"] == "http://localhost:8000"


def test_who_has_no_account_registers_on_the_way(world: World, portal: RelyingParty) -> None:
    citizen = world.citizen()
    portal.send(citizen.browser)
    assert citizen.browser.press("register").heading == "Who is the account for?"
    citizen.register()
    citizen.browser.press("Go on to Trial portal")
    assert citizen.page.heading == "Trial portal asks for data of yours"
    citizen.browser.press("Agree and go on")
    assert portal.redeem(portal.answer_to(citizen.browser)["code"]).status_code == 200


def test_back_from_the_portal_shows_the_page_and_leads_there_by_a_press_alone(
    world: World, portal: RelyingParty, lan: Citizen
) -> None:
    sign_in_on_the_way(portal, lan, Browser(world.app))
    address = lan.browser.page.path
    lan.browser.press("Agree and go on")
    first = portal.answer_to(lan.browser)["code"]
    page = lan.browser.open(address)
    assert page.heading == "You return to Trial portal"
    assert "refresh" not in str(page.soup.head)
    lan.browser.left_for = ""
    lan.browser.press("Go on to Trial portal")
    assert portal.answer_to(lan.browser)["code"] == first


def test_back_from_registering_leads_to_the_portals_page_again(world: World, portal: RelyingParty) -> None:
    browser = Browser(world.app)
    portal.send(browser)
    browser.press("register")
    assert browser.press("Back").heading == "Trial portal asks who you are"
    browser.press("Cancel")
    assert portal.answer_to(browser)["error"] == "access_denied"
    browser.open("/register")
    assert browser.press("Back").heading == "One account for every public service"


def test_the_language_switch_keeps_who_registers_on_the_way_there(world: World, portal: RelyingParty) -> None:
    browser = Browser(world.app)
    portal.send(browser)
    browser.press("register")
    assert browser.press("Tiếng Việt").heading == "Tài khoản này dành cho ai?"
    assert browser.press("Quay lại").heading == "Cổng thử hỏi bạn là ai"


def test_who_had_begun_to_register_before_is_offered_to_go_on_there(
    world: World, portal: RelyingParty
) -> None:
    citizen = world.citizen()
    citizen.reach_code()
    portal.send(citizen.browser)
    citizen.browser.press("register")
    assert citizen.browser.press("Continue my registration").heading == "Enter the verification code"


@pytest.mark.parametrize("left_out", ["nonce", "code_challenge"])
def test_a_request_without_its_protection_is_refused(
    world: World, portal: RelyingParty, left_out: str
) -> None:
    browser = Browser(world.app)
    portal.send(browser, **{left_out: None})
    assert portal.answer_to(browser)["error"] == "invalid_request"


def test_a_code_that_is_used_twice_ends_the_token_of_the_first_use(
    world: World, portal: RelyingParty, lan: Citizen
) -> None:
    sign_in_on_the_way(portal, lan, Browser(world.app))
    lan.browser.press("Agree and go on")
    code = portal.answer_to(lan.browser)["code"]
    token = portal.redeem(code).get_json()["access_token"]
    assert portal.userinfo(token).status_code == 200
    assert portal.redeem(code).get_json()["error"] == "invalid_grant"
    assert portal.userinfo(token).status_code == 401


def test_a_code_is_worth_nothing_to_another_portal(
    world: World, portal: RelyingParty, make_portal: Callable[..., RelyingParty], lan: Citizen
) -> None:
    other = make_portal("other")
    sign_in_on_the_way(portal, lan, Browser(world.app))
    lan.browser.press("Agree and go on")
    code = portal.answer_to(lan.browser)["code"]
    assert other.redeem(code, code_verifier=portal.verifier).get_json()["error"] == "invalid_grant"
