"""A person and their household business share the typed number: the password decides, and shows no more."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from accounts.account.records import Account, AccountEvent
from accounts.hashing import Rank
from accounts.passwords import Passwords
from identity.claims import Claims
from identity.subject import Subject
from sandbox.people.table import CROWD, PEOPLE
from tests.support.citizens import PASSWORD, Citizen
from tests.unit.accounts.people import person
from tests.unit.bff.account.test_forgot_password import ask
from tests.unit.bff.conftest import World
from tests.unit.bff.limits.test_guessed_worlds_look_alike import counting

BUSINESS_PASSWORD, WRONG = "Cửa-hàng-7-gian", "Sai-mật-khẩu-1"
NUMBER = PEOPLE[0].citizen_number
TAX_NUMBERS = ("0001234561", "0009876546", "0001530017", "0001540008")


def open_account(world: World, subject: Subject, number: str, password: str, phone: str) -> Account:
    """Open an account with a password, whose only number is *number*."""
    of_organisation = subject is not Subject.CITIZEN
    opened = world.services.accounts.open(
        person(
            subject=subject,
            citizen_number=None if of_organisation else number,
            old_identity_number=None,
            tax_number=number if of_organisation else None,
            business_number=None,
            phone_number=phone,
            password_hash=world.services.passwords.hash(password),
            method="usb_token",
            level=3,
        )
    )
    assert isinstance(opened, Account)
    return opened


def business_of(world: World) -> Account:
    return open_account(world, Subject.BUSINESS, NUMBER, BUSINESS_PASSWORD, CROWD[0].phone_number)


def signed_in_to(world: World, account: Account) -> bool:
    return len(world.services.signed_in.of_account(account.id)) == 1


def enter(world: World, password: str, phone_of: Citizen) -> None:
    """Sign in with the shared number and *password*, and the code on the phone of that account."""
    owner = world.citizen()
    assert owner.sign_in(password).path == "/sign-in/code"
    owner.enter_code(phone_of.last_code)
    assert owner.browser.open("/account").path == "/account"


@pytest.mark.parametrize("guessed", [False, True])
@pytest.mark.parametrize("has_private", [False, True])
def test_an_owner_is_not_locked_out_of_a_business_that_has_their_own_number(
    make_world: Callable[..., World], *, has_private: bool, guessed: bool
) -> None:
    world = make_world(sign_ins_per_account_hour=2)
    if has_private:
        world.citizen().register()
    business = business_of(world)
    if guessed:
        for _guess in range(2):
            world.citizen().sign_in(WRONG)
    enter(world, BUSINESS_PASSWORD, world.citizen(CROWD[0]))
    assert signed_in_to(world, business)


@pytest.mark.parametrize("guessed", [False, True])
def test_the_private_account_opens_with_its_own_password(
    make_world: Callable[..., World], *, guessed: bool
) -> None:
    world = make_world(sign_ins_per_account_hour=2)
    citizen = world.citizen()
    citizen.register()
    business = business_of(world)
    if guessed:
        for _guess in range(2):
            world.citizen().sign_in(WRONG)
    enter(world, PASSWORD, citizen)
    assert not signed_in_to(world, business)


def test_a_business_does_not_hide_an_agency_of_the_same_tax_number(world: World) -> None:
    for subject, password, one in (
        (Subject.BUSINESS, PASSWORD, CROWD[0]),
        (Subject.AGENCY, BUSINESS_PASSWORD, CROWD[1]),
    ):
        account = open_account(world, subject, TAX_NUMBERS[0], password, one.phone_number)
        owner = world.citizen(one)
        owner.browser.open("/sign-in")
        owner.browser.send(citizen_number=TAX_NUMBERS[0], password=password)
        owner.enter_code()
        assert signed_in_to(world, account)


def test_the_password_of_one_account_is_no_wrong_password_of_the_other(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    business = business_of(world)
    world.citizen().sign_in(BUSINESS_PASSWORD)
    world.citizen().sign_in(PASSWORD)
    private = world.services.accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=NUMBER))
    assert private is not None
    for account in (private, business):
        events = {entry.event for entry in world.services.accounts.history(account.id)}
        assert AccountEvent.SIGN_IN_FAILED not in events


def known_to_the_business(world: World) -> Citizen:
    """A person with the private number, in a browser that has signed in to the business alone."""
    employee = world.citizen()
    assert employee.sign_in(BUSINESS_PASSWORD).path == "/sign-in/code"
    employee.enter_code(world.citizen(CROWD[0]).last_code)
    employee.browser.post("/account/sign-out", csrf_token=employee.browser.csrf_token)
    return employee


def test_a_browser_known_to_a_business_guesses_its_owners_password_as_a_stranger_does(
    make_world: Callable[..., World],
) -> None:
    world = make_world(sign_ins_per_account_hour=3)
    world.citizen().register()
    business_of(world)
    answers: list[str] = []
    for _browser in range(3):
        employee = known_to_the_business(world)
        answers += [employee.sign_in(f"Đoán-mật-khẩu-{len(answers)}").path for _guess in range(2)]
        world.clock.move(minutes=2)
    assert answers == ["/sign-in"] * 3 + ["/sign-in/code"] * 3, "wrong guesses were told as wrong"
    employee = known_to_the_business(world)
    right, wrong = (world.citizen(), world.citizen())
    right.browser, wrong.browser = employee.browser.second_tab(), employee.browser.second_tab()
    seen = {citizen.sign_in(said).text for citizen, said in ((right, PASSWORD), (wrong, WRONG))}
    assert len(seen) == 1, "the answer tells which password is right"


class CountedPasswords(Passwords):
    """Counts the hashes."""

    hashes = 0

    def verify(self, phc: str, password: str, *, by_stranger: bool = False, rank: Rank = ()) -> bool:
        type(self).hashes += 1
        return super().verify(phc, password, by_stranger=by_stranger, rank=rank)

    def verify_nothing(self, password: str, *, by_stranger: bool = True, rank: Rank = ()) -> None:
        type(self).hashes += 1
        super().verify_nothing(password, by_stranger=by_stranger, rank=rank)


@dataclass(frozen=True)
class Seen:
    """What a stranger sees of one form, and what the product did for it."""

    status: int
    text: str
    hashes: int
    statements: int
    commands: int
    statements_beside: int


def work_of(world: World, at: str, **fields: str) -> Seen:
    stranger = world.citizen().browser
    stranger.open(at)
    with counting(world) as work:
        counted = CountedPasswords(threads=1, queue=9)
        world.app.extensions["services"] = replace(world.app.extensions["services"], passwords=counted)
        hashes, (statements, commands) = CountedPasswords.hashes, work.count()
        page = stranger.send(**fields)
        statements_now, commands_now = work.count()
        work.finish()
        # a wrong password is noted beside; who asks for a new password must cost the same there too
        beside = work.count()[0] - statements_now if at == "/forgot-password" else 0
        return Seen(
            page.status,
            page.text,
            CountedPasswords.hashes - hashes,
            statements_now - statements,
            commands_now - commands,
            beside,
        )


@pytest.mark.parametrize("guessed", [False, True])
@pytest.mark.parametrize(
    ("at", "typed"),
    [("/sign-in", {"password": WRONG}), ("/forgot-password", {"phone_number": "0900000888"})],
)
@pytest.mark.parametrize("kinds", [(Subject.CITIZEN, Subject.BUSINESS), (Subject.BUSINESS, Subject.AGENCY)])
def test_a_stranger_can_not_tell_which_accounts_have_the_number(
    make_world: Callable[..., World],
    at: str,
    typed: dict[str, str],
    kinds: tuple[Subject, Subject],
    *,
    guessed: bool,
) -> None:
    world, seen = make_world(sign_ins_per_account_hour=1), []
    work_of(world, at, citizen_number=CROWD[9].citizen_number, **typed)  # the stores have read their scripts
    for place, held in enumerate(((), kinds[:1], kinds[1:], kinds)):
        number = CROWD[place].citizen_number if Subject.CITIZEN in kinds else TAX_NUMBERS[place]
        for subject in held:
            open_account(world, subject, number, PASSWORD, CROWD[0].phone_number)
        if guessed:
            work_of(world, "/sign-in", citizen_number=number, password=WRONG)
        seen.append(work_of(world, at, citizen_number=number, **typed))
    assert len(set(seen)) == 1, seen


def test_while_passwords_are_guessed_no_work_tells_which_of_two_accounts_a_password_opens(
    make_world: Callable[..., World],
) -> None:
    world = make_world(sign_ins_per_account_hour=1)
    world.citizen().register()
    business_of(world)
    for _guess in range(2):
        world.citizen().sign_in(WRONG)
    seen = {
        work_of(world, "/sign-in", citizen_number=NUMBER, password=password)
        for password in (PASSWORD, BUSINESS_PASSWORD, WRONG)
    }
    assert len(seen) == 1, seen


@pytest.mark.parametrize("of_business", [False, True])
def test_a_reset_reaches_the_account_that_has_the_typed_phone(world: World, *, of_business: bool) -> None:
    citizen = world.citizen()
    citizen.register()
    business = business_of(world)
    phone = world.citizen(CROWD[0]) if of_business else citizen
    sent = len(phone.codes)
    owner = world.citizen()
    ask(owner, phone=phone.person.phone_number)
    assert len(phone.codes) == sent + 1
    flow_page = owner.enter_code(phone.last_code)
    assert business.id not in str(flow_page.soup)
