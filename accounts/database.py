"""How the accounts' database is reached: SQLite in WAL alone, PostgreSQL by psycopg in production."""

from sqlalchemy import Engine


class Unavailable(Exception):
    """The database did not answer in time; nothing was changed and it is safe to try again."""

    def __init__(self, *, retry_after_seconds: int = 2) -> None:
        super().__init__("the accounts' database is not available")
        self.retry_after_seconds = retry_after_seconds


def make_engine(url: str) -> Engine:
    """Return an engine for ``sqlite:////path`` or ``postgresql+psycopg://…``."""
    raise NotImplementedError


def upgrade(engine: Engine) -> None:
    """Bring the schema to this version; safe to call in several processes at once."""
    raise NotImplementedError
