"""Connects to the accounts' database: SQLite (WAL) on one machine, PostgreSQL by psycopg in production.

`reading` and `writing` are the only ways to a session. Code inside them must wait for nothing but the
database. Under gevent, if a greenlet holds SQLite's lock and waits for something else, the next greenlet
waits for that lock in C; this stops the whole process, the holder too, until the busy timeout.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError as SqliteOperationalError

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from accounts.storage.sockets import ANSWER_SECONDS, CONNECT_ARGUMENTS, connect_with_deadline

BUSY_TIMEOUT_SECONDS = 1.0  # at most 1 s: SQLite waits in C, which stops every greenlet of the process
LOCK_TIMEOUT_SECONDS = 5
#: Less than `ANSWER_SECONDS`, so that the server gives up first and the connection stays usable.
STATEMENT_TIMEOUT_SECONDS = 7
POOL_TIMEOUT_SECONDS = 5
#: The SQLSTATEs (PostgreSQL, appendix A) that mean "not now", whatever exception the driver wraps them in.
#: A class is named by its first two signs. 08 connection, 40 rolled back (deadlock, serialization),
#: 53 resources, 57 operator (shutdown, cancelled by a time-out, cannot connect now), 58 system (disk),
#: 25006 read-only transaction (a standby), 55P03 lock not available.
NOT_NOW = ("08", "40", "53", "57", "58", "25006", "55P03")
_IS_READ_ONLY = "is_read_only"
MIGRATIONS = Path(__file__).parents[1] / "migrations"
MIGRATION_LOCK = 0x0C0A50  # any number of ours: PostgreSQL names advisory locks by numbers


class Unavailable(Exception):
    """The database did not answer in time. Nothing was changed, and it is safe to try again."""

    def __init__(self, *, retry_after_seconds: int = 2) -> None:
        super().__init__("the accounts' database is not available")
        self.retry_after_seconds = retry_after_seconds


def make_engine(url: str, *, answer_seconds: float | None = ANSWER_SECONDS) -> Engine:
    """Return an engine for ``sqlite:////path/accounts.sqlite3`` or ``postgresql+psycopg://…``.

    The values in its statements never appear in errors or logs. Nothing is set per connection that a pooler
    in transaction mode (PgBouncer) would lose or refuse: no startup options, no prepared statements.

    Args:
        answer_seconds: how long PostgreSQL may take to answer a statement; None: as long as it takes, for
            commands that read whole tables.

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
            engine = create_engine(
                address.set(drivername="postgresql+psycopg"),
                hide_parameters=True,
                pool_pre_ping=True,
                pool_timeout=POOL_TIMEOUT_SECONDS,
                connect_args=CONNECT_ARGUMENTS,
            )
            event.listen(engine, "do_connect", connect_with_deadline(answer_seconds))
            event.listen(
                engine, "begin", _bound_transaction(STATEMENT_TIMEOUT_SECONDS if answer_seconds else 0)
            )
            return engine
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
def looking(engine: Engine) -> Iterator[Connection]:
    """Open a connection for the reads of hot paths: bare statements, without the ORM and without a COMMIT.

    Its reads see one state of an SQLite file, and each its own state in PostgreSQL, as those of `reading` do.

    Raises:
        Unavailable: the database is down or busy.
    """
    with _translated(), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Open a session for writing: its changes are committed when the block ends and rolled back if it raises.

    Raises:
        Unavailable: the database is down or busy.
    """
    with _translated(), ExitStack() as stack:
        session = stack.enter_context(_begun(engine))
        if engine.dialect.name == "postgresql" and session.connection().info[_IS_READ_ONLY]:
            # After a failover behind one address the pool still holds connections to the old primary, which
            # answers and takes nothing. If the next one is read-only too, the first write is `Unavailable`.
            stack.close()
            engine.dispose()
            session = stack.enter_context(_begun(engine))
        yield session


@contextmanager
def _begun(engine: Engine) -> Iterator[Session]:
    writer = engine.execution_options(accounts_writes=True)
    with Session(writer, expire_on_commit=False) as session, session.begin():
        yield session


def takes_writes(engine: Engine) -> bool:
    """Tell whether the database takes a new value: one that answers questions may be a standby, or full."""
    try:
        with writing(engine) as session:
            session.execute(text("UPDATE probes SET number = 1 - number WHERE id = 1"))
    except Unavailable:
        return False
    return True


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
    except DBAPIError as error:
        if error.connection_invalidated or state_of(error).startswith(NOT_NOW):
            raise Unavailable from error
        raise


def state_of(error: DBAPIError) -> str:
    """Return the SQLSTATE of a driver's error; empty if it has none, as in SQLite."""
    return getattr(error.orig, "sqlstate", None) or ""


def _bound_transaction(statement_seconds: int) -> Callable[[Connection], None]:
    """Return what bounds each transaction. SET LOCAL, because a pooler gives each one another connection."""
    settings = {
        "lock_timeout": f"{LOCK_TIMEOUT_SECONDS}s",
        "statement_timeout": f"{statement_seconds}s",
        "timezone": "UTC",
    }
    local = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in settings.items())

    def bound(connection: Connection) -> None:
        found = connection.exec_driver_sql(f"SELECT {local}, current_setting('transaction_read_only')").one()
        connection.info[_IS_READ_ONLY] = found[-1] == "on"

    return bound


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
    if connection.get_execution_options().get("accounts_writes", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    driver = connection.connection.driver_connection
    assert isinstance(driver, SqliteConnection)  # noqa: S101  # this handles the event of SQLite alone
    driver.execute("BEGIN")  # without SQLAlchemy, which takes longer than the read: it waits for no lock
