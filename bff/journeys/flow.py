"""One person's run through one journey, as it stands between two screens.

Pure: no Flask, no Redis, no HTTP. A `Flow` is replaced, never changed; the store keeps the newest version.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self, TypeVar

from accounts.account.records import ConsentGiven
from bff.journeys.codes import OneTimeCodes
from bff.journeys.pending import Pending
from bff.journeys.purpose import Aim, Purpose
from identity.people import Organisation, Person
from identity.subject import Subject

Kind = TypeVar("Kind", bound=Pending)


@dataclass(frozen=True)
class CertificateFacts:
    """What a flow keeps of the certificate that signed; *valid_until* is aware, UTC."""

    issuer: str
    serial_number: str
    valid_until: datetime


@dataclass(frozen=True)
class Flow:
    """One version of one run; its ``repr`` contains no personal data.

    Attributes:
        phone_number: E.164.
        typed: the texts in the form's fields, so that nothing is asked twice.
        identity: the person a counterpart vouches for; None before that.
        organisation: the organisation a certificate vouches for.
        certificate: of the certificate that signed; None where nothing was signed.
        aim: what a proof is for; None in every other flow.
        refusal: the code of the counterpart's refusal, for the refused screen.
        pending: what is open at a counterpart or at an office.
        signed: whether a signature proved who holds the account that exists already.
        level: the level that was reached, where it is not the method's.
        is_quiet: whether no screen may show if a password was right, because too many were tried.
        version: grows with every save, so that two tabs cannot overwrite each other.
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
    certificate: CertificateFacts | None = None
    consents: tuple[ConsentGiven, ...] = ()
    codes: OneTimeCodes = field(default_factory=OneTimeCodes)
    aim: Aim | None = None
    refusal: str | None = None
    pending: Pending | None = field(default=None, repr=False)
    signed: bool = False
    account_id: str | None = None
    level: int | None = None
    is_quiet: bool = False

    def learn(self, **facts: Any) -> Self:  # any fact of any field; the fields' types are checked by name
        """Return the flow with *facts* known too."""
        return replace(self, **facts)

    def forget(self, names: frozenset[str]) -> Self:
        """Return the flow with the named facts as they were at the start."""
        blank = Flow(
            id=self.id,
            journey=self.journey,
            purpose=self.purpose,
            subject=self.subject,
            step=self.step,
            started_at=self.started_at,
        )
        return replace(self, **{name: getattr(blank, name) for name in names})

    def pending_as(self, kind: type[Kind]) -> Kind:
        """Return what is pending, which must be of this kind.

        Raises:
            TypeError: something else is pending, or nothing: a programming error.
        """
        if not isinstance(self.pending, kind):
            raise TypeError(f"no {kind.__name__} is pending at {self.journey}.{self.step}")
        return self.pending
