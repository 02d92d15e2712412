"""Requests to SIMs that nothing vouches for: a budget that slows and never refuses, work, and a reserve."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim, Purpose
from bff.limits.work import Priced, new_challenge
from bff.registry import journeys
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.crowds import Crowd
from tests.support.sim_holders import Holder, phone_of
from tests.support.typed_phones import PHONES, cookie_of, let_a_minute_pass
from tests.support.work import solve
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof

REPOSITORY = Path(__file__).parents[4]
WAITS, ASKED, SEND = "Your phone will be asked soon", "Confirm on your phone", "Show the transaction code"
WITH_A_SIM = [one for one in journeys() if "waiting" in {step.name for step in one.steps}]
#: Each journey that asks a SIM, and each aim of a proof.
PLACES = {
    f"{journey.key} {aim or ''}".rstrip(): (journey, aim)
    for journey in WITH_A_SIM
    for aim in (Aim if journey.purpose is Purpose.PROVE else (None,))
}
EACH_PLACE = pytest.mark.parametrize("place", PLACES)
MakeWorld = Callable[..., World]


def stranger_at(world: World, place: str, *, works: bool = True) -> Browser:
    """A browser with fresh cookies where the phone of the SIM is typed."""
    journey, aim = PLACES[place]
    cookie = Crowd(world.app).at(journey, "phone", aim=aim).get_cookie("cuaso")
    browser = Browser(world.app, language="en", works=works)
    browser.cookie = cookie.value if cookie else ""
    browser.open(f"{journey.at}/phone")
    return browser


def ask_all(world: World, place: str, phones: list[str], *, works: bool = True) -> list[Page]:
    """Let a stranger with fresh cookies for each phone have its SIM asked."""
    return [stranger_at(world, place, works=works).send(phone_number=phone) for phone in phones]


def headings(pages: list[Page]) -> list[str]:
    assert {page.status for page in pages} == {200}
    return [page.heading for page in pages]


def test_each_purpose_that_asks_a_sim_is_tried_here() -> None:
    assert {journey.purpose for journey in WITH_A_SIM} == {Purpose.REGISTER, Purpose.SIGN_IN, Purpose.PROVE}


def test_a_request_to_a_sim_is_made_at_one_place_alone() -> None:
    callers = {
        path.relative_to(REPOSITORY).as_posix()
        for path in (REPOSITORY / "bff").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "begin_transaction"
    }
    assert callers == {"bff/views/sim_signature/views.py"}


# ---------------------------------------------------------------- the budget
@EACH_PLACE
def test_a_stranger_with_many_phones_gets_the_budget_and_the_holder_is_asked_at_once(
    make_world: MakeWorld, place: str
) -> None:
    world = make_world(sim_unvouched_per_minute=4)
    owner = Holder(world, phone_of("sim_citizen"))
    owner.register()  # confirmed or not, it rang a phone: one of the four
    assert headings(ask_all(world, place, PHONES[:6])) == [ASKED] * 3 + [WAITS] * 3
    assert owner.sign_in().path == "/account"


@pytest.mark.parametrize("budget", ["sim_unvouched_per_purpose_minute", "sim_unvouched_per_range_minute"])
def test_a_stranger_gets_no_more_for_one_purpose_or_one_range_of_numbers(
    make_world: MakeWorld, budget: str
) -> None:
    world = make_world(**{budget: 2})
    assert headings(ask_all(world, "sim_signature", PHONES[:4])) == [ASKED] * 2 + [WAITS] * 2
    free = "sim_sign_in" if "purpose" in budget else "sim_signature"
    phone = PHONES[6] if "purpose" in budget else "+84350000001"
    assert headings(ask_all(world, free, [phone])) == [ASKED]


def test_a_stranger_without_work_can_not_use_up_what_is_left_for_those_with_it(make_world: MakeWorld) -> None:
    world = make_world(sim_unvouched_without_work_minute=2)
    strangers = [stranger_at(world, "sim_signature", works=False) for _ in range(4)]
    for one, phone in zip(strangers, PHONES, strict=False):
        assert one.send(phone_number=phone).heading == WAITS
    world.clock.move(seconds=600)
    assert [one.press(SEND).heading for one in strangers] == [ASKED] * 2 + [WAITS] * 2
    assert headings(ask_all(world, "sim_signature", PHONES[9:10])) == [ASKED]


@EACH_PLACE
def test_an_empty_budget_slows_and_refuses_no_request(make_world: MakeWorld, place: str) -> None:
    world = make_world(sim_unvouched_per_minute=1)
    ask_all(world, place, PHONES[:1])
    late = stranger_at(world, place)
    assert late.send(phone_number=PHONES[1]).heading == WAITS
    assert late.page.soup.select_one("form[data-by-itself]")
    assert late.press(SEND).heading == WAITS
    let_a_minute_pass(world)
    late.works = False  # the work was done: no other is asked for
    assert late.press(SEND).heading == ASKED


def test_a_request_that_waits_counts_against_no_sim(make_world: MakeWorld) -> None:
    world = make_world(sim_unvouched_per_minute=1, sim_requests_per_ten_minutes=1)
    ask_all(world, "sim_signature", PHONES[:1])
    ask_all(world, "sim_signature", [PHONES[1]] * 3)
    let_a_minute_pass(world)
    assert headings(ask_all(world, "sim_signature", PHONES[1:2])) == [ASKED]


def test_a_used_up_budget_of_requests_raises_one_alarm_a_minute(
    make_world: MakeWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world = make_world(sim_unvouched_per_minute=1)
    ask_all(world, "sim_signature", PHONES[:4])
    counts = world.services.counts
    assert counts.of(counts.today)["sim_budget_empty.sim_unvouched"] == 1
    assert capsys.readouterr().out.count("sim_budget_empty") == 1


# ---------------------------------------------------------------- the work, and the wait without it
@EACH_PLACE
def test_without_javascript_the_request_waits_and_a_press_sends_it(world: World, place: str) -> None:
    stranger = stranger_at(world, place, works=False)
    page = stranger.send(phone_number=PHONES[0])
    assert (page.heading, page.path) == (WAITS, f"{PLACES[place][0].at}/turn")
    assert "in about 20 seconds" in page.text
    assert stranger.press(SEND).heading == WAITS
    world.clock.move(seconds=20)
    assert stranger.open(page.path).heading == WAITS  # neither a press before its time nor a look sends it
    assert world.pollers == []
    assert stranger.press(SEND).heading == ASKED


def test_a_person_who_waits_can_change_the_number(world: World) -> None:
    stranger = stranger_at(world, "sim_signature", works=False)
    stranger.send(phone_number=PHONES[0])
    page = stranger.press("Change my phone number")
    assert (page.path, page.value_of("phone_number")) == ("/register/sim-signature/phone", PHONES[0])
    world.clock.move(seconds=30)
    assert stranger.send(phone_number=PHONES[1]).heading == WAITS  # another phone has another turn


def test_a_proof_of_work_asks_one_sim_alone(world: World) -> None:
    stranger = stranger_at(world, "sim_signature")
    form = stranger.page.soup.select_one("form[data-work]")
    work = solve(str(form["data-work"])) if form else ""
    assert stranger.send(phone_number=PHONES[0], work=work).heading == ASKED
    stranger.press("Cancel the request")
    assert stranger.send(phone_number=PHONES[1], work=work).heading == WAITS


@pytest.mark.parametrize(("what", "heading"), [(Priced.SIM_REQUEST, ASKED), (Priced.MESSAGE, WAITS)])
def test_the_work_for_a_message_asks_no_sim(world: World, what: Priced, heading: str) -> None:
    stranger = stranger_at(world, "sim_signature")
    facts = cookie_of(world).loads(stranger.cookie)
    flow = world.services.flows.load(facts["register"], touch=False)
    assert flow is not None
    with world.app.test_request_context(base_url=ORIGIN, headers={"Cookie": f"cuaso={stranger.cookie}"}):
        work = solve(new_challenge(flow, what))
    assert stranger.send(phone_number=PHONES[0], work=work).heading == heading


def test_the_work_for_a_sim_grows_while_the_budget_is_used_up(make_world: MakeWorld) -> None:
    world = make_world(work_bits=4, work_bits_most=8, sim_unvouched_per_minute=4)
    bits = []
    for phone in PHONES[:4]:
        stranger = stranger_at(world, "sim_signature")
        form = stranger.page.soup.select_one("form[data-work]")
        assert form is not None
        bits.append(int(str(form["data-work"]).split(".")[1]))
        stranger.send(phone_number=phone)
    assert bits == [4, 5, 6, 7]


# ---------------------------------------------------------------- who vouches
@pytest.fixture
def dry(make_world: MakeWorld) -> World:
    """A world in which one request for which nothing vouches uses up the budget of a minute."""
    return make_world(sim_unvouched_per_minute=1, sim_requests_per_day=3)


def use_up(world: World) -> None:
    let_a_minute_pass(world)
    assert headings(ask_all(world, "sim_sign_in", PHONES[:2])) == [ASKED, WAITS]


def test_a_browser_that_signed_in_with_this_sim_waits_for_no_stranger(dry: World) -> None:
    owner = Holder(dry, phone_of("sim_citizen"))
    owner.register()
    use_up(dry)
    owner.browser.works = False
    assert owner.sign_in().path == "/account"


@pytest.mark.parametrize("journey", WITH_A_SIM, ids=lambda one: one.key)
def test_a_phone_that_a_code_has_confirmed_waits_for_no_stranger(dry: World, journey: Journey) -> None:
    phone = phone_of("sim_citizen")
    use_up(dry)
    aim = Aim.RESET if journey.purpose is Purpose.PROVE else None
    cookie = Crowd(dry.app).at(journey, "phone", aim=aim, proven_phone=phone).get_cookie("cuaso")
    browser = Browser(dry.app, language="en", works=False)
    browser.cookie = cookie.value if cookie else ""
    browser.open(f"{journey.at}/phone")
    assert browser.send(phone_number=phone).heading == ASKED
    browser.press("Cancel the request")
    assert browser.send(phone_number=PHONES[7]).heading == WAITS  # it was this phone that was confirmed


def test_a_signed_in_person_waits_for_no_stranger_and_rings_few_phones_so(dry: World) -> None:
    owner = dry.citizen()
    owner.register()
    owner.sign_in()
    owner.enter_code()
    use_up(dry)
    owner.browser.works = False
    asked = []
    for phone in PHONES[10:14]:
        begin_proof(owner.browser, "sim-signature", aim="raise")
        asked.append(owner.browser.send(phone_number=phone).heading)
    assert asked == [ASKED] * 3 + [WAITS]


def test_the_reserve_of_requests_raises_an_alarm_and_keeps_no_holder_waiting(make_world: MakeWorld) -> None:
    world = make_world(sim_reserve_alarm_per_minute=1)
    owner = Holder(world, phone_of("sim_citizen"))
    owner.register()
    for _time in range(3):
        assert owner.sign_in().path == "/account"
    counts = world.services.counts
    assert counts.of(counts.today)["sim_budget_empty.sim_reserve"] == 1
