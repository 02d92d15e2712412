"""Runs Alembic on the connection and in the transaction of the caller, without an ini file.

To write a new step, copy the last file of ``versions/``. The test that compares models with migrations shows
what is missing.
"""

from alembic import context
from sqlalchemy import Connection

from accounts import audit, help_cases, links, outbox
from accounts.account import factor_rows
from accounts.account import rows as account_rows
from accounts.appointments import rows as appointment_rows
from accounts.disputes import rows as dispute_rows
from accounts.grants import rows as grant_rows
from accounts.portals import rows as portal_rows
from accounts.portals import sessions as portal_sessions
from accounts.push import rows as push_rows
from accounts.requests import rows as request_rows
from accounts.staff import rows as staff_rows
from accounts.storage.base import Base

#: Every module that declares a table: Alembic compares only the tables that were imported.
MODULES_WITH_TABLES = (
    account_rows,
    appointment_rows,
    audit,
    dispute_rows,
    grant_rows,
    help_cases,
    links,
    outbox,
    portal_rows,
    portal_sessions,
    push_rows,
    request_rows,
    factor_rows,
    staff_rows,
)

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
