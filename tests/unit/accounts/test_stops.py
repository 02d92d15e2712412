"""A stop freezes an account until a proof opens it; it hands nothing back, and a dispute outranks it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine

from accounts.account.records import Account, AccountEvent, Standing
from accounts.account.store import Accounts
from accounts.disputes.records import Decision, Dispute
from accounts.disputes.store import Disputes
from accounts.links import LinkKind, LinkRefusal, Links
from accounts.requests.keeping import carry_out
from accounts.requests.store import Requests
from accounts.second_factors.store import SecondFactors
from accounts.stops.store import RestoreRefusal, Stops
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.ways_back import NewWaysIn
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW, close, person
from tests.unit.accounts.test_at_the_same_time import all_at_once
from tests.unit.accounts.test_disputes import disputes, new_dispute
from tests.unit.accounts.test_links import TEN_DAYS

__all__ = ["disputes"]

RACE = 50
NEW = NewWaysIn(method="sim_signature", proved_by="signature", password_hash="$argon2id$holders")


@pytest.fixture
def account(opened: Callable[..., Account]) -> Account:
    return opened(person())


@pytest.fixture
def stops(engine: Engine) -> Stops:
    return Stops(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)


@pytest.fixture
def factors(engine: Engine) -> SecondFactors:
    return SecondFactors(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)


def now(accounts: Accounts, account: Account) -> Account:
    found = accounts.get(account.id)
    assert found is not None
    return found


def test_a_stop_freezes_once_however_often_it_is_pressed(
    accounts: Accounts, account: Account, stops: Stops
) -> None:
    assert all_at_once(*[partial(stops.stop, account.id)] * 6) == [True] * 6
    stopped = now(accounts, account)
    assert (stopped.standing, stopped.stopped_at, stopped.generation) == (Standing.FROZEN, NOW, 1)
    assert [entry.event for entry in accounts.history(account.id)] == [
        AccountEvent.STOPPED,
        AccountEvent.OPENED,
    ]


def test_a_closed_or_unknown_account_is_not_stopped(engine: Engine, account: Account, stops: Stops) -> None:
    close(engine, account.id)
    assert not stops.stop(account.id)
    assert not stops.stop("nobody")


def test_nothing_but_a_proof_opens_a_stopped_account(
    accounts: Accounts, account: Account, stops: Stops
) -> None:
    stops.stop(account.id)
    assert not accounts.restore(account.id)
    assert now(accounts, account).standing is Standing.FROZEN


def test_a_proved_holder_opens_it_with_new_ways_in(
    accounts: Accounts, account: Account, stops: Stops, factors: SecondFactors
) -> None:
    factors.turn_on(account.id, secret="A" * 32, step=1, generation=0)
    stops.stop(account.id)
    new = NewWaysIn(
        method="sim_signature",
        proved_by="signature",
        password_hash="$argon2id$holders",
        phone_number="+84900000009",
        keeps_app=False,
    )
    assert stops.restore(account.id, new, generation=2) is None
    after = now(accounts, account)
    assert (after.is_active, after.is_stopped, after.password_hash) == (True, False, "$argon2id$holders")
    assert (after.phone_number, factors.has_app(account.id)) == ("+84900000009", False)
    assert {entry.event for entry in accounts.history(account.id, limit=4)} == {
        AccountEvent.RESTORED,
        AccountEvent.PASSWORD_RESET,
        AccountEvent.PHONE_CHANGED,
        AccountEvent.APP_TURNED_OFF,
    }
    assert stops.restore(account.id, new, generation=3) is RestoreRefusal.NOT_STOPPED


@pytest.mark.parametrize("phone_number", [None, "+84900000009"], ids=["the phone stays", "another phone"])
@pytest.mark.parametrize("kept", ["", "holders", "a browser that the account does not know"])
def test_no_browser_from_before_a_stop_is_known_but_the_holders(
    account: Account, stops: Stops, factors: SecondFactors, phone_number: str | None, kept: str
) -> None:
    for cookie in ("thiefs", "holders"):
        factors.remember_device(account.id, cookie, sign_in={})
    stops.stop(account.id)
    new = replace(NEW, phone_number=phone_number, browser=kept)
    assert stops.restore(account.id, new, generation=1) is None
    known = [one for one in ("thiefs", "holders", kept) if one and factors.known_device(account.id, [one])]
    assert set(known) == ({"holders"} if kept == "holders" else set())


def test_a_thiefs_deletion_does_not_outlive_a_stop(
    engine: Engine, accounts: Accounts, account: Account, stops: Stops
) -> None:
    requests = Requests(engine, cipher=FieldCipher([KEY]), clock=lambda: NOW)
    requests.ask_deletion(account.id, wait=timedelta(0), within=timedelta(days=1))
    stops.stop(account.id)
    assert list(carry_out(engine, clock=lambda: NOW)) == []
    assert stops.restore(account.id, NEW, generation=now(accounts, account).generation) is None
    assert list(carry_out(engine, clock=lambda: NOW)) == []
    assert now(accounts, account).is_active


def test_a_proof_from_before_the_stop_opens_nothing(account: Account, stops: Stops) -> None:
    stops.stop(account.id)
    assert stops.restore(account.id, NEW, generation=0) is RestoreRefusal.NOT_STOPPED


def test_a_dispute_outranks_a_proof_after_a_stop(
    accounts: Accounts, account: Account, stops: Stops, disputes: Disputes
) -> None:
    dispute = disputes.open(new_dispute())
    assert isinstance(dispute, Dispute)
    stops.stop(account.id)
    generation = now(accounts, account).generation
    assert stops.restore(account.id, NEW, generation=generation) is RestoreRefusal.DISPUTED


@pytest.mark.parametrize("ends", ["withdrawn", "decided"])
def test_the_end_of_a_dispute_does_not_lift_a_stop(
    accounts: Accounts, account: Account, stops: Stops, disputes: Disputes, ends: str
) -> None:
    dispute = disputes.open(new_dispute())
    assert isinstance(dispute, Dispute)
    stops.stop(account.id)
    if ends == "withdrawn":
        assert disputes.withdraw(dispute.id)
    else:
        disputes.propose(dispute.id, Decision.RESTORE, version=1, by="first", reason="x", reasons="y")
        disputes.decide(dispute.id, version=2, by="second", reason="x")
    after = now(accounts, account)
    assert (after.standing, after.is_stopped) == (Standing.FROZEN, True)
    assert stops.restore(account.id, NEW, generation=after.generation) is None


@pytest.mark.parametrize("acts", [("stop", "hold"), ("hold", "stop")])
def test_a_thief_with_a_stop_code_and_a_proof_can_not_undo_the_hotlines_freeze(
    accounts: Accounts, account: Account, stops: Stops, acts: tuple[str, str]
) -> None:
    for act in acts:
        assert getattr(stops, act)(account.id)
    generation = now(accounts, account).generation
    assert generation == len(acts)  # what was proved between the two counts no more
    assert stops.restore(account.id, NEW, generation=generation) is RestoreRefusal.HELD
    assert now(accounts, account).standing is Standing.FROZEN
    assert stops.end_hold(account.id)
    after = now(accounts, account)
    assert (after.standing, after.is_stopped) == (Standing.FROZEN, True)
    assert stops.restore(account.id, NEW, generation=after.generation) is None
    assert now(accounts, account).is_active


def test_the_hotline_holds_an_account_once_and_again_after_it_was_undone(
    accounts: Accounts, account: Account, stops: Stops
) -> None:
    for _time in range(2):
        assert all_at_once(*[partial(stops.hold, account.id)] * 6).count(True) == 1
        assert now(accounts, account).is_held
        assert all_at_once(*[partial(stops.end_hold, account.id)] * 6).count(True) == 1
        after = now(accounts, account)
        assert (after.is_held, after.is_stopped) == (False, True)
        assert stops.restore(account.id, NEW, generation=after.generation) is None
        assert now(accounts, account).is_active


def test_a_stranger_can_not_keep_a_dispute_away_by_stopping_their_own_account(
    account: Account, stops: Stops, disputes: Disputes
) -> None:
    stops.stop(account.id)
    assert isinstance(disputes.open(new_dispute()), Dispute)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_of_fifty_uses_of_one_stop_code_one_counts(engine: Engine, account: Account) -> None:
    links = Links(engine, lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)
    code = links.issue_code(LinkKind.STOP, account.id, TEN_DAYS)
    outcomes = all_at_once(*[partial(links.redeem, code, by=f"browser-{n}") for n in range(RACE)])
    assert outcomes.count(LinkRefusal.USED) == RACE - 1
