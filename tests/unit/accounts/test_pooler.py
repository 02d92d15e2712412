"""Accounts work behind PgBouncer in transaction mode, where each transaction has another connection."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from accounts import audit
from accounts.account.records import Account, AccountEvent
from accounts.account.store import Accounts
from accounts.outbox import Notice, Outbox
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import Unavailable, make_engine, reading, takes_writes, upgrade, writing
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW, person
from tests.unit.accounts.test_at_the_same_time import all_at_once

PEOPLE = 36


@pytest.fixture
def pooled(migrated_postgresql: str, pgbouncer: Path) -> Iterator[Engine]:
    """A migrated database behind the pooler, which has two connections to it."""
    address = make_url(migrated_postgresql).update_query_dict({"host": str(pgbouncer), "port": "6432"})
    engine = make_engine(address.render_as_string(hide_password=False))
    yield engine
    engine.dispose()


def accounts_on(engine: Engine) -> Accounts:
    return Accounts(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)


def test_many_people_at_once_register_and_sign_in_behind_a_pooler(pooled: Engine) -> None:
    accounts = accounts_on(pooled)

    def register(number: int) -> Account:
        account = accounts.open(
            person(
                citizen_number=f"0001900001{number:02}",
                old_identity_number=None,
                tax_number=None,
                business_number=None,
            ),
            tell=[Notice(name="receipt", phone_number="+84900000001")],
        )
        assert isinstance(account, Account)
        accounts.change_password(account.id, "$argon2id$second", generation=0)
        accounts.note(account.id, AccountEvent.SIGNED_IN)
        return account

    for begin in range(0, PEOPLE, 12):
        opened = all_at_once(*[lambda one=one: register(one) for one in range(begin, begin + 12)])
        assert len({account.id for account in opened}) == 12
    with reading(pooled) as session:
        chain = audit.verify(session)
    assert isinstance(chain, audit.Intact)
    assert chain.entries == 3 * PEOPLE
    outbox = Outbox(pooled, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)
    assert len(outbox.take(limit=100)) == PEOPLE


def test_a_lock_behind_a_pooler_is_waited_for_five_seconds_and_not_for_ever(pooled: Engine) -> None:
    for _transaction in range(4):
        with writing(pooled) as session:
            assert session.execute(text("SHOW lock_timeout")).scalar() == "5s"
            assert session.execute(text("SHOW statement_timeout")).scalar() == "7s"


def test_a_time_out_of_one_transaction_does_not_reach_the_next(pooled: Engine) -> None:
    with reading(pooled):
        pass
    with pooled.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "0"


def test_migrating_works_behind_a_pooler(pooled: Engine) -> None:
    upgrade(pooled)
    assert takes_writes(pooled)


def test_a_server_that_ends_behind_the_pooler_is_not_our_mistake(pooled: Engine) -> None:
    with pytest.raises(Unavailable), writing(pooled) as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert takes_writes(pooled)
