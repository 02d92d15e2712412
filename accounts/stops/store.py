"""Stops an account, and opens a stopped account again. Each verb succeeds as a whole or not at all.

A stop hands nothing back: it freezes the account and ends what was begun with it. A proof of identity opens
the account again, in the same transaction that gives its holder new ways in. A dispute outranks a proof, and
so does the hotline's hold: the account stays frozen until two people have decided. The end of a hold leaves
the account stopped.
"""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.calling_off import call_off_deletion
from accounts.account.forgetting import forget_devices
from accounts.account.history import of_events
from accounts.account.records import Account, AccountEvent, Standing
from accounts.account.rows import AccountRow
from accounts.account.standing import move
from accounts.disputes.reading import is_disputed
from accounts.links import LinkKind, withdraw
from accounts.outbox import Notice, put
from accounts.portals.sessions import end_sessions
from accounts.push.queue import forget_all
from accounts.stops import holds
from accounts.storage.database import reading, writing
from accounts.storage.keeper import Keeper
from accounts.ways_back import NewWaysIn, give


class RestoreRefusal(StrEnum):
    """Why a stopped account is not opened again."""

    NOT_STOPPED = "not_stopped"
    """No stop code froze it, or it was opened since."""
    DISPUTED = "disputed"
    """A dispute about it is open: two people decide."""
    HELD = "held"
    """The hotline holds it: two case officers decide."""


class Stops(Keeper):
    """All stops of one database. Every verb may raise `accounts.storage.database.Unavailable`."""

    def stop(self, account_id: str, *, distrusts_phone: bool = False) -> bool:
        """Freeze the account and note it; what was begun with it does not go on. False: it is closed.

        A second stop of a stopped account changes nothing but that.

        Args:
            distrusts_phone: the phone before says that the change to this one was not the holder's. The
                number counts as given up, until a holder who is proved in another way takes it back.
        """
        with writing(self._engine) as session:
            row = _locked(session, account_id)
            if row is None or row.standing == Standing.CLOSED:
                return False
            if row.stopped_at is not None:
                row.phone_lost_at = row.stopped_at if distrusts_phone else row.phone_lost_at
                return True
            row.stopped_at, row.standing = self._clock(), Standing.FROZEN
            row.phone_lost_at = row.stopped_at if distrusts_phone else row.phone_lost_at
            row.generation += 1
            session.flush()
            end_sessions(session, account_id, at=self._clock())
            forget_all(session, account_id)
            call_off_deletion(session, account_id, at=self._clock())
            self._note(session, account_id, AccountEvent.STOPPED, {})
        return True

    def restore(
        self, account_id: str, new: NewWaysIn, *, generation: int, tell: Sequence[Notice] = ()
    ) -> RestoreRefusal | None:
        """Open a stopped account with new ways in; its stop codes end. Returns None when it was done.

        Args:
            generation: the generation of the account when its holder was proved.
            tell: the messages about it.
        """
        with writing(self._engine) as session:
            row = _locked(session, account_id)
            if row is None or row.stopped_at is None or row.generation != generation:
                return RestoreRefusal.NOT_STOPPED
            if is_disputed(session, account_id):
                return RestoreRefusal.DISPUTED
            if row.held_at is not None:
                return RestoreRefusal.HELD
            row.stopped_at, now = None, self._clock()
            events = give(session, row, new, cipher=self._cipher, lookup=self._lookup)
            # With a new phone, the holder's known browser need not wait (decision record 0052).
            forget_devices(session, account_id, but=new.browser, lookup=self._lookup)
            for kind in (LinkKind.STOP, LinkKind.STOP_PHONE):
                withdraw(session, kind, account_id, at=now)
            session.flush()
            # At one time with RESTORED: a message of before brings no stop code (`bff.messages.outbox`).
            put(session, tell, cipher=self._cipher, at=now)
            codes = {"method": new.method, "proof": new.proved_by}
            move(session, account_id, Standing.ACTIVE, at=now, codes=codes)
            for event in (AccountEvent.PASSWORD_RESET, *events):
                self._note(session, account_id, event, codes)
        return None

    def hold(self, account_id: str, **codes: str) -> bool:
        """Freeze the account for the hotline, whatever froze it before. False: it is held or closed."""
        with writing(self._engine) as session:
            row = _locked(session, account_id)
            return row is not None and holds.hold(session, row, at=self._clock(), codes=codes)

    def end_hold(self, account_id: str, **codes: str) -> bool:
        """End the hotline's hold and leave the account stopped. False: the hotline does not hold it."""
        with writing(self._engine) as session:
            row = _locked(session, account_id)
            return row is not None and holds.end_hold(session, row, at=self._clock(), codes=codes)

    def hold_has_ended(self, account: Account) -> bool:
        """Tell whether two case officers ended a hold of the hotline since this account is stopped."""
        if account.stopped_at is None:
            return False
        since = account.stopped_at - timedelta(seconds=1)  # the end of the hold may be what stopped it
        with reading(self._engine) as session:
            found = of_events(session, account_id=account.id, events={AccountEvent.RESTORED}, since=since)
            return any(entry.codes.get("by") == holds.BY_HOTLINE for entry in found)

    def is_disputed(self, account_id: str) -> bool:
        """Tell whether a dispute about the account is open, which decides before any proof."""
        with reading(self._engine) as session:
            return is_disputed(session, account_id)

    def _note(self, session: Session, account_id: str, event: AccountEvent, codes: dict[str, str]) -> None:
        audit.append(session, subject_id=account_id, event=event, codes=codes, at=self._clock())


def _locked(session: Session, account_id: str) -> AccountRow | None:
    of_account = select(AccountRow).where(AccountRow.id == account_id).with_for_update()
    return session.scalars(of_account.execution_options(populate_existing=True)).one_or_none()
