"""Registering and signing in with Tab, Enter, Space and letters alone."""

import pytest

from tests.e2e.hands import a_keyboard
from tests.e2e.pages.start import ChooseSubject, Home
from tests.e2e.visitor import PASSWORD, Visitor

pytestmark = [
    pytest.mark.parametrize("language", ["vi", "en"]),
    pytest.mark.parametrize("make_hand", [a_keyboard], ids=["keyboard"]),
]


def test_the_whole_way_is_walked_with_the_keyboard(visitor: Visitor) -> None:
    method = visitor.at_home().register().choose("Citizen").mobile_subscription()
    code = method.start().fill_in(visitor.person).send()
    code.expect_focus_on(code.h1)
    password = code.enter(visitor.new_code())
    password.expect_focus_on(password.h1)
    done = password.choose(PASSWORD)
    done.expect_focus_on(done.h1)
    code_again = done.sign_in().with_password(visitor.person.citizen_number, PASSWORD)
    account = code_again.enter(visitor.new_code(sent=2))
    account.sign_out(Home)


def test_the_summary_takes_the_focus_and_its_links_lead_to_the_fields(visitor: Visitor) -> None:
    details = visitor.at_details()
    details.hand.press(details.main.get_by_role("button", name=details.say("Continue")))
    details.expect_focus_on(details.summary)
    details.hand.press(details.summary.get_by_role("link", name=details.say("Enter your full name.")))
    details.expect_focus_on(details.full_name)


def test_the_first_tab_stop_skips_to_the_content(visitor: Visitor) -> None:
    home = visitor.at_home()
    home.hand.press(home.link("Skip to the content"))
    home.expect_focus_on(home.main)
    home.follow("Register", ChooseSubject)
