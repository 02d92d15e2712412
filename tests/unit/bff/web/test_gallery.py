"""Every screen in every state of the gallery renders in both languages, whole and in part."""

import pytest

from bff.methods.gallery_states import Shown
from bff.registry import METHODS, gallery_of
from bff.serving.language import LANGUAGES
from tests.support.browser import ORIGIN
from tests.support.pages import check_part
from tests.unit.bff.conftest import World

STATES = gallery_of(iter(METHODS))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.address.removeprefix("/gallery/"))
def test_a_state_renders_in_both_languages_whole_and_in_part(
    world: World, state: Shown, language: str
) -> None:
    browser = world.citizen(language=language).browser
    page = browser.open(state.address)
    assert page.status in {200, 400, 403, 404, 410, 422, 429, 503}
    assert page.soup.html is not None
    assert page.soup.html["lang"] == language
    if (
        state.form is None
        and state.raises is None
        and not state.path.startswith(("/guides", "/offline", "/no-"))
    ):
        answer = browser.ask(state.path or page.path, htmx=True)
        if answer.status_code != 204:  # a screen with a policy of its own is loaded whole
            check_part(answer.get_data(as_text=True), language)


def test_the_gallery_lists_every_state_with_an_address_of_its_own(world: World) -> None:
    listed = world.citizen().browser.ask("/gallery/index.json").get_json()
    addresses = [one["address"] for one in listed["screens"]]
    assert addresses == [state.address for state in STATES]
    assert len(set(addresses)) == len(addresses)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("provider/door/goes_on", "Did you come from this portal?"),
        ("provider/door/goes_on_by_itself", "If nothing happens, press the button."),
        ("provider/door/signature", "sign in with a signature: the one of your SIM or your token"),
        ("provider/door/cannot_be_raised", "It cannot be raised here"),
        ("vneid/back/plain", "You are back from VNeID"),
    ],
)
def test_a_state_that_hangs_on_settings_or_on_time_shows_its_own_words(
    world: World, address: str, says: str
) -> None:
    assert says in world.citizen().browser.open(f"/gallery/{address}").text


@pytest.mark.parametrize("address", ["provider/door/goes_on_by_itself", "vneid/back/plain"])
def test_a_page_that_goes_on_by_itself_stands_still_in_the_gallery(world: World, address: str) -> None:
    page = world.citizen().browser.open(f"/gallery/{address}")
    assert page.soup.select("meta[http-equiv=refresh], #screen [data-hx-trigger*=load]") == []


def test_what_a_state_changes_ends_with_the_look(world: World) -> None:
    browser = world.citizen().browser
    browser.open("/gallery/provider/door/cannot_be_raised")
    assert browser.open("/register").soup.select("a.method") == []
    browser.open("/gallery/provider/door/higher_level")
    assert browser.open("/register").soup.select("a.method")


def test_without_a_sandbox_there_is_no_gallery(make_world: object) -> None:
    world: World = make_world(sandbox_url="")  # type: ignore[operator]
    client = world.app.test_client()
    assert client.get("/gallery/index.json", base_url=ORIGIN).status_code == 404
    assert client.get("/gallery/account/my_account/plain", base_url=ORIGIN).status_code == 404
