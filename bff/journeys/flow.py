"""What is known about one person's way through a journey, between two screens.

Pure: no Flask, no Redis, no HTTP. A `Flow` is replaced, never changed; the store keeps
the newest version. Sign-in walks a journey too: `Purpose` says what the way is for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from accounts.account.records import ConsentGiven
from bff.journeys.codes import OneTimeCodes
from bff.journeys.journey import Purpose
from identity.people import Organisation, Person
from identity.subject import Subject


class Aim(StrEnum):
    """What somebody who has an account proves who they are for."""

    RAISE = "raise"
    DISPUTE = "dispute"
    ANSWER = "answer"
    NEW_PHONE = "new_phone"
    RESET = "reset"
    DELETE = "delete"


@dataclass(frozen=True)
class Flow:
    """One person's way through one journey, as of one version; its ``repr`` names nobody.

    Attributes:
        phone_number: E.164.
        typed: what stands in the form's fields, so that nothing is asked twice.
        identity: the person a counterpart vouches for; None before that.
        organisation: the organisation a certificate vouches for.
        certificate: issuer, serial number and end of validity of what was signed with, for telling.
        aim: what a proof is for; None on every other way.
        refusal: the code of the counterpart's refusal, for the refused screen.
        pending: facts of a transaction that is open at a counterpart.
        level: the level that was reached, where it is not the method's.
        is_quiet: whether nothing on the way may tell if a password was right: too many were tried.
        version: grows with every save; two tabs cannot overwrite each other.
    """

    id: str
    journey: str
    purpose: Purpose
    subject: Subject
    step: str
    started_at: datetime
    version: int = 0
    phone_number: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)
    identity: Person | None = None
    organisation: Organisation | None = None
    certificate: Mapping[str, str] = field(default_factory=dict)
    consents: tuple[ConsentGiven, ...] = ()
    codes: OneTimeCodes = field(default_factory=OneTimeCodes)
    aim: Aim | None = None
    refusal: str | None = None
    pending: Mapping[str, str] = field(default_factory=dict)
    account_id: str | None = None
    level: int | None = None
    is_quiet: bool = False

    def learn(self, **facts: Any) -> Self:  # any fact of any field; the fields' types are checked by name
        """Return the registration with *facts* known too."""
        return replace(self, **facts)

    def forget(self, names: frozenset[str]) -> Self:
        """Return the registration with the named facts as they were at the start."""
        blank = Flow(
            id=self.id,
            journey=self.journey,
            purpose=self.purpose,
            subject=self.subject,
            step=self.step,
            started_at=self.started_at,
        )
        return replace(self, **{name: getattr(blank, name) for name in names})
