"""Registering with a social-insurance number in Chromium: success, refusal, correction and silence."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from sandbox.people.table import SandboxPerson, person_called
from tests.e2e.pages.details import InsuranceDetails
from tests.e2e.pages.ends import RecordDiffers
from tests.e2e.visitor import PASSWORD, Visitor

SILENT = (
    "The service that we ask is not answering right now. You have not been refused, and nothing you entered "
    "is lost. Try again in a few minutes."
)


@pytest.mark.parametrize("language", ["vi"])
def test_an_insured_citizen_registers_despite_a_typing_mistake_and_a_silent_register(
    visitor: Visitor, turn: Callable[..., None]
) -> None:
    method = visitor.at_home().register().choose("Citizen").social_insurance()
    details = method.start().write(visitor.person).go_on_insured().fill_in(visitor.person)
    details.hand.write(details.insurance_number, "HS401" + visitor.person.insurance_number)
    details = details.send_and_be_corrected()
    details.hand.write(details.insurance_number, visitor.person.insurance_number)
    turn("social_insurance", outage="http_503")
    details = details.send_to(InsuranceDetails).expect_alert(SILENT).expect_still_there(visitor.person)
    turn("social_insurance", outage="none")
    sign_in = details.send().enter(visitor.new_code()).choose(PASSWORD).sign_in()
    code = sign_in.with_password(visitor.person.citizen_number, PASSWORD)
    code.enter(visitor.new_code(sent=2)).expect_name(visitor.person.full_name)


def test_a_refusal_says_what_to_do_and_another_way_asks_nothing_twice(
    visit_as: Callable[[SandboxPerson], Visitor],
) -> None:
    visitor = visit_as(person_called("insured_birth_date_differs"))
    refused = visitor.at_insurance_details().fill_in(visitor.person).send_to(RecordDiffers)
    refused.expect_focus_on(refused.h1)
    expect(refused.main.get_by_text("1900\u00a09068")).to_have_attribute("href", "tel:19009068")
    refused.check_details().expect_still_there(visitor.person)
    other = visitor.at_details().expect_still_there(visitor.person).go_on()
    expect(other.consent).not_to_be_checked()
    assert visitor.codes == []
