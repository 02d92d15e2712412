"""Second factors beside the password: an authenticator app, recovery codes on paper, known browsers.

Browsers that signed in are remembered, so that the owner gets a message about a new one. Codes and cookies
are stored as keyed hashes, the secret of the app encrypted.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.factor_rows import AppRow
from accounts.account.forgetting import APPS, CODES, DEVICES, device_digest, forget_app
from accounts.account.records import AccountEvent
from accounts.account.ways_in import Change, changing
from accounts.outbox import Notice, put
from accounts.second_factors import totp
from accounts.storage.database import reading, writing
from accounts.storage.keeper import Keeper

RECOVERY_CODES = 10
RECOVERY_CODE_DIGITS = 12  # 40 bits, hashed with a secret key, few guesses an hour (decision 0030)
#: After this time without a sign-in, a browser counts as new: no cookie lives longer (RFC 6265bis).
DEVICE_REMEMBERED = timedelta(days=400)


def context_of(column: str, account_id: str) -> str:
    """Return the place that a sealed value is bound to: its column and its row."""
    return f"authenticator_apps.{column}:{account_id}"


class SecondFactors(Keeper):
    """The second factors of all accounts. Every verb may raise `accounts.storage.database.Unavailable`."""

    def has_app(self, account_id: str) -> bool:
        """Tell whether the account has an authenticator app."""
        with reading(self._engine) as session:
            return session.get(AppRow, account_id) is not None

    def turn_on(
        self,
        account_id: str,
        *,
        secret: str,
        step: int,
        generation: int,
        proved_by: str = "",
        tell: Sequence[Notice] = (),
    ) -> list[str]:
        """Store the app's *secret* and return new recovery codes; *step* is that of the code that was typed.

        Args:
            generation, proved_by: as in `accounts.account.ways_in.changing`.
            tell: the messages about it.

        Raises:
            UnknownAccount, NotActive, ChangedSince: nothing was changed.
        """
        facts = {
            "secret": self._cipher.encrypt(secret, context=context_of("secret", account_id)),
            "last_step": step,
            "turned_on_at": self._clock(),
        }
        with self._changing(
            account_id, Change.APP_ON, generation=generation, proved_by=proved_by, tell=tell
        ) as session:
            session.execute(delete(APPS).where(APPS.c.id == account_id))
            session.execute(insert(APPS), {"id": account_id, **facts})
            return self._new_codes(session, account_id)

    def turn_off(
        self, account_id: str, *, generation: int, proved_by: str = "", tell: Sequence[Notice] = ()
    ) -> None:
        """Delete the app and the recovery codes; from now on codes come by SMS.

        Raises:
            UnknownAccount, NotActive, ChangedSince: nothing was changed.
        """
        with self._changing(
            account_id, Change.APP_OFF, generation=generation, proved_by=proved_by, tell=tell
        ) as session:
            forget_app(session, account_id)

    def takes(self, account_id: str, code: str) -> bool:
        """Check *code* against the authenticator app or the recovery codes. Each code is accepted once."""
        if len(code) == RECOVERY_CODE_DIGITS:
            return self._takes_recovery_code(account_id, code)
        with writing(self._engine) as session:
            # Locked: if one code comes in two requests at once, the second sees the new last_step.
            row = session.scalars(
                select(AppRow).where(AppRow.id == account_id).with_for_update()
            ).one_or_none()
            if row is None:
                return False
            secret = self._cipher.decrypt(row.secret, context=context_of("secret", account_id))
            step = totp.step_of(secret, code, at=self._clock())
            if step is None or step <= row.last_step:
                return False
            row.last_step = step
            return True

    def renew_recovery_codes(
        self, account_id: str, *, generation: int, proved_by: str = "", tell: Sequence[Notice] = ()
    ) -> list[str]:
        """Replace the recovery codes and return the new ones, which cannot be read again later.

        Raises:
            UnknownAccount, NotActive, ChangedSince: nothing was changed.
        """
        with self._changing(
            account_id, Change.RECOVERY_CODES, generation=generation, proved_by=proved_by, tell=tell
        ) as session:
            return self._new_codes(session, account_id)

    def recovery_codes_left(self, account_id: str) -> int:
        """Count the recovery codes that are not used yet."""
        of_account = select(func.count()).select_from(CODES).where(CODES.c.account_id == account_id)
        with reading(self._engine) as session:
            return session.execute(of_account).scalar_one()

    def known_device(self, account_id: str, cookies: Sequence[str]) -> str:
        """Return which of the *cookies* is of a browser that signed in to the account before; empty: none.

        It asks the database once, whatever is known.
        """
        return self.known_device_of_any([account_id], cookies)

    def known_device_of_any(self, account_ids: Sequence[str], cookies: Sequence[str]) -> str:
        """Return which of the *cookies* is of a browser that signed in to one of the accounts; empty: none.

        It asks the database once, also if there is no account: the time of a look does not show one.
        """
        asked = account_ids or [""]
        digests = {self._device(one, cookie): cookie for one in asked for cookie in cookies}
        known = select(DEVICES.c.digest).where(
            DEVICES.c.digest.in_(digests), DEVICES.c.seen_at > self._clock() - DEVICE_REMEMBERED
        )
        with reading(self._engine) as session:
            found = set(session.execute(known).scalars())
        return next((cookie for digest, cookie in digests.items() if digest in found), "")

    def remember_device(
        self,
        account_id: str,
        cookie: str,
        *,
        sign_in: Mapping[str, str] | None = None,
        tell: Sequence[Notice] = (),
    ) -> None:
        """Remember the browser with this *cookie*, and note the sign-in in it: all of it or nothing.

        Args:
            sign_in: the codes of the sign-in that the history notes, and beside it a new browser; None: the
                account was just opened in this browser, and nothing is noted.
            tell: the messages about a new browser.
        """
        digest, now = self._device(account_id, cookie), self._clock()
        with writing(self._engine) as session:
            seen = update(DEVICES).where(DEVICES.c.digest == digest).values(seen_at=now)
            is_new = session.execute(seen.returning(DEVICES.c.digest)).first() is None
            if is_new:
                too_old = (DEVICES.c.account_id == account_id) & (DEVICES.c.seen_at < now - DEVICE_REMEMBERED)
                session.execute(delete(DEVICES).where(too_old))
                row = {"digest": digest, "account_id": account_id, "seen_at": now}
                session.execute(insert(DEVICES), row)
                put(session, tell, cipher=self._cipher, at=now)
            if sign_in is None:
                return
            self._note(session, account_id, AccountEvent.SIGNED_IN, sign_in)
            if is_new:
                self._note(session, account_id, AccountEvent.NEW_DEVICE)

    @contextmanager
    def _changing(
        self,
        account_id: str,
        change: Change,
        *,
        generation: int,
        proved_by: str,
        tell: Sequence[Notice],
    ) -> Iterator[Session]:
        with (
            writing(self._engine) as session,
            changing(
                session, account_id, change, generation=generation, at=self._clock(), proved_by=proved_by
            ),
        ):
            yield session
            put(session, tell, cipher=self._cipher, at=self._clock())

    def _takes_recovery_code(self, account_id: str, code: str) -> bool:
        mine = (CODES.c.digest == self._code(account_id, code)) & (CODES.c.account_id == account_id)
        with writing(self._engine) as session:
            # The DELETE decides: if one code comes in two requests at once, only one of them deletes a row.
            if session.execute(delete(CODES).where(mine).returning(CODES.c.digest)).first() is None:
                return False
            self._note(session, account_id, AccountEvent.RECOVERY_CODE_USED)
            return True

    def _new_codes(self, session: Session, account_id: str) -> list[str]:
        codes = [
            f"{secrets.randbelow(10**RECOVERY_CODE_DIGITS):0{RECOVERY_CODE_DIGITS}}"
            for _ in range(RECOVERY_CODES)
        ]
        session.execute(delete(CODES).where(CODES.c.account_id == account_id))
        kept = [{"digest": self._code(account_id, code), "account_id": account_id} for code in codes]
        session.execute(insert(CODES), kept)
        return codes

    def _code(self, account_id: str, code: str) -> str:
        return self._lookup.digest("recovery_code", f"{account_id}\0{code}")

    def _device(self, account_id: str, cookie: str) -> str:
        return device_digest(self._lookup, account_id, cookie)

    def _note(
        self, session: Session, account_id: str, event: AccountEvent, codes: Mapping[str, str] | None = None
    ) -> None:
        audit.append(session, subject_id=account_id, event=event, codes=codes or {}, at=self._clock())
