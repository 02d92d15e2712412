"""Add the time since when an account's phone number is known to belong to another person."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; no number is known to be lost."""
    op.add_column("accounts", sa.Column("phone_lost_at", UtcDateTime))


def downgrade() -> None:
    """Refuse: codes would go to other people's phones again."""
    raise NotImplementedError("restore a backup instead")
