"""The records of people who work at offices and at the desk, and their closed sets of words."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a member of staff may do at the desk; one person may have several roles."""

    CLERK = "clerk"
    """Compares visitors with their documents."""
    SUPERVISOR = "supervisor"
    """Approves what another member of staff compared."""
    CASE_OFFICER = "case_officer"
    """Decides disputes, together with another case officer."""
    ADMINISTRATOR = "administrator"
    """Manages staff; sees no citizen's data."""


class StaffEvent(StrEnum):
    """The events of staff. The audit stores each under the id of the person or record it is about."""

    ADDED = "staff_added"
    RESET = "staff_reset"
    SET_UP = "staff_set_up"
    SIGNED_IN = "staff_signed_in"
    SIGN_IN_FAILED = "staff_sign_in_failed"
    SIGNED_OUT = "staff_signed_out"
    PASSWORD_CHANGED = "staff_password_changed"  # noqa: S105  # an event, not a password
    ROLES_CHANGED = "staff_roles_changed"
    DEACTIVATED = "staff_deactivated"
    ACTIVATED = "staff_activated"
    PASSKEY_ADDED = "staff_passkey_added"
    PASSKEY_REMOVED = "staff_passkey_removed"
    PASSKEY_COPIED = "staff_passkey_copied"
    RECORD_OPENED = "staff_record_opened"
    """Stored under the record's id: a member of staff looked at it."""
    DOCUMENT_DIFFERED = "staff_document_differed"
    """Stored under the record's id: a member of staff typed facts that are not those of the record."""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """One member of staff, as the database has it."""

    id: str
    """UUID."""
    name: str
    """The name to sign in with: ``lan.nguyen``."""
    roles: frozenset[Role]
    is_active: bool
    generation: int
    """Grows with each change of roles, password or activity; a session of an earlier generation has ended."""
    password_hash: str | None = field(repr=False)
    totp_secret: str | None = field(repr=False)

    @property
    def is_set_up(self) -> bool:
        """Whether they have chosen a password and confirmed an authenticator app."""
        return self.password_hash is not None and self.totp_secret is not None
