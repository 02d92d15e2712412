"""A SIM that signs: the whole way in a browser, and every trouble that a wait may meet."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import LOCALES
from tests.e2e.pages.sign_in import MyAccount
from tests.e2e.pages.sim_phone import SimPhone
from tests.e2e.pages.sim_signature import (
    SimConfirm,
    SimDeclined,
    SimNumber,
    SimPrepare,
    SimWaiting,
    sign_in_with_sim,
)
from tests.e2e.pages.start import ChooseSubject
from tests.e2e.visitor import Visitor
from tests.qa import eventually

STEPS = "/register/sim-signature"
ON_THE_PHONE = "The request was sent to %(phone)s"
KEEP_ASKING = "The signing service is not answering right now. We keep asking; you need not do anything."
#: A network that lets no socket through.
NO_SOCKETS = "window.WebSocket = class { constructor() { throw new DOMException('blocked'); } }"
#: Real sockets that hear nothing more once `deaf` is set, as a phone's after sleep: open, and dead.
SOCKETS_THAT_MAY_GO_DEAF = """
    const Real = window.WebSocket;
    window.WebSocket = class extends Real {
        constructor(...facts) {
            super(...facts);
            this.addEventListener("message", event => window.deaf && event.stopImmediatePropagation());
        }
    };
"""
#: The page hides and comes back as on a phone; Playwright's own pages never do.
HIDE_AND_SHOW = """() => {
    for (const state of ["hidden", "visible"]) {
        Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }
}"""
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
def test_who_declines_on_the_phone_is_told_so_and_can_say_it_was_not_them(visitor: Visitor) -> None:
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


# ---------------------------------------------------------------- sockets
def test_without_sockets_the_poll_brings_what_came(visitor: Visitor) -> None:
    visitor.page.add_init_script(NO_SOCKETS)
    waiting = visitor.at_sim_waiting()
    visitor.confirm_on_sim()
    waiting.until(SimConfirm, within_seconds=15)


def test_a_page_that_comes_back_with_a_dead_socket_is_right_at_once(visitor: Visitor) -> None:
    visitor.page.add_init_script(SOCKETS_THAT_MAY_GO_DEAF)
    waiting = visitor.at_sim_waiting().expect_news(ON_THE_PHONE, before="phone")
    visitor.page.evaluate("window.deaf = true")
    visitor.confirm_on_sim()
    _until_known(visitor)
    expect(waiting.h1).to_be_visible()
    visitor.page.evaluate(HIDE_AND_SHOW)
    waiting.until(SimConfirm, within_seconds=1.5)


def test_a_socket_that_died_without_a_word_only_delays_the_news(visitor: Visitor) -> None:
    visitor.page.add_init_script(SOCKETS_THAT_MAY_GO_DEAF)
    waiting = visitor.at_sim_waiting().expect_news(ON_THE_PHONE, before="phone")
    visitor.page.evaluate("window.deaf = true")
    visitor.confirm_on_sim()
    waiting.until(SimConfirm, within_seconds=30)


# ---------------------------------------------------------------- tabs, browsers, languages
def test_two_tabs_wait_for_one_request_and_both_arrive(visitor: Visitor) -> None:
    first = visitor.at_sim_waiting()
    second = visitor.in_new_tab().open(f"{STEPS}/waiting", SimWaiting)
    assert second.transaction_code == first.transaction_code
    visitor.confirm_on_sim()
    for waiting in (first, second):
        waiting.until(SimConfirm, within_seconds=20)


def test_a_tab_closed_while_waiting_is_taken_up_again_from_home(visitor: Visitor) -> None:
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


@WITH_AND_WITHOUT_JAVASCRIPT
def test_the_language_switched_while_waiting_keeps_the_code_and_the_wait(visitor: Visitor) -> None:
    waiting = visitor.at_sim_waiting()
    shown = waiting.transaction_code
    english = waiting.in_other_language()
    assert english.transaction_code == shown == visitor.qa.sim_code(visitor.person.phone_number)
    visitor.confirm_on_sim()
    _until_known(visitor)
    visitor.page.reload()
    SimConfirm(english.view).in_other_language()


@WITHOUT_JAVASCRIPT
@IN_BOTH_LANGUAGES
def test_without_javascript_one_looks_again(visitor: Visitor) -> None:
    waiting = visitor.at_sim_waiting()
    visitor.qa.sim_code(visitor.person.phone_number)
    waiting = waiting.follow("Look again", SimWaiting).expect_news(ON_THE_PHONE, before="phone")
    visitor.confirm_on_sim()
    _until_known(visitor)
    waiting.follow("Look again", SimConfirm).register()


# ---------------------------------------------------------------- impatience and trouble
@WITH_AND_WITHOUT_JAVASCRIPT
def test_an_impatient_press_rings_the_phone_once(visitor: Visitor) -> None:
    waiting = visitor.at_sim_number().give_with_two_presses(visitor.person.phone_number)
    assert visitor.qa.sim_code(visitor.person.phone_number) == waiting.transaction_code
    visitor.confirm_on_sim()
    _until_known(visitor)
    assert visitor.qa.sim_prompt(visitor.person.phone_number) is None


@IN_BOTH_LANGUAGES
def test_a_gateway_that_falls_silent_is_asked_on(visitor: Visitor, turn: Callable[..., None]) -> None:
    waiting = visitor.at_sim_waiting().expect_news(ON_THE_PHONE, before="phone")
    turn("mssp", outage="http_503")
    waiting.expect_news(KEEP_ASKING)
    turn("mssp", outage="none")
    visitor.confirm_on_sim()
    waiting.until(SimConfirm, within_seconds=20)


def _until_known(visitor: Visitor) -> None:
    """Ask beside the page, in the same session, until the product knows what the SIM said."""

    def is_known() -> bool:
        return visitor.page.request.get(f"{STEPS}/waiting").url.endswith("/confirm")

    eventually(is_known, "the product to hear from the gateway")


def _phone_of(visitor: Visitor, sandbox_url: str) -> SimPhone:
    """The visitor's phone, drawn in a second tab."""
    address = f"{sandbox_url}/phone/{visitor.person.phone_number}"
    return SimPhone(visitor.in_new_tab().page, address, visitor.say.language)
