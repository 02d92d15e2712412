"""Add what an organisation is known by, and to disputes the reasons, appeals and renewed viewing codes."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, empty, and the table of e-mail addresses by which organisations are found."""
    op.add_column("accounts", sa.Column("known_by", sa.Text))
    op.create_table(
        "account_emails",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column(
            "account_id", sa.String(36), sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
        ),
    )
    op.create_index("ix_account_emails_account_id", "account_emails", ["account_id"])
    op.add_column("disputes", sa.Column("reasons", sa.Text))
    op.add_column("disputes", sa.Column("code_compared_by", sa.String(36)))
    op.add_column("disputes", sa.Column("code_compared_at", UtcDateTime))
    op.add_column("disputes", sa.Column("appealed_at", UtcDateTime))
    op.create_index("ix_disputes_appealed_at", "disputes", ["appealed_at"])


def downgrade() -> None:
    """Refuse: reasons and appeals of disputes would be lost."""
    raise NotImplementedError("restore a backup instead")
