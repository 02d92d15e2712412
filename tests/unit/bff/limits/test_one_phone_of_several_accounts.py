"""What accounts on one phone can do to each other, and what one account costs the operator in a day."""

from dataclasses import replace

import pytest

from accounts.account.records import NewAccount
from bff.limits.table import (
    CODES_OF_AN_ACCOUNT_A_DAY,
    EMAIL_CHANGES_A_DAY,
    QUESTIONS_ABOUT_AN_ACCOUNT_A_DAY,
    RESETS_OF_AN_ACCOUNT_A_DAY,
)
from bff.owners.phones import doubt_about
from bff.stores.attempts import TooOften
from identity.subject import Subject
from sandbox.people.table import CROWD
from tests.support.browser import ORIGIN, Browser
from tests.support.citizens import PASSWORD, Citizen
from tests.unit.bff.account.test_forgot_password import ask
from tests.unit.bff.account.test_frozen import account_of
from tests.unit.bff.conftest import World

PHONE = CROWD[0].phone_number


def member(world: World, n: int) -> Citizen:
    """Open an account of one of a family who have one phone, and sign in to it."""
    person = replace(CROWD[n], phone_number=PHONE)
    account = NewAccount(
        subject=Subject.CITIZEN,
        full_name=person.full_name,
        citizen_number=person.citizen_number,
        birth_date=person.birth_date,
        phone_number=PHONE,
        method="social_insurance",
        level=2,
        password_hash=world.services.passwords.hash(PASSWORD),
        registered_at=world.clock(),
    )
    world.services.accounts.open(account)
    citizen = world.citizen(person)
    world.clock.move(seconds=61)
    citizen.sign_in()
    citizen.enter_code()
    return citizen


def in_a_new_browser(world: World, citizen: Citizen) -> Citizen:
    return Citizen(citizen.person, Browser(world.app), world.sandbox)


def test_one_account_gets_a_bounded_number_of_codes_by_new_browsers_and_resets(world: World) -> None:
    owner, password = world.citizen(), PASSWORD
    owner.register()
    before, resets, thrifty = len(owner.codes), 0, owner
    for n in range(CODES_OF_AN_ACCOUNT_A_DAY):
        thrifty = in_a_new_browser(world, owner)
        thrifty.sign_in(password)
        if thrifty.page.status == 429:
            break
        thrifty.enter_code()
        ask(thrifty)
        sent = len(owner.codes)
        if not thrifty.enter_code().path.endswith("new-password"):
            break
        password = f"Cầu-ao-{n}-bậc-đá"
        if thrifty.choose_password(password).status == 429:
            break
        resets += 1
        assert len(owner.codes) == sent
        world.clock.move(seconds=10)
    assert resets == RESETS_OF_AN_ACCOUNT_A_DAY
    assert thrifty.page.status == 429
    assert "signature" in thrifty.page.text
    assert len(owner.codes) - before <= CODES_OF_AN_ACCOUNT_A_DAY


def fill_the_bound(world: World, owner: Citizen) -> None:
    """Have all codes of a day sent, as a thief does who has the password and read one code on the phone."""
    thief = in_a_new_browser(world, owner)
    thief.sign_in()
    thief.enter_code()
    known_as = thief.browser.known_as
    for _hour in range(4):
        for _ in range(6):
            for known in (known_as, ""):
                again = in_a_new_browser(world, owner)
                again.browser.known_as = known
                again.sign_in()
                world.clock.move(seconds=2)
            asking = in_a_new_browser(world, owner)
            asking.browser.known_as = known_as
            ask(asking)
            thief.browser.open("/account/confirm/email")
            thief.browser.post_form("/account/confirm/app_on/code")
            world.clock.move(seconds=301)
        world.clock.move(minutes=31)


def test_a_thief_with_the_password_who_uses_the_bound_up_is_shut_out_by_a_new_password(world: World) -> None:
    owner = world.citizen()
    owner.register()
    fill_the_bound(world, owner)
    shut = in_a_new_browser(world, owner).sign_in()
    assert shut.status == 429
    assert "choose a new password" in shut.text
    again = in_a_new_browser(world, owner)
    ask(again)
    again.enter_code()
    again.choose_password("Cầu-ao-7-bậc-đá")
    assert in_a_new_browser(world, owner).sign_in("Cầu-ao-7-bậc-đá").path == "/sign-in/code"


def test_a_thief_who_uses_the_bound_up_closes_no_new_password_in_the_owners_own_browser(
    world: World,
) -> None:
    owner = world.citizen()
    owner.register()
    fill_the_bound(world, owner)
    ask(owner)
    assert owner.enter_code().path.endswith("/new-password")


def test_another_account_on_the_phone_can_not_close_signing_in_from_a_new_browser(world: World) -> None:
    other, owner = member(world, 0), member(world, 2)
    world.clock.move(hours=25)
    for _ in range(6):
        in_a_new_browser(world, other).sign_in()
        world.clock.move(seconds=1)
    assert in_a_new_browser(world, owner).sign_in().path == "/sign-in/code"


def test_other_accounts_on_the_phone_can_not_hide_the_stop_code_of_a_change(world: World) -> None:
    others, owner = (member(world, 0), member(world, 1)), member(world, 2)
    for n in range(EMAIL_CHANGES_A_DAY):
        for other in others:
            other.open_change("/account/data/email")
            other.browser.send(email=f"x{n}@example.vn")
    before = len(owner.way_on_codes)
    owner.open_change("/account/data/email")
    owner.browser.send(email="thief@example.vn")
    assert len(owner.way_on_codes) == before + 1


def test_one_account_has_the_carrier_asked_a_bounded_number_of_times(world: World) -> None:
    owner = world.citizen()
    owner.register()
    account = account_of(world, owner)
    with world.app.test_request_context(base_url=ORIGIN):
        for _ in range(QUESTIONS_ABOUT_AN_ACCOUNT_A_DAY):
            doubt_about(world.services, account)
        with pytest.raises(TooOften):
            doubt_about(world.services, account)
        world.clock.move(days=1, seconds=1)
        doubt_about(world.services, account)
