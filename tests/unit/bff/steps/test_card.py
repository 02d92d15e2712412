"""Scanning the card: a page of its own with the camera open, and what it read fills in the form."""

import pytest
from werkzeug.test import TestResponse

from bff.web.fields import LONGEST_NAME
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World

WHO, DETAILS = "/register/mobile-subscriber/who", "/register/mobile-subscriber/details"
CARD = f"{WHO}/card"
READ = {
    "action": "card",
    "citizen_number": "000190000001",
    "full_name": "NGUYỄN THỊ LAN",
    "birth_date_day": "27",
    "birth_date_month": "03",
    "birth_date_year": "1990",
}


def send_what_was_read(citizen: Citizen, **changed: str) -> TestResponse:
    """Send what the page's script sends."""
    read = {"csrf_token": citizen.browser.csrf_token, **READ, **changed}
    return citizen.browser.ask(WHO, method="POST", data=read)


@pytest.mark.parametrize("htmx", [False, True])
def test_the_press_keeps_what_was_typed_and_opens_the_page(world: World, *, htmx: bool) -> None:
    citizen = world.citizen(htmx=htmx)
    citizen.start()
    page = citizen.browser.send(action="scan", full_name="Lan 2", citizen_number="")
    assert (page.path, page.heading, page.errors) == (CARD, "Scan the identity card", [])
    assert citizen.browser.open(WHO).value_of("full_name") == "Lan 2"


def test_only_this_page_may_use_the_camera_and_only_of_our_own_origin(world: World) -> None:
    citizen = world.citizen()
    form = citizen.start()
    assert "camera=()" in form.headers["Permissions-Policy"]
    page = citizen.browser.open(CARD)
    assert page.headers["Permissions-Policy"].startswith("camera=(self), geolocation=()")
    assert page.headers["Content-Security-Policy"] == form.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


def test_htmx_is_sent_to_the_page_because_a_part_cannot_open_the_camera(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    answer = citizen.browser.ask(CARD, htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, CARD)


def test_the_page_is_shown_only_while_the_form_is_asked_for(world: World) -> None:
    citizen = world.citizen()
    assert citizen.browser.open(CARD).path == "/register"
    citizen.reach_code()
    assert citizen.browser.open(CARD).path == "/register/mobile-subscriber/code"


@pytest.mark.parametrize(
    "changed", [{"full_name": ""}, {"birth_date_year": "1991"}], ids=["hole", "contradiction"]
)
def test_what_needs_a_look_stands_in_the_form_without_an_error(world: World, changed: dict[str, str]) -> None:
    citizen = world.citizen()
    citizen.start()
    answer = send_what_was_read(citizen, **changed)
    assert (answer.status_code, answer.headers["Location"]) == (303, WHO)
    page = citizen.browser.open(WHO)
    assert (page.value_of("citizen_number"), page.errors) == ("000190000001", [])


def test_what_was_read_leads_to_the_next_page_and_asks_no_counterpart(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    answer = send_what_was_read(citizen)
    assert (answer.status_code, answer.headers["Location"]) == (303, DETAILS)
    page = citizen.browser.open(WHO)
    assert (page.path, page.errors) == (DETAILS, [])
    assert (
        "Full name Nguyễn Thị Lan Identification number 000 190 000 001 Date of birth 27/03/1990" in page.text
    )
    assert not list(world.services.flows.client.scan_iter("limit:*"))


def test_what_was_read_can_be_changed(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    send_what_was_read(citizen)
    citizen.browser.open(DETAILS)
    page = citizen.browser.press("Back")
    assert (page.path, page.value_of("full_name")) == (WHO, "Nguyễn Thị Lan")
    assert [page.value_of(f"birth_date_{part}") for part in ("day", "month", "year")] == ["27", "03", "1990"]


def test_what_the_card_holds_takes_the_place_of_what_was_typed(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    citizen.browser.send(action="scan", full_name="Lan 2")
    send_what_was_read(citizen)
    assert "Nguyễn Thị Lan" in citizen.browser.open(DETAILS).text


def test_a_person_registers_with_what_was_read(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    send_what_was_read(citizen)
    citizen.browser.open(DETAILS)
    page = citizen.browser.send(phone_number=citizen.person.phone_number, consent="y")
    assert page.path == "/register/mobile-subscriber/code"


def test_a_form_without_its_token_fills_nothing_in(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    citizen.browser.post(WHO, **READ)
    assert citizen.browser.open(WHO).value_of("citizen_number") == ""


def test_no_fact_of_the_card_stands_in_the_page_or_in_an_address(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    send_what_was_read(citizen, full_name="")
    page = citizen.browser.open(CARD)
    form = page.soup.select_one("[data-card] form")
    assert form is not None
    assert [one["name"] for one in form.select("input") if one.get("value")] == ["csrf_token", "action"]
    assert "000190000001" not in str(page.soup)


def test_only_what_the_form_asks_for_is_sent(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    form = citizen.browser.open(CARD).soup.select_one("[data-card] form")
    assert form is not None
    assert {str(one["name"]) for one in form.select("input")} == {"csrf_token", *READ}


@pytest.mark.parametrize(
    ("method", "start"), [("social-insurance", "Start"), ("vietnam-post", "Continue with my PostID")]
)
def test_every_register_that_compares_a_person_has_the_scan(world: World, method: str, start: str) -> None:
    citizen = world.citizen()
    citizen.browser.open(f"/register/citizen/{method}")
    citizen.browser.press(start)
    page = citizen.browser.send(action="scan")
    assert (page.heading, page.path.rpartition("/")[2]) == ("Scan the identity card", "card")


def test_without_javascript_the_page_leads_back_to_the_form(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    page = citizen.browser.open(CARD)
    assert "Scanning needs JavaScript" in page.text
    assert citizen.browser.press("Type the details").path == WHO


@pytest.mark.parametrize("said", ["denied", "none", "other", "slow", "unreadable", "unsent"])
def test_each_notice_of_the_page_has_an_address_and_words(world: World, said: str) -> None:
    citizen = world.citizen()
    citizen.start()
    page = citizen.browser.open(f"{CARD}?said={said}")
    notice = page.soup.select_one("[data-said]")
    assert notice is not None
    assert notice.get_text(strip=True) == page.soup.select("[data-card]")[0][f"data-{said}"]


@pytest.mark.parametrize("fact", [name for name in READ if name != "action"])
@pytest.mark.parametrize("signs", [200, 5_650, 60_000])
def test_what_a_stranger_calls_read_from_the_card_has_the_bounds_of_what_is_typed(
    world: World, fact: str, signs: int
) -> None:
    citizen = world.citizen()
    citizen.start()
    send_what_was_read(citizen, **{fact: "Ă" * signs})
    assert all(len(text) <= LONGEST_NAME + 1 for text in world.flow.typed.values())
    assert citizen.browser.open(WHO).status == 200
