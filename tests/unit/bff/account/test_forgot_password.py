"""A forgotten password: strangers learn nothing, and owners set a new password."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event

from accounts.account.records import NewAccount
from identity.claims import Claims
from identity.subject import Subject
from sandbox.people.table import CROWD, PEOPLE
from tests.support.browser import Browser, Page
from tests.support.citizens import Citizen
from tests.support.levels import set_level
from tests.support.sim_holders import Holder, phone_of
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof, prove_with_sim

NEW = "Cầu-ao-7-bậc"
CODE = "/forgot-password/code"


@pytest.fixture
def owner(world: World) -> Citizen:
    citizen = world.citizen()
    citizen.register()
    return citizen


def ask(citizen: Citizen, *, number: str = "", phone: str = "") -> Page:
    citizen.browser.open("/forgot-password")
    return citizen.browser.send(
        citizen_number=number or citizen.person.citizen_number,
        phone_number=phone or citizen.person.phone_number,
    )


def reset(citizen: Citizen, password: str = NEW) -> Page:
    ask(citizen)
    citizen.enter_code()
    return citizen.choose_password(password)


def shape(page: Page) -> str:
    """All that a stranger sees but numbers and tokens."""
    return re.sub(r"\d+", "0", re.sub(r'value="[^"]*"', "", str(page.soup)))


@pytest.mark.parametrize("htmx", [False, True])
def test_an_owner_gets_a_new_password_and_every_session_ends(world: World, *, htmx: bool) -> None:
    owner = world.citizen(htmx=htmx)
    owner.register()
    elsewhere = world.citizen()
    elsewhere.sign_in()
    elsewhere.enter_code()
    assert reset(owner).heading == "The new password is saved"
    assert elsewhere.browser.open("/account").path == "/sign-in"
    assert "the password of your account changed" in owner.messages[-1]
    assert owner.sign_in().errors
    assert owner.sign_in(NEW).path == "/sign-in/code"
    owner.enter_code()
    assert "Forgotten password replaced" in owner.page.text


def test_the_message_says_what_the_code_is_for(owner: Citizen) -> None:
    ask(owner)
    assert "lay lai tai khoan" in owner.messages[-1]


def test_with_and_without_an_account_the_answers_are_the_same(world: World, owner: Citizen) -> None:
    someone = world.citizen(CROWD[0])
    asked = [
        (owner, {}),
        (someone, {}),
        (world.citizen(), {"phone": CROWD[0].phone_number}),
        (world.citizen(CROWD[0]), {"phone": PEOPLE[0].phone_number}),
        (world.citizen(), {"number": "0000000999"}),
    ]
    pages = [ask(one, **given) for one, given in asked]
    assert {page.path for page in pages} == {CODE}
    assert len({shape(page) for page in pages}) == 1
    for wrong in ("111111", "222222", "333333", "444444", "555555", "666666"):
        pages = [
            one.browser.send(code=wrong) if one.page.soup.find(id="main-form") else one.page
            for one, _ in asked
        ]
        assert len({shape(page) for page in pages}) == 1
    assert someone.messages == []


def test_another_phone_than_the_accounts_gets_no_code(world: World, owner: Citizen) -> None:
    stranger = world.citizen(replace(owner.person, phone_number=CROWD[0].phone_number))
    ask(stranger)
    assert stranger.codes == []


def test_the_answer_does_not_wait_for_work_that_depends_on_the_account(
    make_world: Callable[..., World],
) -> None:
    world = make_world()
    owner, stranger = world.citizen(), world.citizen(CROWD[0])
    owner.register()
    put_off: list[object] = []
    parts = replace(world.services, at_the_beat=lambda do, *_arguments: put_off.append(do))
    world.app.extensions["services"] = parts
    statements: list[str] = []
    for citizen in (owner, stranger):
        with watched(world, statements):
            ask(citizen)
    assert len(put_off) == 2
    assert statements == []


@contextmanager
def watched(world: World, statements: list[str]) -> Iterator[None]:
    """Note every statement that reaches the accounts' database."""
    engine = world.services.accounts._engine  # noqa: SLF001 - no other door shows what passes

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield
    event.remove(engine, "before_cursor_execute", note)


def test_own_facts_are_refused_once_the_phone_is_proved(owner: Citizen) -> None:
    ask(owner)
    owner.enter_code()
    assert any("your name" in error for error in owner.choose_password("Lan-Nguyen-1").errors)


def test_wrong_codes_are_counted_for_a_phone_across_resets_and_apart_from_sign_ins(
    make_world: Callable[..., World],
) -> None:
    world = make_world(wrong_codes_per_phone_day=3)
    owner = world.citizen()
    owner.register()
    guesser = world.citizen()
    ask(guesser)
    for wrong in ("111111", "222222", "333333"):
        guesser.browser.send(code=wrong)
    again = world.citizen()
    ask(again)
    assert "send a longer code" in again.enter_code().text
    elsewhere = world.citizen()
    elsewhere.sign_in()
    assert elsewhere.enter_code().path == "/account"


def asked_after_a_guess(make_world: Callable[..., World]) -> tuple[World, Citizen]:
    """A world in which a stranger has used up the wrong codes of a phone, and its owner asks for a reset."""
    world = make_world(wrong_codes_per_phone_day=1)
    world.citizen().register()
    guesser, owner = world.citizen(), world.citizen()
    ask(guesser)
    guesser.browser.send(code="111111")
    ask(owner)
    return world, owner


def test_a_longer_code_that_is_asked_for_too_early_says_how_long_to_wait(
    make_world: Callable[..., World],
) -> None:
    world, owner = asked_after_a_guess(make_world)
    sent = len(owner.codes)
    world.clock.move(seconds=20)
    assert "Another code can be sent in 40 seconds." in owner.enter_code().text
    world.clock.move(seconds=10)
    assert "Another code can be sent in 30 seconds." in owner.browser.press("Send the code again").text
    assert len(owner.codes) == sent
    world.clock.move(seconds=30)
    assert "Another code can be sent" not in owner.browser.press("Send the code again").text


def test_a_reset_goes_on_with_a_longer_code_where_strangers_have_guessed(
    make_world: Callable[..., World],
) -> None:
    world, owner = asked_after_a_guess(make_world)
    short = owner.last_code
    owner.enter_code(short)
    world.clock.move(seconds=60)
    assert "10-digit code" in owner.browser.press("Send the code again").text
    assert owner.enter_code(short).errors == ["Enter the 10-digit code from the message."]
    assert owner.enter_code(owner.longer_code).path == "/forgot-password/new-password"


def test_a_strangers_guesses_do_not_lock_out_the_browser_that_the_account_knows(
    make_world: Callable[..., World],
) -> None:
    world = make_world(wrong_codes_per_phone_day=3)
    owner = world.citizen()
    owner.register()
    guesser = world.citizen()
    ask(guesser)
    for wrong in ("111111", "222222", "333333"):
        guesser.browser.send(code=wrong)
    ask(owner)
    assert owner.enter_code().path == "/forgot-password/new-password"


def test_a_browser_asks_for_so_many_resets_an_hour(make_world: Callable[..., World]) -> None:
    world = make_world(resets_per_session_hour=2)
    citizen = world.citizen()
    ask(citizen)
    ask(citizen, number="000190000002")
    assert ask(citizen, number="000190000003").status == 429


@pytest.mark.parametrize("path", ["/forgot-password/new-password", "/forgot-password/changed"])
def test_no_screen_can_be_skipped(world: World, owner: Citizen, path: str) -> None:
    ask(owner)
    assert owner.browser.open(path).path in {CODE, "/forgot-password"}


def registered_with_sim(world: World) -> Holder:
    holder = Holder(world, phone_of("sim_citizen"))
    holder.reach_waiting()
    holder.confirm_on_the_phone()
    holder.look()
    holder.browser.press("Register")
    return holder


def test_an_account_opened_with_a_signature_takes_a_fresh_one(world: World) -> None:
    holder = registered_with_sim(world)
    citizen = world.citizen(replace(PEOPLE[0], phone_number=holder.phone_number))
    ask(citizen)
    assert citizen.enter_code().heading == "A stronger proof is needed"
    begin_proof(holder.browser, "sim-signature", aim="reset")
    assert prove_with_sim(holder).path == "/forgot-password/new-password"
    page = holder.browser.send(password=NEW, confirmation=NEW)
    assert page.heading == "The new password is saved"
    assert citizen.sign_in(NEW).path == "/sign-in/code"


@pytest.mark.parametrize("level", [2, 3])
def test_a_code_to_the_phone_resets_an_account_by_its_level_now_and_not_by_its_method(
    world: World, owner: Citizen, level: int
) -> None:
    (account_id,) = world.services.accounts.with_phone(owner.person.phone_number)
    set_level(world.services, account_id, level)
    ask(owner)
    expected = "Choose a new password" if level == 2 else "A stronger proof is needed"
    assert owner.enter_code().heading == expected


def test_a_stranger_can_not_go_on_with_a_code_when_the_level_rises_before_the_password(
    world: World, owner: Citizen
) -> None:
    ask(owner)
    owner.enter_code()
    (account_id,) = world.services.accounts.with_phone(owner.person.phone_number)
    set_level(world.services, account_id)
    assert owner.choose_password(NEW).heading == "A stronger proof is needed"
    assert owner.sign_in(NEW).errors


def test_a_stranger_with_another_subscription_of_the_owner_can_not_reset_the_password(world: World) -> None:
    owner = world.citizen(replace(PEOPLE[0], phone_number=CROWD[5].phone_number))
    world.services.accounts.open(
        NewAccount(
            subject=Subject.CITIZEN,
            full_name=PEOPLE[0].full_name,
            citizen_number=PEOPLE[0].citizen_number,
            phone_number=owner.person.phone_number,
            method="mobile_subscriber",
            level=2,
            registered_at=world.clock(),
        )
    )
    stranger = world.citizen()
    begin_proof(stranger.browser, "mobile-subscriber", aim="reset")
    stranger.give_details()
    assert "bound to another phone" in stranger.enter_code().text


def test_the_carrier_resets_an_account_of_level_2_that_has_that_very_number(
    world: World, owner: Citizen
) -> None:
    begin_proof(owner.browser, "mobile-subscriber", aim="reset")
    owner.give_details()
    assert owner.enter_code().path == "/forgot-password/new-password"
    assert owner.choose_password(NEW).heading == "The new password is saved"


def test_a_proof_without_an_account_leads_to_registering(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    begin_proof(holder.browser, "sim-signature", aim="reset")
    assert prove_with_sim(holder).heading == "You have no account yet"


def test_a_frozen_account_gets_no_code_and_no_password(world: World, owner: Citizen) -> None:
    ask(owner)
    owner.enter_code()
    account = world.services.accounts.find(
        Claims(subject=Subject.CITIZEN, citizen_number=owner.person.citizen_number)
    )
    assert account is not None
    world.services.accounts.freeze(account.id)
    assert owner.choose_password(NEW).path == "/forgot-password"
    frozen = world.services.accounts.get(account.id)
    assert frozen is not None
    assert frozen.password_hash == account.password_hash
    before = len(owner.codes)
    ask(owner)
    assert len(owner.codes) == before


def test_the_screens_of_a_forgotten_password_exist_in_vietnamese(world: World) -> None:
    browser = Browser(world.app, language="vi")
    assert browser.open("/forgot-password").heading == "Tôi quên mật khẩu"
