"""A lost network: typed values stay, and the guides can be read offline."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.code import Code
from tests.e2e.pages.ends import Guides, Offline
from tests.e2e.pages.screen import Screen
from tests.e2e.visitor import PASSWORD, Visitor

IN_BOTH_LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])
NOT_SENT = "You are offline. What you entered has not been sent."
#: The worker has taken hold of this tab and keeps the shell.
WORKER_IS_THERE = (
    "async () => { await navigator.serviceWorker.ready; return !!navigator.serviceWorker.controller }"
)


def test_the_network_is_cut_in_the_middle_and_the_registration_goes_on(visitor: Visitor) -> None:
    details = visitor.at_details().fill_in(visitor.person)
    _cut(visitor)
    _press(details, "Register")
    details.expect_alert(NOT_SENT).expect_still_there(visitor.person)
    _mend(visitor)
    password = details.send().enter(visitor.new_code())
    password.write(PASSWORD)
    _cut(visitor)
    _press(password, "Register")
    password.expect_alert(NOT_SENT)
    _mend(visitor)
    password.choose(PASSWORD)
    assert len(visitor.codes) == 1


@IN_BOTH_LANGUAGES
def test_the_alert_is_in_the_language_of_the_screen_and_goes_away(visitor: Visitor) -> None:
    details = visitor.at_details()
    _cut(visitor)
    _press(details, "Continue")
    details.expect_alert(NOT_SENT)
    _mend(visitor)
    expect(details.alert).to_be_empty()  # at once, and not only when the person presses again
    details.send_and_be_corrected()


def test_while_waiting_for_news_the_loss_is_told_and_the_news_comes_after_it(visitor: Visitor) -> None:
    code = visitor.at_code()
    _cut(visitor)
    code.expect_alert("No connection. This page goes on by itself as soon as there is one.")
    _mend(visitor)
    code.expect_delivery("The message reached the phone at %(time)s.")
    expect(code.alert).to_be_empty()
    code.enter(visitor.new_code())


@IN_BOTH_LANGUAGES
def test_a_page_without_network_is_the_offline_page_in_the_language_last_read(visitor: Visitor) -> None:
    visitor.at_home()
    _wait_for_worker(visitor)
    _cut(visitor)
    offline = visitor.open("/register", Offline)
    expect(visitor.page.locator("html")).to_have_attribute("lang", visitor.say.language)
    offline.follow("What to prepare", Guides)


def test_the_offline_page_follows_the_language_switch(visitor: Visitor) -> None:
    english = visitor.at_home().in_other_language()
    _wait_for_worker(visitor)
    english.again()
    _cut(visitor)
    visitor.page.goto("/register")
    Offline(english.view)


@IN_BOTH_LANGUAGES
def test_the_guides_are_read_without_network(visitor: Visitor) -> None:
    visitor.at_home()
    _wait_for_worker(visitor)
    _cut(visitor)
    guides = visitor.open(f"/guides?language={visitor.say.language}", Guides)
    for topic in ("What to prepare", "The verification code does not arrive", "I forgot my password"):
        expect(guides.main.get_by_role("heading", name=guides.say(topic), exact=True)).to_be_visible()


def test_the_registration_goes_on_after_the_offline_page(visitor: Visitor) -> None:
    visitor.at_code()
    _wait_for_worker(visitor)
    _cut(visitor)
    offline = visitor.open("/register/mobile-subscriber/code", Offline)
    _mend(visitor)
    offline.follow("Try again", Code).enter(visitor.new_code())


def test_the_language_switch_without_network_keeps_the_form(visitor: Visitor) -> None:
    details = visitor.at_details().fill_in(visitor.person)
    _cut(visitor)
    details.hand.press(visitor.page.get_by_role("button", name="English"))
    details.expect_alert(NOT_SENT).expect_still_there(visitor.person)


def _press(screen: Screen, english: str) -> None:
    screen.hand.press(screen.main.get_by_role("button", name=screen.say(english), exact=True))


def _cut(visitor: Visitor) -> None:
    visitor.page.context.set_offline(True)


def _mend(visitor: Visitor) -> None:
    visitor.page.context.set_offline(False)


def _wait_for_worker(visitor: Visitor) -> None:
    """Load again until the worker answers for this tab, as it does from the second visit on."""
    visitor.page.evaluate("async () => { await navigator.serviceWorker.ready }")
    visitor.page.reload()
    assert visitor.page.evaluate("!!navigator.serviceWorker.controller")
