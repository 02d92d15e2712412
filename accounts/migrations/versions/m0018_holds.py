"""Add to accounts: since when the hotline holds them."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

#: The entries of the hotline about one account, and the newest of them.
OF_HOTLINE = """entry.account_id = accounts.id AND entry.event IN ('frozen', 'restored')
    AND entry.codes LIKE '%"by":"hotline"%'"""
NEWEST = f"SELECT MAX(entry.sequence) FROM audit_entries AS entry WHERE {OF_HOTLINE}"


def upgrade() -> None:
    """Add the column; an account is held if the hotline's newest entry about it, while frozen, is a freeze."""
    op.add_column("accounts", sa.Column("held_at", UtcDateTime))
    op.execute(
        "UPDATE accounts SET held_at = (SELECT newest.at FROM audit_entries AS newest "
        f"WHERE newest.sequence = ({NEWEST}) AND newest.event = 'frozen') WHERE standing = 'frozen'"
    )


def downgrade() -> None:
    """Refuse: the end of a dispute would open accounts that the hotline holds."""
    raise NotImplementedError("restore a backup instead")
