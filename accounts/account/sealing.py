"""How an account's facts become a row nobody can read, and facts again.

Every sealed value is bound to its column and its row, so that a ciphertext moved elsewhere does not open.
"""

from sqlalchemy import insert
from sqlalchemy.orm import Session

from accounts.account.records import Account, AccountFacts, Standing
from accounts.account.rows import SEALED_COLUMNS, AccountRow
from accounts.storage.base import table_of
from accounts.storage.ciphers import FieldCipher, LookupKey
from identity.subject import Subject

INSERT_ACCOUNT = insert(table_of(AccountRow))


def context_of(column: str, account_id: str) -> str:
    """Name the place a sealed value belongs to."""
    return f"accounts.{column}:{account_id}"


def phone_digest(lookup: LookupKey, phone_number: str) -> str:
    """Return the keyed hash a phone number (E.164) is found by."""
    return lookup.digest("phone_number", phone_number)


def insert_sealed(
    session: Session, account_id: str, facts: AccountFacts, *, cipher: FieldCipher, lookup: LookupKey
) -> None:
    """Write *facts* as one row."""
    values: dict[str, str | None] = {column: getattr(facts, column) for column in SEALED_COLUMNS}
    sealed = {
        column: None if value is None else cipher.encrypt(value, context=context_of(column, account_id))
        for column, value in values.items()
    }
    plain = {
        "id": account_id,
        "subject": facts.subject.value,
        "method": facts.method,
        "level": facts.level,
        "registered_at": facts.registered_at,
        "password_hash": facts.password_hash,
        "phone_digest": phone_digest(lookup, facts.phone_number),
    }
    session.execute(INSERT_ACCOUNT, {**plain, **sealed})


def seal_phone(row: AccountRow, phone_number: str, *, cipher: FieldCipher, lookup: LookupKey) -> None:
    """Write another phone number into *row*; one that was lost is lost no more."""
    row.phone_number = cipher.encrypt(phone_number, context=context_of("phone_number", row.id))
    row.phone_digest = phone_digest(lookup, phone_number)
    row.phone_lost_at = None


def unsealed(row: AccountRow, *, cipher: FieldCipher) -> Account:
    """Read one row.

    Raises:
        CannotDecrypt: a value was changed or moved, or its key is not in the ring.
    """

    def known(column: str, sealed: str) -> str:
        return cipher.decrypt(sealed, context=context_of(column, row.id))

    def maybe(column: str, sealed: str | None) -> str | None:
        return None if sealed is None else known(column, sealed)

    return Account(
        id=row.id,
        subject=Subject(row.subject),
        full_name=known("full_name", row.full_name),
        citizen_number=maybe("citizen_number", row.citizen_number),
        old_identity_number=maybe("old_identity_number", row.old_identity_number),
        birth_date=maybe("birth_date", row.birth_date),
        sex=maybe("sex", row.sex),
        address=maybe("address", row.address),
        phone_number=known("phone_number", row.phone_number),
        email=maybe("email", row.email),
        tax_number=maybe("tax_number", row.tax_number),
        business_number=maybe("business_number", row.business_number),
        organisation_name=maybe("organisation_name", row.organisation_name),
        method=row.method,
        level=row.level,
        password_hash=row.password_hash,
        registered_at=row.registered_at,
        standing=Standing(row.standing),
        has_lost_phone=row.phone_lost_at is not None,
    )
