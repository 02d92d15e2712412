"""An authenticator app as the second step: set up, used, lost, turned off; and messages about new devices."""

import re
from collections.abc import Callable

import pyotp
import pytest

from tests.support.browser import Page
from tests.support.citizens import PASSWORD, Citizen
from tests.unit.bff.account.test_my_data import signed_in_without_password
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import prove_with_sim

APP = "/sign-in/app/app-code"


class AppUser:
    """A citizen with an authenticator app whose clock is the product's clock."""

    def __init__(self, world: World, *, htmx: bool = False) -> None:
        self.world = world
        self.citizen = world.citizen(htmx=htmx)
        self.citizen.register()
        self.citizen.sign_in()
        self.citizen.enter_code()
        page = self.citizen.open_change("/account/second-step")
        found = page.soup.select_one("dl.facts dd")
        assert found is not None
        self.secret = found.get_text().replace(" ", "")

    @property
    def code(self) -> str:
        """What the app shows now."""
        return pyotp.TOTP(self.secret).at(self.world.clock.now)

    def turn_on(self) -> list[str]:
        """Set the app up and give the recovery codes."""
        return shown_codes(self.citizen.browser.send(code=self.code))

    def sign_in(self, citizen: Citizen | None = None) -> Page:
        """Sign in as far as the second step, half a minute later."""
        self.world.clock.move(seconds=30)
        return (citizen or self.citizen).sign_in()


def shown_codes(page: Page) -> list[str]:
    return [code.get_text().replace(" ", "") for code in page.soup.select("ol code")]


@pytest.fixture
def user(world: World) -> AppUser:
    return AppUser(world)


def test_the_screen_of_the_app_says_what_is_wrong_with_sms(user: AppUser) -> None:
    assert "nobody can read your code along the way" in user.citizen.page.text


@pytest.mark.parametrize("htmx", [False, True])
def test_an_app_is_set_up_and_asked_for_instead_of_a_message(world: World, *, htmx: bool) -> None:
    user = AppUser(world, htmx=htmx)
    assert len(user.turn_on()) == 10
    assert "the second step of your sign-in changed" in user.citizen.messages[-1]
    messages = len(user.citizen.messages)
    assert user.sign_in().path == APP
    assert user.citizen.browser.send(code=user.code).path == "/account"
    assert len(user.citizen.messages) == messages
    assert "Authenticator app set up" in user.citizen.page.text


def test_the_qr_code_holds_the_shown_key(user: AppUser) -> None:
    page = user.citizen.browser.open("/account/second-step")
    assert user.secret == page.soup.select_one("dl.facts dd").get_text().replace(" ", "")  # type: ignore[union-attr]
    assert page.soup.select_one("[role=img] svg") is not None


def test_the_app_on_the_same_phone_opens_by_a_press(user: AppUser) -> None:
    page = user.citizen.browser.open("/account/second-step")
    (link,) = page.soup.select("a[href^='otpauth://totp/']")
    assert f"secret={user.secret}" in str(link["href"])


def test_a_wrong_code_turns_nothing_on(user: AppUser) -> None:
    wrong = "000000" if user.code != "000000" else "111111"
    assert user.citizen.browser.send(code=wrong).status == 422
    assert user.sign_in().path == "/sign-in/code"


def test_an_account_without_a_password_sets_an_app_up_after_a_new_signature(world: World) -> None:
    holder = signed_in_without_password(world)
    page = holder.browser.open("/account/second-step")
    assert (page.path, page.soup.find("input", type="password")) == ("/account/confirm/app_on", None)
    holder.browser.press("Prove it with: SIM signature")
    page = prove_with_sim(holder)
    found = page.soup.select_one("dl.facts dd")
    assert found is not None
    code = pyotp.TOTP(found.get_text().replace(" ", "")).at(world.clock.now)
    assert len(shown_codes(holder.browser.send(code=code))) == 10


def test_each_app_code_is_accepted_once(user: AppUser) -> None:
    user.turn_on()
    assert user.sign_in().path == APP
    used = user.code
    user.citizen.browser.send(code=used)
    user.citizen.sign_in()
    assert user.citizen.browser.send(code=used).status == 422
    user.world.clock.move(seconds=30)
    assert user.citizen.browser.send(code=user.code).path == "/account"


def test_the_code_that_set_up_the_app_cannot_sign_in(user: AppUser) -> None:
    used = user.code
    user.turn_on()
    user.citizen.sign_in()
    assert user.citizen.browser.send(code=used).status == 422


def test_a_recovery_code_counts_once_and_may_be_spelt_as_it_was_printed(user: AppUser) -> None:
    code = user.turn_on()[3]
    user.sign_in()
    assert user.citizen.browser.send(code=f"{code[:4]} {code[4:8]}-{code[8:]}").path == "/account"
    assert "Recovery code used" in user.citizen.page.text
    user.sign_in()
    assert user.citizen.browser.send(code=code).status == 422


def test_a_new_set_of_recovery_codes_replaces_the_old_one(user: AppUser) -> None:
    old = user.turn_on()
    user.world.clock.move(seconds=30)
    user.citizen.open_change("/account/second-step/recovery-codes")
    new = shown_codes(user.citizen.browser.send(code=user.code))
    assert len(new) == 10
    user.sign_in()
    assert user.citizen.browser.send(code=old[0]).status == 422
    assert user.citizen.browser.send(code=new[0]).path == "/account"


def test_turning_the_app_off_needs_a_fresh_code(user: AppUser) -> None:
    recovery = user.turn_on()
    user.citizen.open_change("/account/second-step/off")
    assert user.citizen.browser.send(code="123456").status == 422
    page = user.citizen.browser.send(code=recovery[0])
    assert "The app is turned off" in page.text
    assert user.sign_in().path == "/sign-in/code"


def test_wrong_app_codes_are_limited(make_world: Callable[..., World]) -> None:
    world = make_world(app_codes_per_account_hour=3)
    user = AppUser(world)
    user.turn_on()
    thief = world.citizen()
    user.sign_in(thief)
    for wrong in ("111111", "222222", "333333"):
        assert thief.browser.send(code=wrong).status == 422
    assert thief.browser.send(code=user.code).status == 429


def test_the_app_is_not_asked_for_before_the_password_was_right(user: AppUser) -> None:
    user.turn_on()
    elsewhere = user.world.citizen()
    assert elsewhere.sign_in("Sai-mật-1a").path == "/sign-in"
    assert elsewhere.browser.open(APP).path == "/sign-in"


def test_under_attack_the_code_comes_first_and_the_app_after_it(make_world: Callable[..., World]) -> None:
    world = make_world(sign_ins_per_account_hour=1)
    user = AppUser(world)
    user.turn_on()
    world.citizen().sign_in("Sai-mật-khẩu-1")
    elsewhere = world.citizen()
    assert user.sign_in(elsewhere).path == "/sign-in/code"
    assert elsewhere.enter_code().path == APP
    assert elsewhere.browser.send(code=user.code).path == "/account"


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_under_attack_an_app_or_recovery_code_counts_as_the_code(
    make_world: Callable[..., World], kind: str
) -> None:
    world = make_world(sign_ins_per_account_hour=1)
    user = AppUser(world)
    recovery = user.turn_on()
    world.citizen().sign_in("Sai-mật-khẩu-1")
    elsewhere = world.citizen()
    assert "recovery code, counts as well" in user.sign_in(elsewhere).text
    code = user.code if kind == "app" else recovery[0]
    assert elsewhere.browser.send(code=code).path == "/account"


def test_a_new_password_does_not_turn_the_app_off(user: AppUser) -> None:
    user.turn_on()
    user.citizen.browser.open("/forgot-password")
    person = user.citizen.person
    user.citizen.browser.send(citizen_number=person.citizen_number, phone_number=person.phone_number)
    user.citizen.enter_code()
    user.citizen.choose_password("Cầu-ao-7-bậc")
    assert user.citizen.sign_in("Cầu-ao-7-bậc").path == APP


@pytest.mark.parametrize("path", ["", "/recovery-codes", "/off"])
def test_the_second_step_screens_need_a_sign_in(world: World, path: str) -> None:
    assert world.citizen().browser.open(f"/account/second-step{path}").path == "/sign-in"


def test_only_a_new_device_sends_a_message(world: World) -> None:
    owner = world.citizen()
    owner.register()
    owner.sign_in()
    owner.enter_code()
    assert not any("a new device" in text for text in owner.messages)
    elsewhere = world.citizen()
    elsewhere.sign_in()
    elsewhere.enter_code()
    assert [re.search("a new device", text) is not None for text in owner.messages].count(True) == 1
    assert "Signed in from a new device" in elsewhere.page.text
    elsewhere.browser.press("Sign out")
    elsewhere.sign_in(PASSWORD)
    elsewhere.enter_code()
    assert sum("a new device" in text for text in owner.messages) == 1
