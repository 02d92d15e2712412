"""Add portals, their secrets and our signing keys; consents to portals, sessions there, and ends to be told."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _portals()
    _keys()
    _grants()
    _sessions()


def _portals() -> None:
    op.create_table(
        "portals",
        sa.Column("id", sa.String(35), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name_vi", sa.String(100), nullable=False),
        sa.Column("name_en", sa.String(100), nullable=False),
        sa.Column("sector", sa.String(255), nullable=False),
        sa.Column("redirect_uris", sa.Text, nullable=False),
        sa.Column("logout_uris", sa.Text, nullable=False),
        sa.Column("backchannel_logout_uri", sa.Text),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("least_level", sa.SmallInteger, nullable=False),
        sa.Column("client_auth", sa.String(32), nullable=False),
        sa.Column("keys", sa.Text),
        sa.Column("keys_uri", sa.Text),
        sa.Column("is_legacy", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("is_fapi", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("signs_userinfo", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("takes_token_endpoint_audience", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("addresses", sa.Text, nullable=False),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_portals"),
        sa.UniqueConstraint("code", name="uq_portals_code"),
        sa.CheckConstraint("least_level IN (2, 3)", name=op.f("ck_portals_least_level")),
    )
    op.create_table(
        "portal_secrets",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("portal_id", sa.String(35), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime),
        sa.PrimaryKeyConstraint("digest", name="pk_portal_secrets"),
        _belongs_to("portals", "portal_secrets", ondelete="CASCADE"),
    )
    op.create_index("ix_portal_secrets_portal_id", "portal_secrets", ["portal_id"])


def _keys() -> None:
    op.create_table(
        "portal_keys",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("alg", sa.String(8), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("private_key", sa.Text, nullable=False),
        sa.Column("public_key", sa.Text, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("signs_from", UtcDateTime, nullable=False),
        sa.Column("published_until", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_portal_keys"),
        sa.UniqueConstraint("alg", "number", name="uq_portal_keys_alg"),
    )


def _grants() -> None:
    op.create_table(
        "portal_consents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("portal_id", sa.String(35), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("text_version", sa.String(32), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("given_at", UtcDateTime, nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_portal_consents"),
        sa.CheckConstraint("act IN ('given', 'withdrawn')", name=op.f("ck_portal_consents_act")),
        _belongs_to("accounts", "portal_consents", ondelete="CASCADE"),
        _belongs_to("portals", "portal_consents"),
    )
    op.create_index("ix_portal_consents_account_id", "portal_consents", ["account_id", "portal_id"])
    op.create_table(
        "portal_passed_on",
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("portal_id", sa.String(35), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "portal_id", "day", name="pk_portal_passed_on"),
        _belongs_to("accounts", "portal_passed_on", ondelete="CASCADE"),
        _belongs_to("portals", "portal_passed_on"),
    )


def _sessions() -> None:
    op.create_table(
        "portal_sessions",
        sa.Column("sid", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("portal_id", sa.String(35), nullable=False),
        sa.Column("signed_in_id", sa.String(64), nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("sid", name="pk_portal_sessions"),
        _belongs_to("accounts", "portal_sessions", ondelete="CASCADE"),
        _belongs_to("portals", "portal_sessions"),
    )
    op.create_index("ix_portal_sessions_account_id", "portal_sessions", ["account_id"])
    op.create_table(
        "portal_logouts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("portal_id", sa.String(35), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("sid", sa.String(64), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_portal_logouts"),
        _belongs_to("portals", "portal_logouts"),
    )
    op.create_index("ix_portal_logouts_due_at", "portal_logouts", ["due_at"])


def _belongs_to(parent: str, table: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    column = f"{parent.removesuffix('s')}_id"
    return sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], ondelete=ondelete, name=f"fk_{table}_{column}"
    )


def downgrade() -> None:
    """Refuse: no portal could sign people in any more."""
    raise NotImplementedError("restore a backup instead")
