"""A sign-in with a session here asks little of the database, and yet sees at once what has ended."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.support.relying_party import RelyingParty
from tests.unit.bff.conftest import World
from tests.unit.bff.provider.test_signing_in_at_a_portal import sign_in_on_the_way

#: Authorize: account, consent. Token: the session there with what was passed on. Userinfo: account, consent.
MOST_READS = 5


@pytest.fixture
def statements(world: World) -> Iterator[list[str]]:
    """The statements that the product sends to its database, without BEGIN."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: Any) -> None:
        if not statement.startswith("BEGIN") or "IMMEDIATE" in statement:
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture(autouse=True)
def signed_in(world: World, portal: RelyingParty, lan: Citizen) -> None:
    """The person is signed in here, and has agreed and been at the portal once."""
    sign_in_on_the_way(portal, lan, Browser(world.app))
    lan.browser.press("Agree and go on")
    token_for(portal, lan.browser)


def code_for(portal: RelyingParty, browser: Browser) -> str:
    portal.send(browser)
    return portal.answer_to(browser)["code"]


def token_for(portal: RelyingParty, browser: Browser) -> str:
    told = portal.redeem(code_for(portal, browser))
    assert told.status_code == 200, told.text
    return str(told.get_json()["access_token"])


def account_of(world: World, citizen: Citizen) -> str:
    return next(iter(world.services.accounts.with_phone(citizen.person.phone_number)))


def test_a_repeated_sign_in_only_reads_and_reads_little(
    lan: Citizen, portal: RelyingParty, statements: list[str]
) -> None:
    statements.clear()
    assert portal.userinfo(token_for(portal, lan.browser)).status_code == 200
    assert all(one.startswith("SELECT") for one in statements), statements
    assert 0 < len(statements) <= MOST_READS, statements


def test_a_withdrawn_consent_is_seen_at_the_next_step(
    world: World, lan: Citizen, portal: RelyingParty
) -> None:
    token = token_for(portal, lan.browser)
    assert world.services.grants.withdraw(account_of(world, lan), portal.id)
    assert portal.userinfo(token).status_code == 401
    assert portal.send(lan.browser).heading == "Trial portal asks for data of yours"


@pytest.mark.parametrize("end", ["a freeze", "a changed way in", "signing out"])
def test_a_code_is_worth_nothing_after_the_sign_in_ended(
    world: World, lan: Citizen, portal: RelyingParty, end: str
) -> None:
    code, account_id = code_for(portal, lan.browser), account_of(world, lan)
    match end:
        case "a freeze":
            world.services.accounts.freeze(account_id, by="hotline", reason="phone_stolen")
        case "a changed way in":
            world.services.accounts.change_password(account_id, "$argon2id$new", generation=0)
        case _:
            world.services.signed_in.end_all(account_id)
    refused = portal.redeem(code)
    assert (refused.status_code, refused.get_json()["error"]) == (400, "invalid_grant")
