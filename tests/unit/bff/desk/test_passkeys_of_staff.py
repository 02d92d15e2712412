"""A passkey in place of the app code at the desk: after name and password, of that very person, once."""

import json
from typing import Any

import pytest

from accounts.staff.records import Role, StaffEvent
from tests.support.authenticator import UP, UV, Authenticator
from tests.support.browser import Browser, Page
from tests.support.citizens import PASSWORD
from tests.support.clerks import Clerk, engage
from tests.unit.bff.conftest import World

WRONG = ["The name, the password or the code is not right."]


@pytest.fixture
def lan(world: World) -> Clerk:
    return engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK)


def options(browser: Browser, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(browser.post_form(path).get_data(as_text=True))
    return found


def add(world: World, clerk: Clerk, device: Authenticator) -> Page:
    """Sign in with the app, and add a passkey with a fresh code."""
    clerk.sign_in()
    world.clock.move(seconds=30)
    clerk.browser.open("/desk/passkeys")
    made = device.make(options(clerk.browser, "/desk/passkeys/options"))
    page = clerk.browser.send("passkey-form", code=clerk.code, credential=made)
    world.clock.move(seconds=30)
    return page


def sign_in(browser: Browser, device: Authenticator, name: str = "lan.nguyen", **changes: Any) -> Page:
    password = changes.pop("password", PASSWORD)
    browser.open("/desk/sign-in")
    signed = device.sign(options(browser, "/desk/sign-in/options"), **changes)
    return browser.send(name=name, password=password, credential=signed)


def test_a_passkey_takes_the_place_of_the_app_code(world: World, lan: Clerk) -> None:
    device = Authenticator()
    assert "was added" in add(world, lan, device).text
    browser = Browser(world.app)
    assert sign_in(browser, device).heading == "Desk"
    assert "last used" in browser.open("/desk/passkeys").text
    for event in (StaffEvent.PASSKEY_ADDED, StaffEvent.SIGNED_IN):
        assert world.services.staff.times(lan.staff.id, event) >= 1


def test_the_password_is_needed_all_the_same(world: World, lan: Clerk) -> None:
    device = Authenticator()
    add(world, lan, device)
    assert sign_in(Browser(world.app), device, password="Sai-mật-khẩu-1").errors == WRONG


def test_a_passkey_opens_no_desk_of_another(world: World, lan: Clerk) -> None:
    device = Authenticator()
    add(world, lan, device)
    engage(world.services, Browser(world.app), "thief", Role.CLERK)
    assert sign_in(Browser(world.app), device, name="thief").errors == WRONG
    assert sign_in(Browser(world.app), device, name="unknown.name").errors == WRONG


@pytest.mark.parametrize(
    "wrong", [{"flags": UP}, {"origin": "https://evil.example"}, {"signature": b"x"}, {"handle": b"x"}]
)
def test_a_wrong_passkey_opens_nothing(world: World, lan: Clerk, wrong: dict[str, Any]) -> None:
    device = Authenticator()
    add(world, lan, device)
    assert sign_in(Browser(world.app), device, **wrong).errors == WRONG


def test_a_passkey_of_a_citizen_opens_no_desk(world: World, lan: Clerk) -> None:
    device = Authenticator()
    add(world, lan, device)
    answer = sign_in(Browser(world.app), Authenticator(credentials=device.credentials), handle=b"h" * 32)
    assert answer.errors == WRONG
    browser = Browser(world.app)
    browser.open("/sign-in")
    asked = options(browser, "/sign-in/passkey/options")
    page = browser.post("/sign-in/passkey", csrf_token=browser.csrf_token, credential=device.sign(asked))
    assert "not known here" in page.errors[0]


def test_a_copied_passkey_is_refused_and_audited(world: World, lan: Clerk) -> None:
    device = Authenticator(counts=True, flags=UP | UV)
    add(world, lan, device)
    sign_in(Browser(world.app), device)
    device.credentials[0].counter = 0
    assert sign_in(Browser(world.app), device).errors == WRONG
    assert world.services.staff.times(lan.staff.id, StaffEvent.PASSKEY_COPIED) == 1


def test_adding_and_removing_ask_for_a_fresh_code(world: World, lan: Clerk) -> None:
    lan.sign_in()
    lan.browser.open("/desk/passkeys")
    made = Authenticator().make(options(lan.browser, "/desk/passkeys/options"))
    page = lan.browser.send("passkey-form", code=lan.code, credential=made)  # the code of the sign-in
    assert page.errors
    assert world.services.staff_passkeys.of_owner(lan.staff.id) == []
    world.clock.move(seconds=30)
    add(world, lan, Authenticator())
    (key,) = world.services.staff_passkeys.of_owner(lan.staff.id)
    lan.browser.open("/desk/passkeys/remove")
    assert lan.browser.send(which=key.id, code="000000").errors
    assert lan.browser.send(which="another", code=lan.code).errors
    page = lan.browser.send(which=key.id, code=lan.code)
    assert "was removed" in page.text
    assert world.services.staff_passkeys.of_owner(lan.staff.id) == []
    assert lan.browser.open("/desk/passkeys/remove").path == "/desk/passkeys"


def test_a_new_passkey_ends_the_other_sessions(world: World, lan: Clerk) -> None:
    lan.sign_in()
    stolen = lan.browser.second_tab()
    world.clock.move(seconds=30)
    add(world, lan, Authenticator())
    assert lan.browser.open("/desk").heading == "Desk"
    assert stolen.open("/desk").path == "/desk/sign-in"


def test_a_person_who_left_does_not_get_in(world: World, lan: Clerk) -> None:
    device = Authenticator()
    add(world, lan, device)
    world.services.staff.deactivate(lan.staff.id, by="command", reason="left")
    assert sign_in(Browser(world.app), device).errors == WRONG


@pytest.mark.parametrize("credential", ["{", "null", "x" * 6_001, "ẩ"])
def test_garbage_at_the_desk_gets_the_usual_words(world: World, lan: Clerk, credential: str) -> None:
    browser = Browser(world.app)
    browser.open("/desk/sign-in")
    assert browser.send(name="lan.nguyen", password=PASSWORD, credential=credential).errors == WRONG
    lan.sign_in()
    world.clock.move(seconds=30)
    lan.browser.open("/desk/passkeys")
    assert lan.browser.send("passkey-form", code=lan.code, credential=credential).errors


def test_a_guess_at_the_code_for_a_change_of_passkeys_stands_in_the_audit(world: World, lan: Clerk) -> None:
    lan.sign_in()
    lan.browser.open("/desk/passkeys")
    made = Authenticator().make(options(lan.browser, "/desk/passkeys/options"))
    lan.browser.send("passkey-form", code="000000", credential=made)
    assert world.services.staff.times(lan.staff.id, StaffEvent.SIGN_IN_FAILED) == 1
