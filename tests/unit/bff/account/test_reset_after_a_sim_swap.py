"""A thief who moved the owner's number to a new SIM gets no new password by a code to that phone."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.account.records import Account, NewAccount
from bff.settings.settings import WhenUnknown
from identity.subject import Subject
from sandbox.people.table import CROWD, PEOPLE, person_called
from tests.support.browser import Page
from tests.support.citizens import PASSWORD, Citizen
from tests.unit.bff.account.test_forgot_password import NEW, ask
from tests.unit.bff.conftest import World

REFUSED = "The SIM of this number was changed recently"


def with_account(world: World, key: str, *, htmx: bool = False, language: str = "en") -> Citizen:
    """A person of the sandbox who has an account of level 2 with their phone."""
    person = person_called(key)
    opened = world.services.accounts.open(
        NewAccount(
            subject=Subject.CITIZEN,
            full_name=person.full_name,
            citizen_number=person.citizen_number,
            phone_number=person.phone_number,
            method="mobile_subscriber",
            level=2,
            password_hash=world.services.passwords.hash(PASSWORD),
            registered_at=world.clock(),
        )
    )
    assert isinstance(opened, Account)
    return world.citizen(person, htmx=htmx, language=language)


def code_typed(citizen: Citizen) -> Page:
    ask(citizen)
    return citizen.enter_code()


@pytest.mark.parametrize("htmx", [False, True])
def test_a_thief_with_a_new_sim_gets_no_new_password(world: World, *, htmx: bool) -> None:
    thief = with_account(world, "sim_changed", htmx=htmx)
    page = code_typed(thief)
    assert page.heading == REFUSED
    assert "until 72 hours have passed" in page.text
    assert thief.browser.open("/forgot-password/new-password").heading == REFUSED
    assert thief.sign_in().path == "/sign-in/code"  # the password is the old one


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_refusal_leads_to_other_proofs(world: World, language: str) -> None:
    page = code_typed(with_account(world, "sim_changed", language=language))
    assert page.soup.find("a", href="/prove/for/reset")
    assert page.soup.find("a", href="/counter-help")


def test_the_code_counts_again_when_the_hours_have_passed(world: World) -> None:
    owner = with_account(world, "sim_changed")
    world.sandbox.clock.set_offset(timedelta(hours=80).total_seconds())
    assert code_typed(owner).heading == "Choose a new password"


@pytest.mark.parametrize(
    ("policy", "heading"), [(WhenUnknown.GO_ON, "Choose a new password"), (WhenUnknown.REFUSE, REFUSED)]
)
def test_what_the_carrier_can_not_say_means_what_it_means_for_registering(
    make_world: Callable[..., World], policy: WhenUnknown, heading: str
) -> None:
    world = make_world(carrier_sim_swap_unknown=policy)
    assert code_typed(with_account(world, "sim_change_unknown")).heading == heading


def test_a_silent_carrier_refuses_nothing_and_the_reset_goes_on_afterwards(world: World) -> None:
    owner = world.citizen()
    owner.register()
    ask(owner)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    page = owner.enter_code()
    assert page.status == 503
    assert REFUSED not in page.text
    world.sandbox.knobs.turn("carrier", outage="none")
    page = owner.browser.open_and_go_on("/forgot-password/look-at-sim")
    assert page.heading == "Choose a new password"
    assert owner.choose_password(NEW).heading == "The new password is saved"


def test_without_a_carrier_the_code_alone_resets(make_world: Callable[..., World]) -> None:
    world = make_world(carrier_url="")
    assert code_typed(with_account(world, "sim_changed")).heading == "Choose a new password"


def test_a_stranger_without_the_code_lets_no_carrier_be_asked(world: World) -> None:
    owner = with_account(world, "sim_changed")
    stranger = world.citizen(PEOPLE[0])
    nobody = world.citizen(CROWD[3])
    world.sandbox.knobs.turn("carrier", outage="http_503")
    pages = []
    for one, person in ((stranger, owner.person), (nobody, CROWD[3])):
        ask(one, number=person.citizen_number, phone=person.phone_number)
        pages.append(one.enter_code("000000" if owner.last_code != "000000" else "111111"))
    assert {(page.status, page.path) for page in pages} == {(422, "/forgot-password/code")}
    assert pages[0].heading == pages[1].heading
