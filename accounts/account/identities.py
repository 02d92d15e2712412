"""Which numbers make an account unique, and how its holder is found by them without their being readable.

A person may be known by a citizen number and by an old identity number; both are claimed, under one kind,
because old identity numbers of 12 digits exist too: they are what became the citizen number.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from accounts.account.rows import IdentityRow
from accounts.storage.base import table_of
from accounts.storage.ciphers import LookupKey

PERSON = "person"
TAX_PAYER = "tax_payer"
IDENTITIES = table_of(IdentityRow)
HOLDER = (
    select(IDENTITIES.c.account_id)
    .where(IDENTITIES.c.subject == bindparam("subject"))
    .where(IDENTITIES.c.kind == bindparam("kind"))
    .where(IDENTITIES.c.digest.in_(bindparam("digests", expanding=True)))
    .limit(1)
)
CLAIM = insert(IDENTITIES)
KIND_OF_SUBJECT = {"citizen": PERSON, "business": TAX_PAYER, "agency": TAX_PAYER}


@dataclass(frozen=True)
class Claims:
    """The numbers that one account of a kind of subject holds, as keyed hashes."""

    subject: str
    kind: str
    digests: tuple[str, ...]
    """Sorted: two transactions that claim both numbers of one person in one order cannot deadlock."""


def claims_of(
    lookup: LookupKey,
    *,
    subject: str,
    citizen_number: str | None = None,
    old_identity_number: str | None = None,
    tax_number: str | None = None,
    organisation_key: str | None = None,
) -> Claims:
    """Return what an account of *subject* with these numbers claims.

    A citizen claims the numbers of a person, an organisation its tax number: one person may act for several.
    What has no tax number, such as an officer's certificate, is known by the text *organisation_key*.

    Raises:
        ValueError: unknown subject, or none of the numbers that make it unique.
    """
    kind = KIND_OF_SUBJECT.get(subject)
    if kind is None:
        raise ValueError("a subject is citizen, business or agency")
    numbers = {citizen_number, old_identity_number} if kind == PERSON else {tax_number, organisation_key}
    digests = sorted(lookup.digest(kind, number) for number in numbers if number)
    if not digests:
        raise ValueError("none of the numbers that make this subject unique was given")
    return Claims(subject, kind, tuple(digests))


def holder_of(session: Session, claims: Claims) -> str | None:
    """Return the id of an account that holds any of *claims*."""
    asked = {"subject": claims.subject, "kind": claims.kind, "digests": claims.digests}
    holder: str | None = session.execute(HOLDER, asked).scalar()
    return holder


def claim(session: Session, account_id: str, claims: Claims) -> None:
    """Give *claims* to an account.

    Raises:
        sqlalchemy.exc.IntegrityError: another account holds one of them.
    """
    common = {"subject": claims.subject, "kind": claims.kind, "account_id": account_id}
    session.execute(CLAIM, [{**common, "digest": digest} for digest in claims.digests])


def release(session: Session, account_id: str) -> None:
    """Take all claims from an account, so that whose numbers they are may register."""
    session.execute(delete(IDENTITIES).where(IDENTITIES.c.account_id == account_id))
