"""Inserts a new account within the caller's transaction: row, claims, consents, first audit entry."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.identities import HashedClaims, claim, note_email
from accounts.account.records import Account, AccountEvent, NewAccount
from accounts.account.rows import ConsentRow
from accounts.account.sealing import insert_sealed
from accounts.storage.base import table_of
from accounts.storage.ciphers import FieldCipher, LookupKey

INSERT_CONSENT = insert(table_of(ConsentRow))


def insert_account(
    session: Session,
    new: NewAccount,
    claims: HashedClaims,
    *,
    cipher: FieldCipher,
    lookup: LookupKey,
    at: datetime,
) -> Account:
    """Insert an account that does not exist yet.

    Raises:
        sqlalchemy.exc.IntegrityError: another account holds one of the claims.
    """
    account_id = new.id or str(uuid4())
    insert_sealed(session, account_id, new, cipher=cipher, lookup=lookup)
    claim(session, account_id, claims)
    if new.known_by and "@" in new.known_by:
        note_email(session, account_id, new.known_by, lookup=lookup)
    if new.consents:
        session.execute(
            INSERT_CONSENT, [{"account_id": account_id, **vars(consent)} for consent in new.consents]
        )
    codes = {"method": new.method, "level": f"level_{new.level}"}
    # Last, because every other writer waits for the audit's lock.
    audit.append(session, subject_id=account_id, event=AccountEvent.OPENED, codes=codes, at=at)
    return new.opened(account_id)
