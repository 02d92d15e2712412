"""Add where an appointment was compared and where it was decided: at the post or at our desk."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ONE_PLACE = (
    "state NOT IN ('approved', 'done') OR compared_place IS NULL OR "
    "(decided_place IS NOT NULL AND decided_place = compared_place)"
)


def upgrade() -> None:
    """Add both columns, and a check that the place that compared decides.

    What was decided before keeps no place. What waits for approval gets its place: the ids of our staff are UUIDs
    with dashes, and the post's are digests without.
    """
    op.execute("ALTER TABLE appointments ADD COLUMN compared_place VARCHAR(8)")
    op.execute(
        "ALTER TABLE appointments ADD COLUMN decided_place VARCHAR(8) "
        f"CONSTRAINT ck_appointments_one_place CHECK ({ONE_PLACE})"
    )
    for place, condition in (("desk", "LIKE"), ("post", "NOT LIKE")):
        op.execute(
            f"UPDATE appointments SET compared_place = '{place}' "  # noqa: S608 - our own words
            f"WHERE state = 'compared' AND compared_by {condition} '%-%'"
        )


def downgrade() -> None:
    """Refuse: one person could compare at the post and approve at our desk again."""
    raise NotImplementedError("restore a backup instead")
