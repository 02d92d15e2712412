"""Add staff, and the notes that staff write about their acts."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "staff",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("roles", sa.String(100), nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("standing", sa.Integer, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=True),
        sa.Column("totp_secret", sa.Text, nullable=True),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("name", name="uq_staff_name"),
    )
    op.create_table(
        "staff_notes",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("record_id", sa.String(36), nullable=False),
        sa.Column("staff_id", sa.String(36), nullable=False),
        sa.Column("written_at", UtcDateTime, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_notes"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_notes_staff_id"),
    )
    op.create_index("ix_staff_notes_record_id", "staff_notes", ["record_id"])
    op.create_index("ix_staff_notes_written_at", "staff_notes", ["written_at"])


def downgrade() -> None:
    """Refuse: staff could no longer sign in."""
    raise NotImplementedError("restore a backup instead")
