"""An account that exists: what a matching person sees, and what its possible owner receives."""

from dataclasses import replace

import pytest

from sandbox.people.table import CROWD, PEOPLE
from tests.support.citizens import Citizen
from tests.support.sim_holders import Holder, phone_of
from tests.unit.bff.conftest import World


@pytest.fixture
def owner(world: World) -> Citizen:
    citizen = world.citizen()
    citizen.register()
    return citizen


def test_a_match_alone_reveals_no_facts_of_the_account(world: World, owner: Citizen) -> None:
    again = world.citizen()
    page = again.reach_code()
    assert page.heading == "An account already exists"
    assert page.soup.find("dl") is None
    assert owner.person.phone_number[-3:] not in page.text


def test_a_code_to_the_accounts_phone_shows_when_and_how_it_was_registered(
    world: World, owner: Citizen
) -> None:
    again = world.citizen()
    again.reach_code()
    page = again.browser.press("Send a code to the account's phone")
    assert page.path == "/existing-account/code"
    assert "the account's phone" in page.text
    page = again.enter_code()
    assert page.heading == "The account with your number"
    assert "Mobile number in your own name" in page.text
    assert "09•• ••• 001" in page.text.replace("\u00a0", " ")
    assert owner.person.citizen_number not in str(page.soup)


def test_the_history_shows_the_repeated_registration(world: World, owner: Citizen) -> None:
    again = world.citizen()
    again.reach_code()
    again.browser.press("Send a code to the account's phone")
    again.enter_code()
    owner.sign_in()
    owner.enter_code()
    assert "Somebody proved the same identity" in owner.page.text
    assert "Somebody with the account's phone was told" in owner.page.text


def test_a_signature_shows_the_existing_account_at_once(world: World, owner: Citizen) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    holder.reach_waiting()
    holder.confirm_on_the_phone()
    page = holder.look()
    assert page.heading == "An account already exists"
    assert "Mobile number in your own name" in page.text
    assert "Send a code" not in page.text


def test_a_code_for_an_existing_account_needs_a_match_first(world: World, owner: Citizen) -> None:
    stranger = world.citizen(CROWD[0])
    stranger.browser.open("/register")
    before = len(owner.messages)
    page = stranger.browser.post("/existing-account", csrf_token=stranger.browser.csrf_token)
    assert page.path == "/register"
    assert len(owner.messages) == before


def test_every_way_to_continue_has_a_page(world: World, owner: Citizen) -> None:
    again = world.citizen(replace(PEOPLE[0]))
    page = again.reach_code()
    for link in [str(link["href"]) for link in page.soup.select("main a")]:
        assert again.browser.open(link).status == 200
