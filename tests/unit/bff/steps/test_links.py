"""A continuation link on a phone: opening it does nothing, pressing its button continues once."""

from datetime import timedelta

import pytest
from flask import redirect

from accounts.links import Link, LinkKind
from bff.methods.continuations import Continuation
from tests.support.browser import Browser
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
    assert browser.post_form(path, language="en").status_code == 200
    assert gone_on == []


@pytest.mark.usefixtures("gone_on")
def test_links_reach_neither_logs_nor_other_sites(
    browser: Browser, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser.open(path)
    browser.press("Go on")
    assert path.removeprefix("/l/") not in caplog.text
    assert browser.ask(path).headers["Referrer-Policy"] == "same-origin"
