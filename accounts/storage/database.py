"""How the accounts' database is reached: SQLite in WAL alone, PostgreSQL by psycopg in production.

`reading` and `writing` are the only doors. Inside them nothing may wait for anything but the database: under
gevent a lock of SQLite held by one greenlet can never be waited for by another of the same process.
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

BUSY_TIMEOUT_SECONDS = 1.0  # at most 1 s: SQLite waits in C, and so does every greenlet of the process
LOCK_TIMEOUT_SECONDS = 5
POOL_TIMEOUT_SECONDS = 5
MIGRATIONS = Path(__file__).parents[1] / "migrations"
MIGRATION_LOCK = 0x0C0A50  # any constant of our own: PostgreSQL's advisory locks are named by number


class Unavailable(Exception):
    """The database did not answer in time; nothing was changed and it is safe to try again."""

    def __init__(self, *, retry_after_seconds: int = 2) -> None:
        super().__init__("the accounts' database is not available")
        self.retry_after_seconds = retry_after_seconds


def make_engine(url: str) -> Engine:
    """Return an engine for ``sqlite:////path/accounts.sqlite3`` or ``postgresql+psycopg://…``.

    Parameters never appear in its errors or logs.

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
    """Give a session that only reads.

    Raises:
        Unavailable: the database is down or busy.
    """
    with _translated(), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Give a session whose changes are kept together when the block ends, and dropped when it raises.

    Raises:
        Unavailable: the database is down or busy.
    """
    writer = engine.execution_options(accounts_writes=True)
    with _translated(), Session(writer, expire_on_commit=False) as session, session.begin():
        yield session


def upgrade(engine: Engine) -> None:
    """Bring the schema to this version; in several processes at once the others wait for the first.

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
    """Set what SQLite forgets between connections.

    ``synchronous=FULL``: in WAL mode NORMAL may lose the last commits when the power fails, and a citizen who
    was told "registered" has to find the account again (https://www.sqlite.org/pragma.html#pragma_synchronous).
    """
    connection.isolation_level = None  # the driver begins nothing by itself; _begin_sqlite does
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _write_ahead(connection: SqliteConnection) -> None:
    """Switch to WAL, trying again ourselves for as long as SQLite waits elsewhere.

    The mode is a property of the file, so only its very first connection switches. Two processes may be first
    at once, and then one was seen to be refused at once, whatever the busy timeout.
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
    """Take the write lock at once where something will be written: upgrading later cannot wait."""
    writes = connection.get_execution_options().get("accounts_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
