"""What counts once, in one session, for some minutes: fresh proofs of a way in, challenges for passkeys.

The records are in Redis and not in the cookie, because a cookie can be sent again.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import redis


@dataclass(frozen=True)
class FreshProofs:
    """Keeps for *seconds* that a signed-in person has just proved a way in; the change uses it up."""

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

    @contextmanager
    def using(self, session_id: str, change: str) -> Iterator[str | None]:
        """Take the proof for the work inside, as `take` does.

        If the work raises, it has changed nothing, and the proof counts on for the seconds that it had left.
        """
        key = _key(session_id, change)
        left = self.client.pttl(key)
        by = self.take(session_id, change)
        try:
            yield by
        except BaseException:  # a killed greenlet raises GreenletExit, which is not an Exception
            if by and left > 0:
                self.client.set(key, by, px=left, nx=True)
            raise

    def move(self, before: str, after: str, change: str) -> None:
        """Let the proof of session *before* count in session *after*, for the seconds that it has left."""
        left = self.client.ttl(_key(before, change))
        by = self.take(before, change)
        if by and left > 0:
            self.client.set(_key(after, change), by, ex=left)


@dataclass(frozen=True)
class Challenges:
    """Makes challenges that a passkey signs. Each counts once, within *seconds*, where it was made."""

    client: redis.Redis
    seconds: int

    def make(self, browser: str, purpose: str) -> str:
        """Return a new challenge, in base64url, for this browser's session and this purpose."""
        challenge = secrets.token_urlsafe(32)
        self.client.set(_challenge_key(browser, purpose, challenge), "", ex=self.seconds)
        return challenge

    def take(self, browser: str, purpose: str, challenge: str) -> bool:
        """Use up the challenge; False: it is not of this session and purpose, too old, or used before."""
        return bool(self.client.delete(_challenge_key(browser, purpose, challenge)))


def _challenge_key(browser: str, purpose: str, challenge: str) -> str:
    return f"challenge:{{{browser}}}:{purpose}:{challenge}"


def _key(session_id: str, change: str) -> str:
    return f"fresh:{{{session_id}}}:{change}"
