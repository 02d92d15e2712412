"""Refusals: their text, the facts they never reveal, the ways out; and the notice that an account exists."""

import pytest

from sandbox.people.table import person_called
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World

WHO = "/register/mobile-subscriber/who"
DIFFERS = "Your details do not match the carrier's record"
REFUSALS = [
    ("name_differs", DIFFERS),
    ("birth_date_differs", DIFFERS),
    ("document_differs", DIFFERS),
    ("name_not_available", DIFFERS),
    ("unaccented_name_kept", DIFFERS),
    ("document_mismatch", DIFFERS),
    ("unknown_number", "The carrier does not know this number"),
    ("sim_changed", "The SIM of this number was changed recently"),
    ("not_applicable", "The carrier cannot check this kind of subscription"),
]
AFTER_THE_CODE = {"sim_changed"}


def refused(world: World, key: str, *, htmx: bool = False, language: str = "en") -> Citizen:
    citizen = world.citizen(person_called(key), htmx=htmx, language=language)
    if citizen.reach_code().path.endswith("/code"):  # what follows is refused after the code
        citizen.enter_code()
    return citizen


@pytest.mark.parametrize(("key", "heading"), REFUSALS)
def test_each_refusal_has_its_own_text_and_that_of_a_match_sends_no_code(
    world: World, key: str, heading: str
) -> None:
    citizen = refused(world, key)
    page = citizen.page
    assert (page.status, page.path, page.heading) == (200, "/register/mobile-subscriber/refused", heading)
    assert len(citizen.messages) == (1 if key in AFTER_THE_CODE else 0)


@pytest.mark.parametrize("key", [key for key, _ in REFUSALS])
def test_a_refusal_does_not_reveal_the_record(world: World, key: str) -> None:
    citizen = refused(world, key)
    person = citizen.person
    kept = [person.carrier_name, person.carrier_document, person.carrier_birth_date]
    assert not any(fact in citizen.page.text for fact in kept if fact)
    assert person.full_name not in citizen.page.text


def test_a_refusal_does_not_say_which_fact_differs(world: World) -> None:
    texts = {
        refused(world, key).page.text for key in ("name_differs", "birth_date_differs", "document_differs")
    }
    assert len(texts) == 1


@pytest.mark.parametrize("key", [key for key, _ in REFUSALS])
def test_every_refusal_names_a_way_out(world: World, key: str) -> None:
    citizen = refused(world, key)
    assert "Where the counters are" in citizen.page.text
    assert citizen.browser.press("Choose another way to register").path == "/register/citizen"


@pytest.mark.parametrize("htmx", [False, True])
def test_correcting_the_details_keeps_the_typed_values(world: World, *, htmx: bool) -> None:
    citizen = refused(world, "name_differs", htmx=htmx)
    page = citizen.browser.press("Check my details")
    assert (page.path, page.value_of("full_name")) == (WHO, citizen.person.full_name)
    assert citizen.give_details(full_name=str(citizen.person.carrier_name)).path.endswith("/code")


def test_a_changed_sim_cannot_be_corrected_by_typing(world: World) -> None:
    page = refused(world, "sim_changed").page
    assert "Check my details" not in page.text


def test_another_try_after_a_refusal_keeps_the_typed_values(world: World) -> None:
    citizen = refused(world, "unknown_number")
    page = citizen.start()
    assert (page.path, page.value_of("full_name")) == (WHO, citizen.person.full_name)


def test_the_registration_continues_when_the_carrier_cannot_check_the_sim(world: World) -> None:
    assert refused(world, "sim_change_unknown").page.path.endswith("/password")


def test_an_existing_account_is_shown_after_the_match(world: World) -> None:
    world.citizen().register()
    page = world.citizen().reach_code()
    assert page.heading == "An account already exists"
    assert page.path == "/register/mobile-subscriber/account-exists"


def test_the_notice_of_an_existing_account_reveals_no_facts(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    page = world.citizen().reach_code()
    number, phone = citizen.person.citizen_number, citizen.person.phone_number
    assert not any(told in str(page.soup) for told in (number, phone[-3:], citizen.person.full_name, "2026"))


def test_a_stranger_to_the_carrier_does_not_learn_that_an_account_exists(world: World) -> None:
    world.citizen().register()
    stranger = world.citizen()
    stranger.start()
    page = stranger.give_details(full_name="Nguyễn Thị Lam")
    assert page.heading == DIFFERS


def test_an_existing_account_is_found_by_its_old_number_too(world: World) -> None:
    citizen = world.citizen(person_called("old_identity_number"))
    citizen.register()
    other = world.citizen(person_called("old_identity_number"))
    assert other.reach_code().path.endswith("/account-exists")


def test_a_citizen_with_a_mistyped_number_can_correct_it(world: World) -> None:
    world.citizen().register()
    citizen = world.citizen()
    citizen.reach_code()
    page = citizen.browser.press("I entered a wrong number")
    assert (page.path, page.value_of("full_name")) == (WHO, citizen.person.full_name)


def test_the_notice_names_the_ways_on(world: World) -> None:
    world.citizen().register()
    text = world.citizen().reach_code().text
    ways = ("Sign in", "I forgot my password", "Get help at a counter", "This account is not mine")
    assert all(way in text for way in ways)
