"""Note which requests for help at an office came with a proof of work."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the requests that wait now count as made without work."""
    worked = sa.Column("worked", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.false())
    op.add_column("help_cases", worked)
    op.create_index("ix_help_cases_state_worked_made_at", "help_cases", ["state", "worked", "made_at"])


def downgrade() -> None:
    """Refuse: strangers could push the references of owners out again."""
    raise NotImplementedError("restore a backup instead")
