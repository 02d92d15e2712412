"""An account is active, frozen or closed; each change happens once, and a frozen account does not change."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import Engine, text

from accounts import audit
from accounts.account.raising import Raised
from accounts.account.records import Account, AccountEvent, AlreadyExists, NewAccount, Standing
from accounts.account.standing import NotActive, UnknownAccount, move
from accounts.account.store import Accounts
from accounts.storage.database import reading, writing
from identity.claims import Claims
from identity.subject import Subject
from tests.unit.accounts.people import NOW, PERSONAL, close, patiently, person
from tests.unit.accounts.test_at_the_same_time import RIVALS, all_at_once

TO_3 = Raised(level=3, method="sim_signature", proved_by="signature")
Opened = Callable[[NewAccount], Account]


def standing_of(accounts: Accounts, account: Account) -> Standing:
    found = accounts.get(account.id)
    assert found is not None
    return found.standing


def test_an_account_is_active_when_it_is_opened(accounts: Accounts, opened: Opened) -> None:
    account = opened(person())
    assert account.is_active
    assert accounts.get(account.id) == account


def test_freezing_restoring_and_closing_are_recorded(
    engine: Engine, accounts: Accounts, opened: Opened
) -> None:
    account = opened(person())
    assert accounts.freeze(account.id, method="sim_signature")
    assert standing_of(accounts, account) is Standing.FROZEN
    assert accounts.restore(account.id)
    assert standing_of(accounts, account) is Standing.ACTIVE
    assert close(engine, account.id)
    assert standing_of(accounts, account) is Standing.CLOSED
    assert [entry.event for entry in accounts.history(account.id)] == [
        AccountEvent.CLOSED, AccountEvent.RESTORED, AccountEvent.FROZEN, AccountEvent.OPENED,
    ]  # fmt: skip


@pytest.mark.parametrize("verb", ["freeze", "restore"])
def test_an_impossible_change_returns_false_and_changes_nothing(
    engine: Engine, accounts: Accounts, opened: Opened, verb: str
) -> None:
    account = opened(person())
    close(engine, account.id)
    before = accounts.history(account.id)
    assert not getattr(accounts, verb)(account.id)
    assert not getattr(accounts, verb)("nobody")
    assert not close(engine, account.id)
    assert not close(engine, "nobody")
    assert accounts.history(account.id) == before


def test_a_frozen_account_keeps_its_numbers(accounts: Accounts, opened: Opened) -> None:
    account = opened(person())
    accounts.freeze(account.id)
    assert accounts.open(person()) == AlreadyExists(account.id)
    assert (
        accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=PERSONAL["citizen_number"])) is not None
    )


def test_a_closed_account_has_no_numbers_and_no_password(
    engine: Engine, accounts: Accounts, opened: Opened
) -> None:
    account = opened(person())
    close(engine, account.id)
    closed = accounts.get(account.id)
    assert closed is not None
    assert closed.password_hash is None
    assert opened(person()).id != account.id


@pytest.mark.parametrize("closes", [True, False])
def test_nothing_changes_in_an_account_that_is_not_active(
    engine: Engine, accounts: Accounts, opened: Opened, *, closes: bool
) -> None:
    account = opened(person())
    assert close(engine, account.id) if closes else accounts.freeze(account.id)
    before = accounts.get(account.id)
    with pytest.raises(NotActive):
        accounts.change_password(account.id, "$argon2id$new", generation=0)
    with pytest.raises(NotActive):
        accounts.raise_level(account.id, TO_3, generation=0)
    assert accounts.get(account.id) == before


def test_raising_the_level_of_an_unknown_account_raises_unknown_account(accounts: Accounts) -> None:
    with pytest.raises(UnknownAccount):
        accounts.raise_level("nobody", TO_3, generation=0)


def test_concurrent_freezes_of_one_account_succeed_once(
    engine: Engine, accounts: Accounts, opened: Opened
) -> None:
    account = opened(person())
    outcomes = all_at_once(*[lambda: accounts.freeze(account.id)] * RIVALS)
    assert outcomes.count(True) == 1
    with reading(engine) as session:
        assert isinstance(audit.verify(session), audit.Intact)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_password_change_that_waits_for_a_freeze_fails(
    engine: Engine, accounts: Accounts, opened: Opened
) -> None:
    account = opened(person())
    with ThreadPoolExecutor(1) as thread:
        with writing(engine) as freezing:
            move(freezing, account.id, Standing.FROZEN, at=NOW, codes={})
            holder = thread.submit(
                partial(accounts.change_password, account.id, "$argon2id$holders", generation=0)
            )
            waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            while not (holder.done() or freezing.execute(waiting).scalar()):
                pass
        with pytest.raises(NotActive):
            holder.result()
    found = accounts.get(account.id)
    assert found is not None
    assert found.password_hash == account.password_hash


def test_a_concurrent_change_and_freeze_leave_the_account_frozen(accounts: Accounts, opened: Opened) -> None:
    account = opened(person())

    def change() -> bool:
        try:
            patiently(partial(accounts.change_password, account.id, "$argon2id$holders", generation=0))
        except NotActive:
            return False
        return True

    changed, *_frozen = all_at_once(change, *[lambda: accounts.freeze(account.id)] * 3)
    assert standing_of(accounts, account) is Standing.FROZEN
    events = [entry.event for entry in reversed(accounts.history(account.id))]
    expected = [AccountEvent.PASSWORD_CHANGED] if changed else []
    assert events == [AccountEvent.OPENED, *expected, AccountEvent.FROZEN]
