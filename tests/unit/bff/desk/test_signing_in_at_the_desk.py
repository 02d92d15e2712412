"""Signing in at the desk, and the end of all sessions after a change."""

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest

from accounts.links import LinkKind
from accounts.staff.commands import issue_set_up
from accounts.staff.records import Role, StaffEvent
from accounts.staff.store import BY_COMMAND
from tests.support.browser import Browser
from tests.support.citizens import PASSWORD
from tests.support.clerks import Clerk, engage
from tests.unit.bff.conftest import World

NEW_PASSWORD = "Con-đường-4-mùa"


@pytest.fixture
def browser(world: World) -> Browser:
    return Browser(world.app)


@pytest.fixture
def lan(world: World, browser: Browser) -> Clerk:
    """A clerk, set up and not signed in."""
    return engage(world.services, browser, "lan.nguyen", Role.CLERK)


def copy_of(clerk: Clerk) -> Browser:
    """A second browser with the clerk's cookies, as a thief would have it."""
    return clerk.browser.second_tab()


@pytest.mark.parametrize("htmx", [False, True])
def test_name_password_and_code_open_the_desk(world: World, *, htmx: bool) -> None:
    lan = engage(world.services, Browser(world.app, htmx=htmx), "lan.nguyen", Role.CLERK)
    lan.sign_in()
    assert lan.browser.open("/desk").heading == "Desk"
    assert "lan.nguyen" in str(lan.page.soup)


@pytest.mark.parametrize(
    "wrong", [{"password": "Sai-mật-khẩu-1"}, {"code": "000000"}, {"name": "nobody"}, {"name": "LAN"}]
)
def test_every_wrong_sign_in_shows_the_same_message(lan: Clerk, wrong: dict[str, str]) -> None:
    lan.browser.open("/desk/sign-in")
    right = {"name": "lan.nguyen", "password": PASSWORD, "code": lan.code}
    page = lan.browser.send(**{**right, **wrong})
    assert (page.status, page.errors) == (422, ["The name, the password or the code is not right."])
    assert PASSWORD not in str(page.soup)


def test_a_code_counts_once(world: World, lan: Clerk) -> None:
    code = lan.code
    lan.sign_in(code=code)
    thief = engage(world.services, Browser(world.app), "thief", Role.CLERK)
    thief.staff, thief.browser = lan.staff, Browser(world.app)
    assert thief.sign_in(code=code).status == 422


def test_a_staff_member_cannot_sign_in_before_setting_up(world: World, browser: Browser) -> None:
    world.services.staff.add("mai.le", frozenset({Role.CLERK}), by=BY_COMMAND)
    browser.open("/desk/sign-in")
    assert browser.send(name="mai.le", password=PASSWORD, code="123456").status == 422


def test_a_deactivated_person_is_refused_in_the_same_words(world: World, lan: Clerk) -> None:
    world.services.staff.deactivate(lan.staff.id, by=BY_COMMAND, reason="left")
    assert lan.sign_in().errors == ["The name, the password or the code is not right."]


def test_a_strangers_wrong_tries_do_not_lock_out_the_clerks_own_browser(
    make_world: Callable[..., World],
) -> None:
    world = make_world(desk_sign_ins_per_name_hour=2)
    lan = engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK)
    lan.sign_in()
    lan.browser.press("Sign out")
    statuses = []
    for _try in range(3):
        stranger = Browser(world.app)
        stranger.open("/desk/sign-in")
        statuses.append(stranger.send(name="lan.nguyen", password="x", code="123456").status)
    assert statuses == [422, 422, 429]
    world.clock.move(minutes=1)
    assert lan.sign_in().heading == "Desk"


def test_the_limit_of_a_browser_does_not_reveal_whether_a_name_exists(world: World, lan: Clerk) -> None:
    answers = []
    for name in ("lan.nguyen", "nobody"):
        stranger = Browser(world.app)
        stranger.open("/desk/sign-in")
        tries = [
            stranger.post_form("/desk/sign-in", name=name, password="x", code="123456") for _ in range(6)
        ]
        answers.append([answer.status_code for answer in tries])
    assert answers[0] == answers[1] == [422] * 5 + [429]


@pytest.mark.parametrize(
    "change",
    [
        lambda staff, one: staff.change_roles(one, frozenset({Role.SUPERVISOR}), by=BY_COMMAND, reason="new"),
        lambda staff, one: staff.deactivate(one, by=BY_COMMAND, reason="left"),
        lambda staff, one: staff.reset(one, by=BY_COMMAND),
    ],
)
def test_a_stolen_session_dies_when_anything_about_its_owner_changes(
    world: World, lan: Clerk, change: Callable[..., object]
) -> None:
    lan.sign_in()
    thief = copy_of(lan)
    assert thief.open("/desk").heading == "Desk"
    change(world.services.staff, lan.staff.id)
    page = thief.open("/desk")
    assert page.path == "/desk/sign-in"
    assert "what you may do was changed" in page.text
    assert lan.browser.open("/desk").path == "/desk/sign-in"


def test_changing_the_password_ends_the_other_sessions(world: World, lan: Clerk) -> None:
    lan.sign_in()
    thief = copy_of(lan)
    world.clock.move(minutes=1)
    lan.browser.open("/desk/password")
    new = {"password": NEW_PASSWORD, "confirmation": NEW_PASSWORD}
    page = lan.browser.send(current=PASSWORD, code=lan.code, **new)
    assert "The password was changed" in page.text
    assert thief.open("/desk").path == "/desk/sign-in"


def test_changing_the_password_needs_the_current_one(world: World, lan: Clerk) -> None:
    lan.sign_in()
    world.clock.move(minutes=1)
    lan.browser.open("/desk/password")
    new = {"password": NEW_PASSWORD, "confirmation": NEW_PASSWORD}
    assert lan.browser.send(current="Sai-mật-khẩu-1", code=lan.code, **new).status == 422
    assert world.services.staff.get(lan.staff.id) == lan.staff


def test_signing_out_ends_the_session_everywhere_it_was_copied(lan: Clerk) -> None:
    lan.sign_in()
    thief = copy_of(lan)
    lan.browser.press("Sign out")
    assert thief.open("/desk").path == "/desk/sign-in"


def test_the_session_ends_after_its_time_however_much_it_is_used(world: World, lan: Clerk) -> None:
    lan.sign_in()
    sessions = world.services.desk_sessions
    begun = sessions.begin(lan.staff.id, lan.staff.generation)
    old = type(begun)(**{**vars(begun), "began_at": begun.began_at - timedelta(hours=13)})
    assert sessions.seconds_left(old) == 0
    assert sessions.seconds_left(begun) == 900


def test_the_desks_cookie_goes_nowhere_else(lan: Clerk) -> None:
    lan.browser.open("/desk/sign-in")
    answer = lan.browser.post_form("/desk/sign-in", name="lan.nguyen", password=PASSWORD, code=lan.code)
    cookies = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("cuaso-desk=")]
    assert len(cookies) == 1
    assert "HttpOnly" in cookies[0]
    assert "SameSite=Strict" in cookies[0]


def test_a_citizens_session_on_the_same_computer_does_not_open_the_desk(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    assert citizen.browser.open("/account").heading == "My account"
    assert citizen.browser.open("/desk").path == "/desk/sign-in"


def test_the_session_is_extended_for_as_long_as_it_lives(lan: Clerk) -> None:
    lan.sign_in()
    lan.browser.open("/desk")
    answer = lan.browser.post_form("/desk/extend", htmx=True)
    assert answer.get_json()["expires_in"] == 900
    assert Browser(lan.browser.app).ask("/desk/extend").status_code in {302, 303, 404, 405}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_desk_does_not_find_people_by_number_or_name(world: World, language: str) -> None:
    lan = engage(world.services, Browser(world.app, language=language), "lan.nguyen", Role.CLERK)
    lan.sign_in()
    for typed in ("000190000001", "Nguyễn Thị Thử", "0900000001", "1234-5678", "K7M2PX9RT"):
        assert lan.look_for(typed).status == 422


def test_an_administrator_has_no_search_field(world: World, browser: Browser) -> None:
    admin = engage(world.services, browser, "an.tran", Role.ADMINISTRATOR)
    admin.sign_in()
    assert admin.browser.open("/desk").soup.find(attrs={"name": "reference"}) is None


# ---------------------------------------------------------------- setting up a new staff member


@pytest.fixture
def set_up_path(world: World) -> str:
    added = world.services.staff.add("mai.le", frozenset({Role.SUPERVISOR}), by=BY_COMMAND)
    assert added
    return issue_set_up(world.services.links, added)


def app_code(world: World, browser: Browser) -> str:
    """What an app shows that has read the page's QR code."""
    found = re.search(r"secret=([A-Z2-7]+)", str(browser.page.soup))
    assert found
    return pyotp.TOTP(found[1]).at(world.clock())


def test_a_new_staff_member_sets_up_and_signs_in(world: World, browser: Browser, set_up_path: str) -> None:
    browser.open(set_up_path)
    code = app_code(world, browser)
    secret = re.search(r"secret=([A-Z2-7]+)", str(browser.page.soup))
    page = browser.send(password=PASSWORD, confirmation=PASSWORD, code=code)
    assert page.path == "/desk/sign-in"
    assert browser.send(name="mai.le", password=PASSWORD, code=code).status == 422  # it was used
    world.clock.move(minutes=1)
    assert secret
    code = pyotp.TOTP(secret[1]).at(world.clock())
    assert browser.send(name="mai.le", password=PASSWORD, code=code).heading == "Desk"


@pytest.mark.parametrize(
    "wrong", [{"code": "000000"}, {"confirmation": "other"}, {"password": "abc", "confirmation": "abc"}]
)
def test_a_slip_while_setting_up_does_not_use_the_link(
    world: World, browser: Browser, set_up_path: str, wrong: dict[str, str]
) -> None:
    browser.open(set_up_path)
    right = {"password": PASSWORD, "confirmation": PASSWORD, "code": app_code(world, browser)}
    assert browser.send(**{**right, **wrong}).status == 422
    assert browser.send(**right).path == "/desk/sign-in"


def test_a_set_up_link_works_once_and_each_browser_sees_its_own_secret(
    world: World, browser: Browser, set_up_path: str
) -> None:
    other = Browser(world.app)
    browser.open(set_up_path)
    other.open(set_up_path)
    assert app_code(world, browser) != app_code(world, other)
    new = {"password": PASSWORD, "confirmation": PASSWORD}
    browser.send(**new, code=app_code(world, browser))
    assert other.send(**new, code=app_code(world, other)).status == 410


def test_a_set_up_link_ends_after_a_day(world: World, browser: Browser, set_up_path: str) -> None:
    world.clock.move(hours=25)
    assert browser.open(set_up_path).status == 410


def test_a_citizens_link_cannot_set_up_a_staff_member(world: World, browser: Browser, lan: Clerk) -> None:
    token = world.services.links.issue(LinkKind.OFFICE_HELP, lan.staff.id, timedelta(days=1))
    assert browser.open(f"/desk/set-up/{token}").status == 410


def test_successful_and_failed_sign_ins_are_in_the_audit(
    lan: Clerk, audit_of: Callable[[str], list[tuple[str, str]]]
) -> None:
    lan.sign_in(code="000000")
    lan.sign_in()
    events = [event for event, _codes in audit_of(lan.staff.id)]
    assert events[-2:] == [StaffEvent.SIGN_IN_FAILED, StaffEvent.SIGNED_IN]
