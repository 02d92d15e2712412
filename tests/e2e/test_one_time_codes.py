"""The six digits: wrong, older, used, expired, pasted with a space, guessed too often."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import start_with
from tests.e2e.pages.code import Code
from tests.e2e.pages.password import Password
from tests.e2e.pages.start import ChooseSubject
from tests.e2e.visitor import Visitor
from tests.support.running import RunningProduct

IN_BOTH_LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])
WRONG = "The code is not right. Tries left: %(left)d."
CODE_SECONDS = 6


@pytest.fixture(scope="module")
def impatient(pytestconfig: pytest.Config) -> Iterator[RunningProduct]:
    """A product whose codes live for seconds, and where another may be asked for at once."""
    with ExitStack() as stack:
        yield start_with(
            pytestconfig,
            stack,
            {"ONE_TIME_CODE_SECONDS": str(CODE_SECONDS), "ONE_TIME_CODE_RESEND_AFTER_SECONDS": "1"},
        )


@pytest.fixture
def guest(impatient: RunningProduct, visit: Callable[[RunningProduct], Visitor]) -> Visitor:
    """A newcomer at the impatient product."""
    return visit(impatient)


@pytest.mark.parametrize("spelling", ["{0} {1}", "{0}-{1}", " {0}{1} ", "{0}.{1}"])
def test_a_code_is_read_however_it_was_pasted(visitor: Visitor, spelling: str) -> None:
    code = visitor.at_code()
    digits = visitor.new_code()
    code.enter(spelling.format(digits[:3], digits[3:]))


@IN_BOTH_LANGUAGES
def test_a_wrong_code_says_how_many_tries_are_left(visitor: Visitor) -> None:
    code = visitor.at_code()
    again = code.enter_wrong(_other_than(visitor.new_code()), WRONG, left=4)
    again.expect_focus_on(again.summary)
    expect(again.code).to_have_value("")
    again.enter(visitor.new_code())


@IN_BOTH_LANGUAGES
@pytest.mark.parametrize("java_script", [True, False], ids=["htmx", "without-javascript"])
def test_after_five_wrong_codes_the_screen_is_locked_and_names_the_way_out(visitor: Visitor) -> None:
    code = visitor.at_code()
    right = visitor.new_code()
    for place, left in enumerate([4, 3, 2, 1]):
        code = code.enter_wrong(_other_than(right, place), WRONG, left=left)
    locked = code.enter_and_arrive(_other_than(right, 4), Code)
    locked.expect_told("Too many wrong codes. Start again later, or choose another way.")
    expect(locked.code).to_have_count(0)
    locked.follow("Choose another way to register", ChooseSubject)


def test_a_used_code_opens_nothing_again(visitor: Visitor) -> None:
    visitor.at_code().enter(visitor.new_code())
    visitor.open("/register/mobile-subscriber/code", Password)


def test_an_empty_code_is_refused_without_counting_a_try(visitor: Visitor) -> None:
    code = visitor.at_code()
    code.press("Confirm", Code).expect_slips("Enter the 6-digit code from the message.")
    code.enter_wrong(_other_than(visitor.new_code()), WRONG, left=4)


def test_another_code_cannot_be_asked_for_at_once_and_the_wait_is_shown(visitor: Visitor) -> None:
    code = visitor.at_code().expect_delivery("The message reached the phone at %(time)s.")
    expect(code.resend).to_have_attribute("aria-disabled", "true")
    code.resend.dispatch_event("click")
    words = code.say("Send the code again")
    expect(code.status).to_contain_text(words)
    assert len(visitor.codes) == 1


@IN_BOTH_LANGUAGES
@pytest.mark.parametrize("java_script", [True, False], ids=["htmx", "without-javascript"])
def test_the_newest_code_is_accepted_and_an_older_one_is_named_as_older(guest: Visitor) -> None:
    code = guest.at_code()
    older = guest.new_code()
    code = _ask_again(code, guest)
    code = code.enter_wrong(older, "That is an older code. Enter the code from the newest message.")
    code = _ask_again(code, guest)
    code.enter(guest.new_code(sent=3))


def test_digits_typed_while_another_code_is_sent_stay_in_the_field(guest: Visitor) -> None:
    code = guest.at_code()
    guest.page.wait_for_timeout(1_100)  # until another may be asked for
    guest.qa.turn("sms", delay_seconds=1.5)
    code.hand.press(code.resend)
    code.code.press_sequentially("123")
    expect(code.main).to_have_attribute("aria-busy", "true")
    expect(code.main).not_to_have_attribute("aria-busy", "true")
    guest.qa.turn("sms", delay_seconds=0)
    expect(code.code).to_have_value("123")
    expect(code.code).to_be_focused()
    guest.page.keyboard.type("456")
    expect(code.code).to_have_value("123456")


def test_an_expired_code_is_named_as_expired_and_a_new_one_works(guest: Visitor) -> None:
    code = guest.at_code()
    late = guest.new_code()
    guest.page.wait_for_timeout(CODE_SECONDS * 1000)  # the very thing that is tested: time passes
    code = code.enter_wrong(late, "The code has expired. Get a new one.")
    _ask_again(code, guest).enter(guest.new_code(sent=2))


def _ask_again(code: Code, visitor: Visitor) -> Code:
    """Ask for another code until one is sent: the server's clock decides when."""
    before = len(visitor.codes)
    for _try in range(20):
        code = code.ask_for_another()
        if len(visitor.codes) > before:
            return code
    raise AssertionError("no other code was sent")


def _other_than(right: str, place: int = 0) -> str:
    """A code that is not *right*; another for each *place*."""
    return f"{(int(right) + 1 + place) % 1_000_000:06}"
