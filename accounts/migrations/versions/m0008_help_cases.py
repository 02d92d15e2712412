"""Add requests for help at an office."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "help_cases",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("reference_digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("claim", sa.Text, nullable=True),
        sa.Column("account_id", sa.String(36), nullable=True),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("deadline_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_help_cases"),
        sa.UniqueConstraint("reference_digest", name="uq_help_cases_reference_digest"),
    )
    op.create_index("ix_help_cases_deadline_at", "help_cases", ["deadline_at"])


def downgrade() -> None:
    """Refuse: the references that people hold would be unknown."""
    raise NotImplementedError("restore a backup instead")
