"""Add the keys for push services, the devices that asked to be told, and the messages that wait for them."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "push_keys",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("private_key", sa.Text, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_push_keys"),
        sa.UniqueConstraint("number", name="uq_push_keys_number"),
    )
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("about", sa.String(16), nullable=False),
        sa.Column("subject_id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36)),
        sa.Column("generation", sa.Integer, nullable=False, server_default="0"),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_push_subscriptions"),
        sa.UniqueConstraint("about", "subject_id", "digest", name="uq_push_subscriptions_about"),
        sa.CheckConstraint(
            "about IN ('account', 'dispute', 'appointment')", name=op.f("ck_push_subscriptions_about")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], ondelete="CASCADE", name="fk_push_subscriptions_account_id"
        ),
        sa.ForeignKeyConstraint(["key_id"], ["push_keys.id"], name="fk_push_subscriptions_key_id"),
    )
    op.create_index("ix_push_subscriptions_account_id", "push_subscriptions", ["account_id"])
    op.create_index("ix_push_subscriptions_digest", "push_subscriptions", ["digest"])
    op.create_table(
        "push_messages",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("subscription_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_push_messages"),
        sa.ForeignKeyConstraint(["key_id"], ["push_keys.id"], name="fk_push_messages_key_id"),
    )
    op.create_index("ix_push_messages_due_at", "push_messages", ["due_at"])
    op.create_index("ix_push_messages_subscription_id", "push_messages", ["subscription_id"])


def downgrade() -> None:
    """Refuse: devices would wait for messages from a key that is lost."""
    raise NotImplementedError("restore a backup instead")
