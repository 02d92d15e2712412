"""How Alembic runs here: on the connection and in the transaction it is handed, without an ini file.

To write a new step, copy the last file of ``versions/``: the test that compares models with migrations
tells what is still missing.
"""

from alembic import context
from sqlalchemy import Connection

from accounts.models import Base

connection = context.config.attributes["connection"]
assert isinstance(connection, Connection)  # noqa: S101  # narrows Alembic's Any
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    transactional_ddl=True,  # SQLite can too, once its driver no longer commits by itself
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
