"""A person signs out while a portal redeems their code: no session there is left that no end tells it of."""

import pytest
from sqlalchemy import Engine, event

from bff.stores.signed_in import SignedIn
from bff.web.sessions import end_here_and_at_portals
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.support.relying_party import RelyingParty, agree
from tests.unit.bff.conftest import World
from tests.unit.bff.provider.test_bound_tokens import code_of, error_of

#: Statements of a first sign-in that touch the sessions at portals: a look, two deletions, a look, the note.
STATEMENTS = 5


@pytest.fixture
def tab(world: World, portal: RelyingParty, lan: Citizen) -> Browser:
    """A browser in which Lan is signed in. She has agreed to all that the portal asks for."""
    lan.browser = Browser(world.app)
    lan.sign_in()
    lan.enter_code()
    agree(world.app, session_of(world, lan).account_id, portal)
    return lan.browser


def session_of(world: World, citizen: Citizen) -> SignedIn:
    """The one session of a person here."""
    account_id = next(iter(world.services.accounts.with_phone(citizen.person.phone_number)))
    return world.services.signed_in.of_account(account_id)[0]


@pytest.mark.parametrize("turn", range(STATEMENTS))
def test_who_signs_out_between_two_statements_leaves_no_session_at_the_portal(
    world: World, portal: RelyingParty, lan: Citizen, tab: Browser, turn: int
) -> None:
    code, signed_in = code_of(portal, tab), session_of(world, lan)
    turns = iter([False] * turn + [True])

    def come_between(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "portal_sessions" in statement and next(turns, False):
            with world.app.app_context():
                end_here_and_at_portals(signed_in)

    event.listen(Engine, "before_cursor_execute", come_between)
    refused = portal.redeem(code)
    event.remove(Engine, "before_cursor_execute", come_between)
    assert next(turns, None) is None, "the person did not sign out"
    assert error_of(refused) == (400, "invalid_grant")
    assert world.services.grants.end_sessions_now(signed_in.account_id) == 0


def test_who_signed_out_before_leaves_no_session_at_the_portal(
    world: World, portal: RelyingParty, lan: Citizen, tab: Browser
) -> None:
    code, signed_in = code_of(portal, tab), session_of(world, lan)
    with world.app.app_context():
        end_here_and_at_portals(signed_in)
    assert error_of(portal.redeem(code)) == (400, "invalid_grant")
    assert world.services.grants.end_sessions_now(signed_in.account_id) == 0


def test_who_stays_signed_in_has_a_session_at_the_portal_until_signing_out(
    world: World, portal: RelyingParty, lan: Citizen, tab: Browser
) -> None:
    assert portal.redeem(code_of(portal, tab)).status_code == 200
    assert world.services.grants.end_sessions_now(session_of(world, lan).account_id) == 1
