"""The next person at a phone or a computer is in no session, also while the database takes no writes."""

from accounts.account.records import AccountEvent
from accounts.staff.records import Role
from bff.messages.appointments import look_once
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.support.clerks import engage
from tests.unit.bff.account.test_busy_between_writes import busy_at
from tests.unit.bff.conftest import World
from tests.unit.bff.desk.test_password_help import account_in


def signed_in(world: World) -> Citizen:
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    return citizen


def times_noted(world: World) -> int:
    history = world.services.accounts.history(account_in(world).id, limit=50)
    return sum(entry.event is AccountEvent.SIGNED_OUT for entry in history)


def test_the_next_person_at_a_phone_finds_no_session_after_signing_out_while_the_database_is_busy(
    world: World,
) -> None:
    citizen = signed_in(world)
    citizen.browser.open("/account")
    copy = citizen.browser.second_tab()
    with busy_at(world, 0):
        page = citizen.browser.press("Sign out")
    assert (page.status, page.path) == (200, "/")
    assert citizen.browser.open("/account").path == "/sign-in"
    assert copy.open("/account").path == "/sign-in"
    assert times_noted(world) == 0
    look_once(world.app)
    look_once(world.app)
    assert times_noted(world) == 1


def test_what_is_not_noted_waits_for_the_database_without_holding_up_what_follows(world: World) -> None:
    citizen = signed_in(world)
    citizen.browser.open("/account")
    with busy_at(world, 0):
        citizen.browser.press("Sign out")
    with busy_at(world, 0):
        look_once(world.app)
    assert times_noted(world) == 0
    look_once(world.app)
    assert times_noted(world) == 1


def test_the_next_person_at_an_offices_computer_is_not_signed_in_after_a_clerk_signed_out(
    world: World,
) -> None:
    clerk = engage(world.services, Browser(world.app), "an.tran", Role.CLERK)
    clerk.sign_in()
    clerk.browser.open("/desk")
    copy = clerk.browser.second_tab()
    with busy_at(world, 0):
        page = clerk.browser.press("Sign out")
    assert (page.status, page.path) == (200, "/desk/sign-in")
    assert clerk.browser.open("/desk").path == "/desk/sign-in"
    assert copy.open("/desk").path == "/desk/sign-in"
