"""Re-encrypts every sealed value with the first key, a few rows at a time.

It may be stopped and started at any point, while people register: values of the first key are skipped. The
lookup key is not rotated. Accounts are unique by its digests; with digests of two keys, one person could open
two.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from accounts import help_cases, outbox
from accounts.account import sealing
from accounts.account.factor_rows import AppRow, PasskeyRow
from accounts.account.rows import SEALED_COLUMNS, AccountRow
from accounts.appointments import rows as appointment_row
from accounts.appointments.rows import SEALED_APPOINTMENT_COLUMNS, AppointmentRow
from accounts.disputes import rows as dispute_rows
from accounts.disputes.rows import (
    SEALED_DISPUTE_COLUMNS,
    SEALED_NOTE_COLUMNS,
    DisputeNoteRow,
    DisputeRow,
    note_context_of,
)
from accounts.help_cases import HelpCaseRow
from accounts.outbox import OutboxRow
from accounts.portals import rows as portal_rows
from accounts.portals.rows import PortalKeyRow
from accounts.push import rows as push_rows
from accounts.push.rows import PushKeyRow, PushMessageRow, SubscriptionRow
from accounts.second_factors import passkeys
from accounts.second_factors import store as second_factor
from accounts.second_factors.passkeys import SEALED_PASSKEY_COLUMNS
from accounts.staff import notes as staff_notes
from accounts.staff import store as staff
from accounts.staff.rows import StaffNoteRow, StaffPasskeyRow, StaffRow
from accounts.storage.ciphers import FieldCipher
from accounts.storage.database import writing


@dataclass(frozen=True)
class SealedTable:
    """A table with sealed columns. Its rows have an ``id``; *context_of* returns a value's place."""

    row: Any
    columns: tuple[str, ...]
    context_of: Callable[[str, str], str]


ACCOUNTS: Final = SealedTable(AccountRow, SEALED_COLUMNS, sealing.context_of)
APPOINTMENTS: Final = SealedTable(AppointmentRow, SEALED_APPOINTMENT_COLUMNS, appointment_row.context_of)
APPS: Final = SealedTable(AppRow, ("secret",), second_factor.context_of)
PASSKEYS: Final = SealedTable(PasskeyRow, SEALED_PASSKEY_COLUMNS, passkeys.context_of)
STAFF_PASSKEYS: Final = SealedTable(StaffPasskeyRow, SEALED_PASSKEY_COLUMNS, passkeys.context_of)
DISPUTES: Final = SealedTable(DisputeRow, SEALED_DISPUTE_COLUMNS, dispute_rows.context_of)
DISPUTE_NOTES: Final = SealedTable(DisputeNoteRow, SEALED_NOTE_COLUMNS, note_context_of)
STAFF: Final = SealedTable(StaffRow, ("totp_secret",), staff.context_of)
STAFF_NOTES: Final = SealedTable(StaffNoteRow, ("note",), staff_notes.context_of)
HELP_CASES: Final = SealedTable(HelpCaseRow, ("claim",), help_cases.context_of)
OUTBOX: Final = SealedTable(OutboxRow, ("notice",), outbox.context_of)
PORTAL_KEYS: Final = SealedTable(PortalKeyRow, ("private_key",), portal_rows.context_of)
PUSH_KEYS: Final = SealedTable(PushKeyRow, ("private_key",), push_rows.key_context)
SUBSCRIPTIONS: Final = SealedTable(SubscriptionRow, ("address",), push_rows.subscription_context)
PUSH_MESSAGES: Final = SealedTable(PushMessageRow, ("address",), push_rows.message_context)
#: Every table with sealed columns, by the name that the command prints.
TABLES: Final = {
    "accounts": ACCOUNTS,
    "authenticator apps": APPS,
    "passkeys": PASSKEYS,
    "passkeys of staff": STAFF_PASSKEYS,
    "appointments": APPOINTMENTS,
    "disputes": DISPUTES,
    "notes on disputes": DISPUTE_NOTES,
    "staff": STAFF,
    "notes of staff": STAFF_NOTES,
    "requests for help": HELP_CASES,
    "messages that wait": OUTBOX,
    "keys for portals": PORTAL_KEYS,
    "keys for push services": PUSH_KEYS,
    "devices that are told": SUBSCRIPTIONS,
    "messages to devices": PUSH_MESSAGES,
}
ACCOUNTS_AT_A_TIME = 100  # assumption: about 10 ms, a short wait for SQLite's only write lock


def rotate(
    engine: Engine,
    table: SealedTable = ACCOUNTS,
    *,
    cipher: FieldCipher,
    accounts_at_a_time: int = ACCOUNTS_AT_A_TIME,
) -> Generator[int, None, None]:
    """Re-encrypt *table* in batches, each in its own transaction; yield how many rows each batch changed.

    Raises:
        CannotDecrypt: a value's key is missing; the batches before it are done.
        Unavailable: the database is down or busy; start again.
    """
    last_id: str | None = ""
    while last_id is not None:
        with writing(engine) as session:
            last_id, changed = _rotate_batch(session, table, last_id, size=accounts_at_a_time, cipher=cipher)
        yield changed


def _rotate_batch(
    session: Session, table: SealedTable, after: str, *, size: int, cipher: FieldCipher
) -> tuple[str | None, int]:
    """Return the id to continue after (None at the end), and how many rows were changed."""
    batch = select(table.row).where(table.row.id > after).order_by(table.row.id).limit(size)
    rows = session.scalars(batch.with_for_update()).all()
    changed = [_rotate_row(row, table, cipher=cipher) for row in rows]
    return (rows[-1].id if len(rows) == size else None), sum(changed)


def _rotate_row(row: Any, table: SealedTable, *, cipher: FieldCipher) -> bool:
    changed = False
    for column in table.columns:
        sealed: str | None = getattr(row, column)
        if sealed is not None and cipher.needs_rotation(sealed):
            context = table.context_of(column, row.id)
            setattr(row, column, cipher.encrypt(cipher.decrypt(sealed, context=context), context=context))
            changed = True
    return changed
