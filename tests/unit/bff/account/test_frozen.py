"""A frozen account: every sign-in fails, and the reason is shown only after a proof."""

import pytest

from accounts.account.records import Account, AccountEvent
from identity.claims import Claims
from identity.subject import Subject
from tests.support.citizens import Citizen
from tests.unit.bff.account.test_my_account import signed_in
from tests.unit.bff.account.test_signing_in import WRONG
from tests.unit.bff.conftest import World

FROZEN = "This account is frozen"


def account_of(world: World, citizen: Citizen) -> Account:
    found = world.services.accounts.find(
        Claims(subject=Subject.CITIZEN, citizen_number=citizen.person.citizen_number)
    )
    assert found is not None
    return found


@pytest.fixture
def owner(world: World) -> Citizen:
    world.citizen().register()
    return signed_in(world)


def freeze(world: World, owner: Citizen) -> Account:
    account = account_of(world, owner)
    assert world.services.accounts.freeze(account.id)
    return account


def test_an_open_session_ends_with_the_next_request(world: World, owner: Citizen) -> None:
    freeze(world, owner)
    page = owner.browser.open("/account")
    assert (page.path, page.heading) == ("/sign-in/frozen", FROZEN)
    assert owner.browser.open("/account").path == "/sign-in"


@pytest.mark.parametrize("htmx", [False, True])
def test_the_right_password_and_code_show_that_the_account_is_frozen(world: World, *, htmx: bool) -> None:
    owner = world.citizen(htmx=htmx)
    owner.register()
    account = freeze(world, owner)
    assert owner.sign_in().path == "/sign-in/code"
    page = owner.enter_code()
    assert (page.path, page.heading) == ("/sign-in/frozen", FROZEN)
    assert world.services.signed_in.of_account(account.id) == []
    assert world.services.accounts.history(account.id)[0].event is AccountEvent.SIGN_IN_REFUSED


def test_a_stranger_does_not_see_that_the_account_is_frozen(world: World, owner: Citizen) -> None:
    freeze(world, owner)
    page = owner.sign_in("Sai-mật-khẩu-1")
    assert page.errors == [WRONG]
    assert "frozen" not in page.text


def test_a_password_sent_after_the_freeze_changes_nothing(world: World, owner: Citizen) -> None:
    owner.open_change("/account/password")
    account = freeze(world, owner)
    page = owner.browser.send(current="x", password="Cầu-ao-7-bậc", confirmation="Cầu-ao-7-bậc")
    assert page.heading == FROZEN
    assert account_of(world, owner).password_hash == account.password_hash


def test_registering_with_the_numbers_of_a_frozen_account_shows_that_an_account_exists(
    world: World, owner: Citizen
) -> None:
    freeze(world, owner)
    stranger = world.citizen()
    assert stranger.reach_code().heading == "An account already exists"


def test_a_restored_account_can_sign_in_again(world: World, owner: Citizen) -> None:
    account = freeze(world, owner)
    world.services.accounts.restore(account.id)
    owner.sign_in()
    assert owner.enter_code().path == "/account"
