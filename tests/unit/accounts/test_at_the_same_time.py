"""However many register, sign in or migrate at the same time, it is as if one came after the other."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, text

from accounts import audit
from accounts.account.identities import claim, hashed
from accounts.account.records import Account, AccountEvent, AlreadyExists
from accounts.account.sealing import insert_sealed
from accounts.account.store import Accounts
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import Unavailable, make_engine, reading, upgrade, writing
from identity.claims import Claims
from identity.subject import Subject
from tests.unit.accounts.people import KEY, LOOKUP_KEY, PERSONAL, Outcome, patiently, person

RIVALS = 6
ROOT = Path(__file__).parents[3]


def all_at_once(*works: Callable[[], Outcome]) -> list[Outcome]:
    """Run each of *works* in a thread of its own, let go at the same moment."""
    barrier = Barrier(len(works))

    def one(work: Callable[[], Outcome]) -> Outcome:
        barrier.wait()
        return patiently(work)

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(one, works))


def verified(engine: Engine) -> audit.Intact | audit.Broken:
    with reading(engine) as session:
        return audit.verify(session)


def test_registrations_of_one_person_at_once_make_one_account(engine: Engine, accounts: Accounts) -> None:
    outcomes = all_at_once(*[lambda: accounts.open(person())] * RIVALS)
    (account,) = [outcome for outcome in outcomes if isinstance(outcome, Account)]
    assert outcomes.count(AlreadyExists(account.id)) == RIVALS - 1
    assert accounts.get(account.id) == account
    outcome = verified(engine)
    assert isinstance(outcome, audit.Intact)
    assert outcome.entries == 1


def test_one_person_under_different_numbers_at_once_makes_one_account(accounts: Accounts) -> None:
    citizen, old = PERSONAL["citizen_number"], PERSONAL["old_identity_number"]
    pairs = [(citizen, old), (old, citizen), (None, old), (citizen, old), (old, citizen), (None, old)]
    rivals = [person(citizen_number=one, old_identity_number=other) for one, other in pairs]
    outcomes = all_at_once(*[partial(accounts.open, rival) for rival in rivals])
    assert [type(outcome) for outcome in outcomes].count(Account) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_whoever_comes_second_waits_and_finds_the_first_ones_account(
    engine: Engine, accounts: Accounts
) -> None:
    new, lookup = person(), LookupKey(LOOKUP_KEY)
    with ThreadPoolExecutor(1) as thread:
        with writing(engine) as first:
            insert_sealed(first, "first", new, cipher=FieldCipher([KEY]), lookup=lookup)
            claim(
                first,
                "first",
                hashed(lookup, Claims(subject=Subject.CITIZEN, citizen_number=new.citizen_number)),
            )
            second = thread.submit(accounts.open, new)
            waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            while not (second.done() or first.execute(waiting).scalar()):
                pass
            assert not second.done()
        assert second.result() == AlreadyExists("first")


def test_processes_that_register_one_person_at_once_make_one_account(
    engine: Engine, database_url: str
) -> None:
    rivals = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.unit.accounts.rival", database_url],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(3)
    ]  # fmt: skip
    assert [rival.stdout.readline() for rival in rivals if rival.stdout] == ["ready\n"] * 3
    answers = all_at_once(*[partial(rival.communicate, "go\n") for rival in rivals])
    assert sorted(out for out, _ in answers) == ["exists", "exists", "opened"]
    assert isinstance(verified(engine), audit.Intact)


@pytest.mark.usefixtures("engine")
def test_greenlets_of_one_process_never_wait_for_each_other_in_vain(database_url: str) -> None:
    command = [sys.executable, "-m", "tests.unit.accounts.greenlets", database_url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert json.loads(done.stdout) == {"Account": 1, "AlreadyExists": 11, "entries": 13}


def test_the_audit_chain_stays_whole_under_many_writers(engine: Engine, accounts: Accounts) -> None:
    def sign_in_and_out() -> None:
        for event in (AccountEvent.SIGNED_IN, AccountEvent.SIGNED_OUT) * 3:
            patiently(partial(accounts.note, "somebody", event))

    all_at_once(*[sign_in_and_out] * RIVALS)
    outcome = verified(engine)
    assert isinstance(outcome, audit.Intact)
    assert outcome.entries == RIVALS * 6


def test_a_database_is_migrated_once_however_many_start(database_url: str) -> None:
    engines = [make_engine(database_url) for _ in range(3)]
    all_at_once(*[partial(upgrade, engine) for engine in engines])
    assert all(verified(engine) == audit.Intact(0, audit.BEFORE_THE_FIRST) for engine in engines)
    for engine in engines:
        engine.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_held_by_somebody_else_is_told_as_unavailable(engine: Engine, accounts: Accounts) -> None:
    with writing(engine) as session, ThreadPoolExecutor(1) as thread:
        session.execute(text("SELECT 1"))  # the lock is taken with the first statement
        pending = thread.submit(accounts.open, person())
        with pytest.raises(Unavailable) as silence:
            pending.result()
    assert silence.value.retry_after_seconds > 0
    assert isinstance(accounts.open(person()), Account)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_reading_goes_on_while_somebody_writes(engine: Engine, accounts: Accounts) -> None:
    with writing(engine) as session:
        session.execute(text("SELECT 1"))
        assert not accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=PERSONAL["citizen_number"]))


@pytest.mark.parametrize(
    "url",
    ["sqlite:////nowhere/accounts.sqlite3", "postgresql+psycopg://nobody@/none?host=/nowhere"],
)
def test_a_database_that_is_not_there_is_told_as_unavailable(url: str) -> None:
    with pytest.raises(Unavailable):
        upgrade(make_engine(url))
