"""A cookie copied before the next person of a shared browser shows and knows nothing of that person."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest

from accounts.account.records import Account, AccountEvent
from bff.web.desk_sessions import device_of, know_device
from bff.web.devices import (
    MOST_ACCOUNTS,
    become_known_to,
    become_known_to_dispute,
    device_values,
    is_known_to,
    own_browser_of_dispute,
)
from sandbox.people.table import CROWD, SandboxPerson
from tests.support.browser import ORIGIN, Browser
from tests.support.citizens import Citizen
from tests.unit.accounts.people import person
from tests.unit.bff.conftest import World
from tests.unit.bff.web.test_slips_of_plain_pages import send

#: Forms of public pages, and what is typed there with errors. The first field must not show.
FORMS = {
    "/counter-help": {"citizen_number": "000091000777", "phone_number": "09001"},
    "/sign-in": {"citizen_number": "000091000777", "password": ""},
    "/forgot-password": {"citizen_number": "000091000777", "phone_number": "1"},
    "/post-office": {"reference": "K7M-2PX-9RX"},
}
#: What the person before did between the slip and the copy.
BEFORE = ("a_slip", "a_slip_and_a_look", "nothing")


def copied(browser: Browser, before: str) -> Browser:
    """Make a slip in *browser*, or none, and return a thief with a copy of all its cookies."""
    browser.open("/counter-help")
    if before != "nothing":
        send(browser, "/counter-help", citizen_number="1", phone_number="1")
    if before == "a_slip_and_a_look":
        browser.open("/counter-help")
    return browser.second_tab()


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("address", FORMS)
def test_an_earlier_copy_of_the_cookie_shows_no_errors_of_the_next_person(
    world: World, address: str, before: str
) -> None:
    browser = world.citizen().browser
    thief = copied(browser, before)
    typed = FORMS[address]
    shown = next(iter(typed.values()))
    browser.open(address)
    assert send(browser, address, **typed).status_code == 303
    assert shown in str(browser.open(address).soup)
    assert shown not in str(thief.open(address).soup)
    assert not thief.page.errors


def test_a_copy_of_the_cookie_shows_no_page_that_a_later_one_replaced(world: World) -> None:
    browser = world.citizen().browser
    thief = copied(browser, "a_slip_and_a_look")
    assert thief.open("/counter-help").errors
    send(browser, "/counter-help", citizen_number="000091000777", phone_number="1")
    assert not thief.open("/counter-help").errors
    assert len(list(world.services.flows.client.scan_iter("answer:*slip*"))) == 1


FAMILY = CROWD[:3]
#: What a thief may leave as the value of a cookie that we did not make.
CHOSEN = ("chosen-by-thief", "A" * 64, "a" * 4_000, "é" * 64, ".", "..a", "%00", "A" * 32 + "0" * 32)


def owner_of(world: World, person: SandboxPerson, browser: Browser | None = None) -> Citizen:
    """A person with an account, and *browser* as theirs."""
    citizen = world.citizen(person)
    citizen.register()
    citizen.browser = browser or Browser(world.app)
    return citizen


def comes_and_goes(citizen: Citizen) -> None:
    """Sign in with a code, and sign out."""
    citizen.sign_in()
    citizen.enter_code()
    assert citizen.page.path == "/account", citizen.page.text
    citizen.browser.post_form("/account/sign-out")


def account_id(world: World, person: SandboxPerson) -> str:
    (found,) = world.services.accounts.with_phone(person.phone_number)
    return found


def knows(world: World, person: SandboxPerson, cookie: str) -> bool:
    with world.app.test_request_context(base_url=ORIGIN, headers={"Cookie": f"device={cookie}"}):
        return is_known_to(account_id(world, person))


def news_of_browsers(citizen: Citizen) -> int:
    return sum("device" in text for text in citizen.messages)


def test_an_earlier_copy_of_the_device_cookie_is_no_known_browser_of_the_next_person(world: World) -> None:
    browser = Browser(world.app)
    thief, victim = (owner_of(world, person, browser) for person in FAMILY[:2])
    comes_and_goes(thief)
    copied = browser.known_as
    comes_and_goes(victim)
    assert not knows(world, victim.person, copied)
    assert knows(world, victim.person, browser.known_as)


def test_a_thief_with_an_earlier_copy_can_not_make_the_owners_browser_wait(world: World) -> None:
    browser = Browser(world.app)
    thief, victim = (owner_of(world, person, browser) for person in FAMILY[:2])
    comes_and_goes(thief)
    copied = browser.known_as
    comes_and_goes(victim)
    at_home = world.citizen(victim.person)
    at_home.browser.known_as = copied
    for _try in range(6):
        at_home.sign_in("Wrong-password-7391")
    assert at_home.page.status == 429
    assert victim.sign_in().path == "/sign-in/code"


def test_a_familys_shared_phone_stays_known_to_each_of_its_accounts(world: World) -> None:
    browser = Browser(world.app)
    family = [owner_of(world, person, browser) for person in FAMILY]
    for _round in range(2):
        for one in family:
            comes_and_goes(one)
    assert all(knows(world, one.person, browser.known_as) for one in family)
    assert [news_of_browsers(one) for one in family] == [1, 1, 1]


def test_a_browser_remembers_the_last_accounts_and_no_more(world: World) -> None:
    values: tuple[str, ...] = ()
    first, *accounts = [_opened(world, one) for one in CROWD[: MOST_ACCOUNTS + 1]]
    for account in [first, *accounts]:
        values = _known_after(world, values, partial(become_known_to, account))
    assert len(values) == MOST_ACCOUNTS
    assert [bool(world.services.second_factors.known_device(one, values)) for one in accounts] == [
        True
    ] * MOST_ACCOUNTS
    assert not world.services.second_factors.known_device(first, values)


def _opened(world: World, one: SandboxPerson) -> str:
    facts = {"citizen_number": one.citizen_number, "phone_number": one.phone_number}
    account = world.services.accounts.open(person(id=str(uuid4()), **facts, old_identity_number=None))
    assert isinstance(account, Account)
    return account.id


def _known_after(world: World, values: tuple[str, ...], act: Callable[[], None]) -> tuple[str, ...]:
    cookie = _cookie_after(world, "device", ".".join(values), act)
    with world.app.test_request_context(base_url=ORIGIN, headers={"Cookie": f"device={cookie}"}):
        return device_values()


def _cookie_after(world: World, name: str, value: str, act: Callable[[], None]) -> str:
    """Do *act* in a browser whose cookie *name* has *value*; return the value that it has then."""
    given = {"Cookie": f"{name}={value}".encode().decode("latin-1")}
    with world.app.test_request_context(base_url=ORIGIN, headers=given):
        act()
        answer = world.app.process_response(world.app.make_response(""))
    set_to = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith(f"{name}=")]
    assert set_to
    return set_to[0].partition("=")[2].partition(";")[0]


@pytest.mark.parametrize("chosen", CHOSEN)
def test_a_stranger_can_not_choose_the_value_by_which_an_account_knows_a_browser(
    world: World, chosen: str
) -> None:
    victim = owner_of(world, FAMILY[0])
    act = partial(become_known_to, account_id(world, victim.person))
    cookie = _cookie_after(world, "device", chosen, act)
    assert len(cookie) == 64
    assert cookie != chosen
    assert knows(world, victim.person, cookie)


@pytest.mark.parametrize("chosen", CHOSEN)
@pytest.mark.parametrize(
    ("name", "know", "known"),
    [
        (
            "dispute",
            lambda: become_known_to_dispute("K7M2PX9RT"),
            lambda: own_browser_of_dispute("K7M2PX9RT"),
        ),
        ("cuaso-desk-known", lambda: know_device("lan.nguyen"), lambda: device_of("lan.nguyen")),
    ],
)
def test_a_stranger_can_not_choose_the_value_by_which_a_dispute_or_the_desk_knows_a_browser(
    world: World, name: str, know: Callable[[], None], known: Callable[[], str | None], chosen: str
) -> None:
    cookie = _cookie_after(world, name, f"{chosen}.é", know)
    value, *signatures = cookie.split(".")
    assert len(value) == 64
    assert value != chosen
    assert len(signatures) == 1
    for text, is_known in ((cookie, True), (f"{value}.é", False), (f"{chosen}.{signatures[0]}", False)):
        given = {"Cookie": f"{name}={text}".encode().decode("latin-1")}
        with world.app.test_request_context(base_url=ORIGIN, headers=given):
            assert bool(known()) is is_known


def helping(world: World, person: SandboxPerson) -> Citizen:
    citizen = owner_of(world, person)
    citizen.browser.open("/register")
    citizen.browser.press("Help others register")
    return citizen


def test_a_villages_phone_does_not_become_known_to_those_who_sign_in_while_it_helps(world: World) -> None:
    citizen = helping(world, FAMILY[0])
    citizen.sign_in()
    assert citizen.enter_code().path == "/account"
    assert not citizen.browser.known_as
    assert "You are helping another person" in str(citizen.browser.open("/account").soup)
    citizen.browser.post_form("/account/sign-out")
    assert "You are helping another person" in str(citizen.browser.open("/register").soup)
    assert citizen.browser.press("The next person").path == "/register"


def test_a_thief_can_not_hide_a_sign_in_behind_helper_mode(world: World) -> None:
    citizen = helping(world, FAMILY[0])
    citizen.sign_in()
    citizen.enter_code()
    assert news_of_browsers(citizen) == 1
    events = [entry.event for entry in world.services.accounts.history(account_id(world, citizen.person))]
    assert AccountEvent.NEW_DEVICE in events
