"""Opens, answers and decides disputes; each step succeeds as a whole or not at all, and is audited.

The store is made with a `Judge`, which says what a proof is worth. The store asks it inside the transaction,
so no screen can open a dispute that the table forbids. A case that froze nothing never moves its account.

A dispute and its account change in one transaction. Locks are always taken in one order: the dispute's row,
the account's row, the audit's head. If two officers act at once, the second gets `OUT_OF_DATE`. What the two
sides write is bounded and refuses no officer's act: a side could otherwise put off the decision for ever.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Engine, case, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.forgetting import forget_passkeys
from accounts.account.identities import hashed, holder_of
from accounts.account.opening import insert_account
from accounts.account.records import Account, AccountEvent, NewAccount, Standing
from accounts.account.rows import AccountRow
from accounts.account.sealing import unsealed as unsealed_account
from accounts.account.standing import is_held, move
from accounts.disputes.appeals import Appeals
from accounts.disputes.reading import is_disputed
from accounts.disputes.records import (
    OPEN_STATES,
    Decision,
    Dispute,
    DisputeEvent,
    DisputeRefusal,
    DisputeState,
    DisputeWorth,
    Judge,
    NewDispute,
    NoteKind,
    Settled,
)
from accounts.disputes.rows import DisputeNoteRow, DisputeRow, context_of, unsealed
from accounts.disputes.viewing_codes import ViewingCodes
from accounts.outbox import Notice, put
from accounts.references import new_reference
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import reading, writing
from identity.subject import Subject

#: The author of a note by the disputer, whom no id of staff names.
DISPUTER = ""
BY_DISPUTE = {"by": "dispute"}
NO_CODES: Mapping[str, str] = {}
NO_PROPOSAL: dict[str, None] = {"proposal": None, "proposed_by": None, "reasons": None}
STANDING_AFTER = {Decision.RESTORE: Standing.ACTIVE, Decision.CLOSE: Standing.CLOSED}

#: Texts of one side in one dispute, the statement that opens it included. A side that writes without end
#: would bury what the officers have to read.
MOST_TEXTS = 10

#: After a decision for the holder, or this many withdrawn disputes, the account is settled (`_settled`).
WITHDRAWALS = 2


class Disputes(ViewingCodes, Appeals):
    """All disputes of one database. Every verb may raise `accounts.storage.database.Unavailable`."""

    def __init__(
        self,
        engine: Engine,
        *,
        cipher: FieldCipher,
        lookup: LookupKey,
        clock: Callable[[], datetime],
        judge: Judge,
    ) -> None:
        """As in `Keeper`; *judge* says what a proof is worth."""
        super().__init__(engine, cipher=cipher, lookup=lookup, clock=clock)
        self._judge = judge

    def open(
        self, new: NewDispute, *, tell: Callable[[Dispute, Account], Sequence[Notice]] = lambda _new, _old: ()
    ) -> Dispute | DisputeRefusal:
        """Open a dispute about the account that the proved numbers find, and freeze it: both or neither.

        A proof that may not freeze opens a case: the account stays as it is. One such case may be open for
        an account, and it keeps no stronger proof away. Opening the same dispute again returns it unchanged.

        Args:
            tell: returns the messages about a new dispute, from it and the disputed account.
        """
        claims = hashed(self._lookup, new.claims)
        with writing(self._engine) as session:
            holder = holder_of(session, claims)
            if holder is None:
                return DisputeRefusal.NO_ACCOUNT
            locked = select(AccountRow).where(AccountRow.id == holder).with_for_update()
            account = session.scalars(locked).one_or_none()
            if account is None:  # deleted after it was found
                return DisputeRefusal.NO_ACCOUNT
            known = session.get(DisputeRow, new.id)
            if known is not None:
                return unsealed(known, cipher=self._cipher)
            worth = self._judged(session, account, new.proved_by)
            if isinstance(worth, DisputeRefusal):
                return worth
            before = unsealed_account(account, cipher=self._cipher)
            return self._insert(session, new, before, freezes=worth.freezes, tell=tell)

    def would_open(self, account_id: str, proved_by: str) -> DisputeWorth | DisputeRefusal:
        """Return what `open` would answer now to this kind of proof: no statement is written in vain."""
        with reading(self._engine) as session:
            account = session.get(AccountRow, account_id)
            return self._judged(session, account, proved_by) if account else DisputeRefusal.NO_ACCOUNT

    def holder_told(self, dispute_id: str) -> bool:
        """Note that the message to the holder was sent."""
        changes = {"state": DisputeState.HOLDER_TOLD, "told_at": self._clock()}
        return self._step(dispute_id, (DisputeState.OPENED,), DisputeEvent.HOLDER_TOLD, changes)

    def answer(self, dispute_id: str, text: str, *, by: str) -> bool:
        """Store an answer of the holder. The first one cancels a proposal that was made without any answer.

        Later ones change nothing else, so that no holder keeps the officers from a decision.

        Args:
            by: how the holder proved their identity: ``phone``, or the key of a method.

        Returns:
            False: the dispute has ended, or the holder has written `MOST_TEXTS` answers.
        """
        return self._write_text(dispute_id, (NoteKind.ANSWER, by, text), DisputeEvent.ANSWERED)

    def add_statement(self, dispute_id: str, text: str) -> bool:
        """Store a further statement of the disputer. It refuses no act of an officer.

        Returns:
            False: the dispute has ended, or the disputer has written `MOST_TEXTS` statements.
        """
        note = (NoteKind.STATEMENT, DISPUTER, text)
        return self._write_text(dispute_id, note, DisputeEvent.STATEMENT_ADDED)

    def add_note(self, dispute_id: str, kind: NoteKind, text: str, *, by: str) -> bool:
        """Store a note of the desk; allowed in every state. The audit names its author and its kind."""
        codes = {"by": audit.spelled(by), "kind": kind.value}
        every = tuple(DisputeState)
        return self._step(dispute_id, every, DisputeEvent.NOTE_ADDED, {}, note=(kind, by, text), codes=codes)

    def withdraw(self, dispute_id: str, *, tell: Sequence[Notice] = ()) -> bool:
        """End a dispute as the disputer wishes. If nothing else froze the account, it is active again."""
        ended: dict[str, Any] = {"state": DisputeState.WITHDRAWN, "ended_at": self._clock(), **NO_PROPOSAL}
        return self._step(
            dispute_id, OPEN_STATES, DisputeEvent.WITHDRAWN, ended, then=Standing.ACTIVE, tell=tell
        )

    def propose(
        self, dispute_id: str, decision: Decision, *, version: int, by: str, reason: str, reasons: str
    ) -> bool:
        """Propose a decision, which another person must approve. False: another person acted first.

        Also False: the dispute is a case that froze nothing, and the proposal would end the account.

        Args:
            reason: a note for colleagues, which no side ever reads.
            reasons: what both sides read once it is so decided.
        """
        proposed = {"state": DisputeState.PROPOSED, "proposal": decision, "proposed_by": by}
        proposed["reasons"] = self._cipher.encrypt(reasons, context=context_of("reasons", dispute_id))
        return self._step(
            dispute_id,
            OPEN_STATES,
            DisputeEvent.PROPOSED,
            proposed,
            version=version,
            note=(NoteKind.INTERNAL, by, reason),
            codes={"decision": decision, "by": audit.spelled(by)},
            needs_freeze=decision is not Decision.RESTORE,
        )

    def turn_down(self, dispute_id: str, *, version: int, by: str, reason: str) -> bool:
        """Return a proposal to the desk. False: another person acted first."""
        silent = DisputeRow.answered_at.is_(None)
        state = case((silent, DisputeState.HOLDER_TOLD.value), else_=DisputeState.ANSWERED.value)
        back = {"state": state, **NO_PROPOSAL}
        return self._step(
            dispute_id,
            (DisputeState.PROPOSED,),
            DisputeEvent.TURNED_DOWN,
            back,
            version=version,
            note=(NoteKind.INTERNAL, by, reason),
            codes={"by": audit.spelled(by)},
        )

    def decide(
        self,
        dispute_id: str,
        *,
        version: int,
        by: str,
        reason: str,
        tell: Callable[[Dispute], Sequence[Notice]] = lambda _dispute: (),
    ) -> Dispute | DisputeRefusal:
        """Carry out another person's proposal: the decision and the change to the account, or neither.

        After `TRANSFER` the account stays frozen until the disputer has registered.
        """
        with writing(self._engine) as session:
            locked = select(DisputeRow).where(DisputeRow.id == dispute_id).with_for_update()
            row = session.scalars(locked).one_or_none()
            if row is None or row.state != DisputeState.PROPOSED or row.version != version:
                return DisputeRefusal.OUT_OF_DATE
            if row.proposed_by == by:
                return DisputeRefusal.OWN_PROPOSAL
            if row.reasons is None:
                return DisputeRefusal.NO_REASONS
            decision, now = Decision(row.proposal or ""), self._clock()
            if decision is not Decision.RESTORE and not row.freezes:
                return DisputeRefusal.ONLY_A_CASE
            row.state, row.decision, row.version = DisputeState.DECIDED, decision, row.version + 1
            row.decided_by, row.decided_at = by, now
            row.ended_at = None if decision is Decision.TRANSFER else now
            self._write_note(session, dispute_id, (NoteKind.INTERNAL, by, reason))
            session.flush()
            decided = unsealed(row, cipher=self._cipher)
            put(session, tell(decided), cipher=self._cipher, at=now)
            standing = STANDING_AFTER.get(decision)
            if standing and row.freezes:
                _give(session, row.account_id, standing, at=now, codes={"decision": decision})
            if decision is Decision.RESTORE and row.freezes:
                _end_passkeys(session, row.account_id, at=now)
            self._note_event(
                session, dispute_id, DisputeEvent.DECIDED, {"decision": decision, "by": audit.spelled(by)}
            )
            return decided

    def transfer(
        self, dispute_id: str, new: NewAccount, *, tell: Sequence[Notice] = ()
    ) -> Account | DisputeRefusal:
        """Close the disputed account and open the disputer's, which gets its numbers: all or nothing.

        A repetition returns the account that the first call opened. Nothing is done while the hotline holds
        the disputed account: its owner may have called because of this dispute.
        """
        claims = hashed(self._lookup, new.claims)
        awaited = (DisputeRow.id == dispute_id) & (DisputeRow.decision == Decision.TRANSFER)
        awaited &= DisputeRow.ended_at.is_(None)
        try:
            with writing(self._engine) as session:
                dispute = session.scalars(select(DisputeRow).where(awaited).with_for_update()).one_or_none()
                if dispute is None:
                    row = session.get(AccountRow, new.id) if new.id else None
                    return unsealed_account(row, cipher=self._cipher) if row else DisputeRefusal.OUT_OF_DATE
                if is_held(session, dispute.account_id):
                    return DisputeRefusal.HELD
                dispute.ended_at = self._clock()
                session.flush()
                _give(session, dispute.account_id, Standing.CLOSED, at=self._clock())
                put(session, tell, cipher=self._cipher, at=self._clock())
                account = insert_account(
                    session, new, claims, cipher=self._cipher, lookup=self._lookup, at=self._clock()
                )
                self._note_event(session, dispute_id, DisputeEvent.TRANSFERRED, {})
                return account
        except IntegrityError:  # a third account holds one of the numbers; nothing was changed
            return DisputeRefusal.ALREADY_DISPUTED

    def _judged(self, session: Session, account: AccountRow, proved_by: str) -> DisputeWorth | DisputeRefusal:
        judge = partial(self._judge, proved_by, account_level=account.level, subject=Subject(account.subject))
        settled = _settled(session, account.id)
        worth = judge(settled=settled)
        if not worth.opens:
            is_of_cases = settled is Settled.CASES and judge(settled=Settled.NOTHING).opens
            return DisputeRefusal.NO_MORE_CASES if is_of_cases else DisputeRefusal.LEVEL_TOO_LOW
        # Neither a stop code nor a call to the hotline keeps a dispute away: the person who opened a false
        # account could otherwise hide it from its victim.
        is_other_freeze = account.stopped_at is None and account.held_at is None
        if account.standing != Standing.ACTIVE and (is_other_freeze or is_disputed(session, account.id)):
            return DisputeRefusal.ALREADY_DISPUTED
        if not worth.freezes and _has_open_case(session, account.id):
            return DisputeRefusal.ALREADY_DISPUTED
        return worth

    def _insert(
        self,
        session: Session,
        new: NewDispute,
        account: Account,
        *,
        freezes: bool,
        tell: Callable[[Dispute, Account], Sequence[Notice]],
    ) -> Dispute:
        account_id = account.id
        row = DisputeRow(
            id=new.id,
            reference=new_reference(),
            code_digest=self._code_digest(new.id, new.code),
            account_id=account_id,
            state=DisputeState.OPENED,
            version=1,
            subject=new.claims.subject.value,
            method=new.method,
            level=new.level,
            opened_at=self._clock(),
            due_at=new.due_at,
            freezes=freezes,
            phone_number=self._cipher.encrypt(new.phone_number, context=context_of("phone_number", new.id)),
            proof=self._cipher.encrypt(new.proof, context=context_of("proof", new.id)),
        )
        session.add(row)
        session.flush()
        self._write_note(session, new.id, (NoteKind.STATEMENT, DISPUTER, new.statement))
        session.flush()
        dispute = unsealed(row, cipher=self._cipher)
        put(session, tell(dispute, account), cipher=self._cipher, at=self._clock())
        if freezes:
            move(session, account_id, Standing.FROZEN, at=self._clock(), codes=BY_DISPUTE)
        codes = {"method": new.method, "level": f"level_{new.level}"}
        self._note_event(session, new.id, DisputeEvent.OPENED, codes)
        return dispute

    def _step(
        self,
        dispute_id: str,
        before: tuple[DisputeState, ...],
        event: DisputeEvent,
        facts: dict[str, Any],
        *,
        version: int | None = None,
        note: tuple[NoteKind, str, str] | None = None,
        codes: dict[str, str] | None = None,
        then: Standing | None = None,
        needs_freeze: bool = False,
        tell: Sequence[Notice] = (),
    ) -> bool:
        """Change a dispute whose state is one of *before*. False: other state or version; nothing changed.

        Args:
            then: the account's new standing, if this dispute froze the account.
            needs_freeze: whether only a dispute that froze the account may be changed so.
            tell: the messages about it.
        """
        possible = (DisputeRow.id == dispute_id) & DisputeRow.state.in_(before)
        if needs_freeze:
            possible &= DisputeRow.freezes.is_(True)
        if version is not None:
            possible &= DisputeRow.version == version
        # One UPDATE both checks and changes: of two at once, the second waits and then matches no row.
        changed = update(DisputeRow).where(possible).values(version=DisputeRow.version + 1, **facts)
        with writing(self._engine) as session:
            row = session.execute(changed.returning(DisputeRow.account_id, DisputeRow.freezes)).first()
            if row is None:
                return False
            if note:
                self._write_note(session, dispute_id, note)
                session.flush()
            put(session, tell, cipher=self._cipher, at=self._clock())
            if then and row.freezes:
                move(session, row.account_id, then, at=self._clock(), codes=BY_DISPUTE)
            self._note_event(session, dispute_id, event, codes or {})
        return True

    def _write_text(self, dispute_id: str, note: tuple[NoteKind, str, str], event: DisputeEvent) -> bool:
        """Store a text of one side, if the dispute is open and the side has not written too many.

        The version stays, because it counts what officers do. Only the first answer raises it.
        """
        kind, _by, _text = note
        still_open = select(DisputeRow).where(DisputeRow.id == dispute_id, DisputeRow.state.in_(OPEN_STATES))
        of_this_side = select(func.count()).select_from(DisputeNoteRow)
        of_this_side = of_this_side.where(
            DisputeNoteRow.dispute_id == dispute_id, DisputeNoteRow.kind == kind
        )
        with writing(self._engine) as session:
            row = session.scalars(still_open.with_for_update()).one_or_none()
            if row is None or (session.scalar(of_this_side) or 0) >= MOST_TEXTS:
                return False
            if kind is NoteKind.ANSWER and row.answered_at is None:
                row.state, row.answered_at = DisputeState.ANSWERED, self._clock()
                row.proposal, row.proposed_by, row.reasons, row.version = None, None, None, row.version + 1
            self._write_note(session, dispute_id, note)
            session.flush()
            self._note_event(session, dispute_id, event, {})
        return True


def _give(
    session: Session,
    account_id: str,
    standing: Standing,
    *,
    at: datetime,
    codes: Mapping[str, str] = NO_CODES,
) -> None:
    """Give an account its standing after a dispute; one that ends for good loses its passkeys.

    Args:
        codes: the decision of two officers, for the audit; none where the disputer acted.
    """
    said = {**BY_DISPUTE, **codes}
    if move(session, account_id, standing, at=at, codes=said) and standing is Standing.CLOSED:
        forget_passkeys(session, account_id)


def _end_passkeys(session: Session, account_id: str, *, at: datetime) -> None:
    """End the passkeys of an account that officers gave back: a stranger may have added one before."""
    if forget_passkeys(session, account_id):
        audit.append(
            session, subject_id=account_id, event=AccountEvent.PASSKEY_REMOVED, codes=BY_DISPUTE, at=at
        )


def _settled(session: Session, account_id: str) -> Settled:
    """Tell against which proofs this account is settled: one decided for its holder, or two withdrawn.

    Without this rule, one weak proof could freeze the account again after every decision. Cases that froze
    nothing count for further cases alone: an impostor could otherwise open and withdraw two about an account
    that they opened with the same facts on cards, and keep its victim's better proof away.
    """
    ended = select(DisputeRow).where(DisputeRow.account_id == account_id, DisputeRow.ended_at.is_not(None))
    rows = session.scalars(ended).all()
    if _settle([row for row in rows if row.freezes]):
        return Settled.FREEZES
    return Settled.CASES if _settle(rows) else Settled.NOTHING


def _settle(ended: Sequence[DisputeRow]) -> bool:
    withdrawn = sum(row.state == DisputeState.WITHDRAWN for row in ended)
    return withdrawn >= WITHDRAWALS or any(row.decision == Decision.RESTORE for row in ended)


def _has_open_case(session: Session, account_id: str) -> bool:
    """Tell whether a dispute about this account is open."""
    still_open = select(DisputeRow.id).where(
        DisputeRow.account_id == account_id, DisputeRow.state.in_(OPEN_STATES)
    )
    return session.scalars(still_open.limit(1)).first() is not None
