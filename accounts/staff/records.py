"""What the product may know of those who work at its counters and desks: frozen records and closed sets."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do at the desk; one person may have several."""

    CLERK = "clerk"
    """Compares people with their documents."""
    SUPERVISOR = "supervisor"
    """Approves what another compared."""
    CASE_OFFICER = "case_officer"
    """Decides disputes, together with another."""
    ADMINISTRATOR = "administrator"
    """Says who works here; sees no citizen's data."""


class StaffEvent(StrEnum):
    """What can happen to staff and by them, as the audit keeps it under the id of whom it concerns."""

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
    RECORD_OPENED = "staff_record_opened"
    """Under the record's id: somebody looked at it."""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """One person who works here, as of now."""

    id: str
    """UUID."""
    name: str
    """By which they sign in: ``lan.nguyen``."""
    roles: frozenset[Role]
    is_active: bool
    generation: int
    """Grows whenever roles, password or activity change: a session of before is none any more."""
    password_hash: str | None = field(repr=False)
    totp_secret: str | None = field(repr=False)

    @property
    def is_set_up(self) -> bool:
        """Whether they have chosen a password and confirmed an authenticator app."""
        return self.password_hash is not None and self.totp_secret is not None
