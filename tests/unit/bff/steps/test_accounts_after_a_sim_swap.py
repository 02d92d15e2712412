"""A thief who moved a number to a new SIM does nothing with the code, wherever that code is the last proof.

The phone is that of an account, or one that a code confirmed before. The phone that a register has of a
person: `test_registers_after_a_sim_swap.py`; a reset: `test_reset_after_a_sim_swap.py`.
"""

import html
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from accounts.disputes.records import Decision
from accounts.links import LinkKind
from bff.messages.vouching import CodeStep, Vouching
from bff.settings.settings import WhenUnknown
from sandbox.people.table import person_called
from tests.support.browser import Page
from tests.support.citizens import Citizen
from tests.unit.bff.account.test_forgot_password import ask
from tests.unit.bff.account.test_reset_after_a_sim_swap import REFUSED, with_account
from tests.unit.bff.conftest import World
from tests.unit.bff.dispute.test_dispute import decide, look, open_dispute, tickets
from tests.unit.bff.vietnam_post import test_post_office as office

CHANGED, UNKNOWN = "sim_changed", "sim_change_unknown"
LONG_AGO = timedelta(hours=80).total_seconds()


def sim_is_changed(world: World) -> None:
    """Go back from the days after the change to its day; messages of later days would be the newest ones."""
    world.sandbox.clock.set_offset(0)
    world.sandbox.inboxes.reset()


def at_sign_in(world: World, key: str, *, htmx: bool = False, language: str = "en") -> Citizen:
    citizen = with_account(world, key, htmx=htmx, language=language)
    citizen.sign_in()
    return citizen


def at_reset(world: World, key: str, *, htmx: bool = False, language: str = "en") -> Citizen:
    citizen = with_account(world, key, htmx=htmx, language=language)
    ask(citizen)
    return citizen


def at_confirm(world: World, key: str, *, htmx: bool = False, language: str = "en") -> Citizen:
    """A session that is open, in which a stranger may press; the SIM is changed after its beginning."""
    citizen = with_account(world, key, htmx=htmx, language=language)
    world.sandbox.clock.set_offset(LONG_AGO)
    citizen.sign_in()
    citizen.enter_code()
    sim_is_changed(world)
    citizen.browser.open("/account/password")
    citizen.browser.send_any("Send a code to my phone", "Gửi mã đến điện thoại của tôi")
    return citizen


def at_answer(world: World, key: str, *, htmx: bool = False, language: str = "en") -> Citizen:
    """A dispute is open; the code of the message leads to its answer. The SIM is changed in between."""
    citizen = with_account(world, key, htmx=htmx, language=language)
    world.sandbox.clock.set_offset(LONG_AGO)
    open_dispute(world.citizen(citizen.person))
    (dispute,) = world.services.disputes.to_do()
    code = world.services.links.issue_code(LinkKind.DISPUTE_ANSWER, dispute.id, timedelta(days=1))
    sim_is_changed(world)
    citizen.use_code(code)
    citizen.browser.send_any("Answer", "Gửi ý kiến")
    return citizen


def at_decision(world: World, key: str, *, htmx: bool = False, language: str = "en") -> Citizen:
    """A dispute is decided; the code of the message leads to the decision. The SIM is changed in between."""
    citizen = with_account(world, key, htmx=htmx, language=language)
    world.sandbox.clock.set_offset(LONG_AGO)
    open_dispute(world.citizen(citizen.person))
    dispute = decide(world, Decision.RESTORE)
    code = world.services.links.issue_code(LinkKind.DISPUTE_DECISION, dispute.id, timedelta(days=1))
    sim_is_changed(world)
    citizen.use_code(code)
    citizen.browser.send_any("Read the decision", "Đọc quyết định")
    return citizen


def at_register(world: World, key: str, *, htmx: bool = False, language: str = "en") -> Citizen:
    """The disputer may register; the SIM is changed after the proof."""
    with_account(world, key)
    world.sandbox.clock.set_offset(LONG_AGO)
    disputer = world.citizen(person_called(key))
    case = tickets(open_dispute(disputer))
    sim_is_changed(world)
    decide(world, Decision.TRANSFER)
    thief = world.citizen(person_called(key), htmx=htmx, language=language)
    look(thief, *case)
    thief.browser.send_any("Register now", "Đăng ký ngay")
    return thief


def at_continue(world: World, key: str, *, htmx: bool = False, language: str = "en") -> Citizen:
    """The office has seen the person; the code of the message and another code lead to the account."""
    goer = office.waiting(world, person_called(key))
    reference = office.reference_on(goer.page)
    digits = goer.person.citizen_number[-4:]
    compared = {"reference": reference, "act": "compared", "staff": "CLERK-1", "documentDigits": digits}
    assert (office.call(world, compared), office.approve(world, reference)) == (204, 204)
    thief = world.citizen(person_called(key), htmx=htmx, language=language)
    thief.use_code()
    thief.browser.send_any("Continue", "Tiếp tục")
    return thief


@dataclass(frozen=True)
class Way:
    """One journey in which a code by SMS is the last proof."""

    at_code: Callable[..., Citizen]
    path: str
    after: str
    way_on: str

    def __str__(self) -> str:
        return self.path

    def type_code(
        self, world: World, key: str = CHANGED, *, htmx: bool = False, language: str = "en"
    ) -> Page:
        citizen = self.at_code(world, key, htmx=htmx, language=language)
        assert citizen.page.path == f"{self.path}/code"
        return citizen.enter_code()


WAYS = [
    Way(at_sign_in, "/sign-in", "/account", "/sign-in/sim"),
    Way(at_reset, "/forgot-password", "/forgot-password/new-password", "/prove/for/reset"),
    Way(at_confirm, "/account/confirm-code", "/account/password", "/account/confirm/new_password"),
    Way(at_answer, "/dispute/answer", "/dispute/answer/answer", "/prove/for/answer"),
    Way(at_decision, "/dispute/decision", "/dispute/decision/decision", "/prove/for/answer"),
    Way(at_register, "/dispute/register", "/dispute/register/choose", "/dispute/status"),
    Way(
        at_continue,
        "/register/post-office/continue",
        "/register/post-office/continue/password",
        "/post-office",
    ),
]
every_way = pytest.mark.parametrize("way", WAYS, ids=str)


@pytest.mark.parametrize("htmx", [False, True])
@every_way
def test_a_thief_with_a_new_sim_gets_no_further_than_the_code(world: World, way: Way, *, htmx: bool) -> None:
    thief = way.at_code(world, CHANGED, htmx=htmx)
    page = thief.enter_code()
    assert (page.heading, page.path) == (REFUSED, f"{way.path}/sim-changed")
    assert "until 72 hours have passed" in page.text
    assert thief.browser.open(way.after).path != way.after


@pytest.mark.parametrize("language", ["en", "vi"])
@every_way
def test_the_screen_names_a_way_on_in_both_languages(world: World, way: Way, language: str) -> None:
    page = way.type_code(world, language=language)
    assert "72" in page.text
    addresses = [str(one.get("href") or one.get("action") or "") for one in page.soup.find_all(["a", "form"])]
    assert [one for one in addresses if one.partition("?")[0] == way.way_on]


@every_way
def test_the_code_counts_again_when_the_hours_have_passed(world: World, way: Way) -> None:
    thief = way.at_code(world, CHANGED)
    world.sandbox.clock.set_offset(LONG_AGO)
    assert thief.enter_code().path == way.after


@pytest.mark.parametrize("way", [WAYS[0], WAYS[1], WAYS[-1]], ids=str)
@pytest.mark.parametrize(("policy", "is_refused"), [(WhenUnknown.GO_ON, False), (WhenUnknown.REFUSE, True)])
def test_what_the_carrier_can_not_say_means_what_it_means_elsewhere(
    make_world: Callable[..., World], policy: WhenUnknown, way: Way, *, is_refused: bool
) -> None:
    world = make_world(carrier_sim_swap_unknown=policy)
    assert (way.type_code(world, UNKNOWN).heading == REFUSED) == is_refused


# Without a carrier, the two disputes are not there: the carrier proves who disputes.
@pytest.mark.parametrize("way", [way for way in WAYS if not way.path.startswith("/dispute")], ids=str)
def test_without_a_carrier_the_code_is_enough(make_world: Callable[..., World], way: Way) -> None:
    assert way.type_code(make_world(carrier_url="")).path == way.after


@pytest.mark.parametrize("htmx", [False, True])
@every_way
def test_a_silent_carrier_refuses_nothing_and_another_press_goes_on(
    world: World, way: Way, *, htmx: bool
) -> None:
    owner = way.at_code(world, UNKNOWN, htmx=htmx)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    page = owner.enter_code()
    told = f"{page.text} {html.unescape(page.alert or '')}"
    assert page.status == 503
    assert "You have not been refused" in told
    assert "choose another way" in told
    assert REFUSED not in told
    world.sandbox.knobs.turn("carrier", outage="none")
    assert owner.browser.open_and_go_on(f"{way.path}/look-at-sim").path == way.after


@every_way
def test_trying_again_with_the_form_of_the_page_goes_on_too(world: World, way: Way) -> None:
    owner = way.at_code(world, UNKNOWN)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    code = owner.last_code
    owner.enter_code(code)
    world.sandbox.knobs.turn("carrier", outage="none")
    assert "Try again" in owner.page.text
    fields = {"csrf_token": owner.browser.csrf_token, "code": code}
    assert owner.browser.post(owner.page.path, **fields).path == way.after


@every_way
def test_a_stranger_without_the_code_lets_no_carrier_be_asked(world: World, way: Way) -> None:
    stranger = way.at_code(world, CHANGED)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    assert stranger.enter_code("000000" if stranger.last_code != "000000" else "111111").status == 422


#: The codes by SMS after which no carrier is asked, and why.
NOT_ASKED = {
    "existing": "it shows when an account was opened and moves nothing, after a match of its own",
    "restoring": "two people at an office have seen the person, who may come because the SIM is new",
    "dispute_number": "the new owner of a number has a new SIM; the code only gives the number up",
    "vietnam_post_looking": "it shows how far an appointment is; going on asks for another code",
    "social_insurance": "facts on cards count, and any phone will do",
    "social_insurance_proof": "the same; it opens a case only",
    "vietnam_post_office": "the appointment opens nothing; two people see the person first",
    "usb_token": "the signature counts; the phone is typed",
    "vneid": "the ministry's word counts; the phone is typed",
    "dispute_open": "the proof before it counts; the phone is typed",
    "new_phone": "the proof before it counts; a new phone may have a new SIM",
}


def test_every_code_by_sms_asks_the_carrier_or_says_why_not(world: World) -> None:
    journeys = world.app.extensions["journeys"].values()
    codes = [
        (one, place) for one in journeys for place, step in enumerate(one.steps) if isinstance(step, CodeStep)
    ]
    asks = {one.key for one, place in codes if one.steps[place + 1].name == "look_at_sim"}
    assert {one.key for one, _ in codes} - asks == set(NOT_ASKED)


def test_every_code_to_a_phone_that_a_register_has_asks_the_carrier(world: World) -> None:
    for one in world.app.extensions["journeys"].values():
        vouched = [s for s in one.steps if isinstance(s, CodeStep) and s.vouched_by is Vouching.REGISTER]
        assert not vouched or "look_at_sim" in {step.name for step in one.steps}, one.key
