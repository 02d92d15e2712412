"""A worker that dies between the account's commit and the record's save leaves no wrong password behind."""

from collections.abc import Callable

import pytest
from flask import session

from accounts.account.records import Account, AccountEvent
from bff.journeys.flow import Flow
from bff.views.steps.opening import new_account
from bff.web.lookup import method_of
from tests.support.browser import ORIGIN
from tests.support.citizens import PASSWORD, Citizen
from tests.unit.bff.conftest import World

SECOND = "Sông-Hồng-chảy-về-đâu-7"
PEOPLE: dict[str, Callable[[World], Citizen]] = {
    "mobile_subscriber": lambda world: world.citizen(),
    "social_insurance": lambda world: world.insured(),
}


def commit_and_die(world: World, flow: Flow) -> Account:
    """Do what a press does as far as the commit: the record in Redis is not saved."""
    with world.app.test_request_context(base_url=ORIGIN):
        session.clear()
        hashed = world.services.passwords.hash(PASSWORD)
        opened = world.services.accounts.open(new_account(flow, hashed, method_of(flow.journey)))
    assert isinstance(opened, Account)
    return opened


def works(world: World, citizen: Citizen, password: str) -> bool:
    other = world.citizen(citizen.person)
    # codes to a phone that was changed a moment ago do not sign in yet
    return other.sign_in(password).path in {"/sign-in/code", "/sign-in/phone-too-new"}


@pytest.mark.parametrize("method", PEOPLE)
def test_the_password_of_the_press_that_is_confirmed_is_the_one_that_works(world: World, method: str) -> None:
    citizen = PEOPLE[method](world)
    citizen.reach_password()
    commit_and_die(world, world.flow)
    page = citizen.choose_password(SECOND)
    assert page.path.endswith("/done")
    assert works(world, citizen, SECOND)
    assert not works(world, citizen, PASSWORD)


@pytest.mark.parametrize(
    "event", [AccountEvent.SIGNED_IN, AccountEvent.PASSWORD_CHANGED, AccountEvent.PHONE_CHANGED]
)
def test_an_old_tab_can_not_replace_a_password_that_is_in_use(world: World, event: AccountEvent) -> None:
    citizen = world.citizen()
    citizen.reach_password()
    account = commit_and_die(world, world.flow)
    world.services.accounts.note(account.id, event)
    citizen.choose_password(SECOND)
    assert works(world, citizen, PASSWORD)
    assert not works(world, citizen, SECOND)


@pytest.mark.parametrize("event", [AccountEvent.SIGNED_IN, AccountEvent.PASSWORD_CHANGED])
@pytest.mark.parametrize("method", PEOPLE)
def test_the_next_user_of_the_browser_can_not_go_on_into_an_account_that_its_owner_uses(
    world: World, method: str, event: AccountEvent
) -> None:
    owner = PEOPLE[method](world)
    owner.reach_password()
    account = commit_and_die(world, world.flow)
    world.services.accounts.note(account.id, event)
    page = owner.choose_password(SECOND)
    assert page.path.endswith("/account-exists")
    owner.browser.post_form("/register/my-account")
    assert owner.browser.open("/account").path == "/sign-in"
    assert not owner.browser.known_as


def test_an_old_tab_can_not_replace_the_password_of_a_frozen_account(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_password()
    account = commit_and_die(world, world.flow)
    world.services.accounts.freeze(account.id)
    citizen.choose_password(SECOND)
    kept = world.services.accounts.get(account.id)
    assert kept is not None
    assert kept.password_hash == account.password_hash


def test_a_flow_of_another_browser_can_not_replace_the_password(world: World) -> None:
    owner, other = world.citizen(), world.citizen()
    other.reach_password()
    owner.register()
    page = other.choose_password(SECOND)
    assert page.path.endswith("/account-exists")
    assert works(world, owner, PASSWORD)
    assert not works(world, owner, SECOND)
