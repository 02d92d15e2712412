"""Add to disputes whether they froze the account, and to requests for help the two people who decide."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FOUR_EYES = (
    "state <> 'helped' OR "
    "(compared_by IS NOT NULL AND approved_by IS NOT NULL AND approved_by <> compared_by)"
)


def upgrade() -> None:
    """Add the columns. Every dispute until now froze its account; no case until now had two people.

    Cases that one clerk alone has helped with end: their link no longer leads to a new password.
    """
    op.add_column("disputes", sa.Column("freezes", sa.Boolean, nullable=False, server_default=sa.true()))
    op.execute("UPDATE help_cases SET state = 'refused', account_id = NULL WHERE state = 'helped'")
    with op.batch_alter_table("help_cases") as table:
        table.add_column(sa.Column("compared_by", sa.String(36)))
        table.add_column(sa.Column("compared_at", UtcDateTime))
        table.add_column(sa.Column("approved_by", sa.String(36)))
        table.create_check_constraint("ck_help_cases_four_eyes", FOUR_EYES)


def downgrade() -> None:
    """Refuse: cases that froze nothing would count as disputes that did."""
    raise NotImplementedError("restore a backup instead")
