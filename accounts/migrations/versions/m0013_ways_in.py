"""Add to accounts: the generation of their ways in, the language of messages, the time of a stop."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; the language is that of the first consent, where there is one."""
    op.add_column("accounts", sa.Column("generation", sa.Integer, nullable=False, server_default="0"))
    op.add_column("accounts", sa.Column("language", sa.String(8)))
    op.add_column("accounts", sa.Column("stopped_at", UtcDateTime))
    op.execute(
        "UPDATE accounts SET language = (SELECT language FROM consents WHERE consents.id = "
        "(SELECT MIN(id) FROM consents WHERE consents.account_id = accounts.id))"
    )


def downgrade() -> None:
    """Refuse: what a change of a way in has ended would go on again."""
    raise NotImplementedError("restore a backup instead")
