"""Signing out: a portal asks for it, or the account's own page does, and portals are told."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from accounts.portals.sessions import SESSIONS
from accounts.storage.database import reading
from bff.messages.appointments import look_once
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.support.relying_party import BYE, RelyingParty
from tests.unit.bff.account.test_busy_between_writes import busy_at
from tests.unit.bff.conftest import World
from tests.unit.bff.provider.test_signing_in_at_a_portal import sign_in_on_the_way


@pytest.fixture
def tokens(world: World, portal: RelyingParty, lan: Citizen) -> dict[str, str]:
    """What the portal got: the person is signed in at it, and here in the browser of `lan`."""
    sign_in_on_the_way(portal, lan, Browser(world.app))
    lan.browser.press("Agree and go on")
    got: dict[str, str] = portal.redeem(portal.answer_to(lan.browser)["code"]).get_json()
    lan.browser.left_for = ""
    return got


def leave(browser: Browser, **parameters: str) -> str:
    """Go where a portal sends a person who signs out; return the heading, or the address of another site."""
    browser.left_for = ""
    page = browser.open("/oidc/logout?" + urlencode(parameters))
    return browser.left_for or page.heading


def is_signed_in(browser: Browser) -> bool:
    return browser.open("/account").heading == "My account"


def test_with_the_id_token_of_this_session_a_person_is_signed_out_and_back_at_once(
    lan: Citizen, tokens: dict[str, str]
) -> None:
    place = leave(lan.browser, id_token_hint=tokens["id_token"], post_logout_redirect_uri=BYE, state="a b")
    assert place == f"{BYE}?state=a+b"
    assert not is_signed_in(lan.browser)


@pytest.mark.parametrize("hint", ["", "no hint", "e30.e30.e30"])
def test_without_a_good_hint_the_person_is_asked_first(
    lan: Citizen, tokens: dict[str, str], portal: RelyingParty, hint: str
) -> None:
    assert tokens
    place = leave(lan.browser, id_token_hint=hint, client_id=portal.id, post_logout_redirect_uri=BYE)
    assert place == "Sign out?"
    assert is_signed_in(lan.browser)
    leave(lan.browser, client_id=portal.id, post_logout_redirect_uri=BYE)
    lan.browser.send_any("Sign out")
    assert lan.browser.left_for == BYE


@pytest.mark.parametrize(
    "address", ["https://evil.example/", f"{BYE}/more", "javascript:alert(1)", "//evil.example"]
)
def test_a_person_is_sent_to_no_address_that_the_portal_did_not_register(
    lan: Citizen, tokens: dict[str, str], address: str
) -> None:
    place = leave(lan.browser, id_token_hint=tokens["id_token"], post_logout_redirect_uri=address)
    assert place == "You are signed out"


def test_a_changed_id_token_signs_nobody_out(lan: Citizen, tokens: dict[str, str]) -> None:
    head, body, mark = tokens["id_token"].split(".")
    changed = ".".join([head, body, mark[:-8] + "AAAAAAAA"])
    assert leave(lan.browser, id_token_hint=changed) == "Sign out?"
    assert is_signed_in(lan.browser)


def test_the_id_token_of_another_session_signs_nobody_out(
    world: World, lan: Citizen, portal: RelyingParty, tokens: dict[str, str]
) -> None:
    sign_in_on_the_way(portal, lan, Browser(world.app))
    assert leave(lan.browser, id_token_hint=tokens["id_token"]) == "Sign out?"
    assert is_signed_in(lan.browser)


#: What ends a person's sessions at portals.
ENDS: dict[str, Callable[[World, Citizen], object]] = {
    "signing out": lambda _world, lan: (lan.browser.open("/account"), lan.browser.press("Sign out")),
    "a freeze": lambda world, lan: world.services.accounts.freeze(
        account_of(world, lan), by="hotline", reason="phone_stolen"
    ),
    "a stop by code": lambda world, lan: world.services.stops.stop(account_of(world, lan)),
}


def account_of(world: World, citizen: Citizen) -> str:
    return next(iter(world.services.accounts.with_phone(citizen.person.phone_number)))


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_token_is_worth_nothing_after_the_sign_in_ended(
    world: World,
    lan: Citizen,
    portal: RelyingParty,
    tokens: dict[str, str],
    end: Callable[[World, Citizen], object],
) -> None:
    assert portal.userinfo(tokens["access_token"]).status_code == 200
    end(world, lan)
    assert portal.userinfo(tokens["access_token"]).status_code == 401


def test_your_data_lists_the_portal_and_ends_it(
    lan: Citizen, portal: RelyingParty, tokens: dict[str, str]
) -> None:
    page = lan.browser.open("/account/data/portals")
    assert "Trial portal" in page.text
    assert "May be told: your name, date of birth and sex; your phone number." in page.text
    page = lan.browser.press("End it for Trial portal")
    assert "withdrawn at" in page.text
    assert portal.userinfo(tokens["access_token"]).status_code == 401
    assert portal.send(lan.browser).heading == "Trial portal asks for data of yours"


def test_a_portals_sign_out_ends_the_session_while_the_database_is_busy_and_its_portals_hear_later(
    world: World, lan: Citizen, tokens: dict[str, str]
) -> None:
    world.services.signing_keys.published()  # the first call makes the keys, which is a write
    with busy_at(world, 0):
        place = leave(lan.browser, id_token_hint=tokens["id_token"], post_logout_redirect_uri=BYE)
    assert place == BYE
    assert not is_signed_in(lan.browser)
    assert sessions_at_portals(world) == 1
    look_once(world.app)
    assert sessions_at_portals(world) == 0


def test_the_next_person_is_in_no_session_while_the_database_is_busy(
    world: World, lan: Citizen, tokens: dict[str, str]
) -> None:
    assert tokens
    lan.browser.open("/account")
    copy = lan.browser.second_tab()
    with busy_at(world, 0):
        lan.browser.post("/helping/next-person", csrf_token=lan.browser.csrf_token)
    assert not is_signed_in(copy)
    look_once(world.app)
    assert sessions_at_portals(world) == 0


def sessions_at_portals(world: World) -> int:
    engine = world.services.grants._engine  # noqa: SLF001 - no other door counts them
    with reading(engine) as session:
        return session.execute(select(func.count()).select_from(SESSIONS)).scalar_one()
