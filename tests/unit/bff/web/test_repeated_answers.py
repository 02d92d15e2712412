"""A flow's last answer, with its session, is repeated for the browser and the form that got it alone."""

from collections.abc import Callable
from typing import Any

import pytest

from bff.journeys.purpose import Purpose
from tests.support.browser import Browser
from tests.support.citizens import PASSWORD
from tests.support.crowds import Crowd
from tests.support.token_holders import PHONE_NUMBER, STEPS
from tests.unit.bff.conftest import World
from tests.unit.bff.usb_token.test_usb_token_pair import Pair

#: Where a flow ends: its purpose, the address of its last form, and what that form is sent with.
End = tuple[Browser, Purpose, str, dict[str, str]]


def signing_in(world: World) -> End:
    owner = world.citizen()
    owner.register()
    owner.sign_in()
    return owner.browser, Purpose.SIGN_IN, "/sign-in/code", {"code": owner.last_code}


def registering(world: World) -> End:
    owner = world.citizen()
    owner.reach_password()
    user = owner.browser.page.value_of("username")  # for password managers
    typed = {"password": PASSWORD, "confirmation": PASSWORD, "username": user}
    return owner.browser, Purpose.REGISTER, "/register/mobile-subscriber/password", typed


def registering_with_a_token(world: World) -> End:
    pair = Pair(world)
    pair.join()
    pair.holder.sign()
    pair.computer.send(phone_number=PHONE_NUMBER)
    return pair.computer, Purpose.REGISTER, f"{STEPS}/code", {"code": pair.holder.last_code}


Begin = Callable[[World], End]
EVERY_END = pytest.mark.parametrize("begin", [signing_in, registering, registering_with_a_token])


def session_of(browser: Browser) -> dict[str, Any]:
    serializer = browser.app.session_interface.get_signing_serializer(browser.app)  # type: ignore[attr-defined]
    found: dict[str, Any] = serializer.loads(browser.cookie)
    return found


@EVERY_END
def test_a_press_that_comes_twice_arrives_where_the_first_one_led(world: World, begin: Begin) -> None:
    browser, _purpose, path, typed = begin(world)
    second = browser.second_tab()
    led_to = browser.send(**typed).path
    answer = second.post_form(path, **typed)  # type: ignore[arg-type]  # no field is called htmx
    assert answer.location == led_to
    later = {"csrf_token", "browser"}  # the page after the answer makes them
    own = {name: value for name, value in session_of(browser).items() if name not in later}
    assert own.items() <= session_of(second).items()


@EVERY_END
def test_a_stranger_with_the_same_flow_does_not_get_the_session(world: World, begin: Begin) -> None:
    browser, purpose, path, typed = begin(world)
    crowd = Crowd(world.app)
    stranger = crowd.browser(**{str(purpose): session_of(browser)[str(purpose)]})
    before = session_of(browser).get("browser")
    browser.send(**typed)
    for fields in (typed, {}, {"action": "back"}):
        answer = crowd.posting(stranger, path, **fields)()
        cookie = stranger.get_cookie("cuaso")
        told = Browser(world.app)
        told.cookie = cookie.value if cookie else ""
        assert "signed_in" not in session_of(told)
        assert session_of(told).get("browser") != before
        assert answer.location != "/account"


@EVERY_END
def test_a_stranger_with_the_old_cookie_has_one_guess_at_the_form(world: World, begin: Begin) -> None:
    browser, _purpose, path, typed = begin(world)
    thief = browser.second_tab()
    browser.send(**typed)
    guess = {name: text[:-1] + "x" for name, text in typed.items()}
    thief.post_form(path, **guess)  # type: ignore[arg-type]  # no field is called htmx
    thief.post_form(path, **typed)  # type: ignore[arg-type]
    assert "signed_in" not in session_of(thief)


def test_the_phone_that_gave_a_computer_the_code_does_not_get_its_session(world: World) -> None:
    pair = Pair(world)
    pair.join()
    pair.holder.sign()
    pair.computer.send(phone_number=PHONE_NUMBER)
    begun = pair.phone.second_tab()
    pair.computer.send(code=pair.holder.last_code)
    for path in (f"{STEPS}/code", f"{STEPS}/token", f"{STEPS}/handover"):
        begun.post_form(path, code=pair.holder.last_code)
        assert session_of(begun).get("browser") != session_of(pair.computer)["browser"]
        assert "signed_in" not in session_of(begun)


def test_a_computer_that_joined_gets_no_session_of_the_phone_that_began(world: World) -> None:
    owner = world.citizen()
    owner.register()
    owner.sign_in()
    owner.enter_code()
    pair = Pair(world)
    pair.phone.cookie = owner.browser.cookie
    pair.phone.open("/register/business/usb-token")
    pair.phone.press("Bắt đầu")
    pair.join()
    pair.computer.post_form("/register/citizen/mobile-subscriber")
    pair.computer.post_form(f"{STEPS}/token")
    assert "signed_in" not in session_of(pair.computer)
