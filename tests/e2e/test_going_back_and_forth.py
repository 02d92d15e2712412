"""Back, reload, skipped addresses, two tabs, impatient fingers: one registration, one SMS, one account."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import LOCALES
from tests.e2e.pages.code import Code
from tests.e2e.pages.details import Details
from tests.e2e.pages.ends import AccountExists
from tests.e2e.pages.password import Done, Password
from tests.e2e.pages.screen import Screen
from tests.e2e.pages.start import ChooseSubject
from tests.e2e.visitor import PASSWORD, Visitor

STEPS = "/register/mobile-subscriber"
WITH_AND_WITHOUT_JAVASCRIPT = pytest.mark.parametrize(
    "java_script", [True, False], ids=["htmx", "without-javascript"]
)


@pytest.fixture
def other_browser(new_context: Callable[..., BrowserContext], language: str) -> BrowserContext:
    return new_context(locale=LOCALES[language])


@WITH_AND_WITHOUT_JAVASCRIPT
def test_a_code_that_is_typed_after_pressing_back_is_not_lost(visitor: Visitor) -> None:
    visitor.at_code()
    visitor.page.go_back()
    expect(visitor.page).to_have_url(re.compile(f"{STEPS}/code$"))
    Code(visitor.view).enter(visitor.new_code())
    assert len(visitor.codes) == 1


@WITH_AND_WITHOUT_JAVASCRIPT
def test_the_button_back_from_the_code_leads_to_the_filled_form(visitor: Visitor) -> None:
    details = visitor.at_code().change_details(Details)
    details.expect_still_there(visitor.person).send()
    assert len(visitor.codes) == 1


@WITH_AND_WITHOUT_JAVASCRIPT
def test_back_and_forward_after_a_slip_ask_for_no_second_sending(visitor: Visitor) -> None:
    slip = "Enter the 6-digit code from the message."
    visitor.at_code().enter_wrong("12", slip)
    visitor.page.goto("/sign-in")
    for _ in range(2):
        visitor.page.go_back()
        Code(visitor.view)
        visitor.page.go_forward()
        expect(visitor.page).to_have_url(re.compile("/sign-in$"))
    visitor.page.go_back()
    Code(visitor.view).enter(visitor.new_code())
    assert len(visitor.codes) == 1


@pytest.mark.parametrize("address", ["who", "details", "password", "done", "refused", "account-exists"])
def test_no_screen_can_be_skipped(visitor: Visitor, address: str) -> None:
    visitor.at_code()
    visitor.open(f"{STEPS}/{address}", Code)


@pytest.mark.parametrize("address", ["who", "details", "code", "password", "done"])
def test_an_address_in_the_middle_leads_a_stranger_to_the_start(visitor: Visitor, address: str) -> None:
    visitor.open(f"{STEPS}/{address}", ChooseSubject)


def test_reload_stays_at_the_step_and_sends_nothing(visitor: Visitor) -> None:
    visitor.at_code().again().again().enter(visitor.new_code()).again().choose(PASSWORD).again()
    assert len(visitor.codes) == 1


def test_the_address_follows_each_step(visitor: Visitor) -> None:
    visitor.at_code()
    expect(visitor.page).to_have_url(re.compile(f"{STEPS}/code$"))
    Code(visitor.view).enter(visitor.new_code())
    expect(visitor.page).to_have_url(re.compile(f"{STEPS}/password$"))


def test_back_from_the_end_does_not_open_the_password_again(visitor: Visitor) -> None:
    visitor.registered()
    visitor.page.go_back()
    Done(visitor.view)


@pytest.mark.parametrize("presses", [2, 3])
@WITH_AND_WITHOUT_JAVASCRIPT
def test_impatient_presses_send_one_sms_and_open_one_account(visitor: Visitor, presses: int) -> None:
    details = visitor.at_details().fill_in(visitor.person)
    _press(details, "Register", presses)
    password = Code(visitor.view).enter(visitor.new_code())
    password.write(PASSWORD)
    _press(password, "Register", presses)
    Done(visitor.view)
    assert len(visitor.codes) == 1
    assert len(visitor.receipts()) == 1


def test_a_second_tab_that_is_behind_is_shown_the_newest_step(visitor: Visitor) -> None:
    visitor.at_code()
    other = visitor.in_new_tab()
    # The news of the message would bring the newest step by itself.
    other.page.route(f"**{STEPS}/code/delivery", lambda route: route.abort())
    behind = other.open(f"{STEPS}/code", Code)
    Code(visitor.view).enter(visitor.new_code())
    behind.enter_and_arrive("000000", Password)


def test_two_tabs_with_the_same_form_ask_for_one_code(visitor: Visitor) -> None:
    first = visitor.at_details().fill_in(visitor.person)
    second = visitor.in_new_tab().open(f"{STEPS}/details", Details).fill_in(visitor.person)
    first.send()
    second.send()
    visitor.new_code()
    assert len(visitor.codes) == 1


def test_an_existing_account_is_shown_after_the_match(
    visitor: Visitor, other_browser: BrowserContext
) -> None:
    visitor.registered()
    again = visitor.in_other_browser(other_browser)
    again.at_details().fill_in(again.person).send_to(AccountExists).sign_in()


def test_two_browsers_register_one_person_at_once_into_one_account(
    visitor: Visitor, other_browser: BrowserContext
) -> None:
    mine = visitor.at_password()
    rival = visitor.in_other_browser(other_browser)
    theirs = rival.at_details().fill_in(rival.person).send().enter(rival.new_code(sent=2))
    for password in (mine, theirs):
        password.write(PASSWORD)
    for password in (mine, theirs):  # both forms are on their way before either is answered
        password.main.get_by_role("button", name=password.say("Register"), exact=True).dispatch_event("click")
    ends = sorted(_end_of(one) for one in (visitor, rival))
    assert ends == sorted([visitor.say(Done.heading), visitor.say(AccountExists.heading)])
    assert len(visitor.receipts()) == 1


def _press(screen: Screen, english: str, times: int) -> None:
    """Press as a trembling finger does: without waiting between two presses."""
    button = screen.main.get_by_role("button", name=screen.say(english), exact=True)
    button.click(click_count=times, no_wait_after=True)
    screen.page.wait_for_load_state("networkidle")  # every press has had its answer


def _end_of(visitor: Visitor) -> str:
    ends = [visitor.say(screen.heading) for screen in (Done, AccountExists)]
    h1 = visitor.page.get_by_role("heading", level=1)
    # A pattern sees the no-break spaces inside words; a text is compared without them.
    expect(h1).to_have_text(re.compile("|".join(end.replace(" ", r"\s") for end in ends)))
    return " ".join(str(h1.text_content()).split())
