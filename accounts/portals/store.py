"""The register of portals: a command adds, changes and ends them. A secret is shown once and kept as a hash.

Each act adds an audit entry under the portal's id. A portal that ended stays in the register, because the
consents and the audit name it.
"""

import hmac
import json
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts import audit
from accounts.portals.checks import ID, check, checked_id
from accounts.portals.records import (
    FACTS,
    BadPortal,
    ClientAuth,
    NewPortal,
    Portal,
    PortalEvent,
    PortalExists,
    Scope,
    UnknownPortal,
)
from accounts.portals.rows import PortalRow, PortalSecretRow, code_of
from accounts.storage.base import table_of
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import looking, reading, writing
from accounts.storage.keeper import Keeper
from accounts.storage.lately import Lately

SECRET_BYTES = 32  # 43 signs, 256 bits
#: Longer texts are no secret of ours and are not hashed.
LONGEST_SECRET = 128
#: The longest time for which the old secret goes on beside the new one.
LONGEST_OVERLAP = timedelta(days=30)

PORTALS, SECRETS = table_of(PortalRow), table_of(PortalSecretRow)
ONE_PORTAL = select(PORTALS).where(PORTALS.c.id == bindparam("portal_id"))
SECRETS_OF_ONE = select(SECRETS.c.digest, SECRETS.c.ends_at).where(
    SECRETS.c.portal_id == bindparam("portal_id")
)


@dataclass(frozen=True)
class _Known:
    """A portal as it was read lately, with the keyed hashes of its secrets and their ends."""

    portal: Portal
    secrets: tuple[tuple[str, datetime | None], ...] = field(repr=False)


class Portals(Keeper):
    """All portals of one database. Every verb may raise `accounts.storage.database.Unavailable`."""

    def __init__(
        self,
        engine: Engine,
        *,
        cipher: FieldCipher,
        lookup: LookupKey,
        clock: Callable[[], datetime],
        keys_hosts: Collection[str] = (),
    ) -> None:
        """Take what every store takes, and the hosts from which the keys of portals may be fetched."""
        super().__init__(engine, cipher=cipher, lookup=lookup, clock=clock)
        self._keys_hosts = keys_hosts
        self._lately: Lately[str, _Known] = Lately(clock)

    def find(self, portal_id: str) -> Portal | None:
        """Return the portal with this id, also one that ended: ask `Portal.is_open`."""
        if not ID.fullmatch(portal_id):
            return None
        with looking(self._engine) as connection:
            row = connection.execute(ONE_PORTAL, {"portal_id": portal_id}).one_or_none()
        return _portal(row) if row else None

    def find_lately(self, portal_id: str) -> Portal | None:
        """Return the portal as `find` does, or as this process has read it within the last seconds.

        For each step of a sign-in. What a command changes counts within `accounts.storage.lately.KEPT`.
        """
        known = self._known(portal_id)
        return known.portal if known else None

    def all(self) -> list[Portal]:
        """Return all portals, by id, also those that ended."""
        with reading(self._engine) as session:
            return [_portal(row) for row in session.scalars(select(PortalRow).order_by(PortalRow.id))]

    def add(self, new: NewPortal) -> tuple[Portal, str | None]:
        """Add a portal; return it with its secret if it has one. The secret can not be read again later.

        Raises:
            BadPortal: facts that can not be used.
            PortalExists: the id is taken.
        """
        check(new, keys_hosts=self._keys_hosts)
        now, secret = self._clock(), None
        facts = {name: getattr(new, name) for name in FACTS}
        portal_id = checked_id(new.id) if new.id is not None else secrets.token_hex(10)
        portal = Portal(id=portal_id, added_at=now, **facts)
        try:
            with writing(self._engine) as session:
                session.add(PortalRow(id=portal.id, code=code_of(portal.id), added_at=now, **_columns(facts)))
                session.flush()
                if portal.client_auth.has_secret:
                    secret = self._new_secret(session, portal.id)
                self._note(session, portal.id, PortalEvent.ADDED, _profile_of(portal))
        except IntegrityError as error:
            raise PortalExists(
                f"there is a portal {portal_id} already, or one that the audit spells alike"
            ) from error
        self._lately.forget()
        return portal, secret

    def change(self, portal_id: str, **facts: Any) -> Portal:
        """Replace *facts* of a portal that has not ended. The sector stays: its people are known by it.

        A portal that no longer proves itself with a secret loses its secrets; one that begins to needs
        `rotate_secret`.

        Raises:
            BadPortal: facts that can not be used; nothing was changed.
            UnknownPortal: there is none.
        """
        if unknown := facts.keys() - set(FACTS):
            raise BadPortal(f"can not be changed: {', '.join(sorted(unknown))}")
        with writing(self._engine) as session:
            row = _open_row(session, portal_id)
            before = _portal(row)
            changed = replace(before, **facts)
            if changed.sector != before.sector:
                raise BadPortal("sector: can not be changed, its people would be strangers at the portal")
            check(changed, keys_hosts=self._keys_hosts)
            different = [name for name in FACTS if getattr(before, name) != getattr(changed, name)]
            for name, value in _columns({name: getattr(changed, name) for name in different}).items():
                setattr(row, name, value)
            session.flush()
            if not changed.client_auth.has_secret:
                session.execute(delete(SECRETS).where(SECRETS.c.portal_id == portal_id))
            if different:
                self._note(session, portal_id, PortalEvent.CHANGED, dict.fromkeys(different, "changed"))
        self._lately.forget()
        return changed

    def end(self, portal_id: str) -> Portal:
        """End a portal: no person signs in to it any more, and its secrets are deleted.

        Raises:
            BadPortal: it ended before.
            UnknownPortal: there is none.
        """
        with writing(self._engine) as session:
            row = _open_row(session, portal_id)
            row.ended_at = self._clock()
            session.flush()
            session.execute(delete(SECRETS).where(SECRETS.c.portal_id == portal_id))
            self._note(session, portal_id, PortalEvent.ENDED, {})
            ended = _portal(row)
        self._lately.forget()
        return ended

    def rotate_secret(self, portal_id: str, keep_old_for: timedelta) -> str:
        """Make a new secret and return it; it can not be read again later. The old one goes on for a while.

        Raises:
            BadPortal: the portal has no secret, or ended, or *keep_old_for* is out of its range.
            UnknownPortal: there is none.
        """
        if not timedelta(0) <= keep_old_for <= LONGEST_OVERLAP:
            raise BadPortal(f"the old secret can be kept for 0 to {LONGEST_OVERLAP.days} days")
        now = self._clock()
        with writing(self._engine) as session:
            if not ClientAuth(_open_row(session, portal_id).client_auth).has_secret:
                raise BadPortal("the portal proves itself with keys, it has no secret")
            of_portal = SECRETS.c.portal_id == portal_id
            session.execute(delete(SECRETS).where(of_portal, SECRETS.c.ends_at <= now))
            # One that was replaced before keeps its earlier end.
            newest = of_portal & (SECRETS.c.ends_at.is_(None) | (SECRETS.c.ends_at > now + keep_old_for))
            session.execute(update(SECRETS).where(newest).values(ends_at=now + keep_old_for))
            secret = self._new_secret(session, portal_id)
            self._note(session, portal_id, PortalEvent.SECRET_ROTATED, {})
        self._lately.forget()
        return secret

    def secret_matches(self, portal: Portal | str, secret: str) -> bool:
        """Tell whether *secret* is one of the portal's; of a portal that ended, none is.

        A secret that was one within `accounts.storage.lately.KEPT` still is; a new one is at once.
        """
        portal_id = portal if isinstance(portal, str) else portal.id
        if not ID.fullmatch(portal_id) or not secret.isascii() or not 0 < len(secret) <= LONGEST_SECRET:
            return False
        now, digest = self._clock(), self._digest(portal_id, secret)
        known = self._known(portal_id)
        if known is not None and _is_among(digest, known.secrets, at=now):
            return True
        with looking(self._engine) as connection:  # it may be newer than what was read lately
            return _is_among(digest, _secrets(connection, portal_id), at=now)

    def _known(self, portal_id: str) -> _Known | None:
        if not ID.fullmatch(portal_id):
            return None
        return self._lately.get(portal_id, lambda: self._read(portal_id))

    def _read(self, portal_id: str) -> _Known | None:
        with looking(self._engine) as connection:
            row = connection.execute(ONE_PORTAL, {"portal_id": portal_id}).one_or_none()
            return _Known(_portal(row), _secrets(connection, portal_id)) if row else None

    def _new_secret(self, session: Session, portal_id: str) -> str:
        secret = secrets.token_urlsafe(SECRET_BYTES)
        facts = {"digest": self._digest(portal_id, secret), "portal_id": portal_id, "made_at": self._clock()}
        session.execute(insert(SECRETS), {**facts, "ends_at": None})
        return secret

    def _digest(self, portal_id: str, secret: str) -> str:
        return self._lookup.digest("portal_secret", f"{portal_id}\0{secret}")

    def _note(self, session: Session, portal_id: str, event: PortalEvent, codes: Mapping[str, str]) -> None:
        said = {"by": BY_COMMAND, **codes}
        audit.append(session, subject_id=portal_id, event=event, codes=said, at=self._clock())


#: The actor in the audit: an operator ran a command on the server.
BY_COMMAND = "command"


def _open_row(session: Session, portal_id: str) -> PortalRow:
    """Return the row of a portal that has not ended, locked until the transaction ends."""
    row = session.get(PortalRow, portal_id, with_for_update=True) if ID.fullmatch(portal_id) else None
    if row is None:
        raise UnknownPortal(portal_id)
    if row.ended_at is not None:
        raise BadPortal(f"the portal {portal_id} has ended")
    return row


def _secrets(connection: Connection, portal_id: str) -> tuple[tuple[str, datetime | None], ...]:
    found = connection.execute(SECRETS_OF_ONE, {"portal_id": portal_id})
    return tuple((one.digest, one.ends_at) for one in found)


def _is_among(digest: str, known: Collection[tuple[str, datetime | None]], *, at: datetime) -> bool:
    valid = [one for one, ends_at in known if ends_at is None or ends_at > at]
    # A sum, so that all are compared.
    return sum(hmac.compare_digest(digest, one) for one in valid) > 0


def _profile_of(portal: Portal) -> dict[str, str]:
    kinds = {"legacy": portal.is_legacy, "fapi": portal.is_fapi}
    switches = {name: "yes" for name, is_on in kinds.items() if is_on}
    return {"auth": portal.client_auth.value, "level": f"level_{portal.least_level}", **switches}


def _columns(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Write facts as the table keeps them."""
    return {name: _column(value) for name, value in facts.items()}


def _column(value: Any) -> Any:
    match value:
        case frozenset():
            return " ".join(sorted(value))
        case tuple() | Mapping():
            return json.dumps(value)
        case ClientAuth():
            return value.value
        case _:
            return value


def _portal(row: PortalRow | Row[Any]) -> Portal:
    plain = {one.name: getattr(row, one.name) for one in fields(Portal)}
    lists = {name: tuple(json.loads(plain[name])) for name in ("redirect_uris", "logout_uris", "addresses")}
    return Portal(
        **{
            **plain,
            **lists,
            "scopes": frozenset(map(Scope, row.scopes.split())),
            "client_auth": ClientAuth(row.client_auth),
            "keys": json.loads(row.keys) if row.keys else None,
        }
    )
