"""The passkeys of staff: one counts in place of the authenticator app. Each change ends other sessions."""

from sqlalchemy.orm import Session

from accounts import audit
from accounts.second_factors.passkeys import NewPasskey, PasskeyBook, PasskeyRefusal, Refused
from accounts.staff.records import StaffEvent
from accounts.staff.rows import StaffPasskeyRow, StaffRow
from accounts.storage.database import writing


class StaffPasskeys(PasskeyBook):
    """The passkeys of all staff."""

    ROW = StaffPasskeyRow
    OWNER = "staff_id"
    KIND = "staff_passkey"

    def add(self, staff_id: str, new: NewPasskey, *, most: int, generation: int) -> PasskeyRefusal | None:
        """Add a passkey, unless the person has *most* of them. Returns None when it was added.

        Args:
            generation: of the person when they proved who they are; with another one nothing is changed.
        """
        try:
            with writing(self._engine) as session:
                _grow(session, staff_id, generation)
                self._insert(session, staff_id, new, most=most)
                self._note(session, staff_id, StaffEvent.PASSKEY_ADDED)
        except Refused as refused:
            return refused.refusal
        return None

    def remove(self, staff_id: str, passkey_id: str, *, generation: int) -> PasskeyRefusal | None:
        """Remove a passkey. Returns None when it was removed; the rest as in `add`."""
        try:
            with writing(self._engine) as session:
                _grow(session, staff_id, generation)
                self._delete(session, staff_id, passkey_id)
                self._note(session, staff_id, StaffEvent.PASSKEY_REMOVED)
        except Refused as refused:
            return refused.refusal
        return None

    def _note_copy(self, session: Session, owner_id: str) -> None:
        self._note(session, owner_id, StaffEvent.PASSKEY_COPIED)

    def _note(self, session: Session, staff_id: str, event: StaffEvent) -> None:
        audit.append(session, subject_id=staff_id, event=event, codes={}, at=self._clock())


def _grow(session: Session, staff_id: str, generation: int) -> None:
    """Lock the person, and end their sessions of before."""
    row = session.get(StaffRow, staff_id, with_for_update=True)
    if row is None or not row.is_active or row.generation != generation:
        raise Refused(PasskeyRefusal.NOT_THERE)
    row.generation += 1
    session.flush()
