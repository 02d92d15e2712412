"""Which numbers make an account unique, and how its holder is found by them without their being readable.

A person may be known by a citizen number and by an old identity number; both are claimed, under one kind,
because old identity numbers of 12 digits exist too: they are what became the citizen number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, tuple_
from sqlalchemy.orm import Session

from accounts.ciphers import LookupKey
from accounts.models import IdentityRow

PERSON = "person"
TAX_PAYER = "tax_payer"
KIND_OF_SUBJECT = {"citizen": PERSON, "business": TAX_PAYER, "agency": TAX_PAYER}


@dataclass(frozen=True, order=True)
class Claim:
    """One number that one account of a kind of subject may hold."""

    subject: str
    kind: str
    digest: str


def claims_of(
    lookup: LookupKey,
    *,
    subject: str,
    citizen_number: str | None,
    old_identity_number: str | None,
    tax_number: str | None,
) -> list[Claim]:
    """Return what an account of *subject* with these numbers claims, always in the same order.

    A citizen claims the numbers of a person, an organisation its tax number: one person may act for several.

    Raises:
        ValueError: unknown subject, or none of the numbers that make it unique.
    """
    kind = KIND_OF_SUBJECT.get(subject)
    if kind is None:
        raise ValueError("a subject is citizen, business or agency")
    numbers = {citizen_number, old_identity_number} if kind == PERSON else {tax_number}
    claims = {Claim(subject, kind, lookup.digest(kind, number)) for number in numbers if number}
    if not claims:
        raise ValueError("none of the numbers that make this subject unique was given")
    # One order for all writers: two transactions that claim both numbers of a person cannot deadlock.
    return sorted(claims)


def holder_of(session: Session, claims: Sequence[Claim]) -> str | None:
    """Return the id of an account that holds any of *claims*."""
    place = tuple_(IdentityRow.subject, IdentityRow.kind, IdentityRow.digest)
    wanted = [(claim.subject, claim.kind, claim.digest) for claim in claims]
    return session.scalars(select(IdentityRow.account_id).where(place.in_(wanted)).limit(1)).first()


def claim(session: Session, account_id: str, claims: Sequence[Claim]) -> None:
    """Give *claims* to an account.

    Raises:
        sqlalchemy.exc.IntegrityError: another account holds one of them.
    """
    for one in claims:
        session.execute(
            insert(IdentityRow).values(
                subject=one.subject, kind=one.kind, digest=one.digest, account_id=account_id
            )
        )
