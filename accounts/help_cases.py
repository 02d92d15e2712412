"""Help at an office for people who lost a password or a phone: two people at the desk decide.

The citizen enters a number and the phone in hand and gets a reference. No account is looked up at that point,
so neither the text nor the time of the answer shows whether there is one. A clerk compares the document when
the citizen shows the reference; another person approves. The verbs decide, and the table's constraint
``four_eyes`` refuses the same person for both, whatever a program does.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import (
    CheckConstraint,
    Index,
    String,
    Text,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts import audit
from accounts.account.records import AccountEvent
from accounts.outbox import Notice, put
from accounts.references import new_reference, parse_reference
from accounts.storage.base import Base
from accounts.storage.database import reading, writing
from accounts.storage.keeper import Keeper


class HelpCaseRow(Base):
    """One request for help at an office."""

    __tablename__ = "help_cases"
    __table_args__ = (
        CheckConstraint(
            "state <> 'helped' OR "
            "(compared_by IS NOT NULL AND approved_by IS NOT NULL AND approved_by <> compared_by)",
            name="four_eyes",
        ),
        Index("ix_help_cases_state_worked_made_at", "state", "worked", "made_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    reference_digest: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    claim: Mapped[str | None] = mapped_column(Text)
    """Sealed JSON list: number or e-mail address, and phone number; None once they are not needed."""
    account_id: Mapped[str | None] = mapped_column(String(36))
    compared_by: Mapped[str | None] = mapped_column(String(36))
    compared_at: Mapped[datetime | None]
    approved_by: Mapped[str | None] = mapped_column(String(36))
    made_at: Mapped[datetime]
    deadline_at: Mapped[datetime] = mapped_column(index=True)
    worked: Mapped[bool] = mapped_column(default=False)
    """Whether the browser that asked did a proof of work: then no request without one takes its place."""


#: How long the product can say that a case has ended; after that its reference is unknown.
REMEMBERED = timedelta(days=90)


#: Requests that wait for an office, some 0.5 KB each: those with a proof of work, and those without. A
#: stranger can make them by the thousand; the oldest of the same kind then make room, because a refusal would
#: close the office to owners. An owner whose reference is gone asks again in front of the clerk.
MOST_WAITING = 50_000
MOST_WAITING_WITHOUT_WORK = 5_000


class HelpState(StrEnum):
    """The state of a case: a clerk compares or refuses, another person approves or refuses."""

    WAITING = "waiting"
    COMPARED = "compared"
    HELPED = "helped"
    REFUSED = "refused"


#: For each new state: the states it may be reached from.
BEFORE = {
    HelpState.COMPARED: (HelpState.WAITING,),
    HelpState.HELPED: (HelpState.COMPARED,),
    HelpState.REFUSED: (HelpState.WAITING, HelpState.COMPARED),
}


class HelpReason(StrEnum):
    """Why the desk could not help."""

    OTHER_PERSON = "other_person"
    DOCUMENT_EXPIRED = "document_expired"
    DOCUMENT_DOUBTFUL = "document_doubtful"
    NO_ACCOUNT = "no_account"


class HelpRefusal(StrEnum):
    """Why an act on a case changed nothing."""

    OUT_OF_STATE = "out_of_state"
    """Another person was faster, or its time is over."""
    SAME_PERSON = "same_person"


@dataclass(frozen=True, kw_only=True)
class HelpCase:
    """One case, as the database has it. The two numbers are deleted when it ends and its link is used."""

    id: str
    state: HelpState
    deadline_at: datetime
    number: str | None = field(repr=False)
    """What the account is known by: a person's or an organisation's number, or an e-mail address."""
    phone_number: str | None = field(repr=False)
    account_id: str | None
    """The account that the document was compared with."""
    compared_by: str | None
    compared_at: datetime | None


class HelpCases(Keeper):
    """All cases of one database. Every verb may raise `accounts.storage.database.Unavailable`."""

    def make(self, *, number: str, phone_number: str, days: int, worked: bool = False) -> str:
        """Make a case to be brought to an office within *days*; return its reference, which is not stored.

        Args:
            worked: whether the browser did a proof of work for it.
        """
        case_id, reference, now = str(uuid4()), new_reference(), self._clock()
        claim = json.dumps([number, phone_number])
        row = HelpCaseRow(
            id=case_id,
            reference_digest=self._digest(reference),
            state=HelpState.WAITING,
            claim=self._cipher.encrypt(claim, context=context_of("claim", case_id)),
            made_at=now,
            deadline_at=now + timedelta(days=days),
            worked=worked,
        )
        with writing(self._engine) as session:
            _forget(session, now)
            _make_room(session, worked=worked)
            session.add(row)
        return reference

    def claims_the_same(self, reference: str, *, number: str, phone_number: str) -> bool:
        """Return whether the case with this reference waits, and was made for this number and this phone."""
        case = self.find(reference)
        if case is None or case.state is not HelpState.WAITING or case.deadline_at <= self._clock():
            return False
        return (case.number, case.phone_number) == (number, phone_number)

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

    def to_approve(self, limit: int = 100) -> list[HelpCase]:
        """Return the compared cases that are in time, the longest waiting first. For the desk."""
        compared = (HelpCaseRow.state == HelpState.COMPARED) & (HelpCaseRow.deadline_at > self._clock())
        oldest = select(HelpCaseRow).where(compared).order_by(HelpCaseRow.compared_at, HelpCaseRow.id)
        with reading(self._engine) as session:
            return [self._case(row) for row in session.scalars(oldest.limit(limit))]

    def compare(
        self,
        case_id: str,
        *,
        account_id: str,
        clerk: str,
        afresh: datetime | None = None,
        tell: Sequence[Notice] = (),
    ) -> HelpRefusal | None:
        """Note that a clerk compared the document with the account; another person has to approve.

        Args:
            afresh: when the comparison that this one replaces was made; None: there was none.
        """
        facts = {"account_id": account_id, "compared_by": clerk, "compared_at": self._clock()}
        return self._move(
            case_id,
            HelpState.COMPARED,
            facts,
            afresh=afresh,
            staff=clerk,
            subject_id=account_id,
            event=AccountEvent.OFFICE_COMPARED,
            tell=tell,
        )

    def approve(
        self, case_id: str, *, supervisor: str, days: int, tell: Sequence[Notice] = ()
    ) -> HelpRefusal | None:
        """Approve what another person compared. The phone of the case is kept for its link, *days* long."""
        now = self._clock()
        with reading(self._engine) as session:
            row = session.get(HelpCaseRow, case_id)
            if row is None or row.account_id is None:
                return HelpRefusal.OUT_OF_STATE
            if row.compared_by == supervisor:
                return HelpRefusal.SAME_PERSON
            account_id = row.account_id
        facts = {"approved_by": supervisor, "deadline_at": now + timedelta(days=days)}
        return self._move(
            case_id,
            HelpState.HELPED,
            facts,
            staff=supervisor,
            subject_id=account_id,
            event=AccountEvent.OFFICE_HELPED,
            tell=tell,
        )

    def refuse(
        self, case_id: str, *, account_id: str | None, staff: str, reason: HelpReason
    ) -> HelpRefusal | None:
        """Note why the desk could not help: the clerk who compares, or the person who should approve."""
        return self._move(
            case_id,
            HelpState.REFUSED,
            {"account_id": account_id, "claim": None},
            staff=staff,
            subject_id=account_id or case_id,
            event=AccountEvent.OFFICE_REFUSED,
            reason=reason.value,
        )

    def _move(
        self,
        case_id: str,
        to: HelpState,
        facts: Mapping[str, object],
        *,
        staff: str,
        subject_id: str,
        event: AccountEvent,
        afresh: datetime | None = None,
        tell: Sequence[Notice] = (),
        **codes: str,
    ) -> HelpRefusal | None:
        """Change the state of a case that is in time; note it under the account, or else under the case."""
        now = self._clock()
        is_before = HelpCaseRow.state.in_(BEFORE[to])
        is_replaced = (HelpCaseRow.state == HelpState.COMPARED) & (HelpCaseRow.compared_at == afresh)
        possible = (HelpCaseRow.id == case_id) & (is_before if afresh is None else is_before | is_replaced)
        possible &= HelpCaseRow.deadline_at > now
        if to is HelpState.HELPED:
            possible &= HelpCaseRow.compared_by != staff
        # One UPDATE both checks and changes: of two people at once, the second matches no row.
        moved = update(HelpCaseRow).where(possible).values(state=to.value, **facts)
        codes |= {"staff": audit.spelled(staff), "case": audit.spelled(case_id)}
        with writing(self._engine) as session:
            if session.execute(moved.returning(HelpCaseRow.id)).first() is None:
                return HelpRefusal.OUT_OF_STATE
            put(session, tell, cipher=self._cipher, at=now)
            audit.append(session, subject_id=subject_id, event=event, codes=codes, at=now)
        return None

    def _case(self, row: HelpCaseRow) -> HelpCase:
        opened = (
            self._cipher.decrypt(row.claim, context=context_of("claim", row.id))
            if row.claim
            else "[null, null]"
        )
        number, phone_number = json.loads(opened)
        return HelpCase(
            id=row.id,
            state=HelpState(row.state),
            deadline_at=row.deadline_at,
            number=number,
            phone_number=phone_number,
            account_id=row.account_id,
            compared_by=row.compared_by,
            compared_at=row.compared_at,
        )

    def _digest(self, reference: str) -> str:
        return self._lookup.digest("help_case", reference)


def context_of(column: str, case_id: str) -> str:
    """Return the place that a sealed value is bound to: its column and its row."""
    return f"help_cases.{column}:{case_id}"


def finish(session: Session, case_id: str) -> None:
    """Delete the numbers of a case whose holder gets new ways in, within the caller's transaction."""
    helped = (HelpCaseRow.id == case_id) & (HelpCaseRow.state == HelpState.HELPED)
    session.execute(update(HelpCaseRow).where(helped).values(claim=None))


def _make_room(session: Session, *, worked: bool) -> None:
    """Delete the oldest waiting requests of this kind if there are as many as may wait."""
    of_this_kind = (HelpCaseRow.state == HelpState.WAITING) & (HelpCaseRow.worked == worked)
    most = MOST_WAITING if worked else MOST_WAITING_WITHOUT_WORK
    newest = select(HelpCaseRow.id).where(of_this_kind).order_by(HelpCaseRow.made_at.desc()).offset(most - 1)
    session.execute(delete(HelpCaseRow).where(HelpCaseRow.id.in_(newest.limit(100))))


def _forget(session: Session, now: datetime) -> None:
    """Delete the numbers of cases that were not brought in time, and later the cases themselves."""
    late = (HelpCaseRow.deadline_at < now) & HelpCaseRow.claim.is_not(None)
    session.execute(update(HelpCaseRow).where(late).values(claim=None))
    session.execute(delete(HelpCaseRow).where(HelpCaseRow.deadline_at < now - REMEMBERED))
