"""The whole way: from home to an account, in, and out again."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.start import Home
from tests.e2e.visitor import PASSWORD, Visitor

IN_BOTH_LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])


@IN_BOTH_LANGUAGES
@pytest.mark.parametrize("java_script", [True, False], ids=["htmx", "without-javascript"])
def test_a_citizen_registers_signs_in_and_signs_out(visitor: Visitor) -> None:
    method = visitor.at_home().register().choose("Citizen").mobile_subscription()
    password = method.start().fill_in(visitor.person).send().enter(visitor.new_code())
    sign_in = password.choose(PASSWORD).sign_in()
    code = sign_in.with_password(visitor.person.citizen_number, PASSWORD)
    account = code.enter(visitor.new_code(sent=2)).expect_name(visitor.person.full_name)
    account.sign_out(Home).expect_nothing_unfinished()
    visitor.page.goto("/account")
    expect(visitor.page).to_have_url("/sign-in")
