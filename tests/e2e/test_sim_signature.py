"""A SIM signature in a browser: the whole registration, and every failure during the wait."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from sandbox.mssp.sims import sim_called
from tests.e2e.conftest import LOCALES
from tests.e2e.pages.sign_in import MyAccount
from tests.e2e.pages.sim_phone import SimPhone
from tests.e2e.pages.sim_signature import (
    SimBusy,
    SimConfirm,
    SimDeclined,
    SimNumber,
    SimPrepare,
    SimTooLate,
    SimTrouble,
    SimWaiting,
    sign_in_with_sim,
)
from tests.e2e.pages.start import ChooseSubject
from tests.e2e.visitor import Visitor
from tests.support.running import RunningProduct

STEPS = "/register/sim-signature"
ON_THE_PHONE = "The request was sent to %(phone)s"
KEEP_ASKING = "The signing service is not answering right now. We keep asking; you need not do anything."
IN_BOTH_LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])
WITHOUT_JAVASCRIPT = pytest.mark.parametrize("java_script", [False], ids=["without-javascript"])
WITH_AND_WITHOUT_JAVASCRIPT = pytest.mark.parametrize(
    "java_script", [True, False], ids=["htmx", "without-javascript"]
)


@pytest.fixture
def other_browser(new_context: Callable[..., BrowserContext], language: str) -> BrowserContext:
    return new_context(locale=LOCALES[language])


# ---------------------------------------------------------------- the whole way
@IN_BOTH_LANGUAGES
def test_a_citizen_registers_with_the_sim_and_signs_in_with_it(visitor: Visitor) -> None:
    methods = visitor.at_home().register().choose("Citizen")
    waiting = SimPrepare.among(methods).start().give(visitor.person.phone_number)
    visitor.confirm_on_sim()
    certificate = waiting.until(SimConfirm, within_seconds=15)
    certificate.expect_facts(visitor.person.full_name, visitor.person.citizen_number)
    number = sign_in_with_sim(certificate.register().sign_in())
    waiting = number.give(visitor.person.phone_number)
    visitor.confirm_on_sim()
    waiting.until(MyAccount, within_seconds=15).expect_name(visitor.person.full_name)


@pytest.mark.parametrize(
    ("language", "subject", "sim", "facts"),
    [
        (
            "vi",
            "Business",
            "sim_representative",
            ("CÔNG TY TNHH THỬ NGHIỆM CỬA SỐ", "0001234561", "Đỗ Thị Hạnh", "000182000102"),
        ),
        ("en", "State agency", "sim_officer", ("UBND phường Thử Nghiệm", "Văn phòng", "Vũ Minh Quân")),
    ],
    ids=["business", "agency"],
)
def test_an_organisation_registers_with_its_representatives_sim(
    visitor: Visitor, subject: str, sim: str, facts: tuple[str, ...]
) -> None:
    phone_number = sim_called(sim).phone_number
    methods = visitor.at_home().register().choose(subject)
    waiting = SimPrepare.among(methods).start().give(phone_number)
    visitor.qa.confirm_on_sim(phone_number)
    waiting.until(SimConfirm, within_seconds=15).expect_facts(*facts).register()


def test_the_phone_and_the_page_show_one_code_and_the_page_shows_it_first(
    visitor: Visitor, sandbox_url: str, turn: Callable[..., None]
) -> None:
    phone = _phone_of(visitor, sandbox_url)
    turn("mssp", delay_seconds=2)
    waiting = visitor.at_sim_waiting()
    shown = waiting.transaction_code
    assert visitor.qa.sim_prompt(visitor.person.phone_number) is None
    turn("mssp", delay_seconds=0)
    assert phone.rings().control_code == shown
    phone.type_pin().confirm()
    waiting.until(SimConfirm, within_seconds=15)


def test_the_page_follows_live_and_the_new_heading_has_the_focus(visitor: Visitor) -> None:
    with visitor.page.expect_websocket():
        waiting = visitor.at_sim_waiting()
    visitor.page.evaluate("window.stillHere = true")
    waiting.expect_news(ON_THE_PHONE, before="phone")
    visitor.confirm_on_sim()
    # While the socket is up the poll waits 15 s from the last question; only a ring is faster.
    certificate = waiting.until(SimConfirm, within_seconds=10)
    certificate.expect_focus_on(certificate.h1)
    expect(visitor.page).to_have_url(f"{STEPS}/confirm")
    assert visitor.page.evaluate("window.stillHere")


# ---------------------------------------------------------------- refusing and cancelling
@IN_BOTH_LANGUAGES
def test_declining_on_the_phone_shows_the_refusal_and_offers_to_report_it(visitor: Visitor) -> None:
    waiting = visitor.at_sim_waiting()
    visitor.qa.cancel_on_sim(visitor.person.phone_number)
    declined = waiting.until(SimDeclined, within_seconds=15)
    declined.expect_focus_on(declined.h1)
    declined.tell_it_was_not_me().expect_told(
        "Thank you for telling us. Nothing was registered, and nobody can register without your PIN."
    )


def test_a_request_cancelled_while_the_pin_is_typed_registers_nothing(
    visitor: Visitor, sandbox_url: str
) -> None:
    waiting = visitor.at_sim_waiting()
    phone = _phone_of(visitor, sandbox_url)
    phone.rings().type_pin()
    number = waiting.cancel()
    phone.confirm()
    number.again()
    visitor.open(f"{STEPS}/confirm", SimNumber)


@IN_BOTH_LANGUAGES
@WITH_AND_WITHOUT_JAVASCRIPT
def test_the_time_almost_over_is_extended_once(visitor: Visitor) -> None:
    waiting = visitor.open("/gallery/sim_signature/waiting/almost_over", SimWaiting)
    shown = waiting.expect_news("The time is almost over.").transaction_code
    waiting = waiting.wait_longer()
    expect(waiting.longer).to_have_count(0)
    assert waiting.transaction_code == shown


# ---------------------------------------------------------------- tabs, browsers, languages
def test_two_tabs_wait_for_one_request_and_both_arrive(visitor: Visitor) -> None:
    first = visitor.at_sim_waiting()
    second = visitor.in_new_tab().open(f"{STEPS}/waiting", SimWaiting)
    assert second.transaction_code == first.transaction_code
    visitor.confirm_on_sim()
    for waiting in (first, second):
        waiting.until(SimConfirm, within_seconds=20)


def test_a_wait_in_a_closed_tab_continues_from_home(visitor: Visitor) -> None:
    shown = visitor.at_sim_waiting().transaction_code
    visitor.page.close()
    later = visitor.in_other_browser(visitor.page.context)
    waiting = later.at_home().go_on(SimWaiting)
    assert waiting.transaction_code == shown
    visitor.confirm_on_sim()
    waiting.until(SimConfirm, within_seconds=15)


def test_a_browser_without_the_session_learns_nothing(
    visitor: Visitor, other_browser: BrowserContext
) -> None:
    shown = visitor.at_sim_waiting().transaction_code
    stranger = visitor.in_other_browser(other_browser)
    for address in ("waiting", "waiting/news", "confirm"):
        stranger.open(f"{STEPS}/{address}", ChooseSubject)
        assert shown not in stranger.page.content()


def test_a_second_browser_that_enters_the_same_phone_starts_no_second_request(
    visitor: Visitor, other_browser: BrowserContext
) -> None:
    shown = visitor.at_sim_waiting().transaction_code
    assert visitor.qa.sim_code(visitor.person.phone_number) == shown
    other = visitor.in_other_browser(other_browser)
    other.at_sim_number().give_to(visitor.person.phone_number, SimBusy)
    assert visitor.qa.sim_code(visitor.person.phone_number) == shown
    visitor.confirm_on_sim()


@WITH_AND_WITHOUT_JAVASCRIPT
def test_the_language_switched_while_waiting_keeps_the_code_and_the_wait(visitor: Visitor) -> None:
    waiting = visitor.at_sim_waiting()
    shown = waiting.transaction_code
    english = waiting.in_other_language()
    assert english.transaction_code == shown == visitor.qa.sim_code(visitor.person.phone_number)
    visitor.confirm_on_sim()
    visitor.until_sim_is_known()
    visitor.page.reload()
    SimConfirm(english.view).in_other_language()


def test_enter_sends_the_form_that_came_onto_a_page_without_one(visitor: Visitor) -> None:
    number = visitor.at_sim_waiting().again().cancel()
    visitor.qa.cancel_on_sim(visitor.person.phone_number)  # it still asks, and takes no second request
    number.give_with_enter(visitor.person.phone_number)


@WITHOUT_JAVASCRIPT
@IN_BOTH_LANGUAGES
def test_without_javascript_a_button_refreshes_the_wait(visitor: Visitor) -> None:
    waiting = visitor.at_sim_waiting()
    visitor.qa.sim_code(visitor.person.phone_number)
    waiting = waiting.follow("Look again", SimWaiting).expect_news(ON_THE_PHONE, before="phone")
    visitor.confirm_on_sim()
    visitor.until_sim_is_known()
    waiting.follow("Look again", SimConfirm).register()


# ---------------------------------------------------------------- impatience and trouble
@WITH_AND_WITHOUT_JAVASCRIPT
def test_an_impatient_press_rings_the_phone_once(visitor: Visitor) -> None:
    waiting = visitor.at_sim_number().give_with_two_presses(visitor.person.phone_number)
    assert visitor.qa.sim_code(visitor.person.phone_number) == waiting.transaction_code
    visitor.confirm_on_sim()
    visitor.until_sim_is_known()
    assert visitor.qa.sim_prompt(visitor.person.phone_number) is None


@IN_BOTH_LANGUAGES
def test_a_gateway_that_falls_silent_is_asked_on(visitor: Visitor, turn: Callable[..., None]) -> None:
    waiting = visitor.at_sim_waiting().expect_news(ON_THE_PHONE, before="phone")
    turn("mssp", outage="http_503")
    waiting.expect_news(KEEP_ASKING)
    turn("mssp", outage="none")
    visitor.confirm_on_sim()
    waiting.until(SimConfirm, within_seconds=20)


@pytest.mark.parametrize("outage", ["entity_bomb", "huge"])
def test_an_unreadable_gateway_answer_ends_the_wait_without_a_refusal(
    visitor: Visitor, turn: Callable[..., None], outage: str
) -> None:
    waiting = visitor.at_sim_waiting().expect_news(ON_THE_PHONE, before="phone")
    turn("mssp", outage=outage)
    waiting.until(SimTrouble, within_seconds=15).expect_told(
        "The signing service gave an answer we do not understand. You have not been refused. Try again later."
    )


def test_a_sim_that_confirms_after_the_deadline_registers_no_account(
    visit: Callable[..., Visitor], start_product: Callable[..., RunningProduct]
) -> None:
    late = visit(start_product(SIM_WAIT_SECONDS="6"))
    waiting = late.at_sim_waiting().expect_news(ON_THE_PHONE, before="phone")
    waiting.until(SimTooLate, within_seconds=20)
    late.confirm_on_sim()
    late.open(f"{STEPS}/confirm", SimTooLate)


def _phone_of(visitor: Visitor, sandbox_url: str) -> SimPhone:
    """The visitor's phone, drawn in a second tab."""
    address = f"{sandbox_url}/phone/{visitor.person.phone_number}"
    return SimPhone(visitor.in_new_tab().page, address, visitor.say.language)
