"""Raises the level of an account after a proof, and ends the ways in that do not rest on the person.

A stranger may have opened an account with facts on cards, and have chosen its phone and its password.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.forgetting import forget_app, forget_devices, forget_passkeys
from accounts.account.records import AccountEvent
from accounts.account.rows import AccountRow
from accounts.account.standing import active_only
from accounts.account.ways_in import Change, changing
from accounts.outbox import Notice, put
from accounts.storage.ciphers import FieldCipher, LookupKey


@dataclass(frozen=True, kw_only=True)
class Raised:
    """What a raise changes.

    Attributes:
        level: the new level, 3 today.
        method: the key of the method that proved the holder's identity.
        proved_by: the kind of that proof.
        ends_ways: whether password, authenticator app, recovery codes, passkeys, known browsers and the
            e-mail address end.
        ends_phone: whether the phone counts as given up.
        browser: the cookie of the browser that stays known if *ends_ways*; empty: none stays.
    """

    level: int
    method: str
    proved_by: str
    ends_ways: bool = False
    ends_phone: bool = False
    browser: str = field(default="", repr=False)


def raise_level(
    session: Session,
    account_id: str,
    raised: Raised,
    *,
    generation: int,
    at: datetime,
    tell: Sequence[Notice],
    cipher: FieldCipher,
    lookup: LookupKey,
) -> bool:
    """Raise the level within the caller's transaction. False: the account has it already.

    Args:
        generation: as in `accounts.account.ways_in.changing`.
        tell: the messages about it.

    Raises:
        UnknownAccount, NotActive, ChangedSince: nothing was changed.
    """
    if active_only(session, account_id).level >= raised.level:
        return False
    codes = {"method": raised.method, "level": f"level_{raised.level}"}
    within = changing(
        session,
        account_id,
        Change.RAISE,
        generation=generation,
        at=at,
        proved_by=raised.proved_by,
        codes=codes,
    )
    ended: list[AccountEvent] = []
    with within as row:
        row.level = raised.level
        if raised.ends_ways:
            ended += _end_ways(session, row)
            forget_devices(session, account_id, but=raised.browser, lookup=lookup)
        if raised.ends_phone and row.phone_lost_at is None:
            row.phone_lost_at = at
            ended.append(AccountEvent.PHONE_LOST)
        put(session, tell, cipher=cipher, at=at)
    for event in ended:
        audit.append(session, subject_id=account_id, event=event, codes={"proof": raised.proved_by}, at=at)
    return True


def _end_ways(session: Session, row: AccountRow) -> list[AccountEvent]:
    """End the ways in beside the phone, and return the events that note it.

    The e-mail address ends with them: a stranger may have typed it, and portals would get it.
    """
    ended = []
    if row.password_hash is not None:
        row.password_hash = None
        ended.append(AccountEvent.PASSWORD_ENDED)
    if row.email is not None:
        row.email = None
        ended.append(AccountEvent.EMAIL_ENDED)
    if forget_app(session, row.id):
        ended.append(AccountEvent.APP_TURNED_OFF)
    if forget_passkeys(session, row.id):
        ended.append(AccountEvent.PASSKEY_REMOVED)
    return ended
