"""Add holders' requests: withdrawing a consent, deleting the account."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Create the table. A withdrawn consent gets a row of its own, because rows are never changed."""
    op.execute(
        "ALTER TABLE consents ADD COLUMN act VARCHAR(16) DEFAULT 'given' NOT NULL "
        "CONSTRAINT ck_consents_act CHECK (act IN ('given', 'withdrawn'))"
    )
    op.create_table(
        "account_requests",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("purpose", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("not_before", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime, nullable=True),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account_requests"),
        sa.CheckConstraint("kind IN ('withdrawal', 'deletion')", name=op.f("ck_account_requests_kind")),
        sa.CheckConstraint(
            "outcome IN ('', 'carried_out', 'revoked')", name=op.f("ck_account_requests_outcome")
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome = '')", name=op.f("ck_account_requests_ended")),
    )
    open_only = {"sqlite_where": OPEN, "postgresql_where": OPEN}
    columns = ["account_id", "kind", "purpose"]
    op.create_index("ix_account_requests_one_open", "account_requests", columns, unique=True, **open_only)
    op.create_index("ix_account_requests_not_before", "account_requests", ["not_before"], **open_only)


def downgrade() -> None:
    """Refuse: open requests would be lost."""
    raise NotImplementedError("restore a backup instead")
