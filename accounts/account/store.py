"""Where accounts are opened, found and changed, each change whole or not at all.

Whatever changes an account tells the audit in the same transaction. No personal value leaves this module but
in an `Account`, and none enters the database but sealed.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account import history
from accounts.account.identities import hashed, holder_of
from accounts.account.opening import insert_account
from accounts.account.records import (
    Account,
    AccountEvent,
    AlreadyExists,
    HistoryEntry,
    NewAccount,
    Standing,
)
from accounts.account.rows import AccountRow
from accounts.account.sealing import phone_digest, seal_phone, unsealed
from accounts.account.standing import active_only, move
from accounts.storage.database import reading, writing
from accounts.storage.keeper import Keeper
from identity.claims import Claims


class Accounts(Keeper):
    """All accounts of one database. Every verb may raise `accounts.storage.database.Unavailable`."""

    def close(self) -> None:
        """Let go of the database; nothing may be asked any more."""
        self._engine.dispose()

    def find(self, claims: Claims) -> Account | None:
        """Return the account that holds any number of *claims*, if there is one.

        Raises:
            ValueError: none of the numbers that make this subject unique was given.
            CannotDecrypt: a value was changed, or its key is not in the ring.
        """
        hashes = hashed(self._lookup, claims)
        with reading(self._engine) as session:
            account_id = holder_of(session, hashes)
            return None if account_id is None else self._account(session, account_id)

    def get(self, account_id: str) -> Account | None:
        """Return the account with this id, if there is one.

        Raises:
            CannotDecrypt: a value was changed, or its key is not in the ring.
        """
        with reading(self._engine) as session:
            return self._account(session, account_id)

    def with_phone(self, phone_number: str) -> list[str]:
        """Name the accounts that hold this phone number (E.164): none, one, or a family's."""
        digest = phone_digest(self._lookup, phone_number)
        with reading(self._engine) as session:
            return list(session.scalars(select(AccountRow.id).where(AccountRow.phone_digest == digest)))

    def open(self, new: NewAccount) -> Account | AlreadyExists:
        """Open an account, with its consents and its first audit entry: all of it or nothing.

        Of two openings for one person at the same time, the database lets one through.

        Raises:
            ValueError: unknown subject, or none of the numbers that make it unique was given.
        """
        claims = hashed(self._lookup, new.claims)
        try:
            with writing(self._engine) as session:
                holder = holder_of(session, claims)
                if holder is not None:
                    return AlreadyExists(holder)
                return insert_account(
                    session, new, claims, cipher=self._cipher, lookup=self._lookup, at=self._clock()
                )
        except IntegrityError:
            with reading(self._engine) as session:
                holder = holder_of(session, claims)
            if holder is None:
                raise  # not a race: another constraint, so the caller's facts are wrong
            return AlreadyExists(holder)

    def change_password(
        self, account_id: str, password_hash: str, event: AccountEvent = AccountEvent.PASSWORD_CHANGED
    ) -> None:
        """Replace the password hash and note it as *event*.

        Raises:
            UnknownAccount, NotActive: nothing was changed.
        """
        with writing(self._engine) as session:
            active_only(session, account_id)
            hashed = update(AccountRow).where(AccountRow.id == account_id).values(password_hash=password_hash)
            session.execute(hashed)
            self._note(session, account_id, event, {})

    def change_phone(self, account_id: str, phone_number: str, *, method: str) -> None:
        """Replace the phone number (E.164) after its holder proved themselves with *method*, and note it.

        Raises:
            UnknownAccount, NotActive: nothing was changed.
        """
        with writing(self._engine) as session:
            row = active_only(session, account_id)
            seal_phone(row, phone_number, cipher=self._cipher, lookup=self._lookup)
            self._note(session, account_id, AccountEvent.PHONE_CHANGED, {"method": method})

    def raise_level(self, account_id: str, *, level: int, method: str) -> None:
        """Note that the holder proved themselves again at a higher *level*; a level is never lowered.

        Raises:
            UnknownAccount, NotActive: nothing was changed.
        """
        with writing(self._engine) as session:
            row = active_only(session, account_id)
            if row.level >= level:
                return
            row.level = level
            codes = {"method": method, "level": f"level_{level}"}
            self._note(session, account_id, AccountEvent.LEVEL_RAISED, codes)

    def upgrade_password_hash(self, account_id: str, *, verified: str, upgraded: str) -> None:
        """Keep the same password under today's parameters; not an event, so not noted.

        Args:
            account_id: whose.
            verified: the PHC string the password was just verified against. If it is no longer the account's,
                the password was changed meanwhile and stays as it is.
            upgraded: the PHC string to keep instead.
        """
        unchanged = (AccountRow.id == account_id) & (AccountRow.password_hash == verified)
        with writing(self._engine) as session:
            session.execute(update(AccountRow).where(unchanged).values(password_hash=upgraded))

    def lose_phone(self, phone_number: str) -> int:
        """Trust this phone (E.164) with no account any more, and note it; return with how many it was.

        Whoever has the number now is somebody else; each holder proves who they are and gives another.
        """
        using = (AccountRow.phone_digest == phone_digest(self._lookup, phone_number)) & (
            AccountRow.phone_lost_at.is_(None)
        )
        lost = update(AccountRow).where(using, AccountRow.standing != Standing.CLOSED)
        with writing(self._engine) as session:
            ids = sorted(
                session.scalars(lost.values(phone_lost_at=self._clock()).returning(AccountRow.id)).all()
            )
            for account_id in ids:
                self._note(session, account_id, AccountEvent.PHONE_LOST, {})
        return len(ids)

    def freeze(self, account_id: str, **codes: str) -> bool:
        """Let nobody use an active account any more, and note it; False: it was not active.

        Its open sessions are not kept here: whoever freezes ends them too (`bff.stores.signed_in`).
        """
        with writing(self._engine) as session:
            return move(session, account_id, Standing.FROZEN, at=self._clock(), codes=codes)

    def restore(self, account_id: str, **codes: str) -> bool:
        """Give a frozen account back to its holder, and note it; False: it was not frozen."""
        with writing(self._engine) as session:
            return move(session, account_id, Standing.ACTIVE, at=self._clock(), codes=codes)

    def note(self, account_id: str, event: AccountEvent, **codes: str) -> None:
        """Add an entry to the account's history, e.g. ``note(id, SIGNED_IN, method="password")``.

        Raises:
            ValueError: *codes* are words of a-z, 0-9, ``_ . -``; anything that may be a number of a person or
                a name is refused.
        """
        with writing(self._engine) as session:
            self._note(session, account_id, event, codes)

    def history(self, account_id: str, limit: int = 50) -> list[HistoryEntry]:
        """Return the latest *limit* entries, newest first."""
        with reading(self._engine) as session:
            return history.latest(session, account_id=account_id, limit=limit)

    def has_happened(self, account_id: str, event: AccountEvent, *, since: datetime) -> bool:
        """Tell whether *event* stands in the account's history after *since*, however much came after it."""
        with reading(self._engine) as session:
            return history.has_happened(session, account_id=account_id, event=event, since=since)

    def _account(self, session: Session, account_id: str) -> Account | None:
        row = session.get(AccountRow, account_id)
        return None if row is None else unsealed(row, cipher=self._cipher)

    def _note(self, session: Session, account_id: str, event: AccountEvent, codes: dict[str, str]) -> None:
        audit.append(session, subject_id=account_id, event=event, codes=codes, at=self._clock())
