"""A lost phone number: proof of identity, a code to the new number, and a message to both numbers."""

from dataclasses import replace

import pytest

from accounts.account.records import AccountEvent
from identity.claims import Claims
from identity.subject import Subject
from sandbox.people.table import CROWD, PEOPLE
from tests.support.citizens import Citizen
from tests.support.sim_holders import Holder, phone_of
from tests.unit.bff.account.test_forgot_password import ask, registered_with_sim
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof, prove_with_sim

NEW_PHONE = CROWD[5].phone_number


@pytest.fixture
def owner(world: World) -> Citizen:
    citizen = world.citizen()
    citizen.register()
    return citizen


def reach_phone(citizen: Citizen) -> None:
    begin_proof(citizen.browser, "mobile-subscriber", aim="new_phone")
    citizen.give_details()
    citizen.enter_code()


def at_new_phone(world: World, owner: Citizen) -> Citizen:
    return replace(owner, person=replace(owner.person, phone_number=NEW_PHONE))


@pytest.mark.parametrize("htmx", [False, True])
def test_changing_the_phone_sends_a_message_to_both_numbers(world: World, *, htmx: bool) -> None:
    owner = world.citizen(htmx=htmx)
    owner.register()
    elsewhere = world.citizen()
    elsewhere.sign_in()
    elsewhere.enter_code()
    reach_phone(owner)
    assert owner.page.path == "/new-phone/phone"
    owner.browser.send(phone_number=NEW_PHONE)
    later = at_new_phone(world, owner)
    page = later.enter_code()
    assert page.heading == "The phone number is changed"
    assert "the phone of your account changed" in owner.messages[-1]
    assert "this is the phone of your account" in later.messages[-1]
    assert elsewhere.browser.open("/account").path == "/sign-in"
    later.sign_in()
    assert later.enter_code().path == "/account"
    assert "Phone number changed" in later.page.text


def test_a_new_phone_gets_no_new_password_before_its_time(world: World, owner: Citizen) -> None:
    reach_phone(owner)
    owner.browser.send(phone_number=NEW_PHONE)
    later = at_new_phone(world, owner)
    later.enter_code()
    codes = len(later.codes)
    assert ask(later).path == "/forgot-password/code"
    assert len(later.codes) == codes
    world.clock.move(hours=25)
    ask(later)
    assert len(later.codes) == codes + 1


def test_the_wait_is_not_cut_short_by_filling_the_history(world: World, owner: Citizen) -> None:
    reach_phone(owner)
    owner.browser.send(phone_number=NEW_PHONE)
    later = at_new_phone(world, owner)
    later.enter_code()
    codes = len(later.codes)
    account = world.services.accounts.find(
        Claims(subject=Subject.CITIZEN, citizen_number=owner.person.citizen_number)
    )
    assert account is not None
    for _wrong_password in range(60):
        world.services.accounts.note(account.id, AccountEvent.SIGN_IN_FAILED)
    ask(later)
    assert len(later.codes) == codes


def test_the_current_phone_is_refused_as_a_new_one(world: World, owner: Citizen) -> None:
    reach_phone(owner)
    page = owner.browser.send(phone_number=owner.person.phone_number)
    assert page.status == 422
    assert page.errors == ["This is the phone that the account has already. Enter another one."]


def test_going_back_from_the_code_keeps_the_number_and_changes_nothing(world: World, owner: Citizen) -> None:
    reach_phone(owner)
    owner.browser.send(phone_number=NEW_PHONE)
    page = owner.browser.press("Change my details or phone number")
    assert page.value_of("phone_number") == NEW_PHONE


def test_an_account_of_level_three_is_not_changed_by_a_proof_of_level_two(world: World) -> None:
    registered_with_sim(world)
    citizen = world.citizen(PEOPLE[0])
    reach_phone(citizen)
    assert citizen.page.heading == "This account needs a signature"


def test_a_signature_changes_the_phone_of_any_account(world: World, owner: Citizen) -> None:
    signer = Holder(world, phone_of("sim_citizen"))
    begin_proof(signer.browser, "sim-signature", aim="new_phone")
    assert prove_with_sim(signer).path == "/new-phone/phone"


def test_without_a_proof_there_is_no_new_phone(world: World) -> None:
    assert world.citizen().browser.open("/new-phone/phone").path == "/forgot-password"
    assert world.citizen().browser.open("/new-phone/proved").path == "/prove/for/new_phone"
