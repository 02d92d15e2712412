"""A flow: the state of one person's run through a journey, between two requests.

Pure: no Flask, no Redis, no HTTP. A `Flow` is never changed: each change makes a new version, and the store
keeps the newest one.
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
    """One version of a flow; its ``repr`` contains no personal data.

    Attributes:
        phone_number: E.164.
        typed: what the person typed into the forms, so that no screen asks for it a second time.
        identity: the person a counterpart vouches for; None before that.
        organisation: the organisation a certificate vouches for.
        certificate: of the certificate that signed; None if nothing was signed.
        aim: the reason for a proof of identity; None if the flow is not a proof.
        refusal: the code of the counterpart's refusal, for the refused screen.
        pending: facts of an open transaction with a counterpart or an office.
        signed: whether a signature proved that the person holds the account that exists already.
        level: the level that was reached; None: the level of the method.
        is_quiet: whether no screen may show if an account exists or if the password was right.
        generation: of the account's ways in when the person proved one (`accounts.account.ways_in`); a change
            since then ends the flow. A record of an older release has none, which counts as 0.
        proven_phone: E.164; the phone that a code has proved before a register or a SIM is asked.
        counted: the receipt of the counted attempt that the end of the flow gives back.
        moved_to: the id under which a browser went on (`bff.web.walking.moved`); this record stays empty.
        moved_by: when it did (Unix time), and the digest of the form with which it did.
        version: grows with every save. A save of an older version fails: two tabs never overwrite each other.
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
    generation: int | None = None
    proven_phone: str | None = field(default=None, repr=False)
    counted: str | None = field(default=None, repr=False)
    moved_to: str | None = field(default=None, repr=False)
    moved_by: str | None = field(default=None, repr=False)

    def learn(self, **facts: Any) -> Self:  # any fact of any field; the fields' types are checked by name
        """Return a copy of the flow with these *facts*."""
        return replace(self, **facts)

    def forget(self, names: frozenset[str]) -> Self:
        """Return a copy of the flow in which the named facts have their initial values."""
        blank = Flow(
            id=self.id,
            journey=self.journey,
            purpose=self.purpose,
            subject=self.subject,
            step=self.step,
            started_at=self.started_at,
        )
        return replace(self, **{name: getattr(blank, name) for name in names})

    @property
    def holds_nothing(self) -> bool:
        """Whether nothing in it is worth anything: no fact of a person was proved or sent yet, only typed."""
        found = (self.phone_number, self.identity, self.organisation, self.certificate, self.account_id)
        more = (self.proven_phone, self.pending, self.refusal, self.counted, self.codes.newest)
        return not self.is_quiet and not self.consents and all(one is None for one in (*found, *more))

    def pending_as(self, kind: type[Kind]) -> Kind:
        """Return the pending facts, which must be of this kind.

        Raises:
            TypeError: they are of another kind, or there are none. This is a programming error.
        """
        if not isinstance(self.pending, kind):
            raise TypeError(f"no {kind.__name__} is pending at {self.journey}.{self.step}")
        return self.pending
