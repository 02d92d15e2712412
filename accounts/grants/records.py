"""The records of what people allow portals: frozen, plain values, no database."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.portals.records import Scope


class NotAgreed(Exception):
    """The person does not allow the portal what a session there begins with, or not any more."""


@dataclass(frozen=True, kw_only=True)
class Consent:
    """What a person allows a portal to be told, as it is now."""

    scopes: frozenset[Scope]
    given_at: datetime
    """When the last word was given."""
    language: str
    text_version: str


@dataclass(frozen=True, kw_only=True)
class PassedOn:
    """What a portal was told on one day of Viet Nam."""

    day: date
    scopes: frozenset[Scope]


@dataclass(frozen=True, kw_only=True)
class GrantShown:
    """One portal in the list of a person's data."""

    portal_id: str
    scopes: frozenset[Scope]
    """What it may be told now; empty: the consent is withdrawn."""
    first_given: datetime
    withdrawn_at: datetime | None
    passed_on: tuple[PassedOn, ...]
    """The newest day first."""

    @property
    def last_used(self) -> date | None:
        """The last day on which something was passed on; None: nothing was yet."""
        return self.passed_on[0].day if self.passed_on else None


@dataclass(frozen=True, kw_only=True)
class LogoutDue:
    """One end of a session that a sender has taken, to tell its portal; *tries* counts this one too."""

    id: str
    portal_id: str
    account_id: str
    sid: str
    made_at: datetime
    tries: int
