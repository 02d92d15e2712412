"""Registering with VNeID in Chromium: there and back, with script and without, in two tabs and browsers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.pages.code import Code
from tests.e2e.pages.sign_in import MyAccount
from tests.e2e.pages.vneid import AtVneid, Away, Back, Cancelled, Elsewhere, Leave, Told, VneidPrepare
from tests.e2e.pages.waiting import MessageWaits
from tests.e2e.visitor import PASSWORD, Visitor

PREPARE = "/register/citizen/vneid"


def leave(visitor: Visitor, *, java_script: bool = True) -> AtVneid:
    """Walk from the preparation to VNeID's own page."""
    visitor.open(PREPARE, VneidPrepare).start().consent()
    if not java_script:
        Away(visitor.view).go_there()
    return AtVneid(visitor.page)


@pytest.mark.parametrize(
    ("language", "java_script"), [("vi", True), ("en", False)], ids=["vi-htmx", "en-without-javascript"]
)
def test_a_citizen_registers_with_vneid_and_signs_in_with_it(visitor: Visitor, *, java_script: bool) -> None:
    leave(visitor, java_script=java_script).sign_in_as(visitor.person)
    told = Told(visitor.view) if java_script else Back(visitor.view).go_on(Told)
    expect(told.main.get_by_text(visitor.person.full_name)).to_be_visible()
    phone = visitor.person.phone_number
    if java_script:
        code = told.give_phone(phone, Code)
    else:
        code = told.give_phone(phone, MessageWaits).press_until_it_is_sent()
    code.enter(visitor.new_code()).choose(PASSWORD).sign_in()
    visitor.page.get_by_role("button", name="VNeID").click()
    Away(visitor.view).go_there()
    AtVneid(visitor.page).sign_in_as(visitor.person)
    if not java_script:
        visitor.page.locator("#main-form button").tap()
    MyAccount(visitor.view)


def test_going_back_from_the_details_leads_to_vneid_and_not_into_the_return(visitor: Visitor) -> None:
    leave(visitor).sign_in_as(visitor.person)
    Told(visitor.view)
    visitor.page.go_back()
    AtVneid(visitor.page)
    visitor.page.go_forward()
    Told(visitor.view)


def test_going_back_from_vneid_shows_how_to_go_there_again(visitor: Visitor) -> None:
    leave(visitor)
    visitor.page.go_back()
    Away(visitor.view).go_there()
    AtVneid(visitor.page).sign_in_as(visitor.person)
    Told(visitor.view)


def test_a_waiting_page_goes_on_when_the_person_comes_back_in_another_tab(visitor: Visitor) -> None:
    there = leave(visitor)
    waiting = visitor.in_new_tab()
    waiting.open("/register/vneid/away", Away)
    there.sign_in_as(visitor.person)
    Told(visitor.view)
    Told(waiting.view)


def test_a_person_who_cancels_can_go_there_again(visitor: Visitor) -> None:
    leave(visitor).cancel()
    leaving = Cancelled(visitor.view).press("Try again", Leave)
    leaving.consent()
    AtVneid(visitor.page).sign_in_as(visitor.person)
    Told(visitor.view)


def test_another_browser_is_led_back_and_the_first_one_can_go_on(
    visitor: Visitor, new_context: Callable[..., BrowserContext]
) -> None:
    there = leave(visitor)
    other = visitor.in_other_browser(new_context(locale="vi-VN"))
    other.page.goto(there.link_of(visitor.person))
    Elsewhere(other.view)
    visitor.open("/register/vneid/away", Away).go_there()
    AtVneid(visitor.page).sign_in_as(visitor.person)
    Told(visitor.view)


def test_the_service_worker_keeps_nothing_of_the_return(visitor: Visitor) -> None:
    visitor.page.goto("/")
    visitor.page.evaluate("async () => { await navigator.serviceWorker.ready }")
    leave(visitor).sign_in_as(visitor.person)
    Told(visitor.view)
    kept = visitor.page.evaluate(
        """async () => {
            const names = await caches.keys();
            const all = await Promise.all(names.map(async name => (await (await caches.open(name)).keys())));
            return all.flat().map(request => request.url);
        }"""
    )
    assert kept
    assert not [url for url in kept if "vneid" in url]


def test_vneid_is_among_the_ways_of_a_citizen(visitor: Visitor) -> None:
    visitor.at_home().register().choose("Citizen").vneid()
    VneidPrepare(visitor.view)
