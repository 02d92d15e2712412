"""A message that waited through an outage brings no new stop code after a proof has opened the account."""

import pytest

from accounts.account.records import Account
from accounts.account.ways_in import Change
from accounts.ways_back import NewWaysIn
from bff.messages.notices import of_change
from bff.messages.outbox import work_off
from tests.support.citizens import Citizen, type_code
from tests.unit.bff.account.test_changes_of_ways_in import account_of, owner_at_email
from tests.unit.bff.conftest import World


def stopped_while_a_message_waits(world: World) -> Citizen:
    """An owner's second change waits for the gateway, and the code about the first one stops the account."""
    owner = owner_at_email(world)
    owner.browser.send(email="a@example.vn")
    code = owner.way_on_codes[-1]
    world.sandbox.knobs.turn("sms", outage="http_503")
    owner.open_change("/account/data/email")
    owner.browser.send(email="b@example.vn")
    stranger = world.citizen().browser
    type_code(stranger, code)
    assert stranger.press("Stop it").heading == "The account is stopped"
    return owner


def restore(world: World, account: Account, *, proved_by: str) -> None:
    new = NewWaysIn(method="sim_signature", proved_by=proved_by, password_hash="$argon2id$x")
    with world.app.app_context():
        told = of_change(account, Change.RESET_PASSWORD) if proved_by == "carrier" else ()
    assert world.services.stops.restore(account.id, new, generation=account.generation, tell=told) is None


def what_comes(world: World, owner: Citizen) -> list[str]:
    before = len(owner.messages)
    world.sandbox.knobs.turn("sms", outage="none")
    world.clock.move(minutes=10)
    work_off(world.app)
    return owner.messages[before:]


@pytest.mark.parametrize("proved_by", ["signature", "two_people"])
def test_a_thief_with_the_old_phone_gets_no_new_stop_code_from_a_message_that_waited(
    world: World, proved_by: str
) -> None:
    owner = stopped_while_a_message_waits(world)
    world.clock.move(minutes=1)
    restore(world, account_of(world), proved_by=proved_by)
    codes = list(owner.way_on_codes)
    (message,) = what_comes(world, owner)
    assert "email address of your account changed" in message
    assert f"stop it: call {world.services.settings.hotline}" in message
    assert owner.way_on_codes == codes


def test_the_message_about_a_weaker_proof_brings_its_own_stop_code(world: World) -> None:
    owner = stopped_while_a_message_waits(world)
    world.clock.move(minutes=1)
    restore(world, account_of(world), proved_by="carrier")
    codes = len(owner.way_on_codes)
    assert len(what_comes(world, owner)) == 2
    assert len(owner.way_on_codes) == codes + 1
    type_code(world.citizen().browser, owner.way_on_codes[-1])


def test_an_owner_gets_the_stop_code_of_a_message_that_waited_where_nothing_ended_it(world: World) -> None:
    owner = owner_at_email(world)
    world.sandbox.knobs.turn("sms", outage="http_503")
    owner.browser.send(email="a@example.vn")
    codes = len(owner.way_on_codes)
    assert len(what_comes(world, owner)) == 1
    assert len(owner.way_on_codes) == codes + 1
