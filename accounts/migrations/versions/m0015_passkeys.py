"""Add the passkeys of accounts and of staff."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables; they differ in whose the passkeys are."""
    for table, owner, owners in (
        ("passkeys", "account_id", "accounts"),
        ("staff_passkeys", "staff_id", "staff"),
    ):
        op.create_table(
            table,
            sa.Column("id", sa.String(32), nullable=False),
            sa.Column(owner, sa.String(36), nullable=False),
            sa.Column("digest", sa.String(64), nullable=False),
            sa.Column("credential_id", sa.Text, nullable=False),
            sa.Column("public_key", sa.Text, nullable=False),
            sa.Column("name", sa.Text, nullable=False),
            sa.Column("sign_count", sa.BigInteger, nullable=False),
            sa.Column("is_backup_eligible", sa.Boolean, nullable=False),
            sa.Column("is_backed_up", sa.Boolean, nullable=False),
            sa.Column("transports", sa.String(100), nullable=False),
            sa.Column("added_at", UtcDateTime, nullable=False),
            sa.Column("used_at", UtcDateTime),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            sa.ForeignKeyConstraint(
                [owner], [f"{owners}.id"], ondelete="CASCADE", name=f"fk_{table}_{owner}"
            ),
        )
        op.create_index(f"ix_{table}_{owner}", table, [owner])
        op.create_index(f"ix_{table}_digest", table, ["digest"], unique=True)


def downgrade() -> None:
    """Refuse: people would no longer get in with their passkeys."""
    raise NotImplementedError("restore a backup instead")
