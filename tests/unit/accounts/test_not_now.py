"""A database that can not take a write now is `Unavailable`, whatever its driver calls that."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, make_url, text

from accounts.storage.database import Unavailable, make_engine, reading, takes_writes, writing
from accounts.storage.sockets import CONNECT_ARGUMENTS
from tests.support.silent_way import Way

WRITE = text("UPDATE probes SET number = 1 - number WHERE id = 1")


@pytest.fixture
def postgresql(migrated_postgresql: str) -> Iterator[Engine]:
    """A migrated PostgreSQL."""
    engine = make_engine(migrated_postgresql)
    yield engine
    engine.dispose()


def administer(url: str, statement: str) -> None:
    address = make_url(url)
    host = str(address.query["host"])
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(statement.replace("{name}", address.database or ""))


@pytest.mark.parametrize(
    "state",
    [
        "25006", "40001", "40P01", "53100", "53200", "53300", "55P03", "57014", "57P01", "57P02", "57P03",
        "58000", "58030", "08000", "08003", "08006", "08P01",
    ],
)  # fmt: skip
def test_no_state_of_a_failover_is_told_as_our_mistake(postgresql: Engine, state: str) -> None:
    raising = text(f"DO $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '{state}'; END $$")
    with pytest.raises(Unavailable), writing(postgresql) as session:
        session.execute(raising)


@pytest.mark.parametrize("state", ["22012", "23505", "42P01"])
def test_a_mistake_of_ours_is_not_told_as_a_busy_database(postgresql: Engine, state: str) -> None:
    raising = text(f"DO $$ BEGIN RAISE EXCEPTION 'wrong' USING ERRCODE = '{state}'; END $$")
    with pytest.raises(Exception, match="wrong") as raised, writing(postgresql) as session:
        session.execute(raising)
    assert not isinstance(raised.value, Unavailable)


def test_a_read_only_database_answers_and_takes_nothing(postgresql: Engine, migrated_postgresql: str) -> None:
    assert takes_writes(postgresql)
    administer(migrated_postgresql, 'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    postgresql.dispose()
    with reading(postgresql) as session:
        assert session.execute(text("SELECT count(*) FROM probes")).scalar() == 1
    assert not takes_writes(postgresql)
    with pytest.raises(Unavailable), writing(postgresql) as session:
        session.execute(WRITE)


def test_connections_to_a_former_primary_are_dropped_at_the_first_write(
    postgresql: Engine, migrated_postgresql: str
) -> None:
    administer(migrated_postgresql, 'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    with reading(postgresql) as session:
        old = session.execute(text("SELECT pg_backend_pid()")).scalar()
    administer(migrated_postgresql, 'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    with writing(postgresql) as session:
        session.execute(WRITE)
        assert session.execute(text("SELECT pg_backend_pid()")).scalar() != old


def test_each_transaction_is_bounded_without_any_setting_of_the_connection(postgresql: Engine) -> None:
    with reading(postgresql) as session:
        names = ("lock_timeout", "statement_timeout", "TimeZone")
        found = [session.execute(text(f"SHOW {name}")).scalar() for name in names]
    assert found == ["5s", "7s", "UTC"]
    with postgresql.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "0"
    assert "options" not in CONNECT_ARGUMENTS


def test_the_sockets_of_the_database_notice_a_silent_machine() -> None:
    assert {"keepalives_idle", "keepalives_interval", "tcp_user_timeout"} <= set(CONNECT_ARGUMENTS)


def test_a_connection_that_passes_nothing_on_is_given_up_and_replaced(
    migrated_postgresql: str, short_folder: Path
) -> None:
    behind, folder = str(make_url(migrated_postgresql).query["host"]), short_folder / "way"
    folder.mkdir()
    way = Way(folder / ".s.PGSQL.5432", f"{behind}/.s.PGSQL.5432")
    engine = make_engine(migrated_postgresql.replace(behind, str(folder)), answer_seconds=0.3)
    with reading(engine) as session:
        old = session.execute(text("SELECT pg_backend_pid()")).scalar()
    way.fall_silent()
    with reading(engine) as session:
        assert session.execute(text("SELECT pg_backend_pid()")).scalar() not in {old, None}
    engine.dispose()
    way.close()
