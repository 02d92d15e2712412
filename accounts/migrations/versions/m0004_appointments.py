"""Add appointments at a post office."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('waiting', 'compared', 'approved')")
COMPARED = sa.text("state IN ('compared', 'approved')")
STATES = "state IN ('waiting', 'compared', 'approved', 'rejected', 'withdrawn', 'late', 'done')"
FOUR_EYES = (
    "state NOT IN ('approved', 'done') OR "
    "(compared_by IS NOT NULL AND decided_by IS NOT NULL AND decided_by <> compared_by)"
)


def upgrade() -> None:
    """Create the table; a check in it demands that two people decide."""
    op.create_table(
        "appointments",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("reference_digest", sa.String(64), nullable=False),
        sa.Column("person_digest", sa.String(64), nullable=False),
        sa.Column("claim_digest", sa.String(64), nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("facts", sa.Text, nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("told_state", sa.String(16), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("deadline_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime, nullable=True),
        sa.Column("compared_by", sa.String(36), nullable=True),
        sa.Column("compared_at", UtcDateTime, nullable=True),
        sa.Column("document_digits", sa.Text, nullable=True),
        sa.Column("decided_by", sa.String(36), nullable=True),
        sa.Column("decided_at", UtcDateTime, nullable=True),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("account_id", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_appointments"),
        sa.CheckConstraint(STATES, name=op.f("ck_appointments_state")),
        sa.CheckConstraint(FOUR_EYES, name=op.f("ck_appointments_four_eyes")),
    )
    op.create_index("ix_appointments_reference_digest", "appointments", ["reference_digest"], unique=True)
    op.create_index("ix_appointments_person_digest", "appointments", ["person_digest"])
    op.create_index("ix_appointments_state", "appointments", ["state", "deadline_at"])
    for name, column, where in (
        ("ix_appointments_one_open_claim", "claim_digest", OPEN),
        ("ix_appointments_one_compared_person", "person_digest", COMPARED),
    ):
        op.create_index(
            name, "appointments", [column], unique=True, sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    """Refuse: dropping appointments is not a step back but a loss."""
    raise NotImplementedError("restore a backup instead")
