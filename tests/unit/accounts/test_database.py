"""The schema comes from migrations alone, and they agree with the models."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from accounts.account.records import AccountFacts
from accounts.account.rows import SEALED_COLUMNS, AccountRow
from accounts.rotation import TABLES
from accounts.storage.base import Base
from accounts.storage.database import make_engine, reading, upgrade


def test_migrations_make_the_tables_the_models_describe(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert TABLES  # whose modules are then known to the metadata
        assert compare_metadata(context, Base.metadata) == []
    assert {table.row.__tablename__ for table in TABLES.values()} <= set(Base.metadata.tables)


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    with reading(engine) as session:
        assert session.execute(text("SELECT count(*) FROM audit_head")).scalar() == 1


def test_every_fact_of_an_account_has_its_column() -> None:
    facts = set(AccountFacts.__dataclass_fields__)
    columns = {column.name for column in AccountRow.__table__.columns}
    assert facts <= columns
    assert facts >= set(SEALED_COLUMNS)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_writes_ahead_waits_at_most_a_second_and_survives_a_power_cut(engine: Engine) -> None:
    with reading(engine) as session:
        found = [
            session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "busy_timeout")
        ]
        synchronous = session.execute(text("PRAGMA synchronous")).scalar()
    assert found == ["wal", 1000]
    assert synchronous == 2  # FULL


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/accounts"])
def test_a_database_of_another_kind_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="SQLite file or in PostgreSQL"):
        make_engine(url)


def test_a_database_address_without_a_driver_uses_the_installed_driver() -> None:
    assert make_engine("postgresql://somebody@/accounts").url.drivername == "postgresql+psycopg"
