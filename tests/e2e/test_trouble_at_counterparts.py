"""Carrier and SMS gateway down, slow, overloaded or unreadable: shown as silence, and nothing is lost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from sandbox.people.table import SandboxPerson, person_called
from tests.e2e.pages.code import Code
from tests.e2e.pages.details import Details
from tests.e2e.pages.ends import NotApplicable, PersonDiffers, Refused, SimChanged, Trouble, UnknownNumber
from tests.e2e.visitor import Visitor

IN_BOTH_LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])
CARRIER_IS_SILENT = (
    "The carriers' service is not answering right now. You have not been refused, and nothing you entered is "
    "lost. Try again in a few minutes, or choose another way."
)
GATEWAY_IS_SILENT = (
    "The message could not be sent right now. You have not been refused, and nothing you entered is lost. "
    "Try again in a few minutes."
)
VisitAs = Callable[[SandboxPerson], Visitor]
Turn = Callable[..., None]


@IN_BOTH_LANGUAGES
@pytest.mark.parametrize("outage", ["refuse", "http_500", "http_503", "http_429"])
def test_a_silent_carrier_is_shown_as_silence_and_a_second_try_works(
    visitor: Visitor, turn: Turn, outage: str
) -> None:
    details = visitor.at_details().fill_in(visitor.person)
    turn("carrier", outage=outage)
    details.send_to(Details).expect_alert(CARRIER_IS_SILENT).expect_still_there(visitor.person)
    turn("carrier", outage="none")
    details.send()


@pytest.mark.parametrize("outage", ["nonsense", "not_json", "huge"])
def test_nonsense_from_the_carrier_gets_an_incident_number(visitor: Visitor, turn: Turn, outage: str) -> None:
    details = visitor.at_details().fill_in(visitor.person)
    turn("carrier", outage=outage)
    details.send_to(Details).expect_still_there(visitor.person)
    words = details.say.before(
        "The service that we ask gave an answer we do not understand. You have not been refused. Try again "
        "later; if it happens again, tell us the incident number %(incident)s.",
        "incident",
    )
    expect(details.alert).to_have_text(re.compile(re.escape(words)))
    turn("carrier", outage="none")
    details.send()


def test_a_slow_carrier_is_waited_for_and_the_wait_is_told(visitor: Visitor, turn: Turn) -> None:
    details = visitor.at_details().fill_in(visitor.person)
    turn("carrier", delay_seconds=3)  # the words come after 0.7 s; a busy machine needs time to look at them
    details.hand.press(details.main.get_by_role("button", name=details.say("Register")))
    expect(details.status).to_have_text(details.say("Asking your carrier…"))
    shown = details.button("Register").evaluate("it => getComputedStyle(it, '::after').content")
    assert details.say("Asking your carrier…") in shown
    expect(Code(visitor.view).status).not_to_have_text(details.say("Asking your carrier…"))


def test_a_screen_that_has_arrived_is_not_busy_any_more(visitor: Visitor, turn: Turn) -> None:
    details = visitor.at_details().fill_in(visitor.person)
    turn("carrier", delay_seconds=1)
    details.hand.press(details.main.get_by_role("button", name=details.say("Register")))
    expect(details.main).to_have_attribute("aria-busy", "true")
    expect(Code(visitor.view).main).not_to_have_attribute("aria-busy", "true")


@pytest.mark.parametrize("java_script", [False], ids=["without-javascript"])
def test_without_javascript_the_same_form_can_be_sent_again(visitor: Visitor, turn: Turn) -> None:
    details = visitor.at_details().fill_in(visitor.person)
    turn("carrier", outage="http_503")
    trouble = details.send_to(Trouble).expect_told(CARRIER_IS_SILENT)
    turn("carrier", outage="none")
    trouble.try_again(Code)


@IN_BOTH_LANGUAGES
@pytest.mark.parametrize("java_script", [True, False], ids=["htmx", "without-javascript"])
def test_an_sms_gateway_that_is_down_after_the_match_is_told_and_the_code_sent_again(
    visitor: Visitor, turn: Turn
) -> None:
    details = visitor.at_details().fill_in(visitor.person)
    turn("sms", outage="http_503")
    details.main.get_by_role("button", name=details.say("Register"), exact=True).tap()
    expect(visitor.page.get_by_text(visitor.say(GATEWAY_IS_SILENT))).to_be_visible()
    turn("sms", outage="none")
    code = visitor.open("/register/mobile-subscriber/code", Code)
    code.expect_told("The message could not be sent. You have not been refused: send it again.")
    code.ask_for_another().enter(visitor.new_code())


@IN_BOTH_LANGUAGES
@pytest.mark.parametrize(
    ("person", "refusal"),
    [
        ("name_differs", PersonDiffers),
        ("birth_date_differs", PersonDiffers),
        ("unknown_number", UnknownNumber),
        ("not_applicable", NotApplicable),
    ],
)
def test_a_refusal_says_what_differs_and_names_the_ways_out(
    visit_as: VisitAs, person: str, refusal: type[Refused]
) -> None:
    visitor = visit_as(person_called(person))
    refused = visitor.at_details().fill_in(visitor.person).send_to(refusal)
    refused.expect_focus_on(refused.h1)
    expect(refused.link("Choose another way to register")).to_be_visible()
    assert visitor.codes == []


@IN_BOTH_LANGUAGES
@pytest.mark.parametrize("java_script", [True, False], ids=["htmx", "without-javascript"])
def test_a_code_to_a_new_sim_is_refused_and_the_ways_out_are_named(visit_as: VisitAs) -> None:
    visitor = visit_as(person_called("sim_changed"))
    refused = visitor.at_code().enter_and_arrive(visitor.new_code(), SimChanged)
    expect(refused.link("Choose another way to register")).to_be_visible()


def test_after_a_refusal_the_details_can_be_checked_and_nothing_is_asked_twice(visit_as: VisitAs) -> None:
    visitor = visit_as(person_called("document_differs"))
    refused = visitor.at_details().fill_in(visitor.person).send_to(PersonDiffers)
    refused.check_details().expect_still_there(visitor.person)
