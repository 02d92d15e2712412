"""Where accounts are opened, found and changed, each change whole or not at all."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from accounts.ciphers import FieldCipher, LookupKey
from accounts.records import (
    Account,
    AccountEvent,
    AlreadyExists,
    ConsentGiven,
    HistoryEntry,
    NewAccount,
)

__all__ = [
    "Account",
    "AccountEvent",
    "Accounts",
    "AlreadyExists",
    "ConsentGiven",
    "HistoryEntry",
    "NewAccount",
]


class UnknownAccount(LookupError):
    """There is no account with this id."""


class Accounts:
    """All accounts of one database. Every verb may raise `accounts.database.Unavailable`."""

    def __init__(
        self, engine: Engine, *, cipher: FieldCipher, lookup: LookupKey, clock: Callable[[], datetime]
    ) -> None:
        """Take a migrated database, both keys, and a *clock* of aware UTC datetimes."""
        raise NotImplementedError

    def exists(
        self,
        *,
        subject: str,
        citizen_number: str | None = None,
        old_identity_number: str | None = None,
        tax_number: str | None = None,
    ) -> bool:
        """Tell whether any of the identities given has an account of this kind of subject."""
        raise NotImplementedError

    def find(self, *, subject: str, citizen_number: str) -> Account | None:
        """Return the account of this number, if there is one."""
        raise NotImplementedError

    def get(self, account_id: str) -> Account | None:
        """Return the account with this id, if there is one."""
        raise NotImplementedError

    def open(self, new: NewAccount) -> Account | AlreadyExists:
        """Open an account, with its consents and its first audit entry: all of it or nothing."""
        raise NotImplementedError

    def change_password(self, account_id: str, password_hash: str) -> None:
        """Replace the password hash and note it."""
        raise NotImplementedError

    def upgrade_password_hash(self, account_id: str, *, verified: str, upgraded: str) -> None:
        """Keep the same password under stronger parameters, unless *verified* is no longer the hash."""
        raise NotImplementedError

    def note(self, account_id: str, event: AccountEvent, **codes: str) -> None:
        """Add an entry to the account's history, e.g. ``note(id, SIGNED_IN, method="password")``."""
        raise NotImplementedError

    def history(self, account_id: str, limit: int = 50) -> list[HistoryEntry]:
        """Return the latest *limit* entries, newest first."""
        raise NotImplementedError
