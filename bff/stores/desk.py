"""The sessions of staff at the desk. They share no key and no cookie with citizens' sessions."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bff.stores.sessions import Session, SessionStore, new_session_id


@dataclass(frozen=True)
class DeskSession(Session):
    """One open session; *generation* is the staff member's when the session began."""

    staff_id: str
    generation: int


@dataclass(frozen=True)
class DeskSessions(SessionStore):
    """Keeps the desk's sessions."""

    PREFIX = "desk_session"

    def begin(self, staff_id: str, generation: int) -> DeskSession:
        """Begin a session with a new id."""
        now = datetime.now(UTC)
        desk_session = DeskSession(new_session_id(), now, now, staff_id, generation)
        self._put(desk_session, staff_id, generation, now)
        return desk_session

    def find(self, session_id: str) -> DeskSession | None:
        """Return the session if it has not ended, and restart its idle time."""
        facts = self._get(session_id)
        if facts is None:
            return None
        staff_id, generation, began = facts
        began_at = datetime.fromisoformat(began)
        found = DeskSession(session_id, began_at, datetime.now(UTC), staff_id, generation)
        return found if self._put(found, *facts, only_if_there=True) else None

    def end(self, session_id: str) -> None:
        """End a session."""
        self.client.delete(self._key(session_id))
