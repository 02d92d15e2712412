"""Add continuation links, with which a citizen continues on the phone what began elsewhere."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "continuation_links",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("target_id", sa.String(64), nullable=False),
        sa.Column("issued_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("redeemed_at", UtcDateTime, nullable=True),
        sa.Column("redeemed_by", sa.String(64), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime, nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_continuation_links"),
    )
    op.create_index("ix_continuation_links_target_id", "continuation_links", ["target_id"])
    op.create_index("ix_continuation_links_expires_at", "continuation_links", ["expires_at"])


def downgrade() -> None:
    """Refuse: links on people's phones would stop working."""
    raise NotImplementedError("restore a backup instead")
