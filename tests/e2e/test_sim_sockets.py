"""The wait for a SIM when sockets are blocked, cut off, half-dead or asleep: news still arrives."""

from playwright.sync_api import expect

from tests.e2e.pages.sim_signature import SimConfirm, SimWaiting
from tests.e2e.visitor import Visitor

ON_THE_PHONE = "The request was sent to %(phone)s"
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
#: A network that cuts the first socket off once it is connected.
FIRST_SOCKET_CUT_OFF = """
    const Real = window.WebSocket;
    let made = 0;
    window.WebSocket = class extends Real {
        constructor(...facts) {
            super(...facts);
            document.documentElement.dataset.sockets = ++made;
            const cutOff = ({ data }) => String(data).startsWith("40") && this.close();
            if (made === 1) this.addEventListener("message", cutOff);
        }
    };
"""
#: The page's timer for the next remark, 40 s ahead in this state, comes in a moment.
THE_REMARK_IS_DUE_SOON = """
    const later = window.setTimeout;
    window.setTimeout = (work, ms, ...facts) => later(work, ms >= 35000 && ms <= 40000 ? 3000 : ms, ...facts);
"""


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
    visitor.until_sim_is_known()
    expect(waiting.h1).to_be_visible()
    visitor.page.evaluate(HIDE_AND_SHOW)
    waiting.until(SimConfirm, within_seconds=1.5)


def test_a_socket_that_died_without_a_word_only_delays_the_news(visitor: Visitor) -> None:
    visitor.page.add_init_script(SOCKETS_THAT_MAY_GO_DEAF)
    waiting = visitor.at_sim_waiting().expect_news(ON_THE_PHONE, before="phone")
    visitor.page.evaluate("window.deaf = true")
    visitor.confirm_on_sim()
    waiting.until(SimConfirm, within_seconds=30)


def test_a_socket_that_is_cut_off_comes_back_and_brings_the_news(visitor: Visitor) -> None:
    visitor.page.add_init_script(FIRST_SOCKET_CUT_OFF)
    waiting = visitor.at_sim_waiting().expect_news(ON_THE_PHONE, before="phone")
    expect(visitor.page.locator("html[data-sockets='2']")).to_have_count(1)
    visitor.confirm_on_sim()
    waiting.until(SimConfirm, within_seconds=10)


def test_a_remark_on_the_time_is_fetched_when_it_is_due(visitor: Visitor) -> None:
    visitor.page.add_init_script(THE_REMARK_IS_DUE_SOON)
    with visitor.page.expect_request("**/waiting/news"), visitor.page.expect_websocket():
        visitor.open("/gallery/sim_signature/waiting/long", SimWaiting)
    with visitor.page.expect_request("**/waiting/news", timeout=8_000):
        pass  # the socket's connection has asked once; the poll comes 15 s after that at the earliest
