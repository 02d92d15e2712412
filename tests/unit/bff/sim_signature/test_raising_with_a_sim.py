"""The SIM signature of an account's holder, and no other signature, raises the account to level 3."""

from collections.abc import Callable

import pytest

from accounts.account.records import AccountEvent
from identity.claims import Claims
from identity.subject import Subject
from sandbox.people.table import CROWD, PEOPLE
from tests.support.browser import Page
from tests.support.citizens import Citizen
from tests.support.sim_holders import PIN, phone_of
from tests.unit.bff.conftest import World


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Signing in takes a password alone: what follows is not about codes."""
    return make_world(sign_in_code=False)


def account_of(citizen: Citizen) -> Page:
    """Register with a password at level 2, and sign in."""
    citizen.register()
    return citizen.sign_in()


def sign(world: World, citizen: Citizen, phone_number: str) -> Page:
    """Raise the level with the SIM in this phone."""
    citizen.browser.open("/account")
    citizen.browser.press("Raise the level with")
    citizen.browser.send(phone_number=phone_number)
    world.ask()
    world.sandbox.mssp.confirm(phone_number, PIN)
    world.ask()
    return citizen.browser.open_and_go_on("/prove/sim-signature/waiting")


def test_the_holders_signature_raises_the_level_and_is_recorded(world: World) -> None:
    citizen = world.citizen(CROWD[0])
    assert "Raise the level with: SIM signature" in account_of(citizen).text
    page = sign(world, citizen, citizen.person.phone_number)
    assert (page.heading, "The level of your account is higher now." in page.text) == ("My account", True)
    assert "Raise the level with" not in page.text
    account = world.services.accounts.find(
        Claims(subject=Subject.CITIZEN, citizen_number=citizen.person.citizen_number)
    )
    assert account is not None
    assert account.level == 3
    assert AccountEvent.LEVEL_RAISED in {one.event for one in world.services.accounts.history(account.id)}


def test_the_same_person_may_sign_with_the_sim_in_another_phone(world: World) -> None:
    citizen = world.citizen(PEOPLE[0])
    account_of(citizen)
    assert phone_of("sim_citizen") == citizen.person.phone_number
    assert sign(world, citizen, phone_of("sim_citizen")).heading == "My account"


@pytest.mark.parametrize("has_account", [False, True], ids=["without-an-account", "with-an-account"])
def test_a_strangers_signature_does_not_raise_the_level(world: World, *, has_account: bool) -> None:
    citizen, stranger = world.citizen(CROWD[0]), world.citizen(CROWD[1])
    if has_account:
        account_of(stranger)
    account_of(citizen)
    page = sign(world, citizen, stranger.person.phone_number)
    assert "What you proved belongs to somebody else" in page.text
    assert stranger.person.full_name not in page.text
    assert "Raise the level with" in citizen.browser.open("/account").text


def test_an_organisations_signature_does_not_raise_a_citizen(world: World) -> None:
    citizen = world.citizen(CROWD[0])
    account_of(citizen)
    page = sign(world, citizen, phone_of("sim_business"))
    assert page.heading == "This certificate is for another kind of account"
    assert "Raise the level with" in citizen.browser.open("/account").text


def test_declining_on_the_phone_keeps_the_level_and_allows_another_try(world: World) -> None:
    citizen = world.citizen(CROWD[0])
    account_of(citizen)
    citizen.browser.press("Raise the level with")
    citizen.browser.send(phone_number=citizen.person.phone_number)
    world.ask()
    world.sandbox.mssp.cancel(citizen.person.phone_number)
    world.ask()
    page = citizen.browser.open_and_go_on("/prove/sim-signature/waiting")
    assert page.heading == "You cancelled the request on the phone"
    assert citizen.browser.press("Try again").heading == "The number of your signing SIM"


def test_a_proof_without_an_account_to_raise_changes_nothing(world: World) -> None:
    citizen = world.citizen(CROWD[0])
    account_of(citizen)
    citizen.browser.open("/account")
    citizen.browser.press("Raise the level with")
    citizen.browser.send(phone_number=citizen.person.phone_number)
    world.ask()
    world.sandbox.mssp.confirm(citizen.person.phone_number, PIN)
    world.ask()
    (account_id,) = world.services.accounts.with_phone(citizen.person.phone_number)
    world.services.signed_in.end_all(account_id)
    assert citizen.browser.open_and_go_on("/prove/sim-signature/waiting").path == "/sign-in"
    account = world.services.accounts.get(account_id)
    assert account is not None
    assert account.level == 2
