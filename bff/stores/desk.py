"""The sessions of staff at the desk. They share no key and no cookie with citizens' sessions."""

from dataclasses import dataclass
from datetime import datetime

from bff.stores.sessions import Session, SessionStore, id_of, new_token


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
        """Begin a session with a new token."""
        now, token = self.clock(), new_token()
        desk_session = DeskSession(id_of(token), now, now, staff_id, generation, token=token)
        self._put(desk_session, staff_id, generation, now)
        return desk_session

    def find(self, token: str) -> DeskSession | None:
        """Return the session with this token if it has not ended, and restart its idle time."""
        session_id = id_of(token)
        facts = self._get(session_id)
        if facts is None:
            return None
        staff_id, generation, began = facts
        began_at = datetime.fromisoformat(began)
        found = DeskSession(session_id, began_at, self.clock(), staff_id, generation)
        return found if self._put(found, *facts, only_if_there=True) else None

    def end(self, token: str) -> None:
        """End the session with this token."""
        self.client.delete(self.key_of(id_of(token)))
