"""The session's end: a warning, more time on request, and a notice with the way to start again."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import start_with
from tests.e2e.pages.start import ChooseSubject
from tests.e2e.visitor import Visitor
from tests.support.qa import eventually
from tests.support.running import RunningProduct

IN_BOTH_LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])
#: Long enough to see a screen, short enough to wait for its end.
IDLE_SECONDS = 4
#: Timers beyond this do not come, as in a page that sleeps.
NO_LONG_TIMERS = """
    const later = window.setTimeout;
    window.setTimeout = (work, ms, ...facts) => (ms > 900 ? 0 : later(work, ms, ...facts));
"""


@pytest.fixture(scope="module")
def hasty(pytestconfig: pytest.Config) -> Iterator[RunningProduct]:
    """A product whose registrations end after a few seconds without a sign of life."""
    with ExitStack() as stack:
        yield start_with(
            pytestconfig,
            stack,
            {"REGISTRATION_IDLE_SECONDS": str(IDLE_SECONDS), "REGISTRATION_WARNING_SECONDS": "3"},
        )


@pytest.fixture
def hurried(hasty: RunningProduct, visit: Callable[[RunningProduct], Visitor]) -> Visitor:
    """A visitor of the hasty product."""
    return visit(hasty)


@IN_BOTH_LANGUAGES
def test_a_screen_left_alone_ends_at_the_start_with_a_notice(hurried: Visitor) -> None:
    hurried.at_details()
    ChooseSubject(hurried.view).expect_notice_of_expiry()


@IN_BOTH_LANGUAGES
def test_a_form_sent_by_htmx_after_the_end_leads_to_the_start_with_a_notice(hurried: Visitor) -> None:
    _let_the_page_sleep(hurried.page)
    details = hurried.at_details()
    _wait_for_the_end(hurried)
    details.press("Continue", ChooseSubject).expect_notice_of_expiry()


def test_a_warning_stands_above_the_form_and_more_time_takes_it_away(visitor: Visitor) -> None:
    page = visitor.page
    page.clock.install()
    details = visitor.at_details()
    warning = page.get_by_text(details.say("Your session ends in %(minutes)s minutes.", minutes=3))
    expect(warning).to_be_hidden()
    page.clock.fast_forward("12:05")
    expect(warning).to_be_visible()
    details.hand.press(details.button("Give me more time"))
    expect(warning).to_be_hidden()
    expect(details.status).to_have_text(details.say("You have more time now."))


def test_the_warning_is_said_once_a_minute(visitor: Visitor) -> None:
    page = visitor.page
    page.clock.install()
    details = visitor.at_details()
    page.clock.fast_forward("12:05")
    alert = page.get_by_role("alert").filter(has_text=details.say("Your session ends in 1 minute."))
    expect(alert).to_have_count(0)
    page.clock.fast_forward("02:00")
    expect(alert).to_be_visible()


def test_more_time_is_given_in_every_open_tab(visitor: Visitor) -> None:
    page = visitor.page
    page.clock.install()
    details = visitor.at_details()
    other = page.context.new_page()
    page.clock.fast_forward("12:05")
    expect(details.button("Give me more time")).to_be_visible()
    other.goto("/register/mobile-subscriber/who")
    expect(details.button("Give me more time")).to_be_hidden()


def _let_the_page_sleep(page: Page) -> None:
    """As on a phone in a pocket: the page's own clock stands still and tells nothing of the end."""
    page.add_init_script(NO_LONG_TIMERS)


def _wait_for_the_end(visitor: Visitor) -> None:
    """Look from another tab, which touches nothing, until the registration is gone."""
    other = visitor.in_new_tab()
    eventually(lambda: not other.at_home().has_unfinished, "the end of the registration")
    other.page.close()
