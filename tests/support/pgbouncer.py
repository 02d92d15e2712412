"""A real PgBouncer in transaction mode in front of the tests' PostgreSQL, on a Unix socket."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.services import POSTGRESQL_USER, PostgreSql

CONFIGURATION = """
[databases]
* = host={behind} user=postgres
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = 2
server_check_delay = 0
logfile = {folder}/log
pidfile = {folder}/pid
"""


@pytest.fixture(scope="session")
def pgbouncer(postgresql_process: PostgreSql, short_folder: Path) -> Iterator[Path]:
    """The folder of the pooler's socket; each database is reached by the name that it has behind."""
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    if not Path(program).exists():
        raise RuntimeError("pgbouncer is missing: install the package pgbouncer (or run make test as root)")
    folder = short_folder / "pgbouncer"
    folder.mkdir()
    (folder / "ini").write_text(
        CONFIGURATION.format(behind=short_folder / "postgresql", folder=folder), encoding="utf-8"
    )
    as_user = []
    if os.geteuid() == 0:
        shutil.chown(folder, user=POSTGRESQL_USER)
        as_user = ["runuser", "-u", POSTGRESQL_USER, "--"]
    running = subprocess.Popen([*as_user, program, "-q", str(folder / "ini")], cwd="/")
    try:
        _wait_for(folder)
        yield folder
    finally:
        running.terminate()
        running.wait(timeout=10)


def _wait_for(folder: Path) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            with psycopg.connect(host=str(folder), port=6432, user=POSTGRESQL_USER, dbname="postgres"):
                return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
