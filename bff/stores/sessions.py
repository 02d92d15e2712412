"""What the two kinds of session share, citizens' and staff's: they end after idle and after total seconds.

Each session is one key in Redis, so that it can be ended from another browser. The cookie holds a random
token, and Redis only the token's hash: a person who reads all of Redis cannot enter a session.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import redis


@dataclass(frozen=True)
class Session:
    """One open session.

    Attributes:
        id: the hash of the token; it opens nothing.
        seen_at: the time of the last request.
        token: what the browser's cookie holds. Only the session that has just begun knows it.
    """

    id: str
    began_at: datetime
    seen_at: datetime
    token: str = field(default="", repr=False, kw_only=True)


@dataclass(frozen=True)
class SessionStore:
    """Reads and writes one kind of session.

    Attributes:
        idle_seconds: a session ends this long after its last request.
        total_seconds: a session ends this long after it began, even if it is in use.
        clock: returns the product's time as an aware UTC datetime.
    """

    #: The first part of the Redis key of this kind.
    PREFIX: ClassVar[str]
    client: redis.Redis
    idle_seconds: int
    total_seconds: int
    clock: Callable[[], datetime]

    def seconds_left(self, session: Session) -> int:
        """Return the number of seconds until the session ends if no other request uses it."""
        age = int((session.seen_at - session.began_at).total_seconds())
        return max(0, min(self.idle_seconds, self.total_seconds - age))

    def time_left(self, token: str) -> int:
        """Return the number of seconds until the session ends, and restart nothing; 0 if it has ended."""
        return max(0, int(self.client.ttl(self.key_of(id_of(token)))))

    def _get(self, session_id: str) -> list[Any] | None:
        text = self.client.get(self.key_of(session_id))
        return None if text is None else list(json.loads(str(text)))

    def _put(self, session: Session, *facts: object, only_if_there: bool = False) -> bool:
        """Store *facts* until the session ends; False if it has ended."""
        seconds = self.seconds_left(session)
        if seconds <= 0:
            self.client.delete(self.key_of(session.id))
            return False
        text = json.dumps(facts, default=datetime.isoformat)
        # XX: another request may end the session between our read and this write, and it must stay ended.
        return bool(self.client.set(self.key_of(session.id), text, ex=seconds, xx=only_if_there))

    def key_of(self, session_id: str) -> str:
        """Return the key of the session with this id in Redis."""
        return f"{self.PREFIX}:{{{session_id}}}"


@dataclass(frozen=True)
class Ended:
    """The end of one session, which the database has to note.

    Attributes:
        record: id of the account or of the member of staff.
        session_id: of a citizen's session: the portals where it signed its person in are told.
        event: what notes it; empty if nothing does.
        browsers: digests of the browsers that are told no more news.
    """

    record: str
    session_id: str = ""
    event: str = ""
    browsers: tuple[str, ...] = ()

    def to_text(self) -> str:
        """Return the text that the store keeps."""
        return json.dumps([self.record, self.session_id, self.event, self.browsers])


@dataclass(frozen=True)
class UnnotedEnds:
    """Ends of sessions that the database did not take, because it took no writes: the oldest first."""

    client: redis.Redis

    def keep(self, ended: Ended) -> None:
        """Keep an end until `done`, two days at most."""
        self.client.rpush(_UNNOTED, ended.to_text())
        self.client.expire(_UNNOTED, _UNNOTED_SECONDS)

    def oldest(self) -> Ended | None:
        """Return the oldest end that waits; None if none does."""
        text = self.client.lindex(_UNNOTED, 0)
        if text is None:
            return None
        record, session_id, event, browsers = json.loads(str(text))
        return Ended(record, session_id, event, tuple(browsers))

    def done(self, ended: Ended) -> None:
        """Forget an end that is noted."""
        self.client.lrem(_UNNOTED, 1, ended.to_text())


_UNNOTED = "unnoted_ends"
_UNNOTED_SECONDS = 2 * 86_400  # an assumption: longer than a database stays read-only


def new_token() -> str:
    """Make a random token of 192 bits, which cannot be guessed."""
    return secrets.token_urlsafe(24)


def id_of(token: str) -> str:
    """Return the id of the session with this token. 192 random bits need no slower hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
