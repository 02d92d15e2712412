"""Who is signed in at the desk: sessions of staff in Redis, apart from everybody else's."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

import redis


@dataclass(frozen=True)
class DeskSession:
    """One open session; *standing* is the one the staff had when it began."""

    id: str
    staff_id: str
    standing: int
    began_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class DeskSessions:
    """Keeps the desk's sessions.

    Attributes:
        idle_seconds: a session nobody uses ends after this.
        total_seconds: a session ends after this however much it is used.
    """

    client: redis.Redis
    idle_seconds: int
    total_seconds: int

    def begin(self, staff_id: str, standing: int) -> DeskSession:
        """Begin a session with an id nobody has seen before."""
        now = datetime.now(UTC)
        desk_session = DeskSession(secrets.token_urlsafe(24), staff_id, standing, now, now)
        self._write(desk_session, only_if_there=False)
        return desk_session

    def find(self, session_id: str) -> DeskSession | None:
        """Find a session that has not ended, and note that it was used just now."""
        text = self.client.get(_key(session_id))
        if text is None:
            return None
        staff_id, standing, began_at = json.loads(str(text))
        found = DeskSession(
            session_id, staff_id, standing, datetime.fromisoformat(began_at), datetime.now(UTC)
        )
        return found if self._write(found, only_if_there=True) else None

    def seconds_left(self, desk_session: DeskSession) -> int:
        """Tell in how many seconds a session ends if nobody uses it from now on."""
        age = int((desk_session.seen_at - desk_session.began_at).total_seconds())
        return max(0, min(self.idle_seconds, self.total_seconds - age))

    def end(self, session_id: str) -> None:
        """End a session."""
        self.client.delete(_key(session_id))

    def _write(self, desk_session: DeskSession, *, only_if_there: bool) -> bool:
        """Store a session; one that was ended between reading and writing stays ended."""
        seconds = self.seconds_left(desk_session)
        if seconds <= 0:
            self.end(desk_session.id)
            return False
        facts = [desk_session.staff_id, desk_session.standing, desk_session.began_at.isoformat()]
        stored = self.client.set(_key(desk_session.id), json.dumps(facts), ex=seconds, xx=only_if_there)
        return bool(stored)


def _key(session_id: str) -> str:
    return f"desk_session:{{{session_id}}}"
