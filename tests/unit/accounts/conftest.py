"""An empty, migrated database of either kind, and the accounts in it."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from accounts.account.records import Account, AlreadyExists, NewAccount
from accounts.account.store import Accounts
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import make_engine
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a database: empty, or migrated already where the test asks for its `engine`."""
    state = "migrated_{}" if "engine" in request.fixturenames else "{}_url"
    return str(request.getfixturevalue(state.format(request.param)))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated database without accounts, once SQLite and once PostgreSQL."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def accounts(engine: Engine) -> Accounts:
    return Accounts(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)


@pytest.fixture
def opened(accounts: Accounts) -> Callable[[NewAccount], Account]:
    """Open an account that cannot exist yet."""

    def open_one(new: NewAccount) -> Account:
        outcome = accounts.open(new)
        assert not isinstance(outcome, AlreadyExists)
        return outcome

    return open_one
