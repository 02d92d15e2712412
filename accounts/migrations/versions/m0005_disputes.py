"""Add disputes and their notes."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "disputes",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False, unique=True),
        sa.Column("code_digest", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("subject", sa.String(16), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("level", sa.SmallInteger, nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        *(sa.Column(name, UtcDateTime) for name in ("told_at", "answered_at", "decided_at", "ended_at")),
        sa.Column("proposal", sa.String(16)),
        sa.Column("proposed_by", sa.String(36)),
        sa.Column("decision", sa.String(16)),
        sa.Column("decided_by", sa.String(36)),
        sa.Column("phone_number", sa.Text, nullable=False),
        sa.Column("proof", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_disputes"),
    )
    op.create_index("ix_disputes_account_id", "disputes", ["account_id"])
    op.create_index("ix_disputes_due_at", "disputes", ["due_at"])
    op.create_table(
        "dispute_notes",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("dispute_id", sa.String(36), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dispute_notes"),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["disputes.id"], ondelete="CASCADE", name="fk_dispute_notes_dispute_id"
        ),
    )
    op.create_index("ix_dispute_notes_dispute_id", "dispute_notes", ["dispute_id"])


def downgrade() -> None:
    """Refuse: open disputes would never be decided."""
    raise NotImplementedError("restore a backup instead")
