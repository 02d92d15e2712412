"""A thief with a stolen password uses up the codes of the phone; the owner chooses a new one and is in."""

from collections.abc import Callable

import pytest

from tests.support.browser import Browser, Page
from tests.support.citizens import PASSWORD, Citizen
from tests.unit.bff.conftest import World

NEW_PASSWORD = "Mật-khẩu-mới-9-rồng"


def sign_in(browser: Browser, owner: Citizen, password: str) -> Page:
    browser.open("/sign-in")
    return browser.send(citizen_number=owner.person.citizen_number, password=password)


def codes_are_used_up(world: World, owner: Citizen) -> Page:
    """From a fresh browser each time, until no more codes are sent."""
    for number in range(14):
        page = sign_in(Browser(world.app), owner, PASSWORD)
        if page.status == 429:
            return page
        world.clock.move(seconds=61 if number % 5 else 3601)
    raise AssertionError("the codes never end")


def codes_are_guessed(world: World, owner: Citizen) -> Page:
    """Wrong codes, five in each flow, until no more are judged."""
    for _flow in range(10):
        thief = Browser(world.app)
        page = sign_in(thief, owner, PASSWORD)
        for _guess in range(5):
            if page.status != 429 and page.path.endswith("/code"):
                page = thief.send(code="000000")
        if page.status == 429:
            return page
        world.clock.move(seconds=61)
    raise AssertionError("the guesses never end")


@pytest.mark.parametrize("use_up", [codes_are_used_up, codes_are_guessed])
def test_an_owner_with_a_new_password_signs_in_from_a_new_browser_at_once(
    world: World, use_up: Callable[[World, Citizen], Page]
) -> None:
    owner = world.citizen()
    owner.register()
    refused = use_up(world, owner)
    assert "choose a new password" in refused.text
    browser = owner.browser = Browser(world.app)
    assert sign_in(browser, owner, PASSWORD).status == 429
    browser.open("/forgot-password")
    browser.send(citizen_number=owner.person.citizen_number, phone_number=owner.person.phone_number)
    browser.send(code=owner.codes[-1])
    assert (
        browser.send(password=NEW_PASSWORD, confirmation=NEW_PASSWORD).heading == "The new password is saved"
    )
    sign_in(browser, owner, NEW_PASSWORD)
    assert browser.send(code=owner.codes[-1]).heading == "My account"
