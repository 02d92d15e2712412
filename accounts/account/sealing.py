"""Encrypts an account's facts into a row, and decrypts them again.

Each ciphertext is bound to its column and its row: copied to another place, it does not decrypt.
"""

from typing import Any

from sqlalchemy import Row, insert
from sqlalchemy.orm import Session

from accounts.account.records import Account, AccountFacts, Standing
from accounts.account.rows import SEALED_COLUMNS, AccountRow
from accounts.storage.base import table_of
from accounts.storage.ciphers import FieldCipher, LookupKey
from identity.subject import Subject

INSERT_ACCOUNT = insert(table_of(AccountRow))


def context_of(column: str, account_id: str) -> str:
    """Return the place that a sealed value is bound to: its column and its row."""
    return f"accounts.{column}:{account_id}"


def phone_digest(lookup: LookupKey, phone_number: str) -> str:
    """Return the keyed hash that accounts are found by for a phone number (E.164)."""
    return lookup.digest("phone_number", phone_number)


def insert_sealed(
    session: Session, account_id: str, facts: AccountFacts, *, cipher: FieldCipher, lookup: LookupKey
) -> None:
    """Encrypt *facts* and insert them as one row."""
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
        "language": facts.language,
    }
    session.execute(INSERT_ACCOUNT, {**plain, **sealed})


def seal_phone(row: AccountRow, phone_number: str, *, cipher: FieldCipher, lookup: LookupKey) -> None:
    """Write another phone number into *row*. A phone that was marked as lost is thereby replaced."""
    row.phone_number = cipher.encrypt(phone_number, context=context_of("phone_number", row.id))
    row.phone_digest = phone_digest(lookup, phone_number)
    row.phone_lost_at = None


def is_taken_back(row: AccountRow, phone_number: str, *, lookup: LookupKey) -> bool:
    """Return whether this number is the one that was given up: it is no new phone of the account."""
    return row.phone_lost_at is not None and row.phone_digest == phone_digest(lookup, phone_number)


def unsealed(row: AccountRow | Row[Any], *, cipher: FieldCipher) -> Account:
    """Read one row.

    Raises:
        CannotDecrypt: a value was changed or moved, or its key is not in the ring.
    """

    def decrypted(column: str, sealed: str) -> str:
        return cipher.decrypt(sealed, context=context_of(column, row.id))

    def decrypted_if_any(column: str, sealed: str | None) -> str | None:
        return None if sealed is None else decrypted(column, sealed)

    return Account(
        id=row.id,
        subject=Subject(row.subject),
        full_name=decrypted("full_name", row.full_name),
        citizen_number=decrypted_if_any("citizen_number", row.citizen_number),
        old_identity_number=decrypted_if_any("old_identity_number", row.old_identity_number),
        birth_date=decrypted_if_any("birth_date", row.birth_date),
        sex=decrypted_if_any("sex", row.sex),
        address=decrypted_if_any("address", row.address),
        phone_number=decrypted("phone_number", row.phone_number),
        email=decrypted_if_any("email", row.email),
        tax_number=decrypted_if_any("tax_number", row.tax_number),
        business_number=decrypted_if_any("business_number", row.business_number),
        organisation_name=decrypted_if_any("organisation_name", row.organisation_name),
        known_by=decrypted_if_any("known_by", row.known_by),
        method=row.method,
        level=row.level,
        password_hash=row.password_hash,
        registered_at=row.registered_at,
        standing=Standing(row.standing),
        phone_lost_at=row.phone_lost_at,
        generation=row.generation,
        language=row.language,
        stopped_at=row.stopped_at,
        held_at=row.held_at,
    )
