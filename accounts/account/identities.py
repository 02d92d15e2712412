"""Stores which account holds which number or e-mail address, as keyed hashes that cannot be read back.

`identity.claims.Claims` says which numbers count. This module only hashes, finds, writes and deletes them.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from accounts.account.rows import EmailRow, IdentityRow
from accounts.storage.base import table_of
from accounts.storage.ciphers import LookupKey
from identity.claims import Claims
from identity.subject import Subject

# Both words go into every keyed hash: with another word here no stored account is found any more.
PERSON = "person"
TAX_PAYER = "tax_payer"
#: One kind for both numbers of a person: an old identity number of 12 digits later became the citizen number,
#: so the same digits must have the same hash, whichever of the two they are given as.
KIND_OF_SUBJECT = {Subject.CITIZEN: PERSON, Subject.BUSINESS: TAX_PAYER, Subject.AGENCY: TAX_PAYER}
IDENTITIES = table_of(IdentityRow)
HOLDER = (
    select(IDENTITIES.c.account_id)
    .where(IDENTITIES.c.subject == bindparam("subject"))
    .where(IDENTITIES.c.kind == bindparam("kind"))
    .where(IDENTITIES.c.digest.in_(bindparam("digests", expanding=True)))
    .limit(1)
)
CLAIM = insert(IDENTITIES)


@dataclass(frozen=True)
class HashedClaims:
    """Claims as the table stores them: one keyed hash for each number."""

    subject: Subject
    kind: str
    digests: tuple[str, ...]
    """Sorted: two transactions that claim the same two numbers take the locks in one order: no deadlock."""


def hashed(lookup: LookupKey, claims: Claims) -> HashedClaims:
    """Hash the numbers of *claims*.

    Raises:
        ValueError: *claims* holds none of the numbers that make its subject unique.
    """
    kind = KIND_OF_SUBJECT[claims.subject]
    digests = sorted(lookup.digest(kind, number) for number in claims.required_numbers())
    return HashedClaims(claims.subject, kind, tuple(digests))


def holder_of(session: Session, claims: HashedClaims) -> str | None:
    """Return the id of an account that holds any of *claims*."""
    asked = {"subject": claims.subject.value, "kind": claims.kind, "digests": claims.digests}
    holder: str | None = session.execute(HOLDER, asked).scalar()
    return holder


def claim(session: Session, account_id: str, claims: HashedClaims) -> None:
    """Give *claims* to an account.

    Raises:
        sqlalchemy.exc.IntegrityError: another account holds one of them.
    """
    common = {"subject": claims.subject.value, "kind": claims.kind, "account_id": account_id}
    for digest in claims.digests:  # psycopg logs a list that fails half-way as an error
        session.execute(CLAIM, {**common, "digest": digest})


def release(session: Session, account_id: str) -> None:
    """Delete all claims of an account, so that a new account may claim the same numbers."""
    session.execute(delete(IDENTITIES).where(IDENTITIES.c.account_id == account_id))
    session.execute(delete(EmailRow).where(EmailRow.account_id == account_id))


def note_email(session: Session, account_id: str, email: str, *, lookup: LookupKey) -> None:
    """Let an account be found by an e-mail address in lower case; others may have the same address."""
    session.execute(insert(EmailRow).values(digest=email_digest(lookup, email), account_id=account_id))


def holders_of_email(session: Session, email: str, most: int, *, lookup: LookupKey) -> list[str]:
    """Return the ids of at most *most* accounts with this e-mail address, always in the same order."""
    found = select(EmailRow.account_id).where(EmailRow.digest == email_digest(lookup, email))
    return list(session.scalars(found.order_by(EmailRow.account_id).limit(most)))


def email_digest(lookup: LookupKey, email: str) -> str:
    """Return the keyed hash that organisations are found by for an e-mail address."""
    return lookup.digest("official_email", email)
