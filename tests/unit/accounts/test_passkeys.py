"""Passkeys of accounts and of staff: kept sealed, bounded, used once a counter, gone with their owner."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Engine, delete, text

from accounts.account.records import Account, AccountEvent
from accounts.account.rows import AccountRow
from accounts.account.store import Accounts
from accounts.account.ways_in import ChangedSince
from accounts.rotation import PASSKEYS, rotate
from accounts.second_factors.passkeys import PasskeyRefusal, Passkeys
from accounts.staff.passkeys import StaffPasskeys
from accounts.staff.records import Role, Staff, StaffEvent
from accounts.staff.store import StaffRegister
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import reading, writing
from tests.support.authenticator import new_passkey as new
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW, patiently, person
from tests.unit.accounts.test_at_the_same_time import all_at_once

MOST = 10


@pytest.fixture
def passkeys(engine: Engine) -> Passkeys:
    return Passkeys(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)


@pytest.fixture
def of_staff(engine: Engine) -> StaffPasskeys:
    return StaffPasskeys(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)


@pytest.fixture
def register(engine: Engine) -> StaffRegister:
    return StaffRegister(engine, cipher=FieldCipher([KEY]), clock=lambda: NOW)


@pytest.fixture
def account(accounts: Accounts, opened: Callable[..., Account]) -> Account:
    return opened(person())


@pytest.fixture
def clerk(register: StaffRegister) -> Staff:
    added = register.add("lan.nguyen", frozenset({Role.CLERK}), by="command")
    assert added is not None
    return added


def test_a_passkey_is_found_by_its_id_and_listed(passkeys: Passkeys, account: Account) -> None:
    assert passkeys.add(account.id, new(), most=MOST, generation=0) is None
    (kept,) = passkeys.of_owner(account.id)
    assert passkeys.find(kept.credential_id) == kept
    assert (kept.owner_id, kept.name, kept.used_at, kept.added_at) == (account.id, "my phone", None, NOW)
    assert passkeys.find(b"another") is None


def test_nothing_of_a_passkey_is_readable_in_the_database(
    engine: Engine, passkeys: Passkeys, account: Account
) -> None:
    passkeys.add(account.id, new(), most=MOST, generation=0)
    with reading(engine) as session:
        row = session.execute(text("SELECT * FROM passkeys")).one()
    written = " ".join(str(cell) for cell in row)
    assert "my phone" not in written
    assert "aWQgbXkgcGhvbmU" not in written  # its id in base64


def test_a_key_that_was_moved_to_another_row_opens_nothing(
    engine: Engine, passkeys: Passkeys, account: Account
) -> None:
    passkeys.add(account.id, new("one"), most=MOST, generation=0)
    passkeys.add(account.id, new("two"), most=MOST, generation=1)
    with writing(engine) as session:
        session.execute(text("UPDATE passkeys SET public_key = (SELECT min(public_key) FROM passkeys)"))
    with pytest.raises(Exception, match="not from this place"):
        passkeys.of_owner(account.id)


def test_adding_and_removing_are_changes_of_a_way_in(
    accounts: Accounts, passkeys: Passkeys, account: Account
) -> None:
    passkeys.add(account.id, new(), most=MOST, generation=0, proved_by="password")
    (kept,) = passkeys.of_owner(account.id)
    with pytest.raises(ChangedSince):
        passkeys.remove(account.id, kept.id, generation=0)
    assert passkeys.remove(account.id, kept.id, generation=1, proved_by="app") is None
    assert passkeys.of_owner(account.id) == []
    events = [(entry.event, entry.codes.get("proof")) for entry in accounts.history(account.id)][:2]
    assert events == [(AccountEvent.PASSKEY_REMOVED, "app"), (AccountEvent.PASSKEY_ADDED, "password")]


def test_a_credential_is_kept_once_for_all_accounts(
    accounts: Accounts, passkeys: Passkeys, account: Account, opened: Callable[..., Account]
) -> None:
    other = opened(person(citizen_number="000190000002", old_identity_number=None))
    passkeys.add(account.id, new(), most=MOST, generation=0)
    assert passkeys.add(other.id, new(), most=MOST, generation=0) is PasskeyRefusal.THERE_ALREADY
    assert passkeys.of_owner(other.id) == []
    assert accounts.generation_of(other.id) == 0


def test_of_many_passkeys_added_at_once_an_account_gets_as_many_as_it_may(
    accounts: Accounts, passkeys: Passkeys, account: Account
) -> None:
    def try_it(number: int) -> bool:
        generation = accounts.generation_of(account.id) or 0
        try:
            added = passkeys.add(account.id, new(str(number)), most=MOST, generation=generation)
        except ChangedSince:
            return patiently(lambda: try_it(number))
        return added is None

    outcomes = all_at_once(*[partial(patiently, partial(try_it, number)) for number in range(50)])
    assert outcomes.count(True) == MOST == len(passkeys.of_owner(account.id))


def test_only_the_owner_names_and_removes_a_passkey(
    passkeys: Passkeys, account: Account, opened: Callable[..., Account]
) -> None:
    other = opened(person(citizen_number="000190000002", old_identity_number=None))
    passkeys.add(account.id, new(), most=MOST, generation=0)
    (kept,) = passkeys.of_owner(account.id)
    assert not passkeys.rename(other.id, kept.id, "mine now")
    assert passkeys.remove(other.id, kept.id, generation=0) is PasskeyRefusal.NOT_THERE
    assert passkeys.rename(account.id, kept.id, "Điện thoại")
    assert passkeys.of_owner(account.id) == [replace(kept, name="Điện thoại")]


@pytest.mark.parametrize(("kept", "sent"), [(0, 0), (0, 1), (5, 6)])
def test_a_counter_that_grows_or_is_not_there_counts(
    passkeys: Passkeys, account: Account, kept: int, sent: int
) -> None:
    passkeys.add(account.id, new(sign_count=kept), most=MOST, generation=0)
    (mine,) = passkeys.of_owner(account.id)
    assert passkeys.use(mine, sign_count=sent, is_backed_up=False)
    (used,) = passkeys.of_owner(account.id)
    assert (used.sign_count, used.used_at, used.is_backed_up) == (sent, NOW, False)


@pytest.mark.parametrize("sent", [5, 4, 0])
def test_a_counter_that_does_not_grow_is_a_copy_and_is_told(
    accounts: Accounts, passkeys: Passkeys, account: Account, sent: int
) -> None:
    passkeys.add(account.id, new(sign_count=5), most=MOST, generation=0)
    (mine,) = passkeys.of_owner(account.id)
    assert not passkeys.use(mine, sign_count=sent, is_backed_up=True)
    assert passkeys.of_owner(account.id) == [mine]
    assert accounts.history(account.id)[0].event is AccountEvent.PASSKEY_COPIED


def test_of_two_answers_with_one_counter_at_once_one_counts(passkeys: Passkeys, account: Account) -> None:
    passkeys.add(account.id, new(sign_count=1), most=MOST, generation=0)
    (kept,) = passkeys.of_owner(account.id)
    use = partial(passkeys.use, kept, sign_count=2, is_backed_up=True)
    assert sorted(all_at_once(*[partial(patiently, use)] * 6)) == [False] * 5 + [True]


def test_passkeys_go_with_their_account(engine: Engine, passkeys: Passkeys, account: Account) -> None:
    passkeys.add(account.id, new(), most=MOST, generation=0)
    with writing(engine) as session:
        session.execute(delete(AccountRow).where(AccountRow.id == account.id))
    assert passkeys.find(new().credential_id) is None


def test_passkeys_are_re_encrypted_with_a_new_key(engine: Engine, account: Account) -> None:
    old = Passkeys(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)
    old.add(account.id, new(), most=MOST, generation=0)
    ring = FieldCipher([("new", b"n" * 32), KEY])
    assert sum(rotate(engine, PASSKEYS, cipher=ring)) == 1
    alone = FieldCipher([("new", b"n" * 32)])
    kept = Passkeys(engine, cipher=alone, lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)
    assert kept.of_owner(account.id)[0].name == "my phone"


def test_the_handle_tells_nobody_whose_account_it_is(passkeys: Passkeys, account: Account) -> None:
    handle = passkeys.handle_of(account.id)
    assert len(handle) == 32
    assert handle == passkeys.handle_of(account.id) != passkeys.handle_of("another")


def test_staff_add_and_remove_a_passkey_and_their_sessions_end(
    register: StaffRegister, of_staff: StaffPasskeys, clerk: Staff
) -> None:
    assert of_staff.add(clerk.id, new(), most=MOST, generation=clerk.generation) is None
    (kept,) = of_staff.of_owner(clerk.id)
    changed = register.get(clerk.id)
    assert changed is not None
    assert changed.generation == clerk.generation + 1
    assert of_staff.add(clerk.id, new("2"), most=MOST, generation=clerk.generation) is not None
    assert of_staff.remove(clerk.id, kept.id, generation=changed.generation) is None
    assert of_staff.of_owner(clerk.id) == []
    for event in (StaffEvent.PASSKEY_ADDED, StaffEvent.PASSKEY_REMOVED):
        assert register.times(clerk.id, event) == 1


def test_a_copied_passkey_of_staff_is_audited(
    register: StaffRegister, of_staff: StaffPasskeys, clerk: Staff
) -> None:
    of_staff.add(clerk.id, new(sign_count=9), most=MOST, generation=clerk.generation)
    (kept,) = of_staff.of_owner(clerk.id)
    assert not of_staff.use(kept, sign_count=9, is_backed_up=True)
    assert register.times(clerk.id, StaffEvent.PASSKEY_COPIED) == 1


def test_a_reset_of_staff_deletes_their_passkeys(
    register: StaffRegister, of_staff: StaffPasskeys, clerk: Staff
) -> None:
    of_staff.add(clerk.id, new(), most=MOST, generation=clerk.generation)
    register.reset(clerk.id, by="command")
    assert of_staff.of_owner(clerk.id) == []
