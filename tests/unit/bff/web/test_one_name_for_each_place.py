"""The same words lead to the same place; a reference is offered wherever two people can help."""

import re
from pathlib import Path

import pytest

import bff
from tests.unit.bff.conftest import World

TEMPLATES = sorted(Path(bff.__file__).parent.rglob("templates/**/*.html"))
#: A link in a list of ways out: the place, and the words.
LINK = re.compile(r'\(url_for\("([^"]+)"[^()]*\), _\("([^"]+)"\)')
PLACES = {"Get help at a counter": "counter_help.ask", "Where the counters are": "guides.topic"}


@pytest.mark.parametrize("words", PLACES)
def test_a_link_about_counters_always_leads_to_the_same_place(words: str) -> None:
    links = [link for template in TEMPLATES for link in LINK.findall(template.read_text(encoding="utf-8"))]
    assert {endpoint for endpoint, said in links if said == words} == {PLACES[words]}


@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-in/lost-phone", "/sign-in/phone-too-new", "/forgot-password", "/stopped"]
)
def test_a_notice_leads_to_a_reference_for_the_office(world: World, path: str) -> None:
    citizen = world.citizen()
    citizen.browser.open(path)
    assert citizen.browser.press("Get help at a counter").path == "/counter-help"


def test_the_notice_of_an_existing_account_leads_to_a_reference_for_the_office(world: World) -> None:
    world.citizen().register()
    again = world.citizen()
    assert again.reach_code().heading == "An account already exists"
    assert again.browser.press("Get help at a counter").path == "/counter-help"


def test_the_list_of_counters_says_where_help_with_a_password_begins(world: World) -> None:
    page = world.citizen().browser.open("/guides/counters?language=en")
    assert page.soup.select_one("main a[href='/counter-help']")
