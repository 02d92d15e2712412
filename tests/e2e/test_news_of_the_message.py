"""News of a message's delivery: by the bell, by polling, and on a page without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from sandbox.people.table import SandboxPerson, person_called
from tests.e2e.pages.code import Code
from tests.e2e.pages.sign_in import MyAccount
from tests.e2e.visitor import PASSWORD, Visitor

REACHED = "The message reached the phone at %(time)s."
SENT = "The message was sent at %(time)s."
PHONE_OFF = "The phone is off or has no signal. The message will arrive when it is back."
#: Where the news is asked for.
NEWS = "**/code/delivery"
#: The page hides and comes back as on a phone; Playwright's own pages never do.
HIDE_AND_SHOW = """() => {
    for (const state of ["hidden", "visible"]) {
        Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }
}"""
#: A network that lets no socket through.
NO_SOCKETS = "window.WebSocket = class { constructor() { throw new DOMException('blocked'); } }"
#: A socket that never sends a message, as on a phone after sleep.
SILENT_SOCKETS = "window.WebSocket = class extends EventTarget { readyState = 0; send() {} close() {} }"
#: Real sockets, of which the page's console keeps hold.
SOCKETS_IN_HAND = """
    const Real = window.WebSocket;
    window.socketsInHand = [];
    window.WebSocket = class extends Real {
        constructor(...facts) { super(...facts); window.socketsInHand.push(this); }
    };
"""


@pytest.fixture
def late_receipts(turn: Callable[..., None]) -> None:
    """Receipts take two seconds, so that the screen is there before the news."""
    turn("receipts", delay_seconds=2)


def test_the_news_comes_by_the_bell_without_waiting_for_the_poll(
    visitor: Visitor, turn: Callable[..., None]
) -> None:
    turn("receipts", delay_seconds=4)
    with visitor.page.expect_websocket():
        code = visitor.at_code()
    # While the socket is up the poll waits 15 s from the last question; only a ring is faster.
    code.expect_delivery(REACHED, within_seconds=10)


def test_the_news_is_announced_to_screen_readers(visitor: Visitor, late_receipts: None) -> None:
    code = visitor.at_code().expect_delivery(REACHED)
    expect(code.status).to_contain_text(code.say.before(REACHED, "time"))


def test_without_sockets_the_poll_brings_the_news(visitor: Visitor, late_receipts: None) -> None:
    visitor.page.add_init_script(NO_SOCKETS)
    visitor.at_code().expect_delivery(REACHED)


def test_news_arrives_after_the_socket_died(visitor: Visitor, late_receipts: None) -> None:
    visitor.page.add_init_script(SOCKETS_IN_HAND)
    with visitor.page.expect_websocket():
        code = visitor.at_code()
    visitor.page.evaluate("socketsInHand.forEach(socket => socket.close())")
    code.expect_delivery(REACHED)


def test_a_page_that_comes_back_asks_at_once_and_trusts_no_old_socket(visitor: Visitor) -> None:
    visitor.page.add_init_script(SILENT_SOCKETS)
    visitor.at_code().expect_delivery(REACHED)
    with visitor.page.expect_request(NEWS, timeout=1_000):  # the poll would take up to three seconds
        visitor.page.evaluate(HIDE_AND_SHOW)


def test_typing_is_not_disturbed_by_the_news(visitor: Visitor, late_receipts: None) -> None:
    code = visitor.at_code()
    code.hand.write(code.code, "12")
    code.expect_delivery(REACHED)
    expect(code.code).to_have_value("12")
    code.expect_focus_on(code.code)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_code_screen_shows_that_the_phone_is_off(visit_as: Callable[[SandboxPerson], Visitor]) -> None:
    visit_as(person_called("phone_off")).at_code().expect_delivery(PHONE_OFF)


def test_an_sms_that_failed_may_be_sent_again_at_once(visit_as: Callable[[SandboxPerson], Visitor]) -> None:
    code = visit_as(person_called("sms_fails")).at_code()
    code.expect_delivery("The message could not be sent. You have not been refused: send it again.")
    code.again().ask_for_another()


@pytest.mark.parametrize("java_script", [False], ids=["without-javascript"])
def test_without_javascript_a_reload_brings_the_news(visitor: Visitor) -> None:
    code = visitor.at_code()
    visitor.new_code()
    _reload_until(code, REACHED)


def test_a_page_that_waits_for_nothing_opens_no_socket(visitor: Visitor) -> None:
    opened: list[str] = []
    visitor.page.on("websocket", lambda socket: opened.append(socket.url))
    visitor.at_home().register().choose("Citizen").mobile_subscription().start()
    assert opened == []


def test_news_that_arrives_after_the_code_was_sent_changes_no_screen(visitor: Visitor) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    code = visitor.at_code()
    visitor.page.route(NEWS, hold)
    with visitor.page.expect_request(NEWS):
        visitor.page.evaluate(HIDE_AND_SHOW)
    password = code.enter(visitor.new_code())
    password.password.fill("half a passw")
    with visitor.page.expect_response(NEWS):
        held[-1].continue_()  # a newer question replaces an older one
    visitor.page.unroute(NEWS)
    password.confirmation.fill("x")
    expect(password.password).to_have_value("half a passw")


def test_news_that_arrives_while_the_next_page_is_on_its_way_leads_nowhere_else(visitor: Visitor) -> None:
    news: list[Route] = []
    pages: list[Route] = []
    page = visitor.page

    def hold(route: Route) -> None:
        if "delivery" not in route.request.url:
            pages.append(route)
        elif pages:  # a newer question, which replaced the one that was held
            route.continue_()
        else:
            news.append(route)

    visitor.without_service_worker()
    code = visitor.registered().sign_in().with_password(visitor.person.citizen_number, PASSWORD)
    digits = visitor.new_code(sent=2)
    page.route(NEWS, hold)
    page.route("**/account", hold)
    with page.expect_request(NEWS):
        page.evaluate(HIDE_AND_SHOW)
    with page.expect_request("**/account"):
        code.hand.write(code.field("Verification code"), digits)
        code.hand.press(code.button("Confirm"))
    with page.expect_response(NEWS):  # the flow is over: its answer leads to the page where a sign-in begins
        news[-1].continue_()
    pages[-1].continue_()
    MyAccount(visitor.view)


def _reload_until(code: Code, english: str) -> None:
    words = code.say.before(english, "time")
    for _look in range(20):
        if words in str(code.delivery.text_content()):
            return
        code = code.again()
    raise AssertionError(f"{words!r} never appeared")
