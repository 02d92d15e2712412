"""A lost phone number: a proof, a number that the proof binds, and a message to both numbers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.account.records import Account, AccountEvent, NewAccount
from identity.subject import Subject
from sandbox.people.table import CROWD, PEOPLE
from tests.support.browser import Page
from tests.support.citizens import PASSWORD, Citizen
from tests.support.levels import set_level
from tests.support.sim_holders import Holder, phone_of
from tests.unit.bff.account.test_forgot_password import ask, registered_with_sim
from tests.unit.bff.account.test_frozen import account_of
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof, prove_with_sim

OLD_PHONE = CROWD[5].phone_number
PHONE = PEOPLE[0].phone_number


def with_old_phone(citizen: Citizen) -> Citizen:
    return replace(citizen, person=replace(citizen.person, phone_number=OLD_PHONE))


@pytest.fixture
def owner(world: World) -> Citizen:
    """A citizen whose account still has the phone that is lost."""
    opened = world.services.accounts.open(
        NewAccount(
            subject=Subject.CITIZEN,
            full_name=PEOPLE[0].full_name,
            citizen_number=PEOPLE[0].citizen_number,
            phone_number=OLD_PHONE,
            method="mobile_subscriber",
            level=2,
            password_hash=world.services.passwords.hash(PASSWORD),
            registered_at=world.clock(),
            language="en",
        )
    )
    assert isinstance(opened, Account)
    return world.citizen()


def reach_phone(citizen: Citizen) -> Page:
    begin_proof(citizen.browser, "mobile-subscriber", aim="new_phone")
    citizen.give_details()
    return citizen.enter_code()


def change(citizen: Citizen) -> Page:
    """Give the account the number that the carrier answered for."""
    reach_phone(citizen)
    return citizen.browser.press("Use this phone")


@pytest.mark.parametrize("htmx", [False, True])
def test_changing_the_phone_sends_a_message_to_both_numbers(
    world: World, owner: Citizen, *, htmx: bool
) -> None:
    elsewhere = with_old_phone(world.citizen())
    elsewhere.sign_in()
    elsewhere.enter_code()
    mover = world.citizen(htmx=htmx)
    assert change(mover).heading == "The phone number is changed"
    assert "the phone of your account changed" in with_old_phone(owner).messages[-1]
    assert "this is the phone of your account" in owner.messages[-1]
    assert elsewhere.browser.open("/account").path == "/sign-in"


def test_the_number_that_was_proved_gets_no_second_code(owner: Citizen) -> None:
    reach_phone(owner)
    codes = len(owner.codes)
    owner.browser.press("Use this phone")
    assert len(owner.codes) == codes


def test_a_stranger_with_a_subscription_can_not_give_the_account_another_number(
    world: World, owner: Citizen
) -> None:
    reach_phone(owner)
    page = owner.browser.send(phone_number=CROWD[6].phone_number)
    assert page.status == 422
    assert page.errors == ["Your proof counts only for the phone that you proved."]
    assert account_of(world, owner).phone_number == OLD_PHONE


@pytest.mark.parametrize("aim", ["new_phone", "reset", "raise", "answer", "delete"])
def test_a_stranger_with_cards_can_not_even_begin(world: World, owner: Citizen, aim: str) -> None:
    assert begin_proof(world.citizen().browser, "social-insurance", aim=aim).status == 404


def test_a_stranger_with_the_password_and_a_subscription_can_not_sign_in_by_the_new_phone(
    world: World, owner: Citizen
) -> None:
    change(owner)
    stranger = world.citizen()
    codes = len(stranger.codes)
    assert stranger.sign_in().path == "/sign-in/phone-too-new"
    assert len(stranger.codes) == codes
    assert stranger.browser.open("/account").path == "/sign-in"
    world.clock.move(hours=25)
    assert stranger.sign_in().path == "/sign-in/code"
    assert stranger.enter_code().path == "/account"


def test_a_stranger_whose_sign_in_was_open_already_can_not_finish_it_by_the_new_phone(
    world: World, owner: Citizen
) -> None:
    stranger = with_old_phone(world.citizen())
    stranger.sign_in()
    code = stranger.last_code
    change(owner)
    assert stranger.enter_code(code).path != "/account"
    assert stranger.browser.open("/account").path == "/sign-in"


def test_a_browser_that_signed_in_before_need_not_wait(world: World, owner: Citizen) -> None:
    at_home = with_old_phone(owner)
    at_home.sign_in()
    at_home.enter_code()
    change(owner)
    assert owner.sign_in().path == "/sign-in/code"
    assert owner.enter_code().path == "/account"
    assert "Phone number changed" in owner.page.text


def test_a_new_phone_gets_no_new_password_before_its_time(world: World, owner: Citizen) -> None:
    change(owner)
    codes = len(owner.codes)
    assert ask(owner).path == "/forgot-password/code"
    assert len(owner.codes) == codes
    world.clock.move(hours=25)
    ask(owner)
    assert len(owner.codes) == codes + 1


def test_the_wait_is_not_cut_short_by_filling_the_history(world: World, owner: Citizen) -> None:
    change(owner)
    codes = len(owner.codes)
    for _wrong_password in range(60):
        world.services.accounts.note(account_of(world, owner).id, AccountEvent.SIGN_IN_FAILED)
    ask(owner)
    assert len(owner.codes) == codes
    assert world.citizen().sign_in().path == "/sign-in/phone-too-new"


def test_the_current_phone_is_refused_as_a_new_one(world: World) -> None:
    owner = world.citizen()
    owner.register()
    reach_phone(owner)
    page = owner.browser.send(phone_number=PHONE)
    assert page.status == 422
    assert page.errors == ["This is the phone that the account has already. Enter another one."]


def signer_at_phone(world: World) -> Holder:
    signer = Holder(world, phone_of("sim_citizen"))
    begin_proof(signer.browser, "sim-signature", aim="new_phone")
    assert prove_with_sim(signer).path == "/new-phone/phone"
    return signer


def test_a_signature_gives_any_number_which_need_not_wait(world: World, owner: Citizen) -> None:
    signer = signer_at_phone(world)
    later = replace(
        owner, browser=signer.browser, person=replace(owner.person, phone_number=CROWD[6].phone_number)
    )
    signer.browser.send(phone_number=CROWD[6].phone_number)
    assert later.enter_code().heading == "The phone number is changed"
    elsewhere = replace(later, browser=world.citizen().browser)
    assert elsewhere.sign_in().path == "/sign-in/code"
    assert elsewhere.enter_code().path == "/account"


def give_up(world: World, phone_number: str) -> None:
    """Say with a code to the phone that it is not the account's: its new holder does so, or a stranger.

    The carrier says at that moment that the number has another subscriber, or the product asked none.
    """
    world.sandbox.numbers.give_on(phone_number)
    stranger = world.citizen(replace(PEOPLE[0], phone_number=phone_number))
    stranger.browser.open("/dispute/reported")
    stranger.browser.press("Stop their messages")
    stranger.browser.send(phone_number=phone_number)
    stranger.enter_code()
    world.sandbox.numbers.take_back(phone_number)


def test_a_stranger_can_not_give_the_number_up_first_and_then_change_the_phone_unseen(
    world: World, owner: Citizen
) -> None:
    give_up(world, OLD_PHONE)
    old = with_old_phone(world.citizen())
    assert "was said to have a new owner" in old.messages[-1]
    world.clock.move(hours=world.services.settings.stop_code_hours - 1)
    assert change(owner).heading == "The phone number is changed"
    assert "the phone of your account changed" in old.messages[-1]
    assert old.use_code().heading == "Stop a change that was not yours"
    assert old.browser.press("Stop it").heading == "The account is stopped"
    assert account_of(world, owner).is_stopped


def test_a_thiefs_deletion_does_not_outlive_a_giving_up(world: World) -> None:
    owner = world.citizen()
    owner.register()
    account, requests = account_of(world, owner), world.services.requests
    requests.ask_deletion(account.id, wait=timedelta(0), within=timedelta(days=1))
    give_up(world, PHONE)
    assert requests.open_of(account.id) == []


@pytest.mark.parametrize("elsewhere", [False, True])
def test_an_owner_takes_back_a_phone_that_a_stranger_gave_up(world: World, *, elsewhere: bool) -> None:
    owner = world.citizen()
    owner.register()
    give_up(world, PHONE)
    assert owner.sign_in().path == "/sign-in/lost-phone"
    assert change(owner).heading == "The phone number is changed"
    assert not account_of(world, owner).has_lost_phone
    person = world.citizen() if elsewhere else owner
    assert person.sign_in().path == "/sign-in/code"
    assert person.enter_code().path == "/account"
    assert "Phone number taken back" in person.page.text


def test_a_phone_that_was_taken_back_gets_a_new_password_at_once(world: World) -> None:
    owner = world.citizen()
    owner.register()
    give_up(world, PHONE)
    change(owner)
    codes = len(owner.codes)
    ask(owner)
    assert len(owner.codes) == codes + 1


def test_going_back_from_the_code_keeps_the_number_and_changes_nothing(world: World, owner: Citizen) -> None:
    signer = signer_at_phone(world)
    signer.browser.send(phone_number=CROWD[6].phone_number)
    page = signer.browser.press("Change my details or phone number")
    assert page.value_of("phone_number") == CROWD[6].phone_number


def test_an_account_of_level_three_is_not_changed_by_a_proof_of_level_two(world: World) -> None:
    registered_with_sim(world)
    citizen = world.citizen(PEOPLE[0])
    reach_phone(citizen)
    assert citizen.page.heading == "A stronger proof is needed"


def test_an_account_that_rose_to_level_three_in_between_is_not_changed_by_a_weaker_proof(
    world: World, owner: Citizen
) -> None:
    reach_phone(owner)
    set_level(world.services, account_of(world, owner).id)
    page = owner.browser.press("Use this phone")
    assert page.heading == "A stronger proof is needed"
    assert account_of(world, owner).phone_number == OLD_PHONE


def test_without_a_proof_there_is_no_new_phone(world: World) -> None:
    assert world.citizen().browser.open("/new-phone/phone").path == "/forgot-password"
