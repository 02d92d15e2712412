"""Opens, finds and changes accounts; each change succeeds as a whole or not at all.

Each change adds an audit entry in the same transaction. Personal values leave this module only in an
`Account`, and enter the database only encrypted.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account import history
from accounts.account.calling_off import call_off_deletion
from accounts.account.forgetting import forget_passkeys
from accounts.account.identities import hashed, holder_of, holders_of_email
from accounts.account.opening import insert_account
from accounts.account.raising import Raised, raise_level
from accounts.account.records import (
    Account,
    AccountEvent,
    AccountState,
    AlreadyExists,
    HistoryEntry,
    NewAccount,
    Standing,
)
from accounts.account.rows import AccountRow
from accounts.account.sealing import is_taken_back, phone_digest, seal_phone, unsealed
from accounts.account.standing import active_only, move
from accounts.account.ways_in import KINDS, Change, changing
from accounts.outbox import Notice, put
from accounts.portals.sessions import end_sessions
from accounts.push.queue import forget_all
from accounts.storage.base import table_of
from accounts.storage.database import looking, reading, takes_writes, writing
from accounts.storage.keeper import Keeper
from identity.claims import Claims

ACCOUNTS = table_of(AccountRow)
ONE_ACCOUNT = select(ACCOUNTS).where(ACCOUNTS.c.id == bindparam("account_id"))
STATE_OF_ONE = select(ACCOUNTS.c.id, ACCOUNTS.c.level, ACCOUNTS.c.standing, ACCOUNTS.c.generation).where(
    ACCOUNTS.c.id == bindparam("account_id")
)


def _none(_language: str | None) -> Sequence[Notice]:
    return ()


class Accounts(Keeper):
    """All accounts of one database. Every verb may raise `accounts.storage.database.Unavailable`."""

    def close(self) -> None:
        """Close the connections to the database; no verb works afterwards."""
        self._engine.dispose()

    def takes_writes(self) -> bool:
        """Tell whether the database takes a new value."""
        return takes_writes(self._engine)

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

    def with_email(self, email: str, most: int) -> list[str]:
        """Return the ids of at most *most* organisations that are known by this e-mail address."""
        with reading(self._engine) as session:
            return holders_of_email(session, email, most, lookup=self._lookup)

    def get(self, account_id: str) -> Account | None:
        """Return the account with this id, if there is one.

        Raises:
            CannotDecrypt: a value was changed, or its key is not in the ring.
        """
        with looking(self._engine) as connection:
            row = connection.execute(ONE_ACCOUNT, {"account_id": account_id}).one_or_none()
        return None if row is None else unsealed(row, cipher=self._cipher)

    def state_of(self, account_id: str) -> AccountState | None:
        """Return whether and how the account may be used, if there is one; nothing is decrypted."""
        with looking(self._engine) as connection:
            row = connection.execute(STATE_OF_ONE, {"account_id": account_id}).one_or_none()
        if row is None:
            return None
        return AccountState(row.id, row.level, Standing(row.standing), row.generation)

    def with_phone(self, phone_number: str) -> list[str]:
        """Return the ids of the accounts with this phone number (E.164); a family may share one."""
        digest = phone_digest(self._lookup, phone_number)
        with reading(self._engine) as session:
            return list(session.scalars(select(AccountRow.id).where(AccountRow.phone_digest == digest)))

    def open(self, new: NewAccount, *, tell: Sequence[Notice] = ()) -> Account | AlreadyExists:
        """Open an account with its consents, first audit entry and messages: all of it or nothing.

        If two requests open an account for one person at once, the database accepts only the first.

        Raises:
            ValueError: unknown subject, or none of the numbers that make it unique was given.
        """
        claims = hashed(self._lookup, new.claims)
        try:
            with writing(self._engine) as session:
                holder = holder_of(session, claims)
                if holder is not None:
                    return AlreadyExists(holder)
                put(session, tell, cipher=self._cipher, at=self._clock())
                return insert_account(
                    session, new, claims, cipher=self._cipher, lookup=self._lookup, at=self._clock()
                )
        except IntegrityError:
            # Another request inserted the same number after we had looked for it.
            with reading(self._engine) as session:
                holder = holder_of(session, claims)
            if holder is None:
                raise  # not a race: another constraint, so the caller's facts are wrong
            return AlreadyExists(holder)

    def change_password(
        self,
        account_id: str,
        password_hash: str,
        change: Change = Change.NEW_PASSWORD,
        *,
        generation: int,
        proved_by: str = "",
        tell: Sequence[Notice] = (),
    ) -> None:
        """Replace the password hash; *change* is one of the three changes of a password.

        Args:
            generation, proved_by: as in `accounts.account.ways_in.changing`.
            tell: the messages about it.

        Raises:
            UnknownAccount, NotActive, ChangedSince: nothing was changed.
        """
        with (
            writing(self._engine) as session,
            changing(
                session, account_id, change, generation=generation, at=self._clock(), proved_by=proved_by
            ) as row,
        ):
            row.password_hash = password_hash
            put(session, tell, cipher=self._cipher, at=self._clock())

    def renew_first_password(self, account_id: str, password_hash: str | None) -> bool:
        """Replace the password hash of an account that has not been used since it was opened.

        For the flow that opened it and was interrupted before its last screen. No event is noted. Nothing is
        written if the owner, or any other person, has done something with the account in between.

        Args:
            password_hash: None: a signature opened the account, which has no password.

        Returns:
            Whether the account has not been used.
        """
        with writing(self._engine) as session:
            row = session.get(AccountRow, account_id)
            if row is None or row.standing != Standing.ACTIVE:
                return False
            if not history.is_untouched(session, account_id=account_id):
                return False
            if row.password_hash and password_hash:
                row.password_hash = password_hash
            return True

    def change_phone(
        self,
        account_id: str,
        phone_number: str,
        *,
        method: str,
        generation: int,
        proved_by: str,
        tell: Sequence[Notice] = (),
    ) -> None:
        """Replace the phone number (E.164); note the *method* and the kind of proof that proved the holder.

        Passkeys end: one of them may be on the phone that was lost. A number that was given up may be taken
        back: it is no new one, so it is noted as what it is.

        Args:
            generation, proved_by: as in `accounts.account.ways_in.changing`.
            tell: the messages about it.

        Raises:
            UnknownAccount, NotActive, ChangedSince: nothing was changed.
        """
        facts: Any = {"generation": generation, "proved_by": proved_by, "codes": {"method": method}}
        with writing(self._engine) as session:
            is_back = is_taken_back(active_only(session, account_id), phone_number, lookup=self._lookup)
            event = AccountEvent.PHONE_TAKEN_BACK if is_back else None
            with changing(session, account_id, Change.PHONE, at=self._clock(), event=event, **facts) as row:
                seal_phone(row, phone_number, cipher=self._cipher, lookup=self._lookup)
                has_ended = forget_passkeys(session, account_id)
                put(session, tell, cipher=self._cipher, at=self._clock())
            if has_ended:
                self._note(session, account_id, AccountEvent.PASSKEY_REMOVED, {"proof": proved_by})

    def generation_of(self, account_id: str) -> int | None:
        """Return the generation of an account's ways in; None if there is no such account."""
        with reading(self._engine) as session:
            return session.scalar(select(AccountRow.generation).where(AccountRow.id == account_id))

    def raise_level(
        self, account_id: str, raised: Raised, *, generation: int, tell: Sequence[Notice] = ()
    ) -> bool:
        """Raise the level of verification as *raised* says. A level is never lowered. False: it is reached.

        Args:
            generation: as in `accounts.account.ways_in.changing`.
            tell: the messages about it.

        Raises:
            UnknownAccount, NotActive, ChangedSince: nothing was changed.
        """
        keys: Any = {"cipher": self._cipher, "lookup": self._lookup}
        at = self._clock()
        with writing(self._engine) as session:
            return raise_level(session, account_id, raised, generation=generation, at=at, tell=tell, **keys)

    def upgrade_password_hash(self, account_id: str, *, verified: str, upgraded: str) -> None:
        """Replace the hash of an unchanged password by one with today's parameters. No event is noted.

        Args:
            account_id: the account that just signed in.
            verified: the PHC string that the password was verified against. If the account has another now,
                the password was changed in between, and nothing is written.
            upgraded: the PHC string to store instead.
        """
        unchanged = (AccountRow.id == account_id) & (AccountRow.password_hash == verified)
        with writing(self._engine) as session:
            session.execute(update(AccountRow).where(unchanged).values(password_hash=upgraded))

    def lose_phone(
        self,
        phone_number: str,
        *,
        but: Collection[str] = (),
        tell: Callable[[str | None], Sequence[Notice]] = _none,
    ) -> int:
        """Mark this phone (E.164) as lost on the accounts that have it. Returns the number of accounts.

        The number now belongs to another person. Each holder must prove their identity and give a new one.

        Args:
            but: the ids of accounts whose holder still has the number.
            tell: makes the messages in a language: that of the accounts, None if they have several. They are
                the same for one account and for several, and none is sent where no account had the phone.
        """
        using = (AccountRow.phone_digest == phone_digest(self._lookup, phone_number)) & (
            AccountRow.phone_lost_at.is_(None)
        )
        is_meant = (AccountRow.standing != Standing.CLOSED) & AccountRow.id.not_in(but)
        lost = update(AccountRow).where(using, is_meant)
        facts: dict[str, Any] = {
            "phone_lost_at": self._clock(),
            "generation": AccountRow.generation + 1,  # what the phone began does not go on
        }
        with writing(self._engine) as session:
            rows = session.execute(lost.values(**facts).returning(AccountRow.id, AccountRow.language)).all()
            ids, languages = sorted(row.id for row in rows), {row.language for row in rows}
            if ids:
                language = languages.pop() if len(languages) == 1 else None
                put(session, tell(language), cipher=self._cipher, at=self._clock())
            for account_id in ids:
                end_sessions(session, account_id, at=self._clock())
                forget_all(session, account_id)
                call_off_deletion(session, account_id, at=self._clock())
            for account_id in ids:
                self._note(session, account_id, AccountEvent.PHONE_LOST, {})
        return len(ids)

    def freeze(self, account_id: str, **codes: str) -> bool:
        """Freeze an active account and note it: sign-in and changes are refused. False: it was not active.

        The sessions that are open now live in Redis: the caller ends them (`bff.stores.signed_in`).
        """
        with writing(self._engine) as session:
            return move(session, account_id, Standing.FROZEN, at=self._clock(), codes=codes)

    def restore(self, account_id: str, **codes: str) -> bool:
        """Make a frozen account active again, and note it. False: it was not frozen."""
        with writing(self._engine) as session:
            return move(session, account_id, Standing.ACTIVE, at=self._clock(), codes=codes)

    def note(self, account_id: str, event: AccountEvent, **codes: str) -> None:
        """Add an entry to the account's history, e.g. ``note(id, SIGNED_IN, method="password")``.

        Raises:
            ValueError: a code has other signs than a-z, 0-9, ``_ . -``, or so many digits that it may be a
                person's number.
        """
        with writing(self._engine) as session:
            self._note(session, account_id, event, codes)

    def history(
        self, account_id: str, limit: int = 50, *, events: Collection[AccountEvent] = ()
    ) -> list[HistoryEntry]:
        """Return the latest *limit* entries, newest first; only those of *events*, if any are named."""
        with reading(self._engine) as session:
            return history.latest(session, account_id=account_id, limit=limit, events=events)

    def changes_since(self, account_id: str, since: datetime) -> list[HistoryEntry]:
        """Return the changes of ways in after *since*, however many other entries followed them."""
        events = tuple(kind.event for kind in KINDS.values())
        with reading(self._engine) as session:
            return history.of_events(session, account_id=account_id, events=events, since=since)

    def entries_since(self, account_id: str, event: AccountEvent, *, since: datetime) -> list[HistoryEntry]:
        """Return the entries of *event* after *since*, newest first, however many others followed them."""
        with reading(self._engine) as session:
            return history.of_events(session, account_id=account_id, events=(event,), since=since)

    def has_happened(self, account_id: str, event: AccountEvent, *, since: datetime) -> bool:
        """Tell whether *event* was noted for the account after *since*, however many entries followed it."""
        with reading(self._engine) as session:
            return history.has_happened(session, account_id=account_id, event=event, since=since)

    def newest(self, account_id: str, event: AccountEvent, *, since: datetime) -> HistoryEntry | None:
        """Return the newest entry of *event* after *since*, however many other entries followed it."""
        with reading(self._engine) as session:
            return history.newest(session, account_id=account_id, event=event, since=since)

    def _account(self, session: Session, account_id: str) -> Account | None:
        row = session.get(AccountRow, account_id)
        return None if row is None else unsealed(row, cipher=self._cipher)

    def _note(self, session: Session, account_id: str, event: AccountEvent, codes: dict[str, str]) -> None:
        audit.append(session, subject_id=account_id, event=event, codes=codes, at=self._clock())
