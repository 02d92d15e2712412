"""Proving who one is once more: every method that can, for any aim, and what a proof is good for."""

import pytest
from flask import session

from bff.journeys.purpose import Purpose
from bff.views.steps.proof import Proof, take_proof
from sandbox.people.table import CROWD, PEOPLE, SandboxPerson, person_called
from tests.support.browser import Browser, Page
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World
from tests.unit.bff.sim import Holder, phone_of


def begin_proof(browser: Browser, slug: str, aim: str = "raise", subject: str = "citizen") -> Page:
    """Begin a proof, as a press on the screen that lists the ways does."""
    browser.open("/sign-in")
    return browser.post(f"/prove/{slug}", csrf_token=browser.csrf_token, aim=aim, subject=subject)


def prove_with_sim(holder: Holder) -> Page:
    """Walk the proof with the SIM to its end."""
    holder.browser.send(phone_number=holder.phone_number)
    holder.confirm_on_the_phone()
    return holder.browser.open("/prove/sim-signature/waiting")


def test_the_ways_are_those_that_reach_the_level(world: World) -> None:
    browser = world.citizen().browser
    all_ways, strong_ways = (
        {heading.get_text() for heading in browser.open(path).soup.select("main h2")}
        for path in ("/prove/for/raise", "/prove/for/raise?level=3")
    )
    assert {"Mobile number in your own name", "Social-insurance number", "SIM signature"} <= all_ways
    assert "SIM signature" in strong_ways
    assert not {"Mobile number in your own name", "Social-insurance number"} & strong_ways
    assert browser.open("/prove/for/raise?subject=business&level=2").status == 200


@pytest.mark.parametrize("path", ["/prove/for/fame", "/prove/for/raise?subject=dog"])
def test_there_are_no_other_aims_and_subjects(world: World, path: str) -> None:
    assert world.citizen().browser.open(path).status == 404


@pytest.mark.parametrize(
    ("slug", "aim", "subject"),
    [("mobile-subscriber", "fame", "citizen"), ("mobile-subscriber", "raise", "business")],
)
def test_a_proof_begins_only_for_what_it_serves(world: World, slug: str, aim: str, subject: str) -> None:
    assert begin_proof(world.citizen().browser, slug, aim, subject).status == 404


def test_the_mobile_subscriber_proves_with_the_carrier_and_a_code(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    assert begin_proof(citizen.browser, "mobile-subscriber").path == "/prove/mobile-subscriber/details"
    assert citizen.give_details().path == "/prove/mobile-subscriber/code"
    assert "danh tinh" in citizen.messages[-1]
    proof = taken(world, citizen)
    assert proof is not None
    assert (proof.level, proof.method, proof.phone_number) == (
        2,
        "mobile_subscriber",
        citizen.person.phone_number,
    )
    assert proof.account is not None
    assert proof.identity is not None
    assert proof.identity.citizen_number == citizen.person.citizen_number


def taken(world: World, citizen: Citizen) -> Proof | None:
    """Give the right code, and take the proof twice: it is given once."""
    answer = citizen.browser.post_form("/prove/mobile-subscriber/code", code=citizen.last_code)
    assert answer.location == "/prove/mobile-subscriber/proven"
    flow = world.services.flows.load(
        next(r[len("registration:{") : -1] for r in world.records if is_proof(world, r)), touch=False
    )
    assert flow is not None
    with world.app.test_request_context():
        session[Purpose.PROVE] = flow.id
        assert flow.aim is not None
        proof = take_proof(flow.aim)
        assert take_proof(flow.aim) is None
    return proof


def is_proof(world: World, key: str) -> bool:
    found = world.services.flows.load(key[len("registration:{") : -1], touch=False)
    return found is not None and found.purpose is Purpose.PROVE


def test_a_proof_asks_no_account_whether_it_exists(world: World) -> None:
    citizen = world.citizen()
    begin_proof(citizen.browser, "mobile-subscriber")
    assert citizen.give_details().path == "/prove/mobile-subscriber/code"


def test_a_refusal_leads_to_the_other_ways_to_prove(world: World) -> None:
    citizen = world.citizen(person_called("name_differs"))
    begin_proof(citizen.browser, "mobile-subscriber")
    page = citizen.give_details()
    assert page.path == "/prove/mobile-subscriber/refused"
    assert citizen.browser.press("Prove it in another way").path == "/prove/for/raise"


def test_another_way_to_prove_brings_no_new_tries(world: World) -> None:
    citizen = world.citizen()
    begin_proof(citizen.browser, "mobile-subscriber")
    citizen.give_details()
    for wrong in ("111111", "222222", "333333", "444444", "555555"):
        citizen.browser.send(code=wrong)
    begin_proof(citizen.browser, "mobile-subscriber")
    assert "Too many wrong codes" in citizen.give_details().text


def signed_in(world: World, person: SandboxPerson = PEOPLE[0]) -> Holder:
    """Somebody signed in to an account of level 2, with the SIM of the table's first person in hand."""
    citizen = world.citizen(person)
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    holder = Holder(world, phone_of("sim_citizen"))
    holder.browser = citizen.browser
    return holder


def test_a_level_is_raised_by_the_holders_own_signature(world: World) -> None:
    holder = signed_in(world)
    holder.browser.press("Raise the level with")
    page = prove_with_sim(holder)
    assert page.path == "/account"
    assert "The level of your account is higher now." in page.text
    assert "Verification level raised" in page.text


def test_nobodys_level_is_raised_by_somebody_elses_signature(world: World) -> None:
    holder = signed_in(world, CROWD[0])
    holder.browser.press("Raise the level with")
    page = prove_with_sim(holder)
    assert "belongs to somebody else" in page.text
    assert "level raised" not in page.text


def test_without_a_proof_no_level_is_raised(world: World) -> None:
    assert "higher now" not in signed_in(world).browser.open("/account/level").text
