"""The language switch: the same screen and the same values, at any moment."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.code import Code
from tests.e2e.pages.ends import Guides
from tests.e2e.visitor import PASSWORD, Visitor

WITH_AND_WITHOUT_JAVASCRIPT = pytest.mark.parametrize(
    "java_script", [True, False], ids=["htmx", "without-javascript"]
)
IN_BOTH_LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])


@IN_BOTH_LANGUAGES
@WITH_AND_WITHOUT_JAVASCRIPT
def test_a_half_typed_form_keeps_what_was_typed(visitor: Visitor) -> None:
    details = visitor.at_details().fill_in(visitor.person).in_other_language()
    details.expect_still_there(visitor.person)
    expect(details.summary).to_have_count(0)
    details.in_other_language().expect_still_there(visitor.person).send()


@WITH_AND_WITHOUT_JAVASCRIPT
def test_the_code_screen_stays_the_code_screen_and_no_other_code_is_sent(visitor: Visitor) -> None:
    code = visitor.at_code().in_other_language()
    expect(code.summary).to_have_count(0)
    code.enter(visitor.new_code()).choose(PASSWORD)
    assert len(visitor.codes) == 1


def test_the_switch_after_a_slip_says_nothing_wrong_was_sent(visitor: Visitor) -> None:
    details = visitor.at_details().send_and_be_corrected().in_other_language()
    expect(details.summary).to_have_count(0)


@WITH_AND_WITHOUT_JAVASCRIPT
def test_a_screen_without_a_form_switches_and_the_choice_lasts(visitor: Visitor) -> None:
    home = visitor.at_home().in_other_language()
    home.register().choose("Citizen").mobile_subscription().start()


def test_the_switch_after_a_step_by_htmx_stays_on_that_step(visitor: Visitor) -> None:
    code = visitor.at_code()
    wrong = code.enter_and_arrive("1", Code)
    wrong.in_other_language().enter(visitor.new_code()).in_other_language()


def test_the_guides_switch_by_a_link(visitor: Visitor) -> None:
    guides = visitor.open("/guides", Guides)
    guides.hand.press(visitor.page.get_by_role("link", name="English"))
    expect(visitor.page.get_by_role("heading", level=1, name=Guides.heading)).to_be_visible()
