"""Chromium asks the person before a page may reach the token's helper; the page waits as long as they read.

The page is https on a public address, the helper wss on this device, the browser has its windows, and keys as
of a person answer its question.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.token_computer import TokenComputer
from tests.engines.conftest import Site
from tests.engines.display import Question
from tests.support.qa import Qa

ASKING = "Your browser asks whether this page may reach apps on this device. Press Allow; take your time."
SIGNING = "Enter the PIN in the window of the signing program. It may be behind this one."
#: Longer than a page waits for a helper that does not answer, and as long as a person reads: in milliseconds.
READS_MS = 8_000


@pytest.fixture
def computer(qa: Qa) -> TokenComputer:
    computer = TokenComputer(qa)
    computer.plug_in("token_150")
    return computer


@pytest.fixture
def page(chromium: BrowserContext, site: Site, computer: TokenComputer) -> Page:
    """The screen that signs, in a browser that was never asked."""
    page = chromium.pages[0]
    page.goto(f"{site.origin}/register/citizen/usb-token")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign with your USB token")
    return page


def press_vgca(page: Page) -> None:
    page.get_by_role("button", name="VGCA Sign Service", exact=True).click()


def press_find(page: Page) -> None:
    page.get_by_role("button", name="Look for the signing program").click()


@pytest.mark.parametrize("press", [press_vgca, press_find])
def test_the_page_waits_while_the_person_reads_the_question(
    page: Page, question: Question, computer: TokenComputer, press: Callable[[Page], None]
) -> None:
    press(page)
    expect(page.locator("#token-status")).to_have_text(ASKING)
    page.wait_for_timeout(READS_MS)
    expect(page.locator("#token-status")).to_have_text(ASKING)
    computer.type_pin()
    question.allow()
    if press is press_find:  # both programs answered
        expect(page.locator("#token-status")).to_have_text(
            "More than one signing program answered. Choose one."
        )
        press_vgca(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the details in your certificate")


def test_a_person_who_forbids_it_learns_how_to_allow_it(page: Page, question: Question) -> None:
    press_vgca(page)
    expect(page.locator("#token-status")).to_have_text(ASKING)
    question.block()
    expect(page.locator("div[role=alert]")).to_contain_text(
        "The browser keeps this page from reaching the signing program"
    )


def test_a_question_that_was_put_away_is_asked_again(
    page: Page, question: Question, computer: TokenComputer
) -> None:
    press_vgca(page)
    expect(page.locator("#token-status")).to_have_text(ASKING)
    question.put_away()
    expect(page.locator("div[role=alert]")).to_contain_text("its question was closed without an answer")
    computer.type_pin()
    press_vgca(page)
    expect(page.locator("#token-status")).to_have_text(ASKING)
    question.allow()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the details in your certificate")


def test_what_was_forbidden_and_is_allowed_later_works_without_a_reload(
    page: Page, chromium: BrowserContext, site: Site, question: Question, computer: TokenComputer
) -> None:
    press_vgca(page)
    expect(page.locator("#token-status")).to_have_text(ASKING)
    question.block()
    expect(page.locator("div[role=alert]")).to_be_visible()
    chromium.grant_permissions(["local-network-access"], origin=site.origin)
    expect(page.locator("#token-status")).to_have_text(
        "This page may reach the signing program now. Press the button."
    )
    computer.type_pin()
    press_vgca(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the details in your certificate")


def test_a_page_behind_the_pin_dialog_waits_for_the_pin(
    page: Page, chromium: BrowserContext, question: Question, computer: TokenComputer
) -> None:
    press_vgca(page)
    expect(page.locator("#token-status")).to_have_text(ASKING)
    question.allow()
    expect(page.locator("#token-status")).to_have_text(SIGNING)
    dialog = chromium.new_page()  # another window comes to the front
    dialog.bring_to_front()
    dialog.wait_for_timeout(READS_MS)
    computer.type_pin()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the details in your certificate")


def test_without_the_extension_the_page_says_that_no_program_answered(page: Page) -> None:
    page.get_by_role("button", name="Web eID", exact=True).click()
    expect(page.locator("div[role=alert]")).to_contain_text("No signing program answered on this computer")
