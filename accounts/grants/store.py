"""What people allow portals to be told, what was passed on by day, and their sessions at portals.

Locks are always taken in one order: the account's row first, the audit's head last.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.account.records import AccountEvent, Standing
from accounts.account.rows import AccountRow
from accounts.account.standing import active_only
from accounts.account.ways_in import ChangedSince
from accounts.grants.logouts import Logouts
from accounts.grants.records import Consent, GrantShown, NotAgreed, PassedOn
from accounts.grants.rows import PassedOnRow, PortalConsentRow
from accounts.portals.records import Scope
from accounts.portals.rows import code_of
from accounts.portals.sessions import SESSIONS, end_sessions, end_those
from accounts.storage.base import table_of
from accounts.storage.database import looking, reading, writing
from accounts.working_days import HERE

#: How long "Your data" tells what was passed on. Assumption: as long as a dispute about it may take to arise.
KEPT = timedelta(days=730)
#: Older sessions are forgotten: no portal is assumed to keep a person signed in for longer.
SESSION_REMEMBERED = timedelta(days=30)
#: The most sessions of one person at one portal. One more ends the oldest there.
MOST_SESSIONS = 20

#: A session at a portal that was noted within this time goes on without being written again.
NOTED_LATELY_HOURS = 1
NOTED_LATELY = timedelta(hours=NOTED_LATELY_HOURS)

ACCOUNTS, CONSENTS, PASSED_ON = map(table_of, (AccountRow, PortalConsentRow, PassedOnRow))
INSERT_CONSENT = insert(CONSENTS)
#: The last that a person said about a portal, the newest first. Each consent adds a scope, or is under
#: another version of the text, or follows a withdrawal: more rows never say what holds.
LAST_WORDS = (
    select(CONSENTS)
    .where(CONSENTS.c.account_id == bindparam("account_id"), CONSENTS.c.portal_id == bindparam("portal_id"))
    .order_by(CONSENTS.c.id.desc())
    .limit(len(Scope) + 1)
)
PASSED_ON_THAT_DAY = select(PASSED_ON.c.scopes).where(
    PASSED_ON.c.account_id == bindparam("account_id"),
    PASSED_ON.c.portal_id == bindparam("portal_id"),
    PASSED_ON.c.day == bindparam("day"),
)
#: Finds a session at a portal that needs no writing. One statement sees one state: the account may be used,
#: and what ends its sessions from now on finds this one.
#: It also returns what was passed on that day: a second statement would cost as much as this one.
NOTED = select(SESSIONS.c.sid, PASSED_ON_THAT_DAY.scalar_subquery().label("passed_on")).where(
    SESSIONS.c.sid == bindparam("sid"),
    SESSIONS.c.account_id == bindparam("account_id"),
    SESSIONS.c.portal_id == bindparam("portal_id"),
    SESSIONS.c.signed_in_id == bindparam("signed_in_id"),
    SESSIONS.c.opened_at > bindparam("after"),
    ACCOUNTS.c.id == SESSIONS.c.account_id,
    ACCOUNTS.c.standing == Standing.ACTIVE,
    ACCOUNTS.c.generation == bindparam("generation"),
)


class Grants(Logouts):
    """All consents to portals of one database. Every verb may raise `Unavailable`."""

    def consent_of(self, account_id: str, portal_id: str) -> Consent | None:
        """Return what the person allows the portal now; None: nothing."""
        with looking(self._engine) as connection:
            return _consent(_words(connection, account_id, portal_id))

    def consent(
        self,
        account_id: str,
        portal_id: str,
        scopes: Collection[Scope],
        *,
        language: str,
        text_version: str,
    ) -> bool:
        """Note that the person agreed to *scopes*, as the text of this version showed them.

        They are added to what was agreed to under the same version. Under another version they replace it.

        Returns:
            Whether anything was noted: what holds already is not written again.

        Raises:
            UnknownAccount, NotActive: nothing was noted.
        """
        with writing(self._engine) as session:
            active_only(session, account_id)
            holds = _consent(_words(session.connection(), account_id, portal_id))
            if holds and holds.text_version == text_version and set(scopes) <= holds.scopes:
                return False
            said = {"account_id": account_id, "portal_id": portal_id, "scopes": _text(scopes)}
            how = {"language": language, "text_version": text_version, "given_at": self._clock()}
            session.execute(INSERT_CONSENT, {**said, **how, "act": "given"})
        return True

    def withdraw(self, account_id: str, portal_id: str) -> bool:
        """Withdraw the consent and end the person's sessions at the portal. False: there is none."""
        now = self._clock()
        with writing(self._engine) as session:
            _lock(session, account_id)
            consent = _consent(_words(session.connection(), account_id, portal_id))
            if consent is None:
                return False
            said = {"account_id": account_id, "portal_id": portal_id, "scopes": ""}
            how = {"language": consent.language, "text_version": consent.text_version, "given_at": now}
            session.execute(INSERT_CONSENT, {**said, **how, "act": "withdrawn"})
            there = (SESSIONS.c.account_id == account_id) & (SESSIONS.c.portal_id == portal_id)
            end_those(session, there, at=now)
            codes = {"portal": code_of(portal_id)}
            event = AccountEvent.CONSENT_WITHDRAWN
            audit.append(session, subject_id=account_id, event=event, codes=codes, at=now)
            return True

    def of_account(self, account_id: str) -> list[GrantShown]:
        """Return every portal that the person ever allowed something, the one allowed last first."""
        said = select(PortalConsentRow).where(PortalConsentRow.account_id == account_id)
        passed = select(PassedOnRow).where(PassedOnRow.account_id == account_id)
        words, days = defaultdict(list), defaultdict(list)
        with reading(self._engine) as session:
            for word in session.scalars(said.order_by(PortalConsentRow.id)):
                words[word.portal_id].append(word)
            for row in session.scalars(passed.order_by(PassedOnRow.day.desc())):
                days[row.portal_id].append(PassedOn(day=row.day, scopes=_scopes(row.scopes)))
        newest_first = sorted(words.items(), key=lambda one: one[1][-1].id, reverse=True)
        return [_shown(portal_id, said, days[portal_id]) for portal_id, said in newest_first]

    def note_passed_on(self, account_id: str, portal_id: str, scopes: Collection[Scope]) -> bool:
        """Note that the portal was told about the person today: one row a day, which lists all scopes.

        Returns:
            Whether it is the first time today.
        """
        today = self._clock().astimezone(HERE).date()
        place = (account_id, portal_id, today)
        that_day = dict(zip(("account_id", "portal_id", "day"), place, strict=True))
        with looking(self._engine) as connection:  # most often it is noted, and a reader locks nothing
            noted = connection.scalar(PASSED_ON_THAT_DAY, that_day)
        if noted is not None and _scopes(noted) >= set(scopes):
            return False
        with writing(self._engine) as session:
            if not _lock(session, account_id):
                return False
            row = session.get(PassedOnRow, place)
            is_first = row is None
            if row is None:
                session.add(_row(place, scopes))
            else:
                row.scopes = _text({*_scopes(row.scopes), *scopes})
            session.flush()
            old = (PassedOnRow.account_id == account_id) & (PassedOnRow.day < today - KEPT)
            session.execute(delete(PassedOnRow).where(old))
            return is_first

    def open_session(
        self,
        *,
        account_id: str,
        portal_id: str,
        signed_in_id: str,
        sid: str,
        generation: int | None = None,
        scopes: Collection[Scope] | None = None,
    ) -> bool:
        """Note a session at a portal, so that the portal is told when it ends.

        Args:
            signed_in_id: the session here in which it begins.
            sid: the claim of this name; one that is known goes on, and is written again after `NOTED_LATELY`.
            generation: of the account when the session here began; None: it is not compared.
            scopes: what the portal asked for, with ``openid``; None: it is not asked whether the person
                allows it. A session that was noted lately shows that nothing was withdrawn since.

        Returns:
            Whether the session goes on that was noted lately, and it is noted for today that *scopes* are
            passed on: then `note_passed_on` has nothing to do.

        Raises:
            NotAgreed: nothing was noted; the person has withdrawn the consent, or allows less by now.
            UnknownAccount, NotActive: nothing was noted, and the portal must be told nothing.
            ChangedSince: the same, because a change of a way in has ended the session here.
        """
        now = self._clock()
        today = now.astimezone(HERE).date()
        there = (SESSIONS.c.account_id == account_id) & (SESSIONS.c.portal_id == portal_id)
        facts = {"sid": sid, "account_id": account_id, "portal_id": portal_id, "signed_in_id": signed_in_id}
        if generation is not None:
            lately = {**facts, "generation": generation, "after": now - NOTED_LATELY, "day": today}
            with looking(self._engine) as connection:
                noted = connection.execute(NOTED, lately).first()
            if noted is not None:
                return scopes is not None and set(scopes) <= _scopes(noted.passed_on or "")
        with writing(self._engine) as session:
            # Locked: a freeze at the same time comes before, and is seen, or after, and ends this session.
            row = active_only(session, account_id)
            if generation is not None and row.generation != generation:
                raise ChangedSince
            # Under the same lock: a withdrawal at the same time is seen here, or ends this session.
            if scopes is not None:
                _agreed_only(session.connection(), account_id, portal_id, scopes)
            forgotten = (SESSIONS.c.account_id == account_id) & (
                SESSIONS.c.opened_at < now - SESSION_REMEMBERED
            )
            session.execute(delete(SESSIONS).where(forgotten))
            session.execute(delete(SESSIONS).where(SESSIONS.c.sid == sid))  # it goes on, from now
            newest = select(SESSIONS.c.sid).where(there).order_by(SESSIONS.c.opened_at.desc(), SESSIONS.c.sid)
            too_many = session.scalars(newest.offset(MOST_SESSIONS - 1)).all()
            if too_many:
                end_those(session, SESSIONS.c.sid.in_(too_many), at=now)
            session.execute(insert(SESSIONS), {**facts, "opened_at": now})
        return False

    def end_sessions(
        self,
        session: Session,
        account_id: str,
        *,
        signed_in_id: str | None = None,
        keep: str | None = None,
        at: datetime,
    ) -> int:
        """End the account's sessions at portals within the caller's transaction, as `end_sessions` does."""
        return end_sessions(session, account_id, signed_in_id=signed_in_id, keep=keep, at=at)

    def go_on_in(self, signed_in_id: str, renewed_id: str) -> None:
        """Let the sessions at portals go on under the new id of the session here in which they began."""
        if self._has_any(SESSIONS.c.signed_in_id == signed_in_id):
            with writing(self._engine) as session:
                there = SESSIONS.c.signed_in_id == signed_in_id
                session.execute(update(SESSIONS).where(there).values(signed_in_id=renewed_id))

    def _has_any(self, which: ColumnElement[bool]) -> bool:
        """Return whether a session at a portal matches. Most often none does, and a reader locks nothing."""
        with reading(self._engine) as session:
            return session.execute(select(SESSIONS.c.sid).where(which).limit(1)).first() is not None

    def end_sessions_now(
        self, account_id: str, *, signed_in_id: str | None = None, keep: str | None = None
    ) -> int:
        """End the account's sessions at portals, in a transaction of its own: for signing out."""
        if not self._has_any(SESSIONS.c.account_id == account_id):
            return 0
        with writing(self._engine) as session:
            return end_sessions(session, account_id, signed_in_id=signed_in_id, keep=keep, at=self._clock())


def _lock(session: Session, account_id: str) -> bool:
    """Lock the row of an account until the transaction ends. False: there is none."""
    locked = select(AccountRow.id).where(AccountRow.id == account_id).with_for_update()
    return session.execute(locked).first() is not None


def _words(connection: Connection, account_id: str, portal_id: str) -> Sequence[Row[Any]]:
    """Return the last that the person said about the portal, the oldest first."""
    return connection.execute(LAST_WORDS, {"account_id": account_id, "portal_id": portal_id}).all()[::-1]


def _agreed_only(connection: Connection, account_id: str, portal_id: str, scopes: Collection[Scope]) -> None:
    consent = _consent(_words(connection, account_id, portal_id))
    if consent is None or not set(scopes) - {Scope.OPENID} <= consent.scopes:
        raise NotAgreed


def _consent(words: Sequence[PortalConsentRow | Row[Any]]) -> Consent | None:
    """Return what holds now: everything given under the last version since the last withdrawal."""
    if not words or words[-1].act == "withdrawn":
        return None
    last = words[-1]
    holding = takewhile(
        lambda word: word.act == "given" and word.text_version == last.text_version, reversed(words)
    )
    return Consent(
        scopes=frozenset().union(*(_scopes(word.scopes) for word in holding)),
        given_at=last.given_at,
        language=last.language,
        text_version=last.text_version,
    )


def _shown(portal_id: str, words: Sequence[PortalConsentRow], days: Sequence[PassedOn]) -> GrantShown:
    consent = _consent(words)
    return GrantShown(
        portal_id=portal_id,
        scopes=consent.scopes if consent else frozenset(),
        first_given=words[0].given_at,
        withdrawn_at=None if consent else words[-1].given_at,
        passed_on=tuple(days),
    )


def _row(place: tuple[str, str, date], scopes: Collection[Scope]) -> PassedOnRow:
    account_id, portal_id, day = place
    return PassedOnRow(account_id=account_id, portal_id=portal_id, day=day, scopes=_text(scopes))


def _text(scopes: Collection[Scope]) -> str:
    return " ".join(sorted(set(scopes)))


def _scopes(text: str) -> frozenset[Scope]:
    return frozenset(map(Scope, text.split()))
