"""Proving an identity again: every method that can, for any aim, and what the proof allows."""

import pytest

from bff.journeys.purpose import Purpose
from sandbox.people.table import CROWD, PEOPLE, SandboxPerson, person_called
from tests.support.browser import Browser, Page
from tests.support.sim_holders import Holder, phone_of
from tests.unit.bff.conftest import World


def begin_proof(browser: Browser, slug: str, aim: str = "raise", subject: str = "citizen") -> Page:
    """Begin a proof, as a press on the screen that lists the ways does."""
    browser.open("/sign-in")
    return browser.post(f"/prove/{slug}", csrf_token=browser.csrf_token, aim=aim, subject=subject)


def prove_with_sim(holder: Holder) -> Page:
    """Walk the proof with the SIM to its end."""
    holder.browser.send(phone_number=holder.phone_number)
    holder.confirm_on_the_phone()
    return holder.browser.open_and_go_on("/prove/sim-signature/waiting")


def test_the_ways_are_those_that_reach_the_level(world: World) -> None:
    browser = world.citizen().browser
    all_ways, strong_ways = (
        {heading.get_text() for heading in browser.open(path).soup.select("main h2")}
        for path in ("/prove/for/dispute", "/prove/for/dispute?level=3")
    )
    assert {"Mobile number in your own name", "Social-insurance number", "SIM signature"} <= all_ways
    assert "SIM signature" in strong_ways
    assert not {"Mobile number in your own name", "Social-insurance number"} & strong_ways
    assert browser.open("/prove/for/raise?subject=business&level=2").status == 200


@pytest.mark.parametrize("path", ["/prove/for/fame", "/prove/for/raise?subject=dog"])
def test_unknown_aims_and_subjects_show_not_found(world: World, path: str) -> None:
    assert world.citizen().browser.open(path).status == 404


@pytest.mark.parametrize(
    ("slug", "aim", "subject"),
    [
        ("mobile-subscriber", "fame", "citizen"),
        ("mobile-subscriber", "dispute", "business"),
        ("mobile-subscriber", "raise", "citizen"),
        ("social-insurance", "new_phone", "citizen"),
    ],
)
def test_a_proof_starts_only_for_a_fitting_aim(world: World, slug: str, aim: str, subject: str) -> None:
    assert begin_proof(world.citizen().browser, slug, aim, subject).status == 404


def test_the_mobile_subscriber_proves_with_the_carrier_and_a_code(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    page = begin_proof(citizen.browser, "mobile-subscriber", aim="new_phone")
    assert page.path == "/prove/mobile-subscriber/who"
    assert citizen.give_details().path == "/prove/mobile-subscriber/code"
    assert "danh tinh" in citizen.messages[-1]
    assert citizen.enter_code().path == "/new-phone/phone"
    assert not [key for key in world.records if is_proof(world, key)]


def test_a_proof_is_given_once_however_often_the_button_is_pressed(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    begin_proof(citizen.browser, "mobile-subscriber", aim="new_phone")
    citizen.give_details()
    tab = citizen.browser.second_tab()
    citizen.enter_code()
    flows = world.records
    assert tab.send(code=citizen.last_code).path == "/new-phone/phone"
    assert world.records == flows


def test_a_preview_that_opens_the_address_of_a_proof_uses_nothing_up(world: World) -> None:
    holder = signed_in(world)
    holder.browser.press("Raise the level with")
    holder.browser.send(phone_number=holder.phone_number)
    holder.confirm_on_the_phone()
    for _look in range(3):
        page = holder.browser.open("/prove/sim-signature/proven")
        assert page.heading == "You can go on"
    assert "The level of your account is higher now." in holder.browser.press("Continue").text


def is_proof(world: World, key: str) -> bool:
    found = world.services.flows.load(key[len("registration:{") : -1], touch=False)
    return found is not None and found.purpose is Purpose.PROVE


def test_a_proof_asks_no_account_whether_it_exists(world: World) -> None:
    citizen = world.citizen()
    begin_proof(citizen.browser, "mobile-subscriber", "dispute")
    assert citizen.give_details().path == "/prove/mobile-subscriber/code"


def test_a_refusal_leads_to_the_other_ways_to_prove(world: World) -> None:
    citizen = world.citizen(person_called("name_differs"))
    begin_proof(citizen.browser, "mobile-subscriber", "dispute")
    page = citizen.give_details()
    assert page.path == "/prove/mobile-subscriber/refused"
    assert citizen.browser.press("Prove it in another way").path == "/prove/for/dispute"


def test_another_method_of_proof_gives_no_new_tries(world: World) -> None:
    citizen = world.citizen()
    begin_proof(citizen.browser, "mobile-subscriber", "dispute")
    citizen.give_details()
    for wrong in ("111111", "222222", "333333", "444444", "555555"):
        citizen.browser.send(code=wrong)
    begin_proof(citizen.browser, "mobile-subscriber", "dispute")
    assert "Too many wrong codes" in citizen.give_details().text


def signed_in(world: World, person: SandboxPerson = PEOPLE[0]) -> Holder:
    """Sign *person* in to an account of level 2, and give them the SIM of the table's first person."""
    citizen = world.citizen(person)
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    holder = Holder(world, phone_of("sim_citizen"))
    holder.browser = citizen.browser
    return holder


def test_the_holders_signature_raises_the_level(world: World) -> None:
    holder = signed_in(world)
    holder.browser.press("Raise the level with")
    page = prove_with_sim(holder)
    assert page.path == "/account"
    assert "The level of your account is higher now." in page.text
    assert "Verification level raised" in page.text


def test_a_strangers_signature_does_not_raise_the_level(world: World) -> None:
    holder = signed_in(world, CROWD[0])
    holder.browser.press("Raise the level with")
    page = prove_with_sim(holder)
    assert "belongs to somebody else" in page.text
    assert "level raised" not in page.text


def test_raising_the_level_needs_a_proof(world: World) -> None:
    assert "higher now" not in signed_in(world).browser.open("/account/level").text
