"""Easy screens: one question on each, what was typed is kept, and every journey ends as it does otherwise."""

import pytest

from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World


@pytest.fixture(params=["htmx", "plain"])
def easy(request: pytest.FixtureRequest, world: World) -> Citizen:
    """A person whose browser shows easy screens."""
    citizen = world.citizen()
    citizen.browser = Browser(world.app, htmx=request.param == "htmx")
    citizen.browser.open("/")
    citizen.browser.press("Easy screens")
    return citizen


def asked(citizen: Citizen) -> list[str]:
    """What the form in front of the person asks: the names of the fields that are seen."""
    fields = citizen.page.soup.select("#main-form input:not([type=hidden]), #main-form select")
    return [str(field.get("name")) for field in fields]


def test_each_screen_asks_one_thing(easy: Citizen) -> None:
    easy.start()
    seen = []
    while easy.page.value_of("asked"):
        seen.append(asked(easy))
        easy.browser.send(**{name: easy.details.get(name, "") for name in asked(easy)})
    date = [f"birth_date_{part}" for part in ("day", "month", "year")]
    assert seen == [["citizen_number"], ["full_name"], date, ["phone_number"], ["email"], ["consent"]]
    assert easy.page.heading == "Enter the verification code"


def test_a_person_registers_and_signs_in_by_easy_screens(easy: Citizen) -> None:
    assert easy.register().heading == "Registration complete"
    easy.browser.post("/helping/end", csrf_token=easy.browser.csrf_token)
    easy.sign_in()
    assert easy.enter_code().path == "/account"


def test_a_slip_is_told_at_its_own_question_and_nothing_else_is_asked_again(easy: Citizen) -> None:
    easy.start()
    page = easy.browser.send(citizen_number="12")
    assert asked(easy) == ["citizen_number"]
    assert len(page.errors) == 1
    easy.browser.send(citizen_number=easy.person.citizen_number)
    assert asked(easy) == ["full_name"]
    assert easy.page.errors == []


def test_back_shows_the_question_before_with_what_was_typed(easy: Citizen) -> None:
    easy.start()
    easy.browser.send(citizen_number=easy.person.citizen_number)
    easy.browser.press("Back")
    assert asked(easy) == ["citizen_number"]
    assert easy.page.value_of("citizen_number").replace(" ", "") == easy.person.citizen_number


def test_no_password_is_sent_back_to_a_page(easy: Citizen) -> None:
    easy.reach_password()
    page = easy.browser.send(password="Bí-mật-của-tôi-1", confirmation="khác")
    assert "Bí-mật-của-tôi-1" not in str(page.soup)


def test_easy_screens_do_not_talk_of_levels(easy: Citizen) -> None:
    for path in ("/register/citizen", "/register/citizen/mobile-subscriber"):
        assert "level" not in easy.browser.open(path).text.lower()
    assert "level" not in easy.register().text.lower()


def test_the_usual_screens_come_back_by_a_press(easy: Citizen) -> None:
    easy.browser.open("/")
    easy.browser.press("Usual screens")
    easy.start()
    assert len(asked(easy)) > 1
