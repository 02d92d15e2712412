"""The app was ended while the message was read: whatever was begun, the start page leads back to its step."""

from collections.abc import Callable

import pytest

from bff.journeys.purpose import Purpose
from bff.registry import journeys
from sandbox.people.table import person_called
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World


def registering(world: World) -> Citizen:
    citizen = world.citizen()
    citizen.reach_code()
    return citizen


def registered(world: World) -> Citizen:
    citizen = world.citizen()
    citizen.register()
    return citizen


def signing_in(world: World) -> Citizen:
    citizen = registered(world)
    citizen.sign_in()
    return citizen


def resetting(world: World) -> Citizen:
    citizen = registered(world)
    citizen.browser.open("/forgot-password")
    citizen.browser.send(
        citizen_number=citizen.person.citizen_number, phone_number=citizen.person.phone_number
    )
    return citizen


def proving(world: World) -> Citizen:
    citizen = registered(world)
    citizen.browser.open("/prove/mobile-subscriber?aim=reset&subject=citizen")
    citizen.browser.open("/prove/for/reset?subject=citizen")
    citizen.browser.press("Mobile number in your own name")
    citizen.browser.send_any("Start", "Continue")
    citizen.give_details()
    return citizen


def asking_what_exists(world: World) -> Citizen:
    citizen = registered(world)
    citizen.browser.open("/register")
    citizen.start()
    citizen.give_details()
    citizen.browser.post_form("/existing-account")
    citizen.browser.open("/existing-account/code")
    return citizen


Begun = Callable[[World], Citizen]
every_purpose = pytest.mark.parametrize(
    ("begun", "button"),
    [
        (registering, "Continue my registration"),
        (signing_in, "Go on where you were"),
        (resetting, "Go on where you were"),
        (proving, "Go on where you were"),
        (asking_what_exists, "Go on where you were"),
    ],
)


@every_purpose
def test_the_start_page_leads_back_to_the_step(world: World, begun: Begun, button: str) -> None:
    citizen = begun(world)
    left = citizen.page.path
    assert citizen.page.heading == "Enter the verification code"
    home = citizen.browser.open("/")
    assert citizen.person.full_name not in str(home.soup)
    assert citizen.browser.press(button).path == left
    assert citizen.enter_code().status == 200
    assert citizen.page.path != left


@every_purpose
def test_another_browser_is_led_nowhere(world: World, begun: Begun, button: str) -> None:
    begun(world)
    other = Browser(world.app)
    assert button not in other.open("/").text


@pytest.mark.parametrize("purpose", list(Purpose))
def test_where_nothing_was_begun_each_purpose_leads_to_its_beginning(world: World, purpose: Purpose) -> None:
    page = Browser(world.app).open(f"/continue/{purpose}")
    assert page.status == 200
    assert page.path in {"/register", "/sign-in", "/dispute", "/forgot-password"}


def test_every_journey_that_sends_a_code_is_found_by_its_purpose() -> None:
    assert {journey.purpose for journey in journeys()} <= set(Purpose)


def test_signing_in_again_while_the_message_is_read_sends_no_second_one(world: World) -> None:
    citizen = signing_in(world)
    code = citizen.last_code
    sent = len(citizen.messages)
    world.clock.move(seconds=90)
    assert citizen.sign_in().heading == "Enter the verification code"
    assert len(citizen.messages) == sent
    assert citizen.enter_code(code).path == "/account"


def test_asking_for_a_reset_again_while_the_message_is_read_sends_no_second_one(world: World) -> None:
    citizen = resetting(world)
    code, sent = citizen.last_code, len(citizen.messages)
    citizen.browser.open("/forgot-password")
    citizen.browser.send(
        citizen_number=citizen.person.citizen_number, phone_number=citizen.person.phone_number
    )
    assert len(citizen.messages) == sent
    assert citizen.enter_code(code).path == "/forgot-password/new-password"


def test_another_persons_reset_in_the_same_browser_is_one_of_its_own(world: World) -> None:
    citizen = resetting(world)
    other = person_called("one_word_name")
    citizen.browser.open("/forgot-password")
    citizen.browser.send(citizen_number=other.citizen_number, phone_number=other.phone_number)
    page = citizen.enter_code(citizen.last_code)
    assert page.path == "/forgot-password/code"


def test_a_code_that_is_over_is_not_gone_on_with(world: World) -> None:
    citizen = signing_in(world)
    sent = len(citizen.messages)
    world.clock.move(seconds=301)
    citizen.sign_in()
    assert len(citizen.messages) == sent + 1


def test_what_is_over_is_not_offered_again(world: World) -> None:
    page = registered(world).browser.open("/")
    assert "Go on where you were" not in page.text
    assert "not finished" not in page.text
