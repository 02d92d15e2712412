"""Deletes the second factors, passkeys and known browsers of an account, within the caller's transaction.

`accounts.second_factors` keeps them; what ends them with another change is in several stores.
"""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from accounts.account.factor_rows import AppRow, DeviceRow, PasskeyRow, RecoveryCodeRow
from accounts.storage.base import table_of
from accounts.storage.ciphers import LookupKey

APPS, CODES, DEVICES = table_of(AppRow), table_of(RecoveryCodeRow), table_of(DeviceRow)
PASSKEYS = table_of(PasskeyRow)


def forget_app(session: Session, account_id: str) -> bool:
    """Delete the app and the recovery codes of an account; tell whether there was an app."""
    session.execute(delete(CODES).where(CODES.c.account_id == account_id))
    gone = session.execute(delete(APPS).where(APPS.c.id == account_id).returning(APPS.c.id))
    return gone.first() is not None


def forget_passkeys(session: Session, account_id: str) -> bool:
    """Delete all passkeys of an account; tell whether there was one."""
    mine = PASSKEYS.c.account_id == account_id
    return session.execute(delete(PASSKEYS).where(mine).returning(PASSKEYS.c.id)).first() is not None


def forget_devices(session: Session, account_id: str, *, but: str = "", lookup: LookupKey) -> None:
    """Forget every browser that has signed in to an account.

    Args:
        but: the cookie of the one browser that stays known, if the account knows it.
    """
    others = DEVICES.c.digest != device_digest(lookup, account_id, but)
    session.execute(delete(DEVICES).where(DEVICES.c.account_id == account_id, others))


def device_digest(lookup: LookupKey, account_id: str, cookie: str) -> str:
    """Return the keyed hash by which an account knows a browser."""
    return lookup.digest("device", f"{account_id}\0{cookie}")
