"""Connects to the accounts' database: SQLite (WAL) on one machine, PostgreSQL by psycopg in production.

`reading` and `writing` are the only ways to a session. Code inside them must wait for nothing but the
database. Under gevent, if a greenlet holds SQLite's lock and waits for something else, the next greenlet
waits for that lock in C; this stops the whole process, the holder too, until the busy timeout.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError as SqliteOperationalError

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

BUSY_TIMEOUT_SECONDS = 1.0  # at most 1 s: SQLite waits in C, which stops every greenlet of the process
LOCK_TIMEOUT_SECONDS = 5
POOL_TIMEOUT_SECONDS = 5
MIGRATIONS = Path(__file__).parents[1] / "migrations"
MIGRATION_LOCK = 0x0C0A50  # any number of ours: PostgreSQL names advisory locks by numbers


class Unavailable(Exception):
    """The database did not answer in time. Nothing was changed, and it is safe to try again."""

    def __init__(self, *, retry_after_seconds: int = 2) -> None:
        super().__init__("the accounts' database is not available")
        self.retry_after_seconds = retry_after_seconds


def make_engine(url: str) -> Engine:
    """Return an engine for ``sqlite:////path/accounts.sqlite3`` or ``postgresql+psycopg://…``.

    The values in its statements never appear in errors or logs.

    Raises:
        ValueError: another kind of database, or SQLite without a file.
    """
    address = make_url(url)
    match address.get_backend_name():
        case "sqlite" if address.database not in {None, "", ":memory:"}:
            engine = create_engine(
                address,
                hide_parameters=True,
                pool_timeout=POOL_TIMEOUT_SECONDS,
                connect_args={"timeout": BUSY_TIMEOUT_SECONDS},
            )
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        case "postgresql":
            return create_engine(
                address.set(drivername="postgresql+psycopg"),
                hide_parameters=True,
                pool_pre_ping=True,
                pool_timeout=POOL_TIMEOUT_SECONDS,
                connect_args={
                    "connect_timeout": 5,
                    "options": f"-c lock_timeout={LOCK_TIMEOUT_SECONDS}s -c timezone=UTC",
                },
            )
        case _:
            raise ValueError("accounts live in a SQLite file or in PostgreSQL")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session for reading.

    Raises:
        Unavailable: the database is down or busy.
    """
    with _translated(), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Open a session for writing: its changes are committed when the block ends and rolled back if it raises.

    Raises:
        Unavailable: the database is down or busy.
    """
    writer = engine.execution_options(accounts_writes=True)
    with _translated(), Session(writer, expire_on_commit=False) as session, session.begin():
        yield session


def upgrade(engine: Engine) -> None:
    """Migrate the schema to this version. If several processes do so at once, the others wait for the first.

    Raises:
        Unavailable: the database is down or busy.
    """
    # Here and not at the top: the worker, which never migrates, starts without the 100 modules of alembic.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with writing(engine) as session:
        if engine.dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "head")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        raise Unavailable from error


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    """Set what SQLite does not remember from one connection to the next.

    ``synchronous=FULL``: in WAL mode NORMAL may lose the last commits when the power fails, but a citizen who
    saw "registered" must find the account again (https://www.sqlite.org/pragma.html#pragma_synchronous).
    """
    connection.isolation_level = None  # the driver begins no transaction by itself; _begin_sqlite does
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _write_ahead(connection: SqliteConnection) -> None:
    """Switch the file to WAL; if SQLite refuses, try again until the busy timeout.

    The mode is a property of the file, so only the very first connection switches. If two processes are first
    at once, SQLite was seen to refuse one of them immediately, whatever the busy timeout.
    """
    deadline = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except SqliteOperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the start: SQLite refuses to upgrade a read lock while another writes."""
    writes = connection.get_execution_options().get("accounts_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
