"""A dispute and an act of the holder in the same second, on both databases: one is done after the other."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine

from accounts import audit
from accounts.account.records import Account, AccountEvent, NewAccount, Standing
from accounts.account.standing import NotActive
from accounts.account.store import Accounts
from accounts.disputes.records import Decision, Dispute, DisputeRefusal
from accounts.disputes.store import Disputes
from accounts.requests.keeping import Done, carry_out
from accounts.requests.store import Requests
from accounts.second_factors.store import SecondFactors
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import reading
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW, person
from tests.unit.accounts.test_at_the_same_time import all_at_once
from tests.unit.accounts.test_disputes import disputes_in, new_dispute

ROUNDS = 2
NEW_PHONE = "+84900000008"


@pytest.fixture
def disputes(engine: Engine) -> Disputes:
    return disputes_in(engine, cipher=FieldCipher([KEY]))


@pytest.fixture
def requests(engine: Engine) -> Requests:
    return Requests(engine, cipher=FieldCipher([KEY]), clock=lambda: NOW)


@pytest.fixture
def account(opened: Callable[[NewAccount], Account]) -> Account:
    return opened(person())


def whole(engine: Engine) -> bool:
    with reading(engine) as session:
        return isinstance(audit.verify(session), audit.Intact)


def done_or_frozen(act: Callable[[], object]) -> Callable[[], bool]:
    """Return whether *act* was done; False if a freeze was faster."""

    def try_it() -> bool:
        try:
            act()
        except NotActive:
            return False
        return True

    return try_it


def test_a_phone_changed_at_the_same_second_is_changed_before_the_freeze_or_not_at_all(
    accounts: Accounts, account: Account, disputes: Disputes, engine: Engine
) -> None:
    for _round in range(ROUNDS):
        before = accounts.get(account.id)
        assert before is not None
        phone = f"{NEW_PHONE[:-1]}{_round}"
        change = partial(
            accounts.change_phone, account.id, phone, method="x", proved_by="x", generation=before.generation
        )
        changed, dispute = all_at_once(
            done_or_frozen(change),
            lambda: disputes.open(new_dispute()),
        )
        assert isinstance(dispute, Dispute)
        after = accounts.get(account.id)
        assert after is not None
        assert after.standing is Standing.FROZEN
        assert after.phone_number == (phone if changed else before.phone_number)
        events = [entry.event for entry in accounts.history(account.id, limit=2)]
        assert events[0] is AccountEvent.FROZEN
        assert (events[1] is AccountEvent.PHONE_CHANGED) is changed
        assert disputes.withdraw(dispute.id)
    assert whole(engine)


def test_an_app_turned_on_at_the_same_second_is_on_before_the_freeze_or_not_at_all(
    accounts: Accounts, account: Account, disputes: Disputes, engine: Engine
) -> None:
    factors = SecondFactors(
        engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW
    )
    turned_on, _dispute = all_at_once(
        done_or_frozen(lambda: factors.turn_on(account.id, secret="A" * 32, step=1, generation=0)),
        lambda: disputes.open(new_dispute()),
    )
    assert factors.has_app(account.id) is turned_on
    assert whole(engine)


def test_a_deletion_due_at_the_same_second_is_called_off_or_leaves_nothing_to_dispute(
    accounts: Accounts, account: Account, disputes: Disputes, requests: Requests, engine: Engine
) -> None:
    requests.ask_deletion(account.id, wait=timedelta(0), within=timedelta(days=1))
    done, dispute = all_at_once(
        lambda: list(carry_out(engine, clock=lambda: NOW)), lambda: disputes.open(new_dispute())
    )
    if isinstance(dispute, Dispute):
        assert done in ([], [Done.REVOKED])
        assert accounts.get(account.id) is not None
    else:
        assert (done, dispute) == ([Done.DELETED], DisputeRefusal.NO_ACCOUNT)
        assert accounts.get(account.id) is None
    assert whole(engine)


def test_a_deletion_asked_for_before_a_dispute_deletes_nothing_once_it_is_decided(
    accounts: Accounts, account: Account, disputes: Disputes, requests: Requests, engine: Engine
) -> None:
    requests.ask_deletion(account.id, wait=timedelta(0), within=timedelta(days=1))
    dispute = disputes.open(new_dispute())
    assert isinstance(dispute, Dispute)
    disputes.propose(dispute.id, Decision.RESTORE, version=1, by="first", reason="x", reasons="y")
    version = getattr(disputes.get(dispute.id), "version", 0)
    all_at_once(
        lambda: list(carry_out(engine, clock=lambda: NOW)),
        lambda: disputes.decide(dispute.id, version=version, by="second", reason="x"),
    )
    assert list(carry_out(engine, clock=lambda: NOW)) == []
    assert accounts.get(account.id) is not None
    assert whole(engine)
