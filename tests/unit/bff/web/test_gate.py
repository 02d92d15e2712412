"""The gate before each step: no screen can be skipped, and each registration shows its current step."""

import pytest

from bff.journeys.purpose import Purpose
from bff.registry import journeys
from bff.serving.security import PrivateSession
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World

HERE = "/register/mobile-subscriber"
WALKS = {
    "who": "start",
    "details": "reach_details",
    "code": "reach_code",
    "password": "reach_password",
    "done": "register",
}
SCREENS = [*WALKS, "refused", "account-exists"]


def standing_at(world: World, step: str, *, htmx: bool = False) -> Citizen:
    citizen = world.citizen(htmx=htmx)
    getattr(citizen, WALKS[step])()
    return citizen


@pytest.mark.parametrize("address", SCREENS)
@pytest.mark.parametrize("step", WALKS)
def test_no_screen_can_be_skipped(world: World, step: str, address: str) -> None:
    citizen = standing_at(world, step)
    assert citizen.browser.open(f"{HERE}/{address}").path == f"{HERE}/{step}"
    answer = citizen.browser.ask(f"{HERE}/{address}", htmx=True)
    own = None if address == step else f"{HERE}/{step}"
    assert (answer.status_code, answer.headers.get("HX-Push-Url")) == (200, own)


@pytest.mark.parametrize("address", SCREENS)
@pytest.mark.parametrize("step", ["who", "details", "password"])
def test_a_form_sent_to_another_step_changes_nothing_and_shows_the_current_step(
    world: World, step: str, address: str
) -> None:
    citizen = standing_at(world, step)
    before = world.flow
    page = citizen.browser.post(f"{HERE}/{address}", csrf_token=citizen.browser.csrf_token, action="unknown")
    assert page.path == f"{HERE}/{step}"
    assert world.flow.step == before.step


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("address", [*SCREENS, "code/delivery"])
def test_without_a_registration_every_screen_leads_to_the_start(
    world: World, address: str, method: str
) -> None:
    answer = world.citizen().browser.ask(f"{HERE}/{address}", method=method)
    assert answer.status_code == 303
    assert answer.location in {"/register", f"{HERE}/code"}


@pytest.mark.parametrize("address", ["/sign-in/code", "/sign-in/enter", "/account", "/account/password"])
def test_without_signing_in_every_screen_of_the_account_leads_to_sign_in(world: World, address: str) -> None:
    assert world.citizen().browser.open(address).path == "/sign-in"


def test_a_person_who_has_signed_in_finds_the_account_behind_every_step_of_signing_in(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    for step in ("code", "enter", "code/delivery"):
        assert citizen.browser.open(f"/sign-in/{step}").path == "/account"


NEWS = sorted(
    {f"{one.at}/news" for one in journeys() if one.news}
    | {
        f"{one.at}/{step.slug}/{step.news.__name__.removeprefix(step.name + '_')}"
        for one in journeys()
        for step in one.all_steps
        if step.news
    }
)


@pytest.mark.parametrize("address", NEWS)
def test_a_late_answer_to_a_poll_brings_no_old_cookie_back(world: World, address: str) -> None:
    citizen = standing_at(world, "code")
    serializer = PrivateSession().get_signing_serializer(world.app)
    assert serializer is not None
    citizen.browser.cookie = serializer.dumps(dict.fromkeys(Purpose, "ended"))
    answer = citizen.browser.ask(address, htmx=True)
    assert answer.status_code in {204, 303}
    assert "Set-Cookie" not in answer.headers


def test_a_registration_cannot_be_used_to_sign_in(world: World) -> None:
    citizen = standing_at(world, "password")
    assert citizen.browser.open("/sign-in/enter").path == "/sign-in"


def test_an_expired_registration_shows_a_notice(world: World) -> None:
    citizen = standing_at(world, "code")
    world.let_expire()
    page = citizen.browser.open(f"{HERE}/code")
    assert (page.path, page.heading) == ("/register", "Who is the account for?")
    assert "Your registration ended because nothing happened for a while." in page.text


def test_with_htmx_an_expired_registration_redirects_the_whole_page(
    world: World,
) -> None:
    citizen = standing_at(world, "code")
    world.let_expire()
    answer = citizen.browser.post_form(f"{HERE}/code", htmx=True, code="123456")
    assert (answer.status_code, answer.get_data()) == (204, b"")
    assert answer.headers["HX-Redirect"] == "/register?notice=expired"


def test_a_registration_that_expires_during_its_request_shows_a_notice(world: World) -> None:
    citizen = standing_at(world, "details")
    world.let_expire()
    assert "Your registration ended" in citizen.give_details().text


@pytest.mark.parametrize("htmx", [False, True])
def test_the_next_step_comes_in_one_answer_with_htmx_and_by_a_redirect_without(
    world: World, *, htmx: bool
) -> None:
    citizen = standing_at(world, "code")
    answer = citizen.browser.post_form(f"{HERE}/code", htmx=htmx, code=citizen.last_code)
    place = answer.headers.get("HX-Push-Url") or answer.location
    assert (answer.status_code, place) == (200 if htmx else 303, f"{HERE}/password")


def test_a_history_restore_gets_the_whole_page(world: World) -> None:
    citizen = standing_at(world, "code")
    answer = citizen.browser.ask(f"{HERE}/code", HX_Request="true", HX_Request_Type="full")
    assert answer.get_data(as_text=True).startswith("<!doctype html>")


def test_a_reopened_browser_returns_to_the_current_step(world: World) -> None:
    citizen = standing_at(world, "code")
    page = citizen.browser.open("/")
    assert "You have a registration that is not finished yet." in page.text
    assert citizen.browser.press("Continue my registration").path == f"{HERE}/code"


def test_pressing_start_again_continues_the_same_registration(world: World) -> None:
    citizen = standing_at(world, "code")
    assert citizen.start().path == f"{HERE}/code"
    assert len(world.records) == 1


def test_after_the_end_the_browser_may_register_another_person(world: World) -> None:
    citizen = standing_at(world, "done")
    page = citizen.start()
    assert (page.path, page.value_of("full_name")) == (f"{HERE}/who", "")


def test_a_finished_registration_holds_no_personal_data(world: World) -> None:
    standing_at(world, "done")
    left = world.flow
    assert (left.typed, left.identity, left.phone_number, left.email) == ({}, None, None, None)


def test_there_is_no_way_back_from_the_password_or_the_end(world: World) -> None:
    citizen = standing_at(world, "password")
    page = citizen.browser.post(f"{HERE}/password", csrf_token=citizen.browser.csrf_token, action="back")
    assert page.path == f"{HERE}/password"


def test_more_time_is_given_on_request(world: World) -> None:
    citizen = standing_at(world, "code")
    client = world.services.flows.client
    client.expire(world.records[0], 100)
    answer = citizen.browser.post_form("/register/extend", htmx=True)
    assert answer.get_json() == {"expires_in": 900}
    assert client.ttl(world.records[0]) > 800


def test_no_more_time_is_promised_than_there_is(world: World) -> None:
    citizen = standing_at(world, "code")
    world.age_registration(hours=11, minutes=59)
    answer = citizen.browser.post_form("/register/extend", htmx=True)
    assert answer.get_json()["expires_in"] <= 60


def test_a_busy_registration_ends_after_twelve_hours(world: World) -> None:
    citizen = standing_at(world, "code")
    world.age_registration(hours=12, seconds=1)
    assert citizen.browser.open(f"{HERE}/code").path == "/register"


def test_extending_an_ended_registration_leads_to_the_start(world: World) -> None:
    citizen = standing_at(world, "code")
    world.let_expire()
    answer = citizen.browser.post_form("/register/extend", htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/register?notice=expired")


def test_every_screen_of_a_registration_says_how_long_it_lasts(world: World) -> None:
    citizen = standing_at(world, "code")
    assert 890 <= int(citizen.page.headers["Session-Expires-In"]) <= 900
    assert citizen.page.soup.select_one("main[data-expires-in]")


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/register/business/mobile-subscriber", "This way is not for you"),
        ("/register/business/vietnam-post", "This way is not for you"),
        ("/register/nobody", "This page does not exist"),
    ],
)
def test_a_method_for_another_subject_cannot_be_entered(world: World, address: str, heading: str) -> None:
    page = world.citizen().browser.open(address)
    assert (page.status, page.heading) == (404, heading)
    assert page.soup.find("form", id="main-form") is None
