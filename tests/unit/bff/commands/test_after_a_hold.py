"""What opens an account after two case officers ended the hotline's hold: a strong proof, new ways in."""

import pytest

from bff.commands.hotline import FreezeReason, UnfreezeReason, freeze, unfreeze
from tests.support.browser import Browser
from tests.support.citizens import PASSWORD, Citizen
from tests.support.sim_holders import Holder, phone_of
from tests.unit.bff.account.test_stopping import prove_with_carrier
from tests.unit.bff.commands.test_hotline import NUMBER, code_of, officer
from tests.unit.bff.commands.test_hotline import desk as hotline
from tests.unit.bff.conftest import World
from tests.unit.bff.desk.test_password_help import (
    HOLDER,
    NEW_PASSWORD,
    OTHER_PHONE,
    Desk,
    account_in,
    desk,
    walk_link,
    with_phone,
    world,
)
from tests.unit.bff.steps.test_proof import begin_proof, prove_with_sim

__all__ = ["desk", "world"]
REASONS = pytest.mark.parametrize("reason", UnfreezeReason)


def held(world: World) -> None:
    freeze(hotline(world.services, NUMBER), FreezeReason.PHONE_STOLEN)


def undone(world: World, reason: UnfreezeReason = UnfreezeReason.OWNER_PROVED) -> str:
    """Two case officers end the hold. Returns what the command says."""
    one, two = officer(world, "lan.do"), officer(world, "mai.le")
    typed = (NUMBER, "lan.do", code_of(one, world), "mai.le", code_of(two, world))
    return unfreeze(hotline(world.services, *typed), reason)


@REASONS
def test_a_thief_with_the_phone_and_the_password_is_not_in_after_two_officers_ended_the_hold(
    desk: Desk, reason: UnfreezeReason
) -> None:
    held(desk.world)
    assert "stays frozen" in undone(desk.world, reason)
    thief = Citizen(HOLDER, Browser(desk.world.app), desk.world.sandbox)
    thief.sign_in(PASSWORD)
    assert thief.enter_code().heading == "This account is frozen"
    desk.world.clock.move(minutes=2)
    thief.browser.open("/forgot-password")
    sent = len(thief.messages)
    thief.browser.send(citizen_number=NUMBER, phone_number=HOLDER.phone_number)
    assert len(thief.messages) == sent
    account = account_in(desk.world)
    assert (account.is_active, account.is_held, account.is_stopped) == (False, False, True)


def test_a_thief_with_the_stolen_sim_can_not_open_by_the_carrier_what_two_officers_left_stopped(
    desk: Desk,
) -> None:
    held(desk.world)
    undone(desk.world)
    desk.world.clock.move(minutes=10)
    assert prove_with_carrier(desk.world).page.heading == "A stronger proof is needed"
    assert account_in(desk.world).is_stopped


def test_an_owner_with_another_phone_hears_at_the_office_that_the_hotline_holds_and_is_helped_after_it(
    desk: Desk,
) -> None:
    held(desk.world)
    reference = desk.ask(phone_number=OTHER_PHONE)
    page = desk.compare(reference, **desk.good)
    assert page.status == 422
    assert "The hotline has frozen this account after a call." in page.text
    assert "dispute" not in page.text.lower()
    undone(desk.world)
    assert desk.compare(reference, **desk.good).path == "/desk"
    desk.approve(reference)
    owner = with_phone(desk, OTHER_PHONE)
    assert walk_link(owner).heading == "Your account is open again"
    account = account_in(desk.world)
    assert (account.is_active, account.phone_number) == (True, owner.person.phone_number)
    assert account.password_hash is not None
    assert desk.world.services.passwords.verify(account.password_hash, NEW_PASSWORD)
    thief = Citizen(HOLDER, Browser(desk.world.app), desk.world.sandbox)
    desk.world.clock.move(minutes=2)
    assert thief.sign_in(PASSWORD).status == 422


def test_an_owner_signs_after_the_hold_and_chooses_new_ways_in(world: World) -> None:
    owner = Holder(world, phone_of("sim_citizen"))
    owner.register()
    (account_id,) = world.services.accounts.with_phone(owner.phone_number)
    assert world.services.stops.hold(account_id, reason="phone_stolen")
    assert world.services.stops.end_hold(account_id, reason="owner_proved")
    again = Holder(world, phone_of("sim_citizen"))
    begin_proof(again.browser, "sim-signature", aim="after_stop")
    prove_with_sim(again)
    page = again.browser.send(password=NEW_PASSWORD, confirmation=NEW_PASSWORD)
    assert page.heading == "Your account is open again"
    account = world.services.accounts.get(account_id)
    assert account is not None
    assert account.is_active
