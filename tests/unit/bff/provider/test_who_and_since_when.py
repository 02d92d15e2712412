"""Whom a portal expects, and how long ago that person may have signed in, judged at the answer."""

from urllib.parse import urlsplit

import pytest

from bff.views.provider.asking import FRESH_SECONDS
from sandbox.people.table import CROWD
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.support.relying_party import RelyingParty, agree
from tests.unit.bff.conftest import World
from tests.unit.bff.provider.test_signing_in_at_a_portal import sign_in_on_the_way
from tests.unit.bff.provider.test_whose_request import token_of

ASKS_WHO, ASKS_FOR_DATA = "Trial portal asks who you are", "Trial portal asks for data of yours"
ONCE_MORE = "The portal wants you to sign in once more."
ANOTHER = "The portal expects another account"


@pytest.fixture
def tab(world: World, portal: RelyingParty, lan: Citizen) -> Browser:
    """A browser in which Lan has signed in a minute ago, and agreed."""
    lan.browser = Browser(world.app)
    lan.sign_in()
    lan.enter_code()
    (account_id,) = world.services.accounts.with_phone(lan.person.phone_number)
    agree(world.app, account_id, portal)
    world.clock.move(minutes=1)
    return lan.browser


def keep(portal: RelyingParty, tab: Browser, **changes: str) -> str:
    """Let the request wait, and return the address of its page."""
    tab.post_form(f"/portal?{urlsplit(portal.address(**changes)).query}", action="raise")
    return f"/portal/{token_of(tab)}"


# ---------------------------------------------------------------- since when
@pytest.mark.parametrize("path", ["", "/go"])
def test_a_portal_gets_no_sign_in_that_became_too_old_while_its_request_waited(
    world: World, portal: RelyingParty, tab: Browser, path: str
) -> None:
    address = keep(portal, tab, max_age="600")
    assert tab.open(address).heading == "You return to Trial portal"
    world.clock.move(minutes=50)
    page = tab.open(address + path)
    assert tab.left_for == ""
    assert ONCE_MORE in page.text


def test_a_sign_in_that_is_young_enough_at_the_answer_counts(
    world: World, portal: RelyingParty, tab: Browser
) -> None:
    address = keep(portal, tab, max_age="600")
    world.clock.move(minutes=5)
    tab.open(f"{address}/go")
    assert "code" in portal.answer_to(tab)


@pytest.mark.parametrize("wish", [{"max_age": "0"}, {"max_age": "1"}, {"prompt": "login"}], ids=str)
def test_who_has_just_signed_in_for_this_request_has_minutes_to_agree(
    world: World, portal: RelyingParty, lan: Citizen, wish: dict[str, str]
) -> None:
    lan.browser = Browser(world.app)
    portal.send(lan.browser, **wish)
    lan.browser.press("Sign in")
    lan.sign_in()
    assert lan.enter_code().heading == ASKS_FOR_DATA
    world.clock.move(seconds=FRESH_SECONDS - 60)
    lan.browser.press("Agree and go on")
    assert "code" in portal.answer_to(lan.browser)


def test_who_reads_for_longer_signs_in_once_more(world: World, portal: RelyingParty, lan: Citizen) -> None:
    lan.browser = Browser(world.app)
    portal.send(lan.browser, max_age="60")
    lan.browser.press("Sign in")
    lan.sign_in()
    assert lan.enter_code().heading == ASKS_FOR_DATA
    world.clock.move(seconds=FRESH_SECONDS + 60)
    assert ONCE_MORE in lan.browser.press("Agree and go on").text
    assert lan.browser.left_for == ""


# ---------------------------------------------------------------- who
def token_of_another(portal: RelyingParty, other: Citizen) -> str:
    sign_in_on_the_way(portal, other, Browser(other.browser.app))
    other.browser.press("Agree and go on")
    return str(portal.redeem(portal.answer_to(other.browser)["code"]).get_json()["id_token"])


@pytest.fixture
def other(world: World) -> Citizen:
    """Another person with an account."""
    citizen = world.citizen(CROWD[0])
    citizen.register()
    return citizen


@pytest.mark.parametrize("hint", ["no token", "of another person"])
def test_who_is_not_the_expected_person_signs_in_once_more_and_then_gets_words_and_a_way_out(
    world: World, portal: RelyingParty, lan: Citizen, other: Citizen, hint: str
) -> None:
    expected = token_of_another(portal, other) if hint == "of another person" else "nobody"
    lan.browser = Browser(world.app)
    lan.sign_in()
    lan.enter_code()
    assert ONCE_MORE in portal.send(lan.browser, id_token_hint=expected).text
    lan.browser.press("Sign in again")
    lan.sign_in()
    page = lan.enter_code()
    assert ANOTHER in page.text
    assert ONCE_MORE not in page.text
    lan.browser.press("Go back to the portal")
    answer = portal.answer_to(lan.browser)
    assert answer["error"] == "login_required"
    assert "code" not in answer


def test_the_expected_person_can_sign_in_where_another_one_did(
    world: World, portal: RelyingParty, lan: Citizen, other: Citizen
) -> None:
    expected = token_of_another(portal, other)
    lan.browser = Browser(world.app)
    portal.send(lan.browser, id_token_hint=expected)
    lan.browser.press("Sign in")
    lan.sign_in()
    assert ANOTHER in lan.enter_code().text
    lan.browser.press("sign in as another person")
    other.browser = lan.browser
    other.sign_in()
    assert other.enter_code().heading == "You return to Trial portal"


def test_a_silent_request_for_another_person_is_told_that_a_sign_in_is_needed(
    portal: RelyingParty, tab: Browser
) -> None:
    portal.send(tab, id_token_hint="nobody", prompt="none")
    assert portal.answer_to(tab)["error"] == "login_required"


def test_a_portal_is_told_when_a_person_signed_in_by_the_product_s_clock(
    world: World, portal: RelyingParty, lan: Citizen
) -> None:
    world.clock.move(hours=5)
    lan.browser = Browser(world.app)
    signed_in_at = int(portal.now)
    sign_in_on_the_way(portal, lan, lan.browser)
    world.clock.move(seconds=30)
    lan.browser.press("Agree and go on")
    _header, claims = portal.read(portal.redeem(portal.answer_to(lan.browser)["code"]).get_json()["id_token"])
    assert claims["auth_time"] == signed_in_at
    assert claims["iat"] == signed_in_at + 30
