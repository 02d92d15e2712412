"""A stranger who knows a phone number and nothing else closes no way of its owner that needs a code."""

from collections.abc import Callable

import pytest

from bff.journeys.flow import Flow
from bff.journeys.purpose import Aim, Purpose
from bff.messages.codes import new_code_message
from bff.messages.vouching import CodeStep, is_vouched
from bff.registry import journeys
from bff.rules.proofs import ProofKind
from bff.views.account.new_phone import ProvedBy
from identity.subject import Subject
from tests.support.browser import ORIGIN, Page
from tests.support.citizens import Citizen
from tests.support.typed_phones import stranger_at
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof

#: The codes that one phone gets in an hour and in a day here.
MOST = 2


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A world in which a phone gets few codes."""
    return make_world(one_time_codes_per_hour=MOST, one_time_codes_per_day=MOST, matches_per_person=50)


def ask_for_reset(citizen: Citizen) -> Page:
    """Ask for a new password by a code to the phone."""
    citizen.browser.open("/forgot-password")
    person = citizen.person
    return citizen.browser.send(citizen_number=person.citizen_number, phone_number=person.phone_number)


def prove_for_a_new_phone(citizen: Citizen) -> Page:
    """Prove with the carrier that the number is theirs."""
    begin_proof(citizen.browser, "mobile-subscriber", aim="new_phone")
    return citizen.give_details()


WAYS: dict[str, Callable[[Citizen], Page]] = {
    "reset": ask_for_reset,
    "proof": prove_for_a_new_phone,
    "register": lambda citizen: citizen.reach_code(),
}


def use_up(world: World, phone_number: str) -> None:
    """Let strangers with fresh cookies type this phone until it gets no more codes from them."""
    for _stranger in range(MOST):
        stranger_at(world, "vietnam_post_office").type_phone(phone_number)
    assert stranger_at(world, "vietnam_post_office").type_phone(phone_number).status == 429


def give_up_often(world: World, phone_number: str) -> None:
    """Let strangers with fresh cookies say that the number has a new owner."""
    for _stranger in range(MOST + 3):
        browser = world.citizen().browser
        browser.open("/dispute/reported")
        browser.press("Stop their messages")
        browser.send(phone_number=phone_number)


@pytest.mark.parametrize("strangers", [use_up, give_up_often])
@pytest.mark.parametrize("way", WAYS)
def test_a_stranger_who_knows_a_phone_can_not_close_its_owners_ways(
    world: World, way: str, strangers: Callable[[World, str], None]
) -> None:
    owner = world.citizen()
    if way != "register":
        owner.register()
    strangers(world, owner.person.phone_number)
    before = len(owner.codes)
    assert WAYS[way](world.citizen()).status == 200
    assert len(owner.codes) == before + 1


def test_a_stranger_who_asks_for_resets_can_not_close_them_in_a_browser_that_signed_in(world: World) -> None:
    owner = world.citizen()
    owner.register()
    for _stranger in range(MOST + 1):
        ask_for_reset(world.citizen())
    before = len(owner.codes)
    ask_for_reset(world.citizen())
    assert len(owner.codes) == before
    ask_for_reset(owner)
    assert len(owner.codes) == before + 1


def test_codes_that_need_the_number_alone_are_counted_over_journeys_and_purposes(world: World) -> None:
    """A stranger chooses both, so a count for each of them let one phone ring 75 times in an hour."""
    at_the_phone: dict[str, set[str]] = {}
    for (step, _who), digests in counts_of_codes(world).items():
        at_the_phone.setdefault(step, set()).update(digests)
    assert len(at_the_phone["phone_first_code"]) == 1
    others = set[str]().union(*(at_the_phone[step] for step in at_the_phone if step != "phone_first_code"))
    assert not others & at_the_phone["phone_first_code"]


def test_each_other_way_but_registering_and_proving_has_a_count_of_its_own(world: World) -> None:
    counts = counts_of_codes(world)
    shared = set(counts["code", "register"])
    own = [digest for (_step, who), found in counts.items() if not who for digest in found]
    own = [digest for digest in own if digest not in counts["phone_first_code", "register"]]
    assert len(shared) == 2
    assert len({*own} | shared) == len(own) + 2


def test_codes_that_a_register_vouches_for_are_counted_over_aims_and_methods(world: World) -> None:
    """With a person's facts from cards a stranger chose both: 100 SMS to one phone in two hours."""
    counts = counts_of_codes(world)
    others = set[str]().union(*(found for where, found in counts.items() if where != ("code", "proof")))
    assert len(set(counts["code", "proof"])) == 3  # disputes, after a stop, all else
    assert not others & set(counts["code", "proof"])


def test_a_stranger_with_facts_from_cards_rings_a_phone_no_longer_by_another_aim(world: World) -> None:
    owner = world.citizen()
    owner.register()
    before = len(owner.codes)
    aims = (Aim.RESET, Aim.NEW_PHONE, Aim.DELETE, Aim.CHANGE_EMAIL)
    told = [prove_for(world.citizen(), aim).status for aim in aims]
    assert told == [200] * MOST + [429] * (len(aims) - MOST)
    assert len(owner.codes) == before + MOST


@pytest.mark.parametrize("aim", [Aim.DISPUTE, Aim.AFTER_STOP])
def test_whoever_uses_up_the_codes_of_proofs_closes_no_way_against_a_theft(world: World, aim: Aim) -> None:
    owner = world.citizen()
    owner.register()
    for _stranger in range(MOST + 1):
        prove_for(world.citizen(), Aim.RESET)
    before = len(owner.codes)
    assert prove_for(world.citizen(), aim).status == 200
    assert len(owner.codes) == before + 1


def prove_for(citizen: Citizen, aim: Aim) -> Page:
    begin_proof(citizen.browser, "mobile-subscriber", aim=aim)
    return citizen.give_details()


def counts_of_codes(world: World) -> dict[tuple[str, str], list[str]]:
    """Return the digests of all counts of codes, by step and by who shares them: registrations, proofs."""
    seen = ProvedBy("office", ProofKind.TWO_PEOPLE, "+84900000001", "case")
    counts: dict[tuple[str, str], list[str]] = {}
    for journey in journeys():
        for step in (one.name for one in journey.all_steps if isinstance(one, CodeStep)):
            for aim in Aim if journey.purpose is Purpose.PROVE else (None,):
                for pending in (None, seen) if journey.key == "forgot_password" else (None,):
                    flow = Flow(
                        id="f",
                        journey=journey.key,
                        purpose=journey.purpose,
                        subject=Subject.CITIZEN,
                        step=step,
                        started_at=world.clock(),
                        phone_number="+84900000001",
                        aim=aim,
                        pending=pending,
                    )
                    with world.app.test_request_context(base_url=ORIGIN):
                        ((_, digest), *_rest) = new_code_message(flow).counted
                        is_proof = journey.purpose is Purpose.PROVE and is_vouched(flow)
                    who = "register" if journey.purpose is Purpose.REGISTER else "proof" if is_proof else ""
                    where = (step, who)
                    counts.setdefault(where, []).append(digest)
    return counts
