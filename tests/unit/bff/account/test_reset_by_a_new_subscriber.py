"""A number that the carrier has given to another person opens no account of the one who had it."""

import pytest

from accounts.account.records import Account, NewAccount
from identity.subject import Subject
from sandbox.people.table import person_called
from tests.support.browser import Page
from tests.support.citizens import PASSWORD, Citizen
from tests.unit.bff.account.test_forgot_password import ask
from tests.unit.bff.conftest import World

IN_ANOTHER_NAME = "This number is in another name now"
ANOTHERS = ["name_differs", "birth_date_differs", "document_differs"]


def holder_of(world: World, key: str, *, method: str = "mobile_subscriber") -> Citizen:
    """A person with an account whose phone the carrier, by now, has in another name."""
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
            registered_at=world.clock(),
        )
    )
    assert isinstance(opened, Account)
    return world.citizen(person)


def code_typed(citizen: Citizen) -> Page:
    ask(citizen)
    return citizen.enter_code()


@pytest.mark.parametrize("key", ANOTHERS)
def test_the_new_subscriber_of_a_number_gets_no_new_password(world: World, key: str) -> None:
    stranger = holder_of(world, key)
    page = code_typed(stranger)
    assert page.heading == IN_ANOTHER_NAME
    assert page.soup.find("a", href="/dispute/reported")
    assert stranger.browser.open("/forgot-password/new-password").heading == IN_ANOTHER_NAME
    assert stranger.sign_in(PASSWORD).path == "/sign-in/code"  # the password is the old one


def test_the_holder_whom_the_carrier_still_knows_gets_a_new_password(world: World) -> None:
    assert code_typed(holder_of(world, "everything_works")).heading == "Choose a new password"


@pytest.mark.parametrize("method", ["social_insurance", "vneid"])
def test_a_phone_that_never_rested_on_the_carriers_word_may_be_a_relatives(world: World, method: str) -> None:
    assert code_typed(holder_of(world, "name_differs", method=method)).heading == "Choose a new password"
