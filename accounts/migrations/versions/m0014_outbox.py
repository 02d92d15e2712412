"""Add the outbox of messages to owners, and the one row that a probe of the product's health writes."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("notice", sa.Text, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_due_at", "outbox", ["due_at"])
    probes = op.create_table(
        "probes",
        sa.Column("id", sa.SmallInteger, nullable=False),
        sa.Column("number", sa.SmallInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_probes"),
    )
    op.bulk_insert(probes, [{"id": 1, "number": 0}])


def downgrade() -> None:
    """Refuse: messages that wait would never be sent."""
    raise NotImplementedError("restore a backup instead")
