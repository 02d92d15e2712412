"""The register of staff: a command adds people, they set themselves up, and they can be locked out at once.

Each change of roles, password or activity increases `generation`. Each request at the desk compares it with
that of its session, so older sessions end. Each change adds an audit entry under the id of the person.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts import audit
from accounts.audit import AuditEntry
from accounts.staff.records import Role, Staff, StaffEvent
from accounts.staff.rows import StaffPasskeyRow, StaffRow
from accounts.storage.base import table_of
from accounts.storage.ciphers import FieldCipher
from accounts.storage.database import reading, writing

#: The actor in the audit, where an operator ran a command on the server.
BY_COMMAND = "command"
PASSKEYS = table_of(StaffPasskeyRow)
NAME = re.compile(r"[a-z][a-z0-9.-]{1,39}", re.ASCII)


class UnknownStaff(LookupError):
    """There is no member of staff with this id."""


class StaffChanged(Exception):
    """Another change of this person came first: what was begun before it does not go on."""


class StaffRegister:
    """All staff of one database. Every verb may raise `accounts.storage.database.Unavailable`."""

    def __init__(self, engine: Engine, *, cipher: FieldCipher, clock: Callable[[], datetime]) -> None:
        """Take a migrated database, the *cipher* of TOTP secrets, and a *clock* of aware UTC datetimes."""
        self._engine = engine
        self._cipher = cipher
        self._clock = clock

    def add(self, name: str, roles: frozenset[Role], *, by: str) -> Staff | None:
        """Add a member of staff who has no password yet; None: the name is taken.

        Raises:
            ValueError: the name is not 2 to 40 small letters, digits, dots and dashes.
        """
        if not NAME.fullmatch(name):
            raise ValueError("a name has 2 to 40 small letters, digits, dots or dashes, a letter first")
        row = StaffRow(
            id=str(uuid4()), name=name, roles=_roles_text(roles), is_active=True, generation=1,
            last_step=0, added_at=self._clock(),
        )  # fmt: skip
        try:
            with writing(self._engine) as session:
                session.add(row)
                session.flush()
                self._note(session, row.id, StaffEvent.ADDED, {"by": by} | _role_codes(roles))
                return self._staff(row)
        except IntegrityError:
            return None

    def find(self, name: str) -> Staff | None:
        """Return the member of staff with this name, as typed."""
        plain = name.strip().lower().replace("\0", "�")  # PostgreSQL can not be asked for a NUL
        with reading(self._engine) as session:
            row = session.scalar(select(StaffRow).where(StaffRow.name == plain))
            return self._staff(row) if row else None

    def get(self, staff_id: str) -> Staff | None:
        """Return the member of staff with this id."""
        with reading(self._engine) as session:
            row = session.get(StaffRow, staff_id)
            return self._staff(row) if row else None

    def all(self) -> list[Staff]:
        """Return all staff, by name. Those who left stay in the list, because the audit names them."""
        with reading(self._engine) as session:
            return [self._staff(row) for row in session.scalars(select(StaffRow).order_by(StaffRow.name))]

    def set_up(
        self, staff_id: str, *, password_hash: str, totp_secret: str, step: int, generation: int
    ) -> Staff:
        """Store the password and the app that the person chose; *step* is that of the code they typed.

        Args:
            generation: of the person when the set-up began.

        Raises:
            UnknownStaff, StaffChanged: nothing was changed.
        """
        sealed = self._cipher.encrypt(totp_secret, context=context_of("totp_secret", staff_id))
        return self._change(
            staff_id,
            StaffEvent.SET_UP,
            {},
            since=generation,
            password_hash=password_hash,
            totp_secret=sealed,
            last_step=step,
        )

    def reset(self, staff_id: str, *, by: str) -> Staff:
        """Delete the person's password, app and passkeys; they must set themselves up again.

        Raises:
            UnknownStaff: nothing was changed.
        """
        return self._change(
            staff_id,
            StaffEvent.RESET,
            {"by": by},
            password_hash=None,
            totp_secret=None,
            then=_forget_passkeys,
        )

    def change_password(self, staff_id: str, password_hash: str, *, generation: int) -> Staff:
        """Replace the password hash.

        Args:
            generation: of the person when they proved who they are.

        Raises:
            UnknownStaff, StaffChanged: nothing was changed.
        """
        return self._change(
            staff_id, StaffEvent.PASSWORD_CHANGED, {}, since=generation, password_hash=password_hash
        )

    def change_roles(self, staff_id: str, roles: frozenset[Role], *, by: str, reason: str) -> Staff:
        """Replace the person's roles.

        Raises:
            UnknownStaff: nothing was changed.
        """
        codes = {"by": by, "reason": reason} | _role_codes(roles)
        return self._change(staff_id, StaffEvent.ROLES_CHANGED, codes, roles=_roles_text(roles))

    def deactivate(self, staff_id: str, *, by: str, reason: str) -> Staff:
        """Lock the person out; their open sessions end.

        Raises:
            UnknownStaff: nothing was changed.
        """
        codes = {"by": by, "reason": reason}
        return self._change(staff_id, StaffEvent.DEACTIVATED, codes, is_active=False)

    def activate(self, staff_id: str, *, by: str, reason: str) -> Staff:
        """Admit a deactivated person again, with the same roles as before.

        Raises:
            UnknownStaff: nothing was changed.
        """
        codes = {"by": by, "reason": reason}
        return self._change(staff_id, StaffEvent.ACTIVATED, codes, is_active=True)

    def take_step(self, staff_id: str, step: int) -> bool:
        """Accept the code of this time step, once. False: this code or a later one was accepted before."""
        later = (StaffRow.id == staff_id) & (StaffRow.last_step < step)
        taken = update(StaffRow).where(later).values(last_step=step).returning(StaffRow.id)
        # One UPDATE both checks and changes: if one code comes in two requests at once, one of them fails.
        with writing(self._engine) as session:
            return session.execute(taken).first() is not None

    def note(self, record_id: str, event: StaffEvent, **codes: str) -> None:
        """Add an audit entry about staff, or about a record that a member of staff opened.

        Raises:
            ValueError: *codes* are not codes.
        """
        with writing(self._engine) as session:
            self._note(session, record_id, event, codes)

    def times(self, record_id: str, event: StaffEvent) -> int:
        """Return how often *event* was noted under a record."""
        noted = select(func.count()).where(AuditEntry.account_id == record_id, AuditEntry.event == event)
        with reading(self._engine) as session:
            return session.scalar(noted) or 0

    def _change(
        self,
        staff_id: str,
        event: StaffEvent,
        codes: Mapping[str, str],
        *,
        then: Callable[[Session, str], None] | None = None,
        since: int | None = None,
        **facts: str | int | None,
    ) -> Staff:
        """Change one row, increase its generation, do *then*, and note *event*: all or nothing.

        Args:
            since: the generation that the change began with; None: a command or an administrator changes the
                person, whatever came before.
        """
        with writing(self._engine) as session:
            row = session.get(StaffRow, staff_id, with_for_update=True)
            if row is None:
                raise UnknownStaff
            if since is not None and row.generation != since:
                raise StaffChanged
            for name, value in {**facts, "generation": row.generation + 1}.items():
                setattr(row, name, value)
            if then is not None:
                then(session, staff_id)
            session.flush()
            self._note(session, staff_id, event, codes)
            return self._staff(row)

    def _note(self, session: Session, record_id: str, event: StaffEvent, codes: Mapping[str, str]) -> None:
        audit.append(session, subject_id=record_id, event=event, codes=codes, at=self._clock())

    def _staff(self, row: StaffRow) -> Staff:
        sealed = row.totp_secret
        return Staff(
            id=row.id,
            name=row.name,
            roles=frozenset(Role(word) for word in row.roles.split()),
            is_active=row.is_active,
            generation=row.generation,
            password_hash=row.password_hash,
            totp_secret=self._cipher.decrypt(sealed, context=context_of("totp_secret", row.id))
            if sealed
            else None,
        )


def context_of(column: str, row_id: str) -> str:
    """Return the place that a sealed value is bound to: its column and its row."""
    return f"staff.{column}:{row_id}"


def _forget_passkeys(session: Session, staff_id: str) -> None:
    session.execute(delete(PASSKEYS).where(PASSKEYS.c.staff_id == staff_id))


def _roles_text(roles: frozenset[Role]) -> str:
    return " ".join(sorted(roles))


def _role_codes(roles: frozenset[Role]) -> dict[str, str]:
    return {role.value: "yes" for role in sorted(roles)}
