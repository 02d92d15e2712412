"""The session's end: warned of, extendable, and told with the way to start again."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import LOCALES, start_with
from tests.e2e.hands import Finger
from tests.e2e.pages.screen import View
from tests.e2e.pages.start import ChooseSubject, Prepare
from tests.e2e.speech import Speech
from tests.running import RunningProduct

IN_BOTH_LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])
#: Long enough to see a screen, short enough to wait for its end.
IDLE_SECONDS = 4


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
def hurried(hasty: RunningProduct, new_context: Callable[..., BrowserContext], language: str) -> View:
    """Somebody at the hasty product's door."""
    page = new_context(locale=LOCALES[language], base_url=hasty.url).new_page()
    page.goto("/register/citizen/mobile-subscriber")
    return View(page, Finger(), Speech(language))


@IN_BOTH_LANGUAGES
def test_a_screen_left_alone_ends_at_the_start_with_a_notice(hurried: View) -> None:
    Prepare(hurried).start()
    ChooseSubject(hurried).expect_notice_of_expiry()


@IN_BOTH_LANGUAGES
def test_a_form_sent_by_htmx_after_the_end_leads_to_the_start_with_a_notice(hurried: View) -> None:
    _stop_the_clock_of(hurried.page)
    details = Prepare(hurried).start()
    _let_it_end(hurried)
    details.send_to(ChooseSubject).expect_notice_of_expiry()
    expect(hurried.page.locator("html")).to_have_count(1)


def test_a_warning_stands_above_the_form_and_more_time_takes_it_away(page: Page, language: str) -> None:
    page.clock.install()
    page.goto("/register/citizen/mobile-subscriber")
    details = Prepare(View(page, Finger(), Speech(language))).start()
    warning = page.get_by_text(details.say("Your session ends in %(minutes)s minutes.", minutes=3))
    expect(warning).to_be_hidden()
    page.clock.fast_forward("12:05")
    expect(warning).to_be_visible()
    details.hand.press(details.button("Give me more time"))
    expect(warning).to_be_hidden()
    expect(details.status).to_have_text(details.say("You have more time now."))


def test_the_warning_is_said_once_a_minute(page: Page, language: str) -> None:
    page.clock.install()
    page.goto("/register/citizen/mobile-subscriber")
    details = Prepare(View(page, Finger(), Speech(language))).start()
    page.clock.fast_forward("12:05")
    alert = page.get_by_role("alert").filter(has_text=details.say("Your session ends in 1 minute."))
    expect(alert).to_have_count(0)
    page.clock.fast_forward("02:00")
    expect(alert).to_be_visible()


def test_more_time_is_given_in_every_open_tab(page: Page, language: str) -> None:
    page.clock.install()
    page.goto("/register/citizen/mobile-subscriber")
    details = Prepare(View(page, Finger(), Speech(language))).start()
    other = page.context.new_page()
    page.clock.fast_forward("12:05")
    expect(details.button("Give me more time")).to_be_visible()
    other.goto("/register/mobile-subscriber/details")
    expect(details.button("Give me more time")).to_be_hidden()


def _stop_the_clock_of(page: Page) -> None:
    """As on a phone that slept: the page's own timers tell nothing of the end."""
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))


def _let_it_end(hurried: View) -> None:
    """Wait until another tab of the same browser shows that the registration is gone; it touches nothing."""
    other = hurried.page.context.new_page()
    link = other.get_by_role("link", name=hurried.say("Continue my registration"))
    for _look in range(100):
        other.goto("/")
        if link.count() == 0:
            break
    expect(link).to_have_count(0)
    other.close()
