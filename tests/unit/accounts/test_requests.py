"""Holders' requests about their data are recorded once, can be revoked in time, and are done when due."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, select, text

from accounts import audit
from accounts.account.records import Account, AccountEvent, AlreadyExists, NewAccount
from accounts.account.rows import AccountRow, ConsentRow, IdentityRow
from accounts.account.standing import NotActive, UnknownAccount, active_only
from accounts.account.store import Accounts
from accounts.commands import main
from accounts.requests.keeping import Done, carry_out
from accounts.requests.store import HolderRequest, RequestKind, RequestRefusal, Requests
from accounts.storage.base import Base
from accounts.storage.ciphers import FieldCipher
from accounts.storage.database import reading, writing
from accounts.working_days import working_days_later
from identity.claims import Claims
from identity.subject import Subject
from tests.unit.accounts.people import CONSENT, KEY, NOW, PERSONAL, close, person
from tests.unit.accounts.test_at_the_same_time import all_at_once

Open = Callable[[NewAccount], Account]
WAIT, WITHIN = timedelta(hours=72), timedelta(days=20)
LATER = NOW + WAIT


@pytest.fixture
def requests(engine: Engine) -> Requests:
    return Requests(engine, cipher=FieldCipher([KEY]), clock=lambda: NOW)


@pytest.fixture
def account(opened: Open) -> Account:
    return opened(person())


def ask(requests: Requests, account: Account) -> HolderRequest:
    asked = requests.ask_deletion(account.id, wait=WAIT, within=WITHIN)
    assert isinstance(asked, HolderRequest)
    return asked


def withdraw(requests: Requests, account: Account) -> HolderRequest | RequestRefusal:
    return requests.withdraw(account.id, CONSENT.purpose, language="vi", within_working_days=2)


def done(engine: Engine, at: datetime = LATER) -> list[Done]:
    return list(carry_out(engine, clock=lambda: at))


def events(accounts: Accounts, account: Account) -> list[AccountEvent]:
    return [entry.event for entry in accounts.history(account.id)]


# ---------------------------------------------------------------- deletion
def test_a_deletion_has_a_time_to_revoke_it_and_a_date_by_which_it_is_done(
    requests: Requests, account: Account
) -> None:
    asked = ask(requests, account)
    assert (asked.kind, asked.asked_at) == (RequestKind.DELETION, NOW)
    assert (asked.not_before, asked.due_at) == (NOW + WAIT, NOW + WITHIN)
    assert requests.open_of(account.id) == [asked]


def test_nothing_is_deleted_before_the_time_to_revoke_is_over(
    requests: Requests, account: Account, accounts: Accounts, engine: Engine
) -> None:
    ask(requests, account)
    assert done(engine, LATER - timedelta(seconds=1)) == []
    assert accounts.get(account.id) == account


def test_a_deleted_account_leaves_nothing_personal_and_the_audit_whole(
    requests: Requests, account: Account, accounts: Accounts, engine: Engine
) -> None:
    ask(requests, account)
    withdraw(requests, account)
    assert done(engine)[-1] is Done.DELETED
    assert accounts.get(account.id) is None
    assert accounts.with_phone(PERSONAL["phone_number"]) == []
    with reading(engine) as session:
        for row in (AccountRow, IdentityRow, ConsentRow):
            assert session.scalars(select(row)).all() == []
        assert isinstance(audit.verify(session), audit.Intact)
    assert events(accounts, account)[0] is AccountEvent.DELETED
    assert requests.open_of(account.id) == []


def test_a_deleted_citizen_may_register_again(
    requests: Requests, account: Account, accounts: Accounts, engine: Engine
) -> None:
    ask(requests, account)
    done(engine)
    again = accounts.open(person())
    assert isinstance(again, Account)
    assert events(accounts, again) == [AccountEvent.OPENED]


def test_a_revoked_deletion_deletes_nothing_and_may_be_asked_for_again(
    requests: Requests, account: Account, accounts: Accounts, engine: Engine
) -> None:
    ask(requests, account)
    assert requests.revoke_deletion(account.id)
    assert not requests.revoke_deletion(account.id)
    assert done(engine) == []
    assert accounts.get(account.id) == account
    ask(requests, account)
    assert done(engine) == [Done.DELETED]
    assert not requests.revoke_deletion(account.id)


def test_a_frozen_account_can_neither_be_deleted_nor_ask_for_it(
    requests: Requests, account: Account, accounts: Accounts, engine: Engine
) -> None:
    ask(requests, account)
    withdraw(requests, account)
    accounts.freeze(account.id)
    assert done(engine) == [Done.HELD]  # the withdrawal is answered later, the deletion is called off
    refused = [
        requests.ask_deletion(account.id, wait=WAIT, within=WITHIN),
        withdraw(requests, account),
    ]
    assert refused == [RequestRefusal.NOT_ACTIVE] * 2
    with pytest.raises(NotActive):
        requests.correct_email(account.id, None, generation=0)
    accounts.restore(account.id)
    assert done(engine) == [Done.ANSWERED]
    assert accounts.get(account.id) is not None


@pytest.mark.parametrize("of_an_older_release", [False, True])
def test_a_strangers_deletion_does_not_outlive_a_freeze(
    requests: Requests, account: Account, accounts: Accounts, engine: Engine, *, of_an_older_release: bool
) -> None:
    ask(requests, account)
    accounts.freeze(account.id)
    if of_an_older_release:  # which left the request open
        reopen(engine)
        assert done(engine) == [Done.HELD]
    accounts.restore(account.id)
    assert requests.open_of(account.id) == []
    assert done(engine) == []
    assert events(accounts, account).count(AccountEvent.DELETION_REVOKED) == 1 + of_an_older_release


def reopen(engine: Engine) -> None:
    with writing(engine) as session:
        session.execute(text("UPDATE account_requests SET ended_at = NULL, outcome = ''"))


def test_a_closed_account_is_deleted_as_well(
    requests: Requests, account: Account, accounts: Accounts, engine: Engine
) -> None:
    ask(requests, account)
    close(engine, account.id)
    assert done(engine) == [Done.DELETED]
    assert accounts.get(account.id) is None


def test_a_request_for_an_unknown_account_is_refused(requests: Requests) -> None:
    assert requests.ask_deletion("nobody", wait=WAIT, within=WITHIN) is RequestRefusal.NOT_ACTIVE
    assert not requests.revoke_deletion("nobody")


def test_deleting_an_account_deletes_every_row_that_refers_to_it() -> None:
    keys = [
        key
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "accounts"
    ]
    assert {key.parent.table.name for key in keys if key.ondelete != "CASCADE"} == set()


# ---------------------------------------------------------------- consents and corrections
def test_a_withdrawn_consent_keeps_its_own_row_and_gets_another(
    requests: Requests, account: Account, accounts: Accounts, engine: Engine
) -> None:
    asked = withdraw(requests, account)
    assert isinstance(asked, HolderRequest)
    assert withdraw(requests, account) == asked
    (consent,) = requests.consents_of(account.id)
    assert (consent.purpose, consent.given_at, consent.withdrawn_at) == (CONSENT.purpose, NOW, NOW)
    with reading(engine) as session:
        acts = session.execute(text("SELECT act, text_version FROM consents ORDER BY id")).all()
    assert acts == [("given", CONSENT.text_version), ("withdrawn", CONSENT.text_version)]
    assert done(engine, NOW) == [Done.ANSWERED]
    assert accounts.get(account.id) == account
    assert withdraw(requests, account) is RequestRefusal.NO_SUCH_CONSENT
    assert events(accounts, account)[:2] == [
        AccountEvent.WITHDRAWAL_ANSWERED,
        AccountEvent.CONSENT_WITHDRAWN,
    ]


def test_only_what_was_agreed_to_can_be_withdrawn(requests: Requests, opened: Open) -> None:
    account = opened(person(consents=(replace(CONSENT, purpose="another"),)))
    assert withdraw(requests, account) is RequestRefusal.NO_SUCH_CONSENT


def test_an_email_is_corrected_and_forgotten(
    requests: Requests, account: Account, accounts: Accounts, engine: Engine
) -> None:
    requests.correct_email(account.id, "moi@example.test", generation=0)
    assert accounts.get(account.id) == replace(account, email="moi@example.test", generation=1)
    with reading(engine) as session:
        assert "moi@" not in str(session.execute(text("SELECT email FROM accounts")).scalar())
    requests.correct_email(account.id, None, generation=1)
    assert accounts.get(account.id) == replace(account, email=None, generation=2)
    assert events(accounts, account)[0] is AccountEvent.EMAIL_CHANGED


@pytest.mark.parametrize(
    ("asked", "due"),
    [("2026-11-23", "2026-11-25"), ("2026-11-26", "2026-11-30"), ("2026-11-28", "2026-12-01")],
    ids=["monday", "thursday", "saturday"],
)
def test_working_days_are_monday_to_friday(asked: str, due: str) -> None:
    moment = datetime.fromisoformat(f"{asked}T03:00:00+00:00")
    assert working_days_later(moment, 2) == datetime.fromisoformat(f"{due}T03:00:00+00:00")


def test_a_day_is_the_one_in_viet_nam() -> None:
    friday_evening_there = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    saturday_there = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
    assert working_days_later(friday_evening_there, 1) == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    assert working_days_later(saturday_there, 1) == datetime(2026, 11, 29, 18, 0, tzinfo=UTC)


# ---------------------------------------------------------------- at the same time
def test_two_deletions_asked_for_at_once_are_one(
    requests: Requests, account: Account, accounts: Accounts
) -> None:
    asked = all_at_once(*[lambda: requests.ask_deletion(account.id, wait=WAIT, within=WITHIN)] * 4)
    assert len({one.asked_at for one in asked if isinstance(one, HolderRequest)}) == 1
    assert len(requests.open_of(account.id)) == 1
    assert events(accounts, account).count(AccountEvent.DELETION_ASKED) == 1


def test_two_runs_of_the_command_at_once_delete_once(
    requests: Requests, account: Account, accounts: Accounts, engine: Engine
) -> None:
    ask(requests, account)
    outcomes = all_at_once(*[lambda: done(engine)] * 3)
    assert [one for run in outcomes for one in run].count(Done.DELETED) == 1
    assert events(accounts, account).count(AccountEvent.DELETED) == 1


def test_a_deletion_revoked_while_it_is_carried_out_is_either_done_or_revoked(
    requests: Requests, account: Account, accounts: Accounts, engine: Engine
) -> None:
    ask(requests, account)
    revoked, outcome = all_at_once(
        lambda: requests.revoke_deletion(account.id), lambda: Done.DELETED in done(engine)
    )
    assert revoked is not outcome
    assert (accounts.get(account.id) is None) is outcome


def test_signing_in_and_a_deletion_at_once_leave_no_account_and_a_whole_audit(
    requests: Requests, account: Account, accounts: Accounts, engine: Engine
) -> None:
    ask(requests, account)
    all_at_once(
        lambda: done(engine) and None,
        partial(accounts.note, account.id, AccountEvent.SIGNED_IN),
        partial(accounts.upgrade_password_hash, account.id, verified="$argon2id$first", upgraded="$new"),
    )
    assert accounts.get(account.id) is None
    with pytest.raises(UnknownAccount):
        accounts.change_password(account.id, "$argon2id$second", generation=0)
    with reading(engine) as session:
        assert isinstance(audit.verify(session), audit.Intact)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_deletion_waits_for_a_transaction_that_changes_the_account(
    requests: Requests, account: Account, accounts: Accounts, engine: Engine
) -> None:
    ask(requests, account)
    with ThreadPoolExecutor(1) as thread:
        with writing(engine) as first:
            active_only(first, account.id)
            second = thread.submit(done, engine)
            waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            while not (second.done() or first.execute(waiting).scalar()):
                pass
            assert not second.done()
        assert second.result() == [Done.DELETED]
    assert accounts.get(account.id) is None


def test_registering_again_while_being_deleted_makes_at_most_one_account(
    requests: Requests, account: Account, accounts: Accounts, engine: Engine
) -> None:
    ask(requests, account)
    _done, answer = all_at_once(lambda: done(engine), lambda: accounts.open(person()))
    assert isinstance(answer, AlreadyExists | Account)
    found = accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=PERSONAL["citizen_number"]))
    assert (found is not None) is isinstance(answer, Account)


# ---------------------------------------------------------------- the command
def test_the_command_prints_its_results(
    requests: Requests,
    opened: Open,
    account: Account,
    database_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = opened(person(citizen_number="000190000002", old_identity_number=None))
    requests.ask_deletion(account.id, wait=timedelta(), within=WITHIN)
    withdraw(requests, other)
    assert main(["carry-out-requests"], {"DATABASE_URL": database_url}) == 0
    assert capsys.readouterr().out.startswith("1 withdrawals answered, 1 accounts deleted, 0 held")
    assert main(["carry-out-requests"], {"DATABASE_URL": database_url}) == 0
    assert capsys.readouterr().out.startswith("0 withdrawals answered, 0 accounts deleted, 0 held")
