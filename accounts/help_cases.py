"""Help at an office for a forgotten password: the citizen asks for it, a clerk gives or refuses it.

The citizen enters number and phone and gets a reference. No account is looked up at that point, so neither
the text nor the time of the answer shows whether there is one. The clerk looks it up when the citizen shows
the reference and a document.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import (
    String,
    Text,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts import audit
from accounts.account.records import AccountEvent
from accounts.references import new_reference, parse_reference
from accounts.storage.base import Base
from accounts.storage.database import reading, writing
from accounts.storage.keeper import Keeper


class HelpCaseRow(Base):
    """One request for help at an office."""

    __tablename__ = "help_cases"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    reference_digest: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    claim: Mapped[str | None] = mapped_column(Text)
    """Sealed JSON list: citizen number and phone number; None once the case has ended."""
    account_id: Mapped[str | None] = mapped_column(String(36))
    made_at: Mapped[datetime]
    deadline_at: Mapped[datetime] = mapped_column(index=True)


#: How long the product can say that a case has ended; after that its reference is unknown.
REMEMBERED = timedelta(days=90)


#: Requests that wait for an office, some 0.5 KB each. A request needs no proof, so a stranger can make them
#: by the thousand; the oldest then make room, and an owner can ask again on the way to the office.
MOST_WAITING = 20_000


class HelpState(StrEnum):
    """The state of a case; one act of a clerk ends it."""

    WAITING = "waiting"
    HELPED = "helped"
    REFUSED = "refused"


class HelpReason(StrEnum):
    """Why a clerk could not help."""

    OTHER_PERSON = "other_person"
    DOCUMENT_EXPIRED = "document_expired"
    DOCUMENT_DOUBTFUL = "document_doubtful"
    NO_ACCOUNT = "no_account"


@dataclass(frozen=True, kw_only=True)
class HelpCase:
    """One case, as the database has it. The two numbers are deleted when it ends."""

    id: str
    state: HelpState
    deadline_at: datetime
    citizen_number: str | None = field(repr=False)
    phone_number: str | None = field(repr=False)
    account_id: str | None
    """The account that the clerk helped with."""


class HelpCases(Keeper):
    """All cases of one database. Every verb may raise `accounts.storage.database.Unavailable`."""

    def make(self, *, citizen_number: str, phone_number: str, days: int) -> str:
        """Make a case to be brought to an office within *days*; return its reference, which is not stored."""
        case_id, reference, now = str(uuid4()), new_reference(), self._clock()
        claim = json.dumps([citizen_number, phone_number])
        row = HelpCaseRow(
            id=case_id,
            reference_digest=self._digest(reference),
            state=HelpState.WAITING,
            claim=self._cipher.encrypt(claim, context=context_of("claim", case_id)),
            made_at=now,
            deadline_at=now + timedelta(days=days),
        )
        with writing(self._engine) as session:
            _forget(session, now)
            _make_room(session)
            session.add(row)
        return reference

    def claims_the_same(self, reference: str, *, citizen_number: str, phone_number: str) -> bool:
        """Return whether the case with this reference waits, and was made for this number and this phone."""
        case = self.find(reference)
        if case is None or case.state is not HelpState.WAITING or case.deadline_at <= self._clock():
            return False
        return (case.citizen_number, case.phone_number) == (citizen_number, phone_number)

    def find(self, reference: str) -> HelpCase | None:
        """Return the case with this reference, as typed. For staff."""
        plain = parse_reference(reference)
        digest = self._digest(plain) if plain else ""
        with reading(self._engine) as session:
            row = session.scalar(select(HelpCaseRow).where(HelpCaseRow.reference_digest == digest))
            return self._case(row) if row else None

    def get(self, case_id: str) -> HelpCase | None:
        """Return the case with this id."""
        with reading(self._engine) as session:
            row = session.get(HelpCaseRow, case_id)
            return self._case(row) if row else None

    def help(self, case_id: str, *, account_id: str, staff: str) -> bool:
        """Note that the clerk checked the document and helped. False: too late, or the case has ended."""
        codes = {"staff": audit.spelled(staff), "case": audit.spelled(case_id)}
        return self._end(case_id, HelpState.HELPED, account_id, event=AccountEvent.OFFICE_HELPED, codes=codes)

    def refuse(self, case_id: str, *, account_id: str | None, staff: str, reason: HelpReason) -> bool:
        """Note why the clerk could not help. False: too late, or the case has ended."""
        codes = {"staff": audit.spelled(staff), "case": audit.spelled(case_id), "reason": reason.value}
        return self._end(
            case_id, HelpState.REFUSED, account_id, event=AccountEvent.OFFICE_REFUSED, codes=codes
        )

    def _end(
        self,
        case_id: str,
        state: HelpState,
        account_id: str | None,
        *,
        event: AccountEvent,
        codes: dict[str, str],
    ) -> bool:
        """End a waiting case; note it under the account, or, if there is no account, under the case."""
        now = self._clock()
        waiting = (HelpCaseRow.id == case_id) & (HelpCaseRow.state == HelpState.WAITING)
        in_time = waiting & (HelpCaseRow.deadline_at > now)
        facts = {"state": state.value, "account_id": account_id, "claim": None}
        # One UPDATE both checks and changes: of two clerks at once, the second matches no row.
        end = update(HelpCaseRow).where(in_time).values(**facts).returning(HelpCaseRow.id)
        with writing(self._engine) as session:
            if session.execute(end).first() is None:
                return False
            audit.append(session, subject_id=account_id or case_id, event=event, codes=codes, at=now)
            return True

    def _case(self, row: HelpCaseRow) -> HelpCase:
        opened = (
            self._cipher.decrypt(row.claim, context=context_of("claim", row.id))
            if row.claim
            else "[null, null]"
        )
        citizen_number, phone_number = json.loads(opened)
        return HelpCase(
            id=row.id,
            state=HelpState(row.state),
            deadline_at=row.deadline_at,
            citizen_number=citizen_number,
            phone_number=phone_number,
            account_id=row.account_id,
        )

    def _digest(self, reference: str) -> str:
        return self._lookup.digest("help_case", reference)


def context_of(column: str, case_id: str) -> str:
    """Return the place that a sealed value is bound to: its column and its row."""
    return f"help_cases.{column}:{case_id}"


def _make_room(session: Session) -> None:
    """Delete the oldest waiting requests if there are as many as may wait."""
    waiting = select(HelpCaseRow.id).where(HelpCaseRow.state == HelpState.WAITING)
    newest = waiting.order_by(HelpCaseRow.made_at.desc()).offset(MOST_WAITING - 1)
    session.execute(delete(HelpCaseRow).where(HelpCaseRow.id.in_(newest.limit(100))))


def _forget(session: Session, now: datetime) -> None:
    """Delete the numbers of cases that were not brought in time, and later the cases themselves."""
    late = (HelpCaseRow.deadline_at < now) & HelpCaseRow.claim.is_not(None)
    session.execute(update(HelpCaseRow).where(late).values(claim=None))
    session.execute(delete(HelpCaseRow).where(HelpCaseRow.deadline_at < now - REMEMBERED))
