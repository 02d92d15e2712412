"""A database that is thrown away: an SQLite file that comes into being, migrated, when it is first used."""

import os
import secrets
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from accounts.storage.database import make_engine, upgrade


def temporary_engine(file: Path) -> Engine:
    """Return an engine for *file*, which is made, empty and migrated, at the first connection."""
    engine = make_engine(f"sqlite:///{file}")

    def make_it(*_connection: Any) -> None:
        if not file.exists():
            _copy_to(file)

    event.listen(engine, "do_connect", make_it)
    return engine


def throw_away(file: Path) -> None:
    """Delete the database and what SQLite keeps beside it."""
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        (file.parent / name).unlink(missing_ok=True)


def _copy_to(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    beside.write_bytes(_migrated())
    with suppress(FileExistsError):  # another process was faster
        os.link(beside, file)
    beside.unlink()


@cache
def _migrated() -> bytes:
    """Return the bytes of a new, migrated database. Migrating takes a second, a copy a millisecond."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.sqlite3"
        engine = make_engine(f"sqlite:///{file}")
        upgrade(engine)
        engine.dispose()  # the last connection moves SQLite's log into the file
        return file.read_bytes()
