"""Every screen that sets a password asks the same rules and the same filter of stolen passwords."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from accounts.staff.commands import issue_set_up
from accounts.staff.records import Role
from accounts.staff.store import BY_COMMAND
from bff.limits.table import WEAK_PASSWORDS, WEAK_PASSWORDS_SECONDS
from bff.rules.breached import build, digests
from bff.views.steps.set_password import PasswordForm
from tests.support.citizens import PASSWORD
from tests.unit.bff.conftest import World

STOLEN, GUESSED = "Cối-xay-9-gió-đông", "Vietcombank#2023"
WORDS = {STOLEN: "was stolen elsewhere", GUESSED: "are guessed first"}
VIEWS = Path(__file__).parents[4] / "bff" / "views"


@pytest.fixture
def world(make_world: Callable[..., World], tmp_path: Path) -> World:
    """The product with a filter that holds one password, which is good otherwise."""
    build(digests([STOLEN]), tmp_path / "stolen.filter", count=1)
    return make_world(breached_passwords_file=tmp_path / "stolen.filter")


def registering(world: World, password: str) -> list[str]:
    citizen = world.citizen()
    citizen.reach_password()
    return citizen.choose_password(password).errors


def changing(world: World, password: str) -> list[str]:
    world.citizen().register()
    owner = world.citizen()
    owner.sign_in()
    owner.enter_code()
    owner.open_change("/account/password")
    return owner.browser.send(current=PASSWORD, password=password, confirmation=password).errors


def resetting(world: World, password: str) -> list[str]:
    owner = world.citizen()
    owner.register()
    stranger = world.citizen()
    stranger.browser.open("/forgot-password")
    stranger.browser.send(citizen_number=owner.person.citizen_number, phone_number=owner.person.phone_number)
    stranger.enter_code()
    return stranger.choose_password(password).errors


def setting_up_staff(world: World, password: str) -> list[str]:
    added = world.services.staff.add("mai.tran", frozenset({Role.CLERK}), by=BY_COMMAND)
    assert added is not None
    browser = world.citizen().browser
    browser.open(issue_set_up(world.services.links, added))
    return browser.send(password=password, confirmation=password, code="000000").errors


@pytest.mark.parametrize("password", WORDS)
@pytest.mark.parametrize("setting", [registering, changing, resetting, setting_up_staff])
def test_no_screen_takes_a_stolen_or_guessed_password(
    world: World, setting: Callable[[World, str], list[str]], password: str
) -> None:
    assert any(WORDS[password] in error for error in setting(world, password))


def test_one_browser_can_not_have_weak_passwords_judged_without_end(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_password()
    for _ in range(WEAK_PASSWORDS):
        assert citizen.choose_password(GUESSED).status == 422
    assert citizen.choose_password(GUESSED).status == 429
    world.clock.move(seconds=WEAK_PASSWORDS_SECONDS + 1)
    citizen.browser.open("/register/mobile-subscriber/password")
    assert citizen.choose_password().heading == "Registration complete"


def forms(kind: type[PasswordForm] = PasswordForm) -> Iterator[type[PasswordForm]]:
    """Every form with a new password: those of disputes and of the desk are loaded with the product."""
    for form in kind.__subclasses__():
        yield form
        yield from forms(form)


def test_no_form_judges_a_new_password_by_itself(world: World) -> None:
    assert world.app.name
    assert {form.__name__ for form in forms()} >= {
        *("ChangePasswordForm", "RegisterForm", "SetUpForm", "ChangeOwnPasswordForm"),
    }
    assert [form for form in forms() if "validate_password" in vars(form)] == []


def test_a_field_for_a_new_password_stands_in_a_password_form_only() -> None:
    new = re.compile(r'autocomplete="new-password"')
    places = {file.name for file in VIEWS.rglob("*.py") if new.search(file.read_text(encoding="utf-8"))}
    assert places == {"set_password.py", "my_account.py", "forms.py"}
