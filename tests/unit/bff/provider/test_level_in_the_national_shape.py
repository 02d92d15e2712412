"""The level that userinfo tells in the old national shape is the one that ``acr`` tells of this sign-in."""

import re
from collections.abc import Callable

import pytest

from accounts.account.ways_in import Change
from accounts.portals.records import Scope
from bff.rules.portals.claims import ACR
from sandbox.mssp.sims import SIMS
from tests.support.browser import Browser
from tests.support.citizens import PASSWORD
from tests.support.relying_party import RelyingParty
from tests.support.sim_holders import Holder
from tests.unit.bff.conftest import World

MakeWorld = Callable[..., World]
SCOPES = frozenset({Scope.OPENID, Scope.VN_PORTAL})


@pytest.mark.parametrize(("needs_signature", "level"), [(True, 2), (False, 3)])
def test_no_portal_is_told_a_level_that_this_sign_in_has_not_reached(
    make_world: MakeWorld, *, needs_signature: bool, level: int
) -> None:
    world = make_world(portal_level_3_needs_signature=needs_signature)
    owner = Holder(world, SIMS[0].phone_number)
    owner.register()
    accounts = world.services.accounts
    (account_id,) = accounts.with_phone(owner.phone_number)
    account = accounts.get(account_id)
    assert account is not None
    assert account.level == 3
    hashed = world.services.passwords.hash(PASSWORD)
    accounts.change_password(account_id, hashed, Change.FIRST_PASSWORD, generation=account.generation)
    portal = RelyingParty(world.app, changes={"scopes": SCOPES})
    world.services.grants.consent(
        account_id, portal.id, [Scope.VN_PORTAL], language="en", text_version="portal-1"
    )
    browser = Browser(world.app)
    browser.open("/sign-in")
    browser.send(citizen_number=account.citizen_number or "", password=PASSWORD)
    codes = [re.search(r"#(\d{6})$", one.text) for one in world.sandbox.inbox(owner.phone_number)]
    browser.send(code=[found[1] for found in codes if found][-1])
    portal.send(browser, scope="openid vn_portal")
    tokens = portal.redeem(portal.answer_to(browser)["code"]).get_json()
    _header, claims = portal.read(tokens["id_token"])
    told = portal.userinfo(tokens["access_token"]).get_json()
    assert (claims["acr"], told["loAs"]) == (ACR.format(level=level), str(level))
