"""Accounts of level 3 whose sessions and flows are as they were: for tests that are not about the raise."""

from sqlalchemy import update

from accounts.account.rows import AccountRow
from accounts.storage.base import table_of
from accounts.storage.database import make_engine, writing
from bff.services import Services


def set_level(services: Services, account_id: str, level: int = 3) -> None:
    """Write the level alone, as a release did whose raises ended nothing."""
    accounts = table_of(AccountRow)
    engine = make_engine(services.settings.database_url)
    with writing(engine) as session:
        session.execute(update(accounts).where(accounts.c.id == account_id).values(level=level))
    engine.dispose()
