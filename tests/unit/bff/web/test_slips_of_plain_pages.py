"""A browser without JavaScript whose form has errors: Back and Forward never ask to send the form again."""

import pytest
from werkzeug.test import TestResponse

from bff.limits.table import KEPT_PAGES, KEPT_PAGES_OF_A_BROWSER, LimitTable
from bff.methods.gallery_states import Shown
from bff.registry import METHODS, gallery_of
from tests.support.browser import Browser
from tests.unit.bff.conftest import World

SENT = [state for state in gallery_of(iter(METHODS)) if state.form is not None]
#: Screens with a code or a key on them: their page is never kept.
WITH_SECRET = {"codes/ask", "second_step/set_up", "desk/set_up"}
#: What browsers send with a form of a plain page (Fetch Metadata, W3C).
PLAIN = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Site": "same-origin", "Sec_Fetch_Dest": "document"}


def send(browser: Browser, path: str, **fields: str) -> TestResponse:
    form = {"csrf_token": browser.csrf_token, **fields}
    return browser.ask(path, method="POST", data=form, **PLAIN)  # type: ignore[arg-type]  # headers


@pytest.mark.parametrize("state", SENT, ids=lambda state: state.address.removeprefix("/gallery/"))
def test_a_redirect_shows_the_same_errors_at_every_form(world: World, state: Shown) -> None:
    browser = world.citizen().browser
    told = browser.open(state.address)
    path = told.headers["Content-Location"]
    answer = send(browser, path, **(state.form or {}))
    if told.status == 200 or state.screen in WITH_SECRET:  # 200: the next screen, without errors
        assert answer.status_code == told.status
        return
    assert (answer.status_code, answer.location) == (303, path)
    shown = browser.open(path)
    assert shown.status == 200
    assert (shown.title, shown.errors, shown.heading) == (told.title, told.errors, told.heading)
    for name, typed in (state.form or {}).items():
        assert shown.value_of(name) == told.value_of(name), typed


def test_errors_are_gone_after_the_next_form(world: World) -> None:
    browser = world.citizen().browser
    browser.open("/counter-help")
    send(browser, "/counter-help", citizen_number="12")
    assert browser.open("/counter-help").errors
    send(browser, "/sign-in", language="vi")
    assert not browser.open("/counter-help").errors


def test_errors_of_one_screen_show_on_no_other(world: World) -> None:
    browser = world.citizen().browser
    browser.open("/counter-help")
    send(browser, "/counter-help", citizen_number="12")
    assert not browser.open("/sign-in").errors
    assert browser.open("/counter-help").errors


def test_errors_of_one_browser_show_in_no_other(world: World) -> None:
    browser, other = world.citizen().browser, world.citizen().browser
    for one in (browser, other):
        one.open("/counter-help")
    send(browser, "/counter-help", citizen_number="12")
    assert not other.open("/counter-help").errors


def test_a_browser_that_tells_nothing_of_itself_gets_the_errors_at_once(world: World) -> None:
    browser = world.citizen().browser
    browser.open("/counter-help")
    assert browser.post_form("/counter-help", citizen_number="12").status_code == 422


def test_errors_are_kept_sealed_and_for_minutes(world: World) -> None:
    browser = world.citizen().browser
    browser.open("/counter-help")
    send(browser, "/counter-help", citizen_number="12")
    store = world.services.flows.client
    (key,) = store.scan_iter("answer:*slip*")
    assert "12 digits" not in str(store.get(key))
    assert 0 < store.ttl(key) <= 300


def test_a_language_switch_shows_the_errors_in_no_mixed_language(world: World) -> None:
    browser = world.citizen(language="en").browser
    browser.open("/counter-help")
    send(browser, "/counter-help", citizen_number="12")
    send(browser, "/counter-help", language="vi")
    page = browser.open("/counter-help")
    assert page.soup.html is not None
    assert page.soup.html["lang"] == "vi"
    assert not page.errors


@pytest.mark.parametrize(
    "way", ["/helping/next-person", "/helping/begin", "/account/sign-out", "/desk/sign-out"]
)
def test_a_thief_of_an_old_cookie_can_not_see_the_errors_after_the_next_person_came(
    world: World, way: str
) -> None:
    browser = world.citizen().browser
    browser.open("/counter-help")
    send(browser, "/counter-help", citizen_number="12")
    thief = browser.second_tab()
    send(browser, way)
    assert not list(world.services.flows.client.scan_iter("answer:*slip*"))
    assert not thief.open("/counter-help").errors


# ---------------------------------------------------------------- how many pages are kept
def kept(world: World) -> int:
    return len(list(world.services.flows.client.scan_iter("answer:*slip*")))


def test_a_stranger_can_not_fill_the_store_with_the_pages_of_one_cookie(world: World) -> None:
    browser = world.citizen().browser
    browser.open("/counter-help")
    cookie, statuses = browser.cookie, []
    for _time in range(KEPT_PAGES_OF_A_BROWSER + 2):
        browser.cookie = cookie  # it names no kept page, so none is deleted
        statuses.append(send(browser, "/counter-help", citizen_number="12").status_code)
    assert statuses == [303] * KEPT_PAGES_OF_A_BROWSER + [422] * 2
    assert kept(world) == KEPT_PAGES_OF_A_BROWSER


def test_a_stranger_can_not_fill_the_store_with_the_pages_of_many_cookies(world: World) -> None:
    for _page in range(KEPT_PAGES):
        with world.services.limits.attempt((LimitTable(world.services.settings).kept_pages, "all")):
            pass
    browser = world.citizen().browser
    browser.open("/counter-help")
    answer = send(browser, "/counter-help", citizen_number="12")
    assert answer.status_code == 422
    assert "There is 1 thing to fix" in answer.text or "things to fix" in answer.text
    assert kept(world) == 0
    world.clock.move(seconds=301)
    assert send(browser, "/counter-help", citizen_number="12").status_code == 303
