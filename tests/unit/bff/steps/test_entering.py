"""After "Registration complete" one press leads into the account; never in helper mode or twice."""

import pytest

from tests.unit.bff.conftest import World

BUTTON = "Go to my account"


@pytest.mark.parametrize("htmx", [False, True])
def test_the_person_who_registered_enters_without_signing_in(world: World, *, htmx: bool) -> None:
    citizen = world.citizen(htmx=htmx)
    citizen.register()
    page = citizen.browser.press(BUTTON)
    page = citizen.browser.press("Not now") if page.path != "/account" else page
    assert page.path == "/account"
    assert citizen.person.full_name in page.text
    assert len(citizen.codes) == 1


def test_a_second_press_arrives_at_the_same_account(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    other = citizen.browser.second_tab()
    first, second = citizen.browser.press(BUTTON), other.press(BUTTON)
    assert first.path == second.path
    assert other.open("/account").path == "/account"


def test_another_browser_with_the_last_screen_does_not_enter(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_password()
    watcher = citizen.browser.second_tab()
    citizen.choose_password()
    answer = watcher.post_form("/register/my-account")
    assert answer.headers["Location"].startswith("/sign-in")
    assert watcher.open("/account").path == "/sign-in"


def test_in_helper_mode_no_person_is_signed_in_at_the_end(world: World) -> None:
    citizen = world.citizen()
    citizen.browser.open("/")
    citizen.browser.post_form("/helping/begin")
    page = citizen.register()
    assert page.heading == "Registration complete"
    assert BUTTON not in page.text
    citizen.browser.post_form("/register/my-account")
    assert citizen.browser.open("/account").path == "/sign-in"


def test_after_the_next_person_no_person_is_signed_in(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    copied = citizen.browser.second_tab()
    citizen.browser.press("The next person")
    citizen.browser.post_form("/register/my-account")
    assert citizen.browser.open("/account").path == "/sign-in"
    copied.post_form("/register/my-account")
    assert copied.open("/account").path == "/sign-in"


def test_when_its_time_is_over_the_person_signs_in(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    for key in world.services.flows.client.scan_iter("fresh*"):
        world.services.flows.client.delete(key)
    page = citizen.browser.open("/register/mobile-subscriber/done")
    assert BUTTON not in page.text
    assert citizen.browser.press("Sign in").path == "/sign-in"
