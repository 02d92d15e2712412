"""Add authenticator apps, recovery codes and known browsers of accounts."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "authenticator_apps",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("turned_on_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_authenticator_apps"),
        sa.ForeignKeyConstraint(
            ["id"], ["accounts.id"], ondelete="CASCADE", name="fk_authenticator_apps_id"
        ),
    )
    _of_account("recovery_codes")
    _of_account("known_devices", sa.Column("seen_at", UtcDateTime, nullable=False))


def _of_account(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("digest", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], ondelete="CASCADE", name=f"fk_{table}_account_id"
        ),
    )
    op.create_index(f"ix_{table}_account_id", table, ["account_id"])


def downgrade() -> None:
    """Refuse: accounts with an app would lose their second factor."""
    raise NotImplementedError("restore a backup instead")
