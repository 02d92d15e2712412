"""Vietnam Post: with a PostID, and verified by two people at a post office."""

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.pages.code import Code
from tests.e2e.pages.details import Details
from tests.e2e.pages.vietnam_post import (
    Appointment,
    AppointmentApproved,
    AppointmentCompared,
    LinkOpened,
    PostOffice,
    PostPrepare,
)
from tests.e2e.visitor import PASSWORD, Visitor

PREPARE = "/register/citizen/vietnam-post"


def send(details: Details) -> Code:
    """Send a form to which the answer is a code."""
    return details.send()


@pytest.mark.parametrize(
    ("language", "java_script"), [("vi", True), ("en", False)], ids=["vi-htmx", "en-without-javascript"]
)
def test_a_citizen_registers_with_a_post_id(visitor: Visitor) -> None:
    who = visitor.open(PREPARE, PostPrepare).with_post_id().write(visitor.person)
    slipped = who.go_on().send_and_be_corrected()
    slipped.expect_slips(
        "Enter the name of your PostID account.",
        "Without your consent Vietnam Post cannot be asked. Tick the box, or choose another way.",
    )
    code = send(slipped.fill_in(visitor.person))
    code.enter(visitor.new_code()).choose(PASSWORD).expect_told("Vietnam Post")


def test_a_citizen_is_verified_at_a_post_office_by_two_people_and_goes_on_by_the_link(
    visitor: Visitor, context: BrowserContext, sandbox_url: str
) -> None:
    details = visitor.open(PREPARE, PostPrepare).at_a_post_office()
    slipped = details.write(visitor.person).go_on().send_and_be_corrected()
    appointment = send(slipped.fill_in(visitor.person)).enter_and_arrive(visitor.new_code(), Appointment)
    reference = appointment.reference
    kept = appointment.keep()
    assert reference in kept
    assert visitor.person.full_name not in kept
    office = PostOffice(context.new_page(), sandbox_url)
    digits = visitor.person.citizen_number[-4:]
    clerk = {"reference": reference, "staff": "CLERK-1", "digits": digits}
    assert office.press("Clerk: compared", **clerk, sending="wrong_signature") == ["401"]
    assert office.press("Clerk: compared", **clerk, sending="replayed") == ["204", "401"]
    visitor.open("/post-office/appointment", AppointmentCompared).in_other_language().in_other_language()
    assert office.press("Supervisor: approved", **clerk) == ["403"]
    supervisor = {"reference": reference, "staff": "SUPERVISOR-2"}
    assert office.press("Supervisor: approved", **supervisor, sending="told_again") == ["204", "204"]
    visitor.open("/post-office/appointment", AppointmentApproved)
    text = visitor.qa.last_text(visitor.person.phone_number, containing="buu dien da xac minh")
    code = visitor.with_code_of(text, LinkOpened).go_on()
    code.enter(visitor.new_code(sent=2)).choose(PASSWORD).expect_told("Vietnam Post")
