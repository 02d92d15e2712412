"""My account: its facts, its access, its sessions, and the change of its password."""

import pytest

from tests.support.citizens import PASSWORD, Citizen
from tests.unit.bff.conftest import World

NEW = "Cầu-ao-7-bậc"


def signed_in(world: World, *, htmx: bool = False) -> Citizen:
    citizen = world.citizen(htmx=htmx)
    citizen.sign_in()
    citizen.enter_code()
    return citizen


@pytest.fixture
def owner(world: World) -> Citizen:
    world.citizen().register()
    return signed_in(world)


def change(citizen: Citizen, current: str = PASSWORD, new: str = NEW) -> list[str]:
    citizen.open_change("/account/password")
    return citizen.browser.send(current=current, password=new, confirmation=new).errors


def test_my_account_shows_the_holder_with_masked_numbers(owner: Citizen) -> None:
    text = owner.page.text
    assert owner.person.full_name in text
    assert "••••••••0001" in text
    assert owner.person.citizen_number not in str(owner.page.soup)
    assert owner.person.phone_number[-9:] not in str(owner.page.soup)


def test_my_account_is_not_kept_by_caches(owner: Citizen) -> None:
    assert owner.page.headers["Cache-Control"] == "no-store"


def test_signing_out_ends_the_session_and_clears_the_browser(owner: Citizen) -> None:
    old = owner.browser.second_tab()
    answer = owner.browser.post_form("/account/sign-out")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "cache" in answer.headers["Clear-Site-Data"]
    assert old.open("/account").path == "/sign-in"


def test_an_old_cookie_opens_nothing_after_signing_out(owner: Citizen) -> None:
    cookie = owner.browser.cookie
    owner.browser.press("Sign out")
    owner.browser.cookie = cookie
    page = owner.browser.open("/account")
    assert page.path == "/sign-in"
    assert "Your session has ended" in page.text


def test_signing_out_twice_is_no_error(owner: Citizen) -> None:
    owner.browser.post_form("/account/sign-out")
    owner.browser.open("/")
    assert owner.browser.post_form("/account/sign-out").status_code == 303


def test_other_sessions_are_listed_and_can_be_ended(world: World, owner: Citizen) -> None:
    other = signed_in(world)
    assert len(other.page.soup.select("main ul.list")[0].find_all("li")) == 2
    other.browser.press("End all other sessions")
    assert owner.browser.open("/account").path == "/sign-in"
    assert other.browser.open("/account").path == "/account"


def test_changing_the_password_ends_the_other_sessions(world: World, owner: Citizen) -> None:
    other = signed_in(world)
    assert change(other) == []
    assert "The password was changed" in other.page.text
    assert owner.browser.open("/account").path == "/sign-in"
    assert world.citizen().sign_in().errors
    assert world.citizen().sign_in(NEW).path == "/sign-in/code"


@pytest.mark.parametrize(
    ("current", "new", "words"),
    [
        ("Sai-mật-khẩu-1", NEW, "The current password is not right."),
        ("", NEW, "Enter your current password."),
        (
            PASSWORD,
            "abc",
            "The password still needs: at least 8 characters, an upper-case letter, a digit, a",
        ),
        (PASSWORD, "Lan-Nguyen-1", "your name"),
    ],
)
def test_changing_the_password_needs_the_current_one_and_a_good_new_one(
    owner: Citizen, current: str, new: str, words: str
) -> None:
    errors = change(owner, current, new)
    assert any(words in error for error in errors)
    assert not any(owner.page.value_of(name) for name in ("current", "password", "confirmation"))


def test_wrong_current_passwords_are_limited(owner: Citizen) -> None:
    for _ in range(5):
        assert change(owner, "Sai-mật-khẩu-1") == ["The current password is not right. Enter it again."]
    owner.browser.open("/account/password")
    page = owner.browser.send(current=PASSWORD, password=NEW, confirmation=NEW)
    assert (page.status, page.heading) == (429, "Please wait before you try again")


def test_an_ended_session_leads_to_a_notice_with_htmx_by_a_redirect(world: World, owner: Citizen) -> None:
    owner.browser.open("/account/password")
    world.services.signed_in.client.delete(*world.services.signed_in.client.keys("signed_in:*"))
    answer = owner.browser.post_form("/account/password", htmx=True, current="x")
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/sign-in?notice=ended")


@pytest.mark.parametrize("path", ["/account", "/account/password"])
def test_my_account_needs_a_sign_in(world: World, path: str) -> None:
    assert world.citizen().browser.open(path).path == "/sign-in"


@pytest.mark.parametrize("path", ["/account/sign-out", "/account/sessions/end-others"])
def test_a_link_cannot_sign_a_citizen_out(owner: Citizen, path: str) -> None:
    assert owner.browser.ask(path).status_code == 405
    assert owner.browser.ask(path, method="POST").status_code == 400
    assert owner.browser.open("/account").path == "/account"


def test_going_to_sign_in_while_signed_in_ends_nothing(owner: Citizen) -> None:
    owner.browser.open("/sign-in")
    assert owner.browser.open("/account").path == "/account"
