"""Finds and reads disputes and their notes, for the disputer or for the desk."""

import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.disputes.records import OPEN_STATES, Dispute, DisputeNote, NoteKind
from accounts.disputes.rows import DisputeNoteRow, DisputeRow, unsealed, unsealed_note
from accounts.storage.database import reading
from accounts.storage.keeper import Keeper

NO_DISPUTE = ""


def is_disputed(session: Session, account_id: str) -> bool:
    """Return whether a dispute that froze the account has not ended, within the caller's transaction."""
    not_ended = DisputeRow.ended_at.is_(None) & DisputeRow.freezes
    awaited = select(DisputeRow.id).where(DisputeRow.account_id == account_id, not_ended)
    return session.scalars(awaited.limit(1)).first() is not None


class DisputesToRead(Keeper):
    """What `Disputes` can read. Every verb may raise `accounts.storage.database.Unavailable`."""

    def by_code(self, reference: str, code: str) -> Dispute | None:
        """Return the dispute with this reference, if *code* is its secret code. For the disputer."""
        with reading(self._engine) as session:
            row = session.scalars(select(DisputeRow).where(DisputeRow.reference == reference)).one_or_none()
            # Hash in both cases: an unknown reference takes as long as a wrong code.
            digest = self._code_digest(row.id if row else NO_DISPUTE, code)
            if row is None or not hmac.compare_digest(digest, row.code_digest):
                return None
            return unsealed(row, cipher=self._cipher)

    def by_reference(self, reference: str) -> Dispute | None:
        """Return the dispute with this reference. For the desk, or for a caller that checks another proof."""
        with reading(self._engine) as session:
            row = session.scalars(select(DisputeRow).where(DisputeRow.reference == reference)).one_or_none()
            return None if row is None else unsealed(row, cipher=self._cipher)

    def get(self, dispute_id: str) -> Dispute | None:
        """Return the dispute with this id, if there is one."""
        with reading(self._engine) as session:
            row = session.get(DisputeRow, dispute_id)
            return None if row is None else unsealed(row, cipher=self._cipher)

    def open_of_account(self, account_id: str) -> Dispute | None:
        """Return the open dispute about this account, if there is one; first the one that froze it."""
        of_account = select(DisputeRow).where(DisputeRow.account_id == account_id)
        of_account = of_account.where(DisputeRow.state.in_(OPEN_STATES)).order_by(DisputeRow.freezes.desc())
        with reading(self._engine) as session:
            row = session.scalars(of_account).first()
            return None if row is None else unsealed(row, cipher=self._cipher)

    def decided_of_account(self, account_id: str) -> Dispute | None:
        """Return the dispute about this account that was decided last, if there is one."""
        of_account = select(DisputeRow).where(DisputeRow.account_id == account_id)
        of_account = of_account.where(DisputeRow.decided_at.is_not(None))
        with reading(self._engine) as session:
            row = session.scalars(of_account.order_by(DisputeRow.decided_at.desc()).limit(1)).first()
            return None if row is None else unsealed(row, cipher=self._cipher)

    def to_do(self, limit: int = 100) -> list[Dispute]:
        """Return the open disputes and those with an appeal, the soonest due first. For the desk."""
        to_do = DisputeRow.state.in_(OPEN_STATES) | DisputeRow.appealed_at.is_not(None)
        still_open = select(DisputeRow).where(to_do)
        with reading(self._engine) as session:
            rows = session.scalars(still_open.order_by(DisputeRow.due_at, DisputeRow.id).limit(limit))
            return [unsealed(row, cipher=self._cipher) for row in rows]

    def notes(self, dispute_id: str, *kinds: NoteKind) -> list[DisputeNote]:
        """Return the notes of these *kinds*, the oldest first."""
        wanted = select(DisputeNoteRow).where(DisputeNoteRow.dispute_id == dispute_id)
        wanted = wanted.where(DisputeNoteRow.kind.in_(kinds)).order_by(DisputeNoteRow.at, DisputeNoteRow.id)
        with reading(self._engine) as session:
            return [unsealed_note(row, cipher=self._cipher) for row in session.scalars(wanted)]

    def _code_digest(self, dispute_id: str, code: str) -> str:
        return self._lookup.digest("dispute_code", f"{dispute_id} {code}")
