"""A number that the carrier has given to another person opens no account of the one who had it.

The new subscriber has the number, and knows the citizen number of the one before, e.g. from a parcel's label.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from accounts.account.records import Account, AccountEvent, NewAccount
from accounts.ways_back import NewWaysIn
from bff.settings.settings import WhenUnknown
from identity.claims import Claims
from identity.subject import Subject
from sandbox.people.table import person_called
from sandbox.times import VIET_NAM
from tests.support.browser import Page
from tests.support.citizens import PASSWORD, Citizen
from tests.unit.bff.account.test_forgot_password import NEW, ask
from tests.unit.bff.conftest import World

IN_ANOTHER_NAME = "This number is in another name now"
NOT_KNOWN = "It is not known whether this number is still yours"
CHOOSE = "Choose a new password"
#: Each way to open an account of level 2; only the first rests on the carrier's word.
METHODS = ["mobile_subscriber", "social_insurance", "vneid", "vietnam_post"]
TYPED = METHODS[1:]
#: The carrier's record is another person's, so a match with the account's own facts fails.
ANOTHERS = ["name_differs", "birth_date_differs", "document_differs"]
OPENED_DAYS_AGO, GIVEN_ON_DAYS_AGO = 400, 100
however_opened = pytest.mark.parametrize("method", METHODS)


def day(world: World, days_ago: int) -> date:
    """A day by the calendar of Viet Nam, which is the carrier's."""
    return (world.clock() - timedelta(days=days_ago)).astimezone(VIET_NAM).date()


def give_on(world: World, citizen: Citizen, days_ago: int = GIVEN_ON_DAYS_AGO) -> None:
    """Let the carrier give the number to another person, who contracted for it so many days ago."""
    world.sandbox.numbers.give_on(citizen.person.phone_number, day(world, days_ago))


@contextmanager
def at(world: World, days_ago: int) -> Iterator[None]:
    """Do something so many days ago."""
    world.clock.move(days=-days_ago)
    yield
    world.clock.move(days=days_ago)


def holder_of(
    world: World, key: str = "everything_works", *, method: str, days: int = OPENED_DAYS_AGO
) -> Citizen:
    """A person who opened an account so many days ago."""
    person = person_called(key)
    opened = world.services.accounts.open(
        NewAccount(
            subject=Subject.CITIZEN,
            full_name=person.full_name,
            citizen_number=person.citizen_number,
            birth_date=person.birth_date,
            phone_number=person.phone_number,
            method=method,
            level=2,
            password_hash=world.services.passwords.hash(PASSWORD),
            registered_at=world.clock() - timedelta(days=days),
        )
    )
    assert isinstance(opened, Account)
    return world.citizen(person)


def account_of(world: World, citizen: Citizen) -> Account:
    claims = Claims(subject=Subject.CITIZEN, citizen_number=citizen.person.citizen_number)
    account = world.services.accounts.find(claims)
    assert account is not None
    return account


def code_typed(citizen: Citizen) -> Page:
    ask(citizen)
    return citizen.enter_code()


@however_opened
def test_the_new_subscriber_of_a_number_gets_no_new_password(world: World, method: str) -> None:
    stranger = holder_of(world, method=method)
    give_on(world, stranger)
    page = code_typed(stranger)
    assert page.heading == IN_ANOTHER_NAME
    assert page.soup.find("a", href="/dispute/reported")
    assert stranger.browser.open("/forgot-password/new-password").heading == IN_ANOTHER_NAME
    assert stranger.sign_in(PASSWORD).path == "/sign-in/code"  # the password is the old one


@however_opened
def test_the_holder_whose_number_stayed_gets_a_new_password(world: World, method: str) -> None:
    assert code_typed(holder_of(world, method=method)).heading == CHOOSE


@however_opened
@pytest.mark.parametrize("earlier", [0, 1, 500])
def test_the_holder_got_the_number_before_the_account(world: World, method: str, earlier: int) -> None:
    owner = holder_of(world, method=method)
    give_on(world, owner, OPENED_DAYS_AGO + earlier)
    assert code_typed(owner).heading == CHOOSE


@however_opened
def test_a_number_that_is_given_on_a_day_after_the_account_counts_no_more(world: World, method: str) -> None:
    stranger = holder_of(world, method=method)
    give_on(world, stranger, OPENED_DAYS_AGO - 1)
    assert code_typed(stranger).heading == IN_ANOTHER_NAME


@however_opened
def test_a_person_of_the_table_got_the_number_of_an_account(world: World, method: str) -> None:
    assert code_typed(holder_of(world, "number_given_on", method=method)).heading == IN_ANOTHER_NAME
    assert code_typed(holder_of(world, "crowd_501", method=method)).heading == CHOOSE


@however_opened
def test_a_phone_that_the_holder_gave_the_account_later_counts_from_then(world: World, method: str) -> None:
    owner = holder_of(world, method=method)
    number = owner.person.phone_number
    with at(world, OPENED_DAYS_AGO - 1):
        change_phone(world, owner, person_called("crowd_502").phone_number, "signature")
    with at(world, GIVEN_ON_DAYS_AGO - 1):
        change_phone(world, owner, number, "signature")
    give_on(world, owner)
    assert code_typed(owner).heading == CHOOSE


def change_phone(world: World, owner: Citizen, phone_number: str, proved_by: str) -> None:
    """Give the account a phone, as after this kind of proof."""
    account = account_of(world, owner)
    world.services.accounts.change_phone(
        account.id, phone_number, method="method", proved_by=proved_by, generation=account.generation
    )


def give_up_and_take_back(world: World, owner: Citizen, proved_by: str) -> None:
    world.services.accounts.lose_phone(owner.person.phone_number)
    change_phone(world, owner, owner.person.phone_number, proved_by)


@however_opened
@pytest.mark.parametrize("proof", ["carrier", "vneid", "signature", "two_people"])
def test_a_number_that_its_holder_took_back_counts_from_then(world: World, method: str, proof: str) -> None:
    owner = holder_of(world, method=method)
    give_on(world, owner)
    with at(world, GIVEN_ON_DAYS_AGO - 1):
        give_up_and_take_back(world, owner, proof)
    assert code_typed(owner).heading == CHOOSE


@however_opened
@pytest.mark.parametrize("proof", ["carrier", "two_people"])
def test_a_reset_by_who_shows_the_person_and_the_phone_counts_as_a_new_beginning(
    world: World, method: str, proof: str
) -> None:
    owner = holder_of(world, method=method)
    give_on(world, owner)
    with at(world, GIVEN_ON_DAYS_AGO - 1):
        reset(world, owner, proof)
    assert code_typed(owner).heading == CHOOSE


def reset(world: World, owner: Citizen, proved_by: str) -> None:
    account = account_of(world, owner)
    hashed = world.services.passwords.hash(NEW)
    new = NewWaysIn(method="method", proved_by=proved_by, password_hash=hashed)
    world.services.ways_back.reset(account.id, new, generation=account.generation)


def sign_in(world: World, stranger: Citizen) -> None:
    for event in (AccountEvent.SIGNED_IN, AccountEvent.NEW_DEVICE, AccountEvent.PORTAL_SIGNED_IN):
        world.services.accounts.note(account_of(world, stranger).id, event)


def read_when_it_was_opened(world: World, stranger: Citizen) -> None:
    for event in (AccountEvent.EXISTENCE_TOLD, AccountEvent.REGISTRATION_REPEATED, AccountEvent.NOT_ME):
        world.services.accounts.note(account_of(world, stranger).id, event)


#: What the new subscriber of a number can do with it, and with facts from cards, while a carrier cannot say.
STRANGERS_ACTS: dict[str, Callable[[World, Citizen], None]] = {
    "signs in by SMS with a password that leaked": sign_in,
    "reads when the account was opened": read_when_it_was_opened,
    "gives the number up and takes it back by a PostID": lambda world, citizen: give_up_and_take_back(
        world, citizen, "post_id"
    ),
    "resets by a PostID": lambda world, citizen: reset(world, citizen, "post_id"),
    "resets by a code to the phone": lambda world, citizen: reset(world, citizen, "phone_code"),
}


@however_opened
@pytest.mark.parametrize("act", STRANGERS_ACTS)
def test_nothing_that_the_new_subscriber_does_makes_the_number_the_holders(
    world: World, method: str, act: str
) -> None:
    stranger = holder_of(world, method=method)
    give_on(world, stranger)
    with at(world, GIVEN_ON_DAYS_AGO - 1):
        STRANGERS_ACTS[act](world, stranger)
    assert code_typed(stranger).heading == IN_ANOTHER_NAME


@however_opened
def test_a_silent_carrier_refuses_nothing_and_the_reset_goes_on_afterwards(world: World, method: str) -> None:
    owner = holder_of(world, method=method)
    ask(owner)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    page = owner.enter_code()
    assert page.status == 503
    assert "You have not been refused" in page.text
    world.sandbox.knobs.turn("carrier", outage="none")
    assert owner.browser.open_and_go_on("/forgot-password/look-at-sim").heading == CHOOSE


@however_opened
def test_a_stranger_without_the_code_lets_no_carrier_be_asked(world: World, method: str) -> None:
    stranger = holder_of(world, method=method)
    give_on(world, stranger)
    ask(stranger)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    assert stranger.enter_code("000000" if stranger.last_code != "000000" else "111111").status == 422


#: Why the carrier does not tell: it cannot say of this person, or it has no such service.
UNTOLD = [("subscriber_change_unknown", "v0.2"), ("everything_works", "v9")]


@however_opened
@pytest.mark.parametrize(("key", "version"), UNTOLD)
def test_what_the_carrier_can_not_say_refuses_nothing(
    make_world: Callable[..., World], method: str, key: str, version: str
) -> None:
    world = make_world(carrier_number_recycling=version)
    assert code_typed(holder_of(world, key, method=method)).heading == CHOOSE


@pytest.mark.parametrize("method", TYPED)
@pytest.mark.parametrize(("key", "version"), UNTOLD)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_an_operator_may_refuse_a_typed_phone_of_which_the_carrier_can_not_tell(
    make_world: Callable[..., World], method: str, key: str, version: str, language: str
) -> None:
    refuses = {"carrier_number_recycling_unknown": WhenUnknown.REFUSE}
    world = make_world(carrier_number_recycling=version, **refuses)
    holder_of(world, key, method=method)
    page = code_typed(world.citizen(person_called(key), language=language))
    assert page.path == "/forgot-password/sim-changed"
    assert page.soup.find("a", href="/prove/for/reset")
    if language == "en":
        assert page.heading == NOT_KNOWN


@pytest.mark.parametrize(("key", "version"), UNTOLD)
def test_where_the_operator_refuses_the_carriers_match_still_shows_the_holder(
    make_world: Callable[..., World], key: str, version: str
) -> None:
    refuses = {"carrier_number_recycling_unknown": WhenUnknown.REFUSE}
    world = make_world(carrier_number_recycling=version, **refuses)
    assert code_typed(holder_of(world, key, method="mobile_subscriber")).heading == CHOOSE


@pytest.mark.parametrize("version", ["", "v9"])
@pytest.mark.parametrize("key", ANOTHERS)
def test_without_the_service_the_match_finds_the_new_subscriber_where_it_found_the_holder(
    make_world: Callable[..., World], key: str, version: str
) -> None:
    world = make_world(carrier_number_recycling=version)
    assert code_typed(holder_of(world, key, method="mobile_subscriber")).heading == IN_ANOTHER_NAME


@pytest.mark.parametrize("version", ["", "v9"])
@pytest.mark.parametrize("method", TYPED)
def test_without_the_service_a_typed_phone_may_be_a_relatives(
    make_world: Callable[..., World], method: str, version: str
) -> None:
    world = make_world(carrier_number_recycling=version)
    assert code_typed(holder_of(world, "name_differs", method=method)).heading == CHOOSE


@however_opened
def test_a_phone_in_a_relatives_name_counts_while_the_relative_keeps_it(world: World, method: str) -> None:
    assert code_typed(holder_of(world, "name_differs", method=method)).heading == CHOOSE


@pytest.mark.parametrize("refuses", [False, True])
@however_opened
def test_without_a_carrier_nothing_is_asked(
    make_world: Callable[..., World], method: str, *, refuses: bool
) -> None:
    policy = WhenUnknown.REFUSE if refuses else WhenUnknown.GO_ON
    world = make_world(carrier_url="", carrier_number_recycling_unknown=policy)
    owner = holder_of(world, method=method)
    give_on(world, owner)
    assert code_typed(owner).heading == CHOOSE
