"""A continuation link on a phone: opening it does nothing, pressing its button continues once."""

from datetime import timedelta

import pytest
from flask import redirect

from accounts.links import Link, LinkKind, grouped_code
from bff.methods.continuations import Continuation
from tests.support.browser import ORIGIN, Browser
from tests.support.crowds import Crowd
from tests.unit.bff.conftest import World

TEN_DAYS = timedelta(days=10)


@pytest.fixture
def gone_on(world: World) -> list[Link]:
    """The links that were continued; in this product a link of the kind "not me" leads to the guides."""
    went_on: list[Link] = []

    def go_on(link: Link) -> object:
        went_on.append(link)
        return redirect("/guides", 303)

    continuation = Continuation(LinkKind.NOT_ME, "Somewhere", "You were here before.", "Go on", go_on)  # type: ignore[arg-type]  # Flask takes more
    world.app.extensions["continuations"][LinkKind.NOT_ME] = continuation
    return went_on


@pytest.fixture
def path(world: World) -> str:
    return f"/l/{world.services.links.issue(LinkKind.NOT_ME, 'a-record', TEN_DAYS)}"


@pytest.fixture
def browser(world: World) -> Browser:
    return world.citizen().browser


def test_opening_a_link_does_not_use_it(browser: Browser, path: str, gone_on: list[Link]) -> None:
    assert browser.open(path).status == 200
    assert "Go on" in browser.open(path).text
    assert gone_on == []


@pytest.mark.parametrize("htmx", [False, True])
def test_a_links_button_continues_the_flow(
    world: World, path: str, gone_on: list[Link], *, htmx: bool
) -> None:
    browser = world.citizen(htmx=htmx).browser
    browser.open(path)
    browser.press("Go on")
    assert [link.target_id for link in gone_on] == ["a-record"]


def test_a_second_browser_sees_that_the_link_was_used(
    world: World, browser: Browser, path: str, gone_on: list[Link]
) -> None:
    browser.open(path)
    browser.press("Go on")
    other = world.citizen().browser
    page = other.open(path)
    assert (page.status, page.heading) == (410, "This link was used already")
    assert other.post_form(path).status_code == 410
    assert len(gone_on) == 1


def test_a_second_press_in_the_same_browser_continues_again(
    browser: Browser, path: str, gone_on: list[Link]
) -> None:
    browser.open(path)
    assert [browser.post_form(path).status_code for _press in range(2)] == [303, 303]


@pytest.mark.usefixtures("gone_on")
def test_an_expired_link_says_so_and_offers_the_start(world: World, browser: Browser, path: str) -> None:
    world.clock.move(days=11)
    page = browser.open(path)
    assert (page.status, page.heading) == (410, "This link is too old")
    assert page.soup.select(".ways a")


@pytest.mark.usefixtures("gone_on")
def test_a_withdrawn_link_says_so(world: World, browser: Browser, path: str) -> None:
    world.services.links.withdraw(LinkKind.NOT_ME, "a-record")
    assert browser.open(path).heading == "This link was withdrawn"


@pytest.mark.parametrize("path", ["/l/nobody-was-sent-this", "/l/x"])
def test_an_unknown_link_shows_not_found(browser: Browser, path: str) -> None:
    page = browser.open(path)
    assert (page.status, page.heading) == (404, "This link leads nowhere")


def test_switching_the_language_does_not_use_the_link(
    browser: Browser, path: str, gone_on: list[Link]
) -> None:
    browser.open(path)
    browser.press("Tiếng Việt")
    assert browser.post_form(path, language="en").location == path
    assert gone_on == []


@pytest.mark.usefixtures("gone_on")
def test_links_reach_neither_logs_nor_other_sites(
    browser: Browser, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser.open(path)
    browser.press("Go on")
    assert path.removeprefix("/l/") not in caplog.text
    assert browser.ask(path).headers["Referrer-Policy"] == "same-origin"


DOORS = ("/l/{code}", "/desk/set-up/{code}")


def test_the_doors_of_links_are_all_known(world: World) -> None:
    found = {rule.rule for rule in world.app.url_map.iter_rules() if "token" in rule.arguments}
    found -= {"/callbacks/sms/<token>", "/portal/<token>", "/portal/<token>/go"}  # of no link in a message
    assert found == {door.format(code="<token>") for door in DOORS}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("spelled", ["{0}", "{1}", "{2}"])
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", [LinkKind.NOT_ME, LinkKind.STAFF_SET_UP])
def test_a_stranger_can_not_guess_a_messages_code_where_links_are_opened(
    world: World, kind: LinkKind, door: str, spelled: str, method: str
) -> None:
    code = world.services.links.issue_code(kind, "a-record", TEN_DAYS)
    crowd = Crowd(world.app)
    path = door.format(code=spelled.format(code, code.lower(), grouped_code(code)))
    client = crowd.browser()
    told = crowd.posting(client, path)() if method == "POST" else client.get(path, base_url=ORIGIN)
    wrong = door.format(code="222222222222")
    same = crowd.posting(client, wrong)() if method == "POST" else client.get(wrong, base_url=ORIGIN)
    assert told.status_code == same.status_code in {404, 410}
    assert isinstance(world.services.links.look(code), Link)  # not used up
