"""Remembers that a signed-in person has just proved a way in: for one change, one session, some minutes.

The record is in Redis and not in the cookie, because a cookie can be sent again. It is used up by the change.
"""

from dataclasses import dataclass

import redis


@dataclass(frozen=True)
class FreshProofs:
    """Keeps the kind of the proof for *seconds*."""

    client: redis.Redis
    seconds: int

    def give(self, session_id: str, change: str, *, by: str) -> None:
        """Remember that this session has proved itself for *change*; *by* is the kind of the proof."""
        self.client.set(_key(session_id, change), by, ex=self.seconds)

    def look(self, session_id: str, change: str) -> str | None:
        """Return the kind of the proof; None: there is none, or its time is over."""
        found = self.client.get(_key(session_id, change))
        return None if found is None else str(found)

    def take(self, session_id: str, change: str) -> str | None:
        """Return the kind of the proof and use it up. Of several requests at once, one gets it."""
        found = self.client.getdel(_key(session_id, change))
        return None if found is None else str(found)


def _key(session_id: str, change: str) -> str:
    return f"fresh:{{{session_id}}}:{change}"
