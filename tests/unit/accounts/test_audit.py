"""What happened to an account is told in order, and nobody can change it unnoticed."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from accounts import audit
from accounts.account.records import Account, AccountEvent, NewAccount
from accounts.account.store import Accounts
from accounts.appointments.records import AppointmentEvent
from accounts.commands import main
from accounts.disputes.records import DisputeEvent
from accounts.staff.records import StaffEvent
from accounts.storage.database import reading, writing
from tests.unit.accounts.people import NOW, person

Open = Callable[[NewAccount], Account]
TRIGGERS = {
    "sqlite": ("audit_entries_no_update", "audit_entries_no_delete", "audit_head_no_delete"),
    "postgresql": ("audit_entries_only_grows",),
}


@pytest.fixture
def account(accounts: Accounts, opened: Open) -> Account:
    """An account with four entries: opened, signed in, failed, signed out."""
    account = opened(person())
    accounts.note(account.id, AccountEvent.SIGNED_IN, method="password")
    accounts.note(account.id, AccountEvent.SIGN_IN_FAILED, outcome="wrong_code")
    accounts.note(account.id, AccountEvent.SIGNED_OUT)
    return account


def verified(engine: Engine) -> audit.Intact | audit.Broken:
    with reading(engine) as session:
        return audit.verify(session)


def get_past_the_triggers(engine: Engine, statement: str) -> None:
    """Do what only the owner of the database can."""
    on_table = " ON audit_entries" if engine.dialect.name == "postgresql" else ""
    with writing(engine) as session:
        for trigger in TRIGGERS[engine.dialect.name]:
            session.execute(text(f"DROP TRIGGER {trigger}{on_table}"))
        session.execute(text(statement))


def test_history_is_told_newest_first(accounts: Accounts, account: Account) -> None:
    latest, before, *_ = accounts.history(account.id, limit=3)
    assert (latest.event, latest.codes, latest.at) == (AccountEvent.SIGNED_OUT, {}, NOW)
    assert (before.event, before.codes) == (AccountEvent.SIGN_IN_FAILED, {"outcome": "wrong_code"})
    assert len(accounts.history(account.id, limit=3)) == 3


def test_history_shows_nobody_elses(accounts: Accounts, opened: Open, account: Account) -> None:
    other = opened(person(citizen_number="000190000002", old_identity_number=None))
    assert [entry.event for entry in accounts.history(other.id)] == [AccountEvent.OPENED]
    assert len(accounts.history(account.id)) == 4


def test_an_untouched_chain_is_whole(engine: Engine, account: Account) -> None:
    outcome = verified(engine)
    assert isinstance(outcome, audit.Intact)
    assert outcome.entries == 4
    assert account.id not in outcome.last_hash


def test_an_empty_chain_is_whole(engine: Engine) -> None:
    assert verified(engine) == audit.Intact(0, audit.BEFORE_THE_FIRST)


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("UPDATE audit_entries SET event = 'signed_in' WHERE sequence = 3", 3),
        ("UPDATE audit_entries SET account_id = 'other' WHERE sequence = 2", 2),
        ("UPDATE audit_entries SET at = '2020-01-01 00:00:00.000000' WHERE sequence = 2", 2),
        ("UPDATE audit_entries SET codes = '{}' WHERE sequence = 1", 1),
        ("UPDATE audit_entries SET entry_hash = previous_hash WHERE sequence = 2", 2),
        ("UPDATE audit_entries SET sequence = 9 WHERE sequence = 4", 4),
        ("DELETE FROM audit_entries WHERE sequence = 2", 2),
        ("DELETE FROM audit_entries WHERE sequence = 1", 1),
        ("DELETE FROM audit_entries WHERE sequence = 4", 4),
        ("DELETE FROM audit_entries", 1),
        ("UPDATE audit_head SET entry_hash = 'other'", 4),
    ],
)
def test_the_first_entry_tampered_with_is_named(
    engine: Engine, account: Account, tampering: str, broken_at: int
) -> None:
    get_past_the_triggers(engine, tampering)
    assert verified(engine) == audit.Broken(broken_at)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_entries SET event = 'signed_in'",
        "DELETE FROM audit_entries WHERE sequence = 4",
        "DELETE FROM audit_head",
        "UPDATE consents SET purpose = 'anything'",
    ],
)
def test_the_database_itself_refuses_to_change_what_happened(
    engine: Engine, account: Account, tampering: str
) -> None:
    with pytest.raises(IntegrityError, match=r"only grows|stays"), writing(engine) as session:
        session.execute(text(tampering))
    assert isinstance(verified(engine), audit.Intact)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_entry_cannot_be_replaced_either(engine: Engine, account: Account) -> None:
    replace = "REPLACE INTO audit_entries SELECT sequence, at, 'x', event, codes, '', '' FROM audit_entries"
    with pytest.raises(IntegrityError, match="only grows"), writing(engine) as session:
        session.execute(text(replace))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["audit_entries", "audit_head"])
def test_the_audit_cannot_be_emptied_at_a_stroke_either(engine: Engine, account: Account, table: str) -> None:
    with pytest.raises(IntegrityError, match="only grows"), writing(engine) as session:
        session.execute(text(f"TRUNCATE {table}"))


@pytest.mark.parametrize(
    "word",
    ["Nguyễn Thị Thử", "000190000001", "n000190000001", "+84900000001", "thu@example.test", "", "a" * 41],
)
def test_the_audit_takes_no_names_and_no_numbers(accounts: Accounts, account: Account, word: str) -> None:
    with pytest.raises(ValueError, match="codes only"):
        accounts.note(account.id, AccountEvent.SIGNED_IN, outcome=word)
    assert len(accounts.history(account.id)) == 4


def test_whichever_kind_of_entry_is_tampered_with_verify_audit_names_it(
    engine: Engine, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kinds = [*AccountEvent, *AppointmentEvent, *DisputeEvent, *StaffEvent]
    with writing(engine) as session:
        for kind in kinds:
            audit.append(session, subject_id="somebody", event=kind, codes={"by": "first"}, at=NOW)
    get_past_the_triggers(engine, "UPDATE audit_entries SET codes = codes")
    assert verified(engine) == audit.Intact(len(kinds), getattr(verified(engine), "last_hash", ""))
    for sequence in range(1, len(kinds) + 1):
        rewrite(engine, sequence, "first", "other")
        assert verified(engine) == audit.Broken(sequence)
        assert main(["verify-audit"], {"DATABASE_URL": database_url}) == 1
        assert f"the chain is broken at entry {sequence}" in capsys.readouterr().out
        rewrite(engine, sequence, "other", "first")
    assert isinstance(verified(engine), audit.Intact)


def rewrite(engine: Engine, sequence: int, old: str, new: str) -> None:
    entry = text("UPDATE audit_entries SET codes = replace(codes, :old, :new) WHERE sequence = :sequence")
    with writing(engine) as session:
        session.execute(entry, {"old": old, "new": new, "sequence": sequence})
