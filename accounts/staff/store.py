"""Who works here: added by a command, set up by themselves, and at once out when they are to be.

Whatever makes an open session doubtful (roles, password, activity) makes the `standing` grow; whoever holds a
session compares. Every change is an entry of the audit chain, under the id of whom it concerns.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts import audit
from accounts.staff.records import Role, Staff, StaffEvent
from accounts.staff.rows import StaffRow
from accounts.storage.ciphers import FieldCipher
from accounts.storage.database import reading, writing

#: Who acted, where it was somebody on the server itself.
BY_COMMAND = "command"
NAME = re.compile(r"[a-z][a-z0-9.-]{1,39}", re.ASCII)


class UnknownStaff(LookupError):
    """There is nobody with this id."""


class StaffRegister:
    """All staff of one database. Every verb may raise `accounts.storage.database.Unavailable`."""

    def __init__(self, engine: Engine, *, cipher: FieldCipher, clock: Callable[[], datetime]) -> None:
        """Take a migrated database, the *cipher* of TOTP secrets, and a *clock* of aware UTC datetimes."""
        self._engine = engine
        self._cipher = cipher
        self._clock = clock

    def add(self, name: str, roles: frozenset[Role], *, by: str) -> Staff | None:
        """Add somebody who has no password yet; None: the name is taken.

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
        """Return whoever has this name, as somebody typed it."""
        plain = name.strip().lower()
        with reading(self._engine) as session:
            row = session.scalar(select(StaffRow).where(StaffRow.name == plain))
            return self._staff(row) if row else None

    def get(self, staff_id: str) -> Staff | None:
        """Return whoever has this id."""
        with reading(self._engine) as session:
            row = session.get(StaffRow, staff_id)
            return self._staff(row) if row else None

    def all(self) -> list[Staff]:
        """List everybody, by name; those who left too, because the audit names them."""
        with reading(self._engine) as session:
            return [self._staff(row) for row in session.scalars(select(StaffRow).order_by(StaffRow.name))]

    def set_up(self, staff_id: str, *, password_hash: str, totp_secret: str, step: int) -> Staff:
        """Give somebody the password and the app they have chosen; *step* is of the code that proved the app.

        Raises:
            UnknownStaff: nothing was changed.
        """
        sealed = self._cipher.encrypt(totp_secret, context=context_of("totp_secret", staff_id))
        return self._change(
            staff_id, StaffEvent.SET_UP, {}, password_hash=password_hash, totp_secret=sealed, last_step=step
        )

    def reset(self, staff_id: str, *, by: str) -> Staff:
        """Take somebody's password and app away; they set themselves up again.

        Raises:
            UnknownStaff: nothing was changed.
        """
        return self._change(staff_id, StaffEvent.RESET, {"by": by}, password_hash=None, totp_secret=None)

    def change_password(self, staff_id: str, password_hash: str) -> Staff:
        """Replace the password hash.

        Raises:
            UnknownStaff: nothing was changed.
        """
        return self._change(staff_id, StaffEvent.PASSWORD_CHANGED, {}, password_hash=password_hash)

    def change_roles(self, staff_id: str, roles: frozenset[Role], *, by: str, reason: str) -> Staff:
        """Let somebody do other things from now on.

        Raises:
            UnknownStaff: nothing was changed.
        """
        codes = {"by": by, "reason": reason} | _role_codes(roles)
        return self._change(staff_id, StaffEvent.ROLES_CHANGED, codes, roles=_roles_text(roles))

    def deactivate(self, staff_id: str, *, by: str, reason: str) -> Staff:
        """Let somebody do nothing any more.

        Raises:
            UnknownStaff: nothing was changed.
        """
        codes = {"by": by, "reason": reason}
        return self._change(staff_id, StaffEvent.DEACTIVATED, codes, is_active=False)

    def activate(self, staff_id: str, *, by: str, reason: str) -> Staff:
        """Let somebody who was deactivated back in, with the roles they had.

        Raises:
            UnknownStaff: nothing was changed.
        """
        codes = {"by": by, "reason": reason}
        return self._change(staff_id, StaffEvent.ACTIVATED, codes, is_active=True)

    def take_step(self, staff_id: str, step: int) -> bool:
        """Let the code of this time step count, once; False: it or a later one was taken before."""
        later = (StaffRow.id == staff_id) & (StaffRow.last_step < step)
        taken = update(StaffRow).where(later).values(last_step=step).returning(StaffRow.id)
        with writing(self._engine) as session:
            return session.execute(taken).first() is not None

    def note(self, record_id: str, event: StaffEvent, **codes: str) -> None:
        """Add an entry to the audit: about staff, or about a record somebody opened.

        Raises:
            ValueError: *codes* are not codes.
        """
        with writing(self._engine) as session:
            self._note(session, record_id, event, codes)

    def _change(
        self, staff_id: str, event: StaffEvent, codes: Mapping[str, str], **facts: str | int | None
    ) -> Staff:
        """Change one row, let its standing grow, and note it: all or nothing."""
        with writing(self._engine) as session:
            row = session.get(StaffRow, staff_id, with_for_update=True)
            if row is None:
                raise UnknownStaff
            for name, value in {**facts, "generation": row.generation + 1}.items():
                setattr(row, name, value)
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
    """Name the place a sealed value belongs to."""
    return f"staff.{column}:{row_id}"


def _roles_text(roles: frozenset[Role]) -> str:
    return " ".join(sorted(roles))


def _role_codes(roles: frozenset[Role]) -> dict[str, str]:
    return {role.value: "yes" for role in sorted(roles)}
