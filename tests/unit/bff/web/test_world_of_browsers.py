"""What other browsers need of the server: addresses, redirects, names for password managers, old files."""

import os
import time
from pathlib import Path

import pytest

from bff.registry import METHODS, gallery_of
from bff.serving.assets import REPLACED_SECONDS, Assets
from tests.support.citizens import PASSWORD, Citizen
from tests.unit.bff.conftest import World

PASSWORD_PAGE = "/register/mobile-subscriber/password"
#: Here the person came with a viewing code and a phone, and typed no number: the page must not show it.
WITHOUT_NAME = "dispute/choose"
#: One state of each screen.
STATES = list({state.screen: state for state in gallery_of(iter(METHODS))}.values())


@pytest.fixture
def citizen(world: World) -> Citizen:
    return world.citizen()


def test_a_password_manager_finds_the_page_for_a_new_password(citizen: Citizen) -> None:
    answer = citizen.browser.ask("/.well-known/change-password")
    assert (answer.status_code, answer.location) == (303, "/account/password")


def test_a_new_password_is_offered_with_its_user_name(citizen: Citizen) -> None:
    page = citizen.reach_password()
    (name,) = page.soup.select("input[autocomplete=username]")
    assert name["value"] == citizen.person.citizen_number
    assert name.has_attr("hidden")
    citizen.choose_password()
    assert citizen.sign_in(PASSWORD).path == "/sign-in/code"


def test_no_screen_asks_for_a_new_password_without_the_user_name(world: World) -> None:
    asking = 0
    for state in STATES:
        page = world.citizen().browser.open(state.address)
        if page.soup.select("input[autocomplete=new-password]") and state.screen != WITHOUT_NAME:
            asking += 1
            (name,) = page.soup.select("input[autocomplete=username]")
            assert name["value"], state.address
    assert asking > 3


@pytest.mark.parametrize("path", ["/register/mobile-subscriber/who", "/register/mobile-subscriber/code"])
def test_back_after_the_language_switch_asks_nothing(world: World, citizen: Citizen, path: str) -> None:
    citizen.start() if path.endswith("who") else citizen.reach_code()
    answer = citizen.browser.post_form(path, full_name="Trần Thử", code="123", language="vi")
    assert (answer.status_code, answer.location) == (303, path)
    assert "Trần" not in answer.get_data(as_text=True)


def test_the_language_switch_loses_nothing_that_was_typed(world: World, citizen: Citizen) -> None:
    citizen.start()
    page = citizen.browser.send(full_name="Trần Thử", citizen_number="0900", language="vi")
    assert page.soup.html is not None
    assert page.soup.html["lang"] == "vi"
    assert [page.value_of("full_name"), page.value_of("citizen_number")] == ["Trần Thử", "0900"]
    assert page.errors == []


def test_what_was_typed_where_no_flow_keeps_it_stays_too(citizen: Citizen) -> None:
    citizen.browser.open("/sign-in")
    page = citizen.browser.send(citizen_number="000190000001", language="vi")
    assert page.value_of("citizen_number") == "000190000001"


def test_a_script_asks_how_much_time_is_left_and_extends_nothing(world: World, citizen: Citizen) -> None:
    assert citizen.browser.ask("/register/time-left").json == {"expires_in": 0}
    citizen.start()
    (key,) = world.records
    world.services.flows.client.expire(key, 100)
    for _question in range(2):
        assert citizen.browser.ask("/register/time-left").json == {"expires_in": 100}
    assert world.services.flows.client.ttl(key) <= 100


def test_a_script_of_a_signed_in_page_asks_the_same(world: World, citizen: Citizen) -> None:
    citizen.register()
    citizen.browser.open("/")
    citizen.browser.press("Sign in")
    citizen.sign_in()
    citizen.enter_code()
    world.let_expire()
    (key,) = world.services.flows.client.keys("signed_in:*")
    world.services.flows.client.expire(key, 100)
    assert citizen.browser.ask("/register/time-left").json == {"expires_in": 100}
    assert world.services.flows.client.ttl(key) <= 100


def test_the_desk_is_asked_at_its_own_address(citizen: Citizen) -> None:
    assert citizen.browser.ask("/desk/time-left").json == {"expires_in": 0}


def released(bundle: Path, kept: Path, text: str) -> Assets:
    """A release with one module, started on the folder that all releases share."""
    bundle.mkdir(exist_ok=True)
    (bundle / "app.js").write_text(text, encoding="utf-8")
    made = Assets(bundle)
    made.keep_for_the_next_release(kept)
    return made


def served(assets: Assets) -> set[str]:
    return set(assets._by_url)  # noqa: SLF001 - what a browser may ask for


def test_a_page_open_over_a_deployment_still_loads_its_modules(tmp_path: Path) -> None:
    old = released(tmp_path / "bundle", tmp_path / "kept", "one();").url("app.js")
    for _worker in range(2):
        new = released(tmp_path / "bundle", tmp_path / "kept", "two();")
        assert served(new) == {old, new.url("app.js")}


def test_the_files_of_a_release_are_gone_a_day_after_it_was_replaced(tmp_path: Path) -> None:
    released(tmp_path / "bundle", tmp_path / "kept", "one();")
    released(tmp_path / "bundle", tmp_path / "kept", "two();")
    long_ago = time.time() - REPLACED_SECONDS - 1
    (replaced,) = [one for one in (tmp_path / "kept" / "replaced").rglob("*") if one.is_file()]
    os.utime(replaced, (long_ago, long_ago))
    new = released(tmp_path / "bundle", tmp_path / "kept", "two();")
    assert served(new) == {new.url("app.js")}
    assert not replaced.exists()


def test_a_release_that_comes_back_is_served_as_its_own(tmp_path: Path) -> None:
    old = released(tmp_path / "bundle", tmp_path / "kept", "one();").url("app.js")
    released(tmp_path / "bundle", tmp_path / "kept", "two();")
    again = released(tmp_path / "bundle", tmp_path / "kept", "one();")
    assert again.url("app.js") == old


def test_a_folder_that_can_not_be_written_stops_no_start(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file", encoding="utf-8")
    assert served(released(tmp_path / "bundle", tmp_path / "kept", "one();"))
