"""Create accounts, the numbers they claim, their consents, and the audit chain."""

import sqlalchemy as sa
from alembic import op

from accounts.storage.base import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SEALED_OR_NONE = (
    "citizen_number",
    "old_identity_number",
    "birth_date",
    "sex",
    "address",
    "email",
    "tax_number",
    "business_number",
    "organisation_name",
)
PROTECTED = ("audit_entries", "consents")


def upgrade() -> None:
    """Create everything in one transaction."""
    _accounts()
    _identities()
    _consents()
    _audit()
    if op.get_bind().dialect.name == "postgresql":
        _refuse_changes_on_postgresql()
    else:
        _refuse_changes_on_sqlite()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("subject", sa.String(16), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("level", sa.SmallInteger, nullable=False),
        sa.Column("registered_at", UtcDateTime, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=True),
        sa.Column("phone_digest", sa.String(64), nullable=False),
        sa.Column("full_name", sa.Text, nullable=False),
        sa.Column("phone_number", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=True) for name in SEALED_OR_NONE),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.CheckConstraint("subject IN ('citizen', 'business', 'agency')", name=op.f("ck_accounts_subject")),
    )
    op.create_index("ix_accounts_phone_digest", "accounts", ["phone_digest"])


def _account_id(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return (
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], ondelete="CASCADE", name=f"fk_{table}_account_id"
        ),
    )


def _identities() -> None:
    op.create_table(
        "account_identities",
        sa.Column("subject", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        *_account_id("account_identities"),
        sa.PrimaryKeyConstraint("subject", "kind", "digest", name="pk_account_identities"),
    )
    op.create_index("ix_account_identities_account_id", "account_identities", ["account_id"])


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        *_account_id("consents"),
        sa.Column("purpose", sa.String(64), nullable=False),
        sa.Column("text_version", sa.String(32), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("given_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_account_id", "consents", ["account_id"])


def _audit() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("sequence", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("codes", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("entry_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_account_id", "audit_entries", ["account_id", "sequence"])
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("entry_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_only_one")),
    )
    op.bulk_insert(head, [{"id": 1, "sequence": 0, "entry_hash": "0" * 64}])


def _refuse_changes_on_sqlite() -> None:
    """Refuse UPDATE and DELETE; the head may be updated, not deleted."""
    for table in PROTECTED:
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )
    op.execute(
        # INSERT OR REPLACE deletes without firing delete triggers (https://www.sqlite.org/lang_conflict.html).
        "CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries "
        "WHEN EXISTS (SELECT 1 FROM audit_entries WHERE sequence = NEW.sequence) "
        "BEGIN SELECT RAISE(ABORT, 'audit_entries only grows'); END"
    )
    op.execute(
        "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'audit_entries only grows'); END"
    )
    op.execute(
        "CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head "
        "BEGIN SELECT RAISE(ABORT, 'audit_head stays'); END"
    )


def _refuse_changes_on_postgresql() -> None:
    """Refuse UPDATE, DELETE and TRUNCATE; the head may be updated, not deleted."""
    op.execute(
        "CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';"
        " END $$"
    )
    for table, acts in (
        ("audit_entries", "UPDATE OR DELETE OR TRUNCATE"),
        ("audit_head", "DELETE OR TRUNCATE"),
        ("consents", "UPDATE"),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE {acts} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        )


def downgrade() -> None:
    """Refuse: dropping accounts is not a step back but a loss."""
    raise NotImplementedError("restore a backup instead")
