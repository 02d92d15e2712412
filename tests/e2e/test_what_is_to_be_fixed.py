"""The error summary lists all slips above the form, in the words that stand at the fields."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.pages.password import Password
from tests.e2e.pages.sign_in import SignIn
from tests.e2e.visitor import PASSWORD, Visitor

IN_BOTH_LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])
EVERYTHING_MISSING = (
    "Enter your personal identification number.",
    "Enter your full name.",
    "Enter at least the year of birth.",
)
PHONE_MISSING = (
    "Enter your mobile phone number.",
    "Without your consent the carrier cannot be asked. Tick the box, or choose another way.",
)
#: Where each of them leads, as the page object calls it.
FIELDS = ("citizen_number", "full_name", "year")


@IN_BOTH_LANGUAGES
def test_every_missing_field_is_listed_at_once(visitor: Visitor) -> None:
    details = visitor.at_details().send_and_be_corrected()
    details.expect_slips(*EVERYTHING_MISSING)
    details.expect_focus_on(details.summary)
    phone = details.write(visitor.person).go_on().send_and_be_corrected()
    phone.expect_slips(*PHONE_MISSING)
    phone.expect_focus_on(phone.summary)


def test_the_answer_to_a_slip_is_422(visitor: Visitor) -> None:
    details = visitor.at_details()
    with visitor.page.expect_response(lambda response: response.request.method == "POST") as answer:
        details.send_and_be_corrected()
    assert answer.value.status == 422


@IN_BOTH_LANGUAGES
@pytest.mark.parametrize("java_script", [True, False], ids=["htmx", "without-javascript"])
def test_the_title_begins_with_the_error(visitor: Visitor) -> None:
    details = visitor.at_details().send_and_be_corrected()
    expect(visitor.page).to_have_title(re.compile(f"^{details.say('Error')}: {details.say('Your details')} "))


@pytest.mark.parametrize(("slip", "field"), list(zip(EVERYTHING_MISSING, FIELDS, strict=True)), ids=FIELDS)
def test_each_line_of_the_summary_leads_to_its_field(visitor: Visitor, slip: str, field: str) -> None:
    details = visitor.at_details().send_and_be_corrected()
    details.hand.press(details.summary.get_by_role("link", name=details.say(slip)))
    details.expect_focus_on(getattr(details, field))


@pytest.mark.parametrize("java_script", [True, False], ids=["htmx", "without-javascript"])
def test_a_refused_form_keeps_the_typed_values_beside_the_error(visitor: Visitor) -> None:
    details = visitor.at_details().fill_in(visitor.person)
    details.hand.write(details.phone_number, "024 3826 1234")
    corrected = details.send_and_be_corrected().expect_slips("This is a landline. Enter a mobile number.")
    corrected.expect_who(visitor.person)
    expect(corrected.phone_number).to_have_value("024 3826 1234")


def test_a_corrected_form_goes_on(visitor: Visitor) -> None:
    corrected = visitor.at_details().send_and_be_corrected()
    corrected.fill_in(visitor.person).send()


def test_two_different_passwords_are_refused_and_neither_is_kept(visitor: Visitor) -> None:
    again = visitor.at_password().choose_and_arrive(PASSWORD, Password, confirmation=PASSWORD + "x")
    again.expect_slips("The two passwords are not the same.").expect_focus_on(again.summary)
    expect(again.password).to_have_value("")
    expect(again.confirmation).to_have_value("")


def test_a_wrong_password_does_not_reveal_whether_an_account_exists(visitor: Visitor) -> None:
    sign_in = visitor.open("/sign-in", SignIn)
    again = sign_in.send(visitor.person.citizen_number, PASSWORD, SignIn)
    again.expect_slips("The number or the password is not right.").expect_focus_on(again.summary)


def test_the_rule_is_ticked_off_as_it_is_met(visitor: Visitor) -> None:
    password = visitor.at_password()
    password.write("Ngôi-nhà-3")
    expect(password.status).to_have_text(password.say("The password meets the rule"))


def test_a_rule_that_was_met_before_its_script_came_is_ticked_off_too(visitor: Visitor) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    script = "**/password.*.js"
    visitor.page.route(script, hold)
    with visitor.page.expect_request(script):
        password = visitor.without_service_worker().at_password()
    password.write("Ngôi-nhà-3")
    expect(password.status).not_to_have_text(password.say("The password meets the rule"))
    for route in held:
        route.continue_()
    expect(password.status).to_have_text(password.say("The password meets the rule"))


def test_a_shown_password_is_hidden_again_when_it_is_sent(visitor: Visitor) -> None:
    password = visitor.at_password()
    password.write(PASSWORD, "khác")
    visitor.page.locator("main").get_by_role("button", name=password.say("Show")).first.tap()
    expect(password.password).to_have_attribute("type", "text")
    again = password.press("Register", Password)
    expect(again.password).to_have_attribute("type", "password")
