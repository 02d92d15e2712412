"""Add each account's standing: active, frozen or closed."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; every existing account is active. SQLite can add a check only inside the new column."""
    op.execute(
        "ALTER TABLE accounts ADD COLUMN standing VARCHAR(16) DEFAULT 'active' NOT NULL "
        "CONSTRAINT ck_accounts_standing CHECK (standing IN ('active', 'frozen', 'closed'))"
    )


def downgrade() -> None:
    """Refuse: a frozen account would be open again."""
    raise NotImplementedError("restore a backup instead")
