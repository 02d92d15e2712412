"""Gives the proved holder of an account new ways in, all of them in one transaction.

What a person gets after one proof is one change: a busy database or a kill between two parts of it would
leave an account with a new phone and the old password, and the proof would be used up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.forgetting import forget_app, forget_passkeys
from accounts.account.records import AccountEvent
from accounts.account.rows import AccountRow
from accounts.account.sealing import is_taken_back, seal_phone
from accounts.account.ways_in import Change, changing
from accounts.help_cases import finish
from accounts.outbox import Notice, put
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import writing
from accounts.storage.keeper import Keeper

#: The events of a new phone, which the history notes with the method of the proof.
OF_PHONE = frozenset({AccountEvent.PHONE_CHANGED, AccountEvent.PHONE_TAKEN_BACK})


@dataclass(frozen=True, kw_only=True)
class NewWaysIn:
    """The ways in that a proved holder chooses for an account. Its passkeys always end.

    Attributes:
        method: the key of the method that proved the holder's identity.
        proved_by: the kind of that proof.
        phone_number: E.164; None: the phone stays.
        keeps_app: whether the authenticator app and the recovery codes stay.
        browser: the cookie of the browser in which the holder is, if the account knows that browser. After a
            stop all other browsers are new to the account again: one of them may be the stranger's.
        help_case: the id of the help case that two people at an office approved; its numbers are deleted.
    """

    method: str
    proved_by: str
    password_hash: str = field(repr=False)
    phone_number: str | None = field(default=None, repr=False)
    keeps_app: bool = True
    browser: str = field(default="", repr=False)
    help_case: str = ""


class WaysBack(Keeper):
    """The ways back into active accounts. Every verb may raise `accounts.storage.database.Unavailable`."""

    def reset(self, account_id: str, new: NewWaysIn, *, generation: int, tell: Sequence[Notice] = ()) -> None:
        """Give an active account the new ways in that its proved holder chose, as one change.

        Args:
            generation: as in `accounts.account.ways_in.changing`.
            tell: the messages about it.

        Raises:
            UnknownAccount, NotActive, ChangedSince: nothing was changed.
        """
        facts: Any = {"generation": generation, "at": self._clock(), "proved_by": new.proved_by}
        with writing(self._engine) as session:
            with changing(session, account_id, Change.RESET_PASSWORD, **facts) as row:
                events = give(session, row, new, cipher=self._cipher, lookup=self._lookup)
                put(session, tell, cipher=self._cipher, at=self._clock())
            for event in events:
                codes = {"proof": new.proved_by, **({"method": new.method} if event in OF_PHONE else {})}
                audit.append(session, subject_id=account_id, event=event, codes=codes, at=self._clock())


def give(
    session: Session, row: AccountRow, new: NewWaysIn, *, cipher: FieldCipher, lookup: LookupKey
) -> list[AccountEvent]:
    """Write the new ways in, and return the events that note those beside the password.

    Args:
        row: locked by the caller, who raises the generation.
    """
    events = []
    row.password_hash = new.password_hash
    if new.phone_number is not None:
        is_back = is_taken_back(row, new.phone_number, lookup=lookup)
        seal_phone(row, new.phone_number, cipher=cipher, lookup=lookup)
        events.append(AccountEvent.PHONE_TAKEN_BACK if is_back else AccountEvent.PHONE_CHANGED)
    if not new.keeps_app and forget_app(session, row.id):
        events.append(AccountEvent.APP_TURNED_OFF)
    if forget_passkeys(session, row.id):
        events.append(AccountEvent.PASSKEY_REMOVED)
    if new.help_case:
        finish(session, new.help_case)
    return events
