"""A USB token in Chromium: a phone and a computer, each subject with each helper, and every failure.

The helper is the sandbox's, over real sockets, with a software token behind PKCS#11 (SoftHSM2).
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.conftest import LOCALES, PATIENCE_MS, listen
from tests.e2e.hands import Finger, Hand
from tests.e2e.pages.password import Done
from tests.e2e.pages.screen import View
from tests.e2e.pages.usb_token import (
    EnterCode,
    Token,
    TokenConfirm,
    TokenPrepare,
    Watching,
    sign_in_with_token,
)
from tests.e2e.speech import Speech
from tests.e2e.token_computer import TokenComputer
from tests.support.qa import Qa

PHONE_AGENT = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/147.0.0.0 Mobile Safari/537.36"
)
VGCA, VNPT, WEB_EID = "VGCA Sign Service", "VNPT-CA Plugin", "Web eID"
#: Subject, token, helper, what the certificate says, language: each subject once through each helper.
JOURNEYS = [
    ("citizen", "token_150", VGCA, "000089000150", "vi"),
    ("citizen", "token_151", VNPT, "000089000151", "en"),
    ("citizen", "token_152", WEB_EID, "000089000152", "vi"),
    ("business", "token_153", VGCA, "0001530017", "en"),
    ("business", "token_154", VNPT, "0001540008", "vi"),
    ("business", "token_155", WEB_EID, "0001550006", "en"),
    ("agency", "token_156", VGCA, "0001560", "vi"),
    ("agency", "token_157", VNPT, "bay.thu@cuaso.example", "en"),
    ("agency", "token_158", WEB_EID, "0001580000", "vi"),
]


class Mouse(Finger):
    """A computer's pointer."""

    def press(self, target: Locator) -> None:
        target.click()


@pytest.fixture
def computer(qa: Qa) -> TokenComputer:
    return TokenComputer(qa)


@pytest.fixture
def open_view(
    browser: Browser,
    browser_context_args: dict[str, Any],
    language: str,
    complaints: list[str],
    computer: TokenComputer,
) -> Iterator[Callable[..., View]]:
    """Open a browser: ``open_view(Mouse(), viewport=…)``."""
    expect.set_options(timeout=PATIENCE_MS)
    with ExitStack() as stack:

        def open_one(hand: Hand, **settings: object) -> View:
            context = browser.new_context(**{**browser_context_args, "locale": LOCALES[language], **settings})
            stack.callback(context.close)
            listen(context, complaints)
            if isinstance(hand, Mouse):
                computer.install_web_eid(context)
            return View(context.new_page(), hand, Speech(language))

        yield open_one


@pytest.fixture
def desktop(open_view: Callable[..., View]) -> View:
    return open_view(Mouse(), viewport={"width": 1280, "height": 800}, is_mobile=False, has_touch=False)


@pytest.fixture
def phone(open_view: Callable[..., View]) -> View:
    return open_view(Finger(), user_agent=PHONE_AGENT)


@pytest.mark.parametrize(
    ("subject", "token", "helper", "fact", "language"),
    JOURNEYS,
    ids=[f"{one[0]}-{one[2]}" for one in JOURNEYS],
)
def test_a_registration_started_on_a_phone_is_signed_on_a_computer(
    phone: View, desktop: View, computer: TokenComputer, qa: Qa,
    subject: str, token: str, helper: str, fact: str,
) -> None:  # fmt: skip
    number = f"+84912000{token[-3:]}"
    computer.plug_in(token)
    phone.page.goto(f"/register/{subject}/usb-token")
    begun = TokenPrepare(phone).start_on_phone()
    desktop.page.goto("/continue")
    screen: Token = EnterCode(desktop).enter(begun.code).go_on()
    watching = Watching(phone).expect_stage("Sign with the token on the computer")
    computer.type_pin()
    confirm = screen.sign_through(helper, TokenConfirm).expect_fact(fact)
    watching.expect_stage("Check the details in the certificate on the computer")
    expect(watching.main.get_by_text(fact)).to_have_count(0)
    code = confirm.register(number)
    code.enter_and_arrive(qa.last_code(number), Done)
    watching.until_done()
    computer.type_pin()
    sign_in_with_token(desktop, helper)


def _at_token(view: View) -> Token:
    view.page.goto("/register/citizen/usb-token")
    return TokenPrepare(view).start()


@pytest.mark.parametrize("language", ["vi"])
def test_every_failure_of_a_helper_is_explained(desktop: View, computer: TokenComputer) -> None:
    screen = _at_token(desktop)
    for manner, ending in (
        ("too_old", "The signing program is too old"),
        ("garbage", "The program that answered is not one we understand"),
        ("huge", "The program that answered is not one we understand"),
        ("other_program", "No signing program answered on this computer"),
    ):
        computer.plug_in("token_150", manner=manner)
        screen = screen.fails_through(VGCA, ending)
    computer.plug_in("")
    screen = screen.fails_through(VGCA, "No token is plugged in, or the computer does not see it")
    screen = screen.fails_through(VNPT, "No token is plugged in, or the computer does not see it")
    computer.plug_in("token_150")
    computer.cancel()
    screen = screen.fails_through(WEB_EID, "The signature was cancelled")
    for ending in ("The PIN was wrong", "The PIN was wrong", "The token's PIN is blocked"):
        computer.type_pin("000000")
        screen = screen.fails_through(VGCA, ending)
    screen.fails_through(VGCA, "The token's PIN is blocked")


@pytest.mark.parametrize("language", ["en"])
def test_the_citizen_chooses_between_two_helpers_and_a_swapped_certificate_is_refused(
    desktop: View, computer: TokenComputer
) -> None:
    computer.plug_in("token_150", manner="other_certificate")
    screen = _at_token(desktop).find()
    computer.type_pin()
    desktop.hand.press(screen.page.get_by_role("button", name=VGCA, exact=True))
    heading = desktop.page.get_by_role("heading", level=1)
    expect(heading).to_have_text("The signature is not one for this page")


@pytest.mark.parametrize("language", ["vi"])
def test_cancelling_on_either_side_is_shown_on_the_other(phone: View, desktop: View) -> None:
    phone.page.goto("/register/citizen/usb-token")
    begun = TokenPrepare(phone).start_on_phone()
    desktop.page.goto("/continue")
    EnterCode(desktop).enter(begun.code).go_on()
    watching = Watching(phone)
    phone.hand.press(watching.button("Cancel the registration"))
    told = desktop.say("The registration was cancelled")
    expect(desktop.page.get_by_role("heading", level=1)).to_have_text(told)
