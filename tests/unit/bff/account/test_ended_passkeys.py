"""A passkey of a lost phone, or of a stranger, ends where a proof or officers give the account back."""

from dataclasses import replace

import pytest

from accounts.account.records import Account, AccountEvent
from accounts.disputes.records import Decision
from bff.commands.hotline import FreezeReason, UnfreezeReason, freeze, unfreeze
from sandbox.people.table import CROWD
from tests.support.authenticator import Authenticator
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.support.sim_holders import Holder
from tests.unit.bff.account.test_passkeys import account_of, add, keys_of, owner_of, sign_in
from tests.unit.bff.commands.test_hotline import NUMBER, code_of
from tests.unit.bff.commands.test_hotline import desk as hotline
from tests.unit.bff.commands.test_hotline import officer as hotline_officer
from tests.unit.bff.conftest import World
from tests.unit.bff.desk.test_desk_disputes import act, officer
from tests.unit.bff.dispute.test_dispute import open_dispute, tickets
from tests.unit.bff.steps.test_proof import begin_proof, prove_with_sim

NEW_PHONE = CROWD[6].phone_number


@pytest.fixture
def owner(world: World) -> Citizen:
    return owner_of(world)


@pytest.fixture
def device(owner: Citizen) -> Authenticator:
    """A passkey of the owner's account, on a device that another person has now."""
    device = Authenticator()
    add(owner, device)
    return device


@pytest.fixture
def account(world: World, owner: Citizen, device: Authenticator) -> Account:
    assert device.credentials
    return account_of(world, owner)


def passkeys_are_gone(world: World, account: Account, device: Authenticator) -> None:
    """The passkey opens nothing, and the history says that it ended."""
    assert "not known here" in sign_in(Browser(world.app), device).errors[0]
    events = [entry.event for entry in world.services.accounts.history(account.id)]
    assert AccountEvent.PASSKEY_REMOVED in events


def test_a_passkey_on_a_lost_phone_ends_with_a_new_phone_by_signature(
    world: World, owner: Citizen, account: Account, device: Authenticator
) -> None:
    holder = Holder(world, owner.person.phone_number)
    begin_proof(holder.browser, "sim-signature", aim="new_phone")
    prove_with_sim(holder)
    holder.browser.send(phone_number=NEW_PHONE)
    before = len(owner.messages)
    mover = Citizen(replace(owner.person, phone_number=NEW_PHONE), holder.browser, world.sandbox)
    page = mover.enter_code()
    assert page.heading == "The phone number is changed"
    assert "Passkeys that were added before no longer sign in." in page.text
    assert any("passkey" in text for text in owner.messages[before:])
    passkeys_are_gone(world, account, device)


def test_a_phone_without_passkeys_tells_of_none(world: World, owner: Citizen) -> None:
    holder = Holder(world, owner.person.phone_number)
    begin_proof(holder.browser, "sim-signature", aim="new_phone")
    prove_with_sim(holder)
    holder.browser.send(phone_number=NEW_PHONE)
    before = len(owner.messages)
    Citizen(replace(owner.person, phone_number=NEW_PHONE), holder.browser, world.sandbox).enter_code()
    assert not any("passkey" in text for text in owner.messages[before:])


def test_a_strangers_passkey_ends_when_two_officers_give_the_account_back(
    world: World, owner: Citizen, account: Account, device: Authenticator
) -> None:
    disputer = world.citizen()
    open_dispute(disputer)
    reference = tickets(disputer.page)[0]
    lan, hoa = officer(world, "lan.nguyen"), officer(world, "hoa.tran")
    act(lan, reference, Decision.RESTORE)
    assert keys_of(world, owner)
    before = len(owner.messages)
    act(hoa, reference, "agree")
    assert account_of(world, owner).is_active
    assert any("passkey" in text for text in owner.messages[before:])
    passkeys_are_gone(world, account, device)


def test_a_strangers_passkey_ends_when_two_officers_undo_the_hotlines_freeze(
    world: World, owner: Citizen, account: Account, device: Authenticator
) -> None:
    freeze(hotline(world.services, NUMBER), FreezeReason.OWNER_ASKED)
    one, other = hotline_officer(world, "lan"), hotline_officer(world, "hoa")
    typed = [NUMBER, one.staff.name, code_of(one, world), other.staff.name, code_of(other, world)]
    assert "sign in no longer" in unfreeze(hotline(world.services, *typed), next(iter(UnfreezeReason)))
    assert not world.services.passkeys.has_any(account.id)
    passkeys_are_gone(world, account, device)


def test_a_disputer_who_withdraws_ends_no_passkey(
    world: World, owner: Citizen, device: Authenticator
) -> None:
    disputer = world.citizen()
    open_dispute(disputer)
    (dispute,) = world.services.disputes.to_do()
    world.services.disputes.withdraw(dispute.id)
    assert account_of(world, owner).is_active
    assert len(keys_of(world, owner)) == len(device.credentials) == 1
