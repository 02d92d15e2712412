"""Databases that are migrated already: the way there is gone once a test process, and then copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.storage.database import make_engine, upgrade
from tests.support.services import PostgreSql


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new SQLite database, migrated; to be copied."""
    file = tmp_path_factory.mktemp("accounts") / "template.sqlite3"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def migrated_sqlite(migrated_database: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite database of the test's own."""
    return f"sqlite:///{shutil.copy(migrated_database, tmp_path / 'accounts.sqlite3')}"


@pytest.fixture(scope="session")
def postgresql_template(postgresql_process: PostgreSql) -> str:
    """A new PostgreSQL database, migrated; to be copied."""
    url = postgresql_process.new_database()
    _migrate(url)
    return url


@pytest.fixture
def migrated_postgresql(postgresql_process: PostgreSql, postgresql_template: str) -> Iterator[str]:
    """The address of a migrated PostgreSQL database of the test's own."""
    url = postgresql_process.new_database(like=postgresql_template)
    yield url
    postgresql_process.drop_database(url)


def _migrate(url: str) -> None:
    engine = make_engine(url)
    upgrade(engine)
    engine.dispose()
