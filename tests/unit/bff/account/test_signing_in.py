"""Signing in: strangers learn nothing, guesses are limited, and owners always get in."""

import re
from collections.abc import Callable

import pytest

from accounts.account.records import AccountEvent
from sandbox.people.table import CROWD
from tests.support.browser import Page
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World

WRONG = "The number or the password is not right."
CODE = "/sign-in/code"


@pytest.fixture
def owner(world: World) -> Citizen:
    return registered(world)


def registered(world: World) -> Citizen:
    citizen = world.citizen()
    citizen.register()
    return citizen


def attack(world: World, owner: Citizen, tries: int) -> None:
    """Try wrong passwords, each from a new browser."""
    for _ in range(tries):
        world.citizen(owner.person).sign_in("Sai-mật-khẩu-1")


def shape(page: Page) -> str:
    """All that a stranger sees but numbers and tokens."""
    return re.sub(r"\d+", "0", re.sub(r'value="[^"]*"', "", str(page.soup)))


@pytest.mark.parametrize("spelt", ["000 190 000 001", "０００１９００００００１", " 000-190-000-001 "])
def test_the_number_may_be_spelt_as_people_do(owner: Citizen, spelt: str) -> None:
    owner.browser.open("/sign-in")
    page = owner.browser.send(citizen_number=spelt, password="Ngôi-nhà-3-tầng")
    assert page.path == CODE


def test_the_password_is_the_same_in_every_normal_form(owner: Citizen) -> None:
    assert owner.sign_in("Ngo\u0302i-nha\u0300-3-ta\u0302\u0300ng").path == CODE


def test_an_unknown_number_and_a_wrong_password_show_the_same_message(world: World, owner: Citizen) -> None:
    known, unknown = world.citizen(owner.person), world.citizen(CROWD[0])
    pages = [one.sign_in("Sai-mật-khẩu-1") for one in (known, unknown)]
    assert [(page.status, page.errors) for page in pages] == [(422, [WRONG])] * 2
    assert shape(pages[0]) == shape(pages[1])
    assert len(owner.codes) == 1


@pytest.mark.parametrize("password", ["", "x" * 60_000, "\x01", "\ufffd", "' OR 1=1 --"])
def test_no_password_opens_an_account_but_its_own(owner: Citizen, password: str) -> None:
    page = owner.sign_in(password)
    assert (page.status, page.path) == (422, "/sign-in")
    assert page.value_of("password") == ""
    assert page.value_of("citizen_number") == owner.person.citizen_number


def test_after_five_wrong_passwords_a_browser_waits(world: World, owner: Citizen) -> None:
    for _ in range(5):
        owner.sign_in("Sai-mật-khẩu-1")
    page = owner.sign_in()
    assert (page.status, page.heading) == (429, "Please wait before you try again")
    assert "15 minutes" in page.text
    assert world.citizen(owner.person).sign_in().path == CODE


def test_waiting_is_for_one_number_and_not_for_others_on_the_same_phone(world: World, owner: Citizen) -> None:
    for _ in range(5):
        owner.sign_in("Sai-mật-khẩu-1")
    owner.person = CROWD[0]
    assert owner.sign_in("Sai-mật-khẩu-1").errors == [WRONG]


@pytest.mark.parametrize("known", [True, False])
def test_under_attack_a_right_and_a_wrong_password_look_the_same_until_the_code(
    make_world: Callable[..., World], *, known: bool
) -> None:
    world = make_world(sign_ins_per_account_hour=2)
    owner = registered(world)
    stranger = world.citizen(owner.person if known else CROWD[0])
    attack(world, stranger, 2)
    attack(world, owner, 2 if not known else 0)
    right, wrong = world.citizen(owner.person), stranger
    pages = [right.sign_in(), wrong.sign_in("Sai-mật-khẩu-1")]
    assert shape(pages[0]) == shape(pages[1])
    pages = [right.enter_code("111111"), wrong.enter_code("111111")]
    assert shape(pages[0]) == shape(pages[1])
    for number in ("222222", "333333", "444444", "555555", "666666"):
        pages = [
            one.browser.post(CODE, csrf_token=one.browser.csrf_token, code=number) for one in (right, wrong)
        ]
        assert shape(pages[0]) == shape(pages[1])


@pytest.mark.parametrize("outage", ["http_503", "not_json"])
def test_under_attack_a_silent_gateway_does_not_reveal_the_right_password(
    make_world: Callable[..., World], outage: str
) -> None:
    world = make_world(sign_ins_per_account_hour=1)
    owner = registered(world)
    attack(world, owner, 1)
    world.sandbox.knobs.turn("sms", outage=outage)
    right, wrong = world.citizen(), world.citizen()
    assert shape(right.sign_in()) == shape(wrong.sign_in("Sai-mật-khẩu-1"))


def test_under_attack_the_message_limit_does_not_reveal_the_right_password(
    make_world: Callable[..., World],
) -> None:
    world = make_world(sign_ins_per_account_hour=1, one_time_codes_per_hour=1)
    owner = registered(world)
    attack(world, owner, 1)
    right, wrong = world.citizen(), world.citizen()
    assert shape(right.sign_in()) == shape(wrong.sign_in("Sai-mật-khẩu-1"))
    assert right.page.path == CODE


def test_under_attack_the_owner_still_gets_in(make_world: Callable[..., World]) -> None:
    world = make_world(sign_ins_per_account_hour=2, sign_in_code=False)
    owner = registered(world)
    attack(world, owner, 3)
    elsewhere = world.citizen(owner.person)
    elsewhere.sign_in()
    assert elsewhere.enter_code().path == "/account"


def test_under_attack_a_known_browser_is_asked_as_always(make_world: Callable[..., World]) -> None:
    world = make_world(sign_ins_per_account_hour=2)
    owner = registered(world)
    attack(world, owner, 3)
    assert "A 6-digit code was sent to" in owner.sign_in().text
    assert owner.enter_code().path == "/account"


def test_a_guesser_in_a_known_browser_waits_there_and_nowhere_else(make_world: Callable[..., World]) -> None:
    world = make_world(sign_ins_per_session=2)
    owner = registered(world)
    for _ in range(2):
        assert owner.sign_in("Sai-mật-khẩu-1").errors == [WRONG]
    assert owner.sign_in().status == 429
    assert world.citizen(owner.person).sign_in().path == CODE


def test_under_attack_a_stranger_cannot_sign_in_without_the_code(make_world: Callable[..., World]) -> None:
    world = make_world(sign_ins_per_account_hour=1)
    owner = registered(world)
    attack(world, owner, 2)
    stranger = world.citizen()
    stranger.sign_in("Sai-mật-khẩu-1")
    assert stranger.browser.open("/sign-in/enter").path == CODE
    assert stranger.browser.open("/account").path == "/sign-in"


def test_an_operator_may_sign_people_in_without_a_code(make_world: Callable[..., World]) -> None:
    world = make_world(sign_in_code=False)
    owner = registered(world)
    messages = len(owner.messages)
    assert owner.sign_in().path == "/account"
    assert len(owner.messages) == messages


@pytest.mark.parametrize("htmx", [False, True])
def test_signing_in_gives_the_browser_a_new_session(world: World, *, htmx: bool) -> None:
    registered(world)
    citizen = world.citizen(htmx=htmx)
    citizen.browser.open("/sign-in")
    planted = citizen.browser.second_tab()
    before = citizen.browser.cookie
    citizen.sign_in()
    citizen.enter_code()
    assert citizen.browser.open("/account").path == "/account"
    assert citizen.browser.cookie != before
    assert planted.open("/account").path == "/sign-in"


def test_a_code_to_sign_in_opens_one_session_only(world: World, owner: Citizen) -> None:
    owner.sign_in()
    tab = owner.browser.second_tab()
    owner.enter_code()
    assert tab.send(code=owner.last_code).path == "/account"
    (account_id,) = world.services.accounts.with_phone(owner.person.phone_number)
    assert len(world.services.signed_in.of_account(account_id)) == 1


def test_the_message_says_that_its_code_is_for_signing_in(owner: Citizen) -> None:
    owner.sign_in()
    assert "dang nhap" in owner.messages[-1]


def test_the_history_shows_wrong_passwords(world: World, owner: Citizen) -> None:
    owner.sign_in("Sai-mật-khẩu-1")
    owner.sign_in()
    page = owner.enter_code()
    assert "Sign-in failed: wrong password" in page.text
    assert "Account registered" in page.text


def test_every_event_of_an_account_has_words() -> None:
    from bff.views.account.words import _WORDS  # noqa: PLC0415 - nothing else asks for them all

    assert set(_WORDS) == set(AccountEvent)
