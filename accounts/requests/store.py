"""What holders may do about their own data: withdraw a consent, correct the e-mail, delete the account.

Withdrawals and deletions are requests with a date, at which `accounts.requests.keeping` carries them out. If
a holder asks twice, the second call returns the open request.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, Select, insert, select
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.calling_off import call_off_deletion
from accounts.account.records import AccountEvent
from accounts.account.rows import AccountRow, ConsentRow
from accounts.account.sealing import context_of
from accounts.account.standing import NotActive, UnknownAccount, active_only
from accounts.account.ways_in import Change, changing
from accounts.outbox import Notice, put
from accounts.requests.rows import RequestRow
from accounts.storage.base import table_of
from accounts.storage.ciphers import FieldCipher
from accounts.storage.database import reading, writing
from accounts.working_days import working_days_later

INSERT_CONSENT = insert(table_of(ConsentRow))
INSERT_REQUEST = insert(table_of(RequestRow))


class RequestKind(StrEnum):
    """What a holder asks for."""

    WITHDRAWAL = "withdrawal"
    DELETION = "deletion"


class RequestRefusal(StrEnum):
    """Why a request is refused."""

    NOT_ACTIVE = "not_active"
    """The account is frozen because of a dispute, is closed, or does not exist."""
    NO_SUCH_CONSENT = "no_such_consent"
    """The consent was never given, or is withdrawn already."""


@dataclass(frozen=True, kw_only=True)
class HolderRequest:
    """One open request; *purpose* is that of the consent that is withdrawn."""

    kind: RequestKind
    purpose: str
    asked_at: datetime
    not_before: datetime
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConsentKept:
    """One consent that was given, and the time of its withdrawal, if it was withdrawn."""

    purpose: str
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None


class Requests:
    """All requests of one database. Every verb may raise `accounts.storage.database.Unavailable`."""

    def __init__(self, engine: Engine, *, cipher: FieldCipher, clock: Callable[[], datetime]) -> None:
        """Take a migrated database, the *cipher* of e-mail addresses, and a *clock* of aware UTC times."""
        self._engine = engine
        self._cipher = cipher
        self._clock = clock

    def open_of(self, account_id: str) -> list[HolderRequest]:
        """Return the open requests of an account's holder, the oldest first."""
        with reading(self._engine) as session:
            rows = session.scalars(_open(account_id).order_by(RequestRow.asked_at))
            return [_record(row) for row in rows]

    def consents_of(self, account_id: str) -> list[ConsentKept]:
        """Return the consents that an account's holder gave, the oldest first."""
        said = select(ConsentRow).where(ConsentRow.account_id == account_id).order_by(ConsentRow.id)
        with reading(self._engine) as session:
            rows = session.scalars(said).all()
        return [
            ConsentKept(
                purpose=row.purpose,
                text_version=row.text_version,
                given_at=row.given_at,
                withdrawn_at=next((other.given_at for other in rows if _takes_back(other, row)), None),
            )
            for row in rows
            if row.act == "given"
        ]

    def correct_email(
        self,
        account_id: str,
        email: str | None,
        *,
        generation: int,
        proved_by: str = "",
        tell: Sequence[Notice] = (),
    ) -> None:
        """Replace the e-mail address; None deletes it.

        Raises:
            UnknownAccount, NotActive, ChangedSince: nothing was changed.
        """
        sealed = self._cipher.encrypt(email, context=context_of("email", account_id)) if email else None
        facts: Any = {"generation": generation, "at": self._clock(), "proved_by": proved_by}
        with writing(self._engine) as session, changing(session, account_id, Change.EMAIL, **facts) as row:
            row.email = sealed
            put(session, tell, cipher=self._cipher, at=self._clock())

    def withdraw(
        self, account_id: str, purpose: str, *, language: str, within_working_days: int
    ) -> HolderRequest | RequestRefusal:
        """Withdraw a consent: it ends now, and the holder gets an answer within the working days given."""
        now = self._clock()
        try:
            with writing(self._engine) as session:
                active_only(session, account_id)
                if (known := _find(session, account_id, RequestKind.WITHDRAWAL, purpose)) is not None:
                    return _record(known)
                latest = session.scalars(_latest_word(account_id, purpose)).first()
                if latest is None or latest.act == "withdrawn":
                    return RequestRefusal.NO_SUCH_CONSENT
                said = {"account_id": account_id, "purpose": purpose, "text_version": latest.text_version}
                session.execute(
                    INSERT_CONSENT, {**said, "language": language, "given_at": now, "act": "withdrawn"}
                )
                request = HolderRequest(
                    kind=RequestKind.WITHDRAWAL,
                    purpose=purpose,
                    asked_at=now,
                    not_before=now,
                    due_at=working_days_later(now, within_working_days),
                )
                _insert(session, account_id, request)
                self._note(session, account_id, AccountEvent.CONSENT_WITHDRAWN, purpose=purpose)
                return request
        except (NotActive, UnknownAccount):
            return RequestRefusal.NOT_ACTIVE

    def ask_deletion(
        self,
        account_id: str,
        *,
        wait: timedelta,
        within: timedelta,
        tell: Callable[[HolderRequest], Sequence[Notice]] = lambda _request: (),
    ) -> HolderRequest | RequestRefusal:
        """Ask for the account to be deleted, but not before *wait* is over, so that it can be revoked.

        Args:
            tell: returns the messages about a new request; a repeated one gets none.
        """
        now = self._clock()
        try:
            with writing(self._engine) as session:
                active_only(session, account_id)
                if (known := _find(session, account_id, RequestKind.DELETION, "")) is not None:
                    return _record(known)
                request = HolderRequest(
                    kind=RequestKind.DELETION,
                    purpose="",
                    asked_at=now,
                    not_before=now + wait,
                    due_at=now + within,
                )
                _insert(session, account_id, request)
                put(session, tell(request), cipher=self._cipher, at=now)
                self._note(session, account_id, AccountEvent.DELETION_ASKED)
                return request
        except (NotActive, UnknownAccount):
            return RequestRefusal.NOT_ACTIVE

    def revoke_deletion(self, account_id: str) -> bool:
        """Revoke the deletion of the account. False: none was asked for, or it is done."""
        with writing(self._engine) as session:
            # The account first, in the same order as `accounts.requests.keeping`: no deadlock.
            locked = select(AccountRow.id).where(AccountRow.id == account_id).with_for_update()
            if session.execute(locked).first() is None:
                return False
            return call_off_deletion(session, account_id, at=self._clock())

    def _note(self, session: Session, account_id: str, event: AccountEvent, **codes: str) -> None:
        audit.append(session, subject_id=account_id, event=event, codes=codes, at=self._clock())


def _open(account_id: str) -> Select[RequestRow]:
    return select(RequestRow).where(RequestRow.account_id == account_id, RequestRow.ended_at.is_(None))


def _find(session: Session, account_id: str, kind: RequestKind, purpose: str) -> RequestRow | None:
    same = _open(account_id).where(RequestRow.kind == kind, RequestRow.purpose == purpose)
    return session.scalars(same).one_or_none()


def _latest_word(account_id: str, purpose: str) -> Select[ConsentRow]:
    said = select(ConsentRow).where(ConsentRow.account_id == account_id, ConsentRow.purpose == purpose)
    return said.order_by(ConsentRow.id.desc()).limit(1)


def _takes_back(other: ConsentRow, given: ConsentRow) -> bool:
    return other.act == "withdrawn" and other.purpose == given.purpose and other.id > given.id


def _insert(session: Session, account_id: str, request: HolderRequest) -> None:
    facts = {**vars(request), "kind": request.kind.value, "ended_at": None, "outcome": ""}
    session.execute(INSERT_REQUEST, {"id": str(uuid4()), "account_id": account_id, **facts})


def _record(row: RequestRow) -> HolderRequest:
    return HolderRequest(
        kind=RequestKind(row.kind),
        purpose=row.purpose,
        asked_at=row.asked_at,
        not_before=row.not_before,
        due_at=row.due_at,
    )
