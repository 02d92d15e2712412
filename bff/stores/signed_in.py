"""Who is signed in: sessions in Redis, so that they can be listed and ended from another device."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

import redis


@dataclass(frozen=True)
class SignedIn:
    """One signed-in session of one account; *device* is a coarse name such as ``Android · Chrome``."""

    id: str
    account_id: str
    device: str
    began_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class SignedInStore:
    """Keeps signed-in sessions.

    Attributes:
        idle_seconds: a session nobody uses ends after this.
        total_seconds: a session ends after this however much it is used.
    """

    client: redis.Redis
    idle_seconds: int
    total_seconds: int

    def begin(self, account_id: str, *, device: str) -> SignedIn:
        """Begin a session with an id nobody has seen before."""
        now = datetime.now(UTC)
        signed_in = SignedIn(secrets.token_urlsafe(24), account_id, device, now, now)
        self._write(signed_in)
        self.client.sadd(_all(account_id), signed_in.id)
        self.client.expire(_all(account_id), self.total_seconds)
        return signed_in

    def find(self, session_id: str) -> SignedIn | None:
        """Find a session that has not ended, and note that it was used just now."""
        signed_in = self._read(session_id)
        if signed_in is None:
            return None
        seen = SignedIn(
            signed_in.id, signed_in.account_id, signed_in.device, signed_in.began_at, datetime.now(UTC)
        )
        return seen if self._write(seen, only_if_there=True) else None

    def seconds_left(self, signed_in: SignedIn) -> int:
        """Tell in how many seconds a session ends if nobody uses it from now on."""
        age = int((signed_in.seen_at - signed_in.began_at).total_seconds())
        return max(0, min(self.idle_seconds, self.total_seconds - age))

    def of_account(self, account_id: str) -> list[SignedIn]:
        """List an account's open sessions, the newest first."""
        ids = [str(one) for one in self.client.smembers(_all(account_id))]
        found = [signed_in for one in ids if (signed_in := self._read(one))]
        return sorted(found, key=lambda signed_in: signed_in.seen_at, reverse=True)

    def end(self, signed_in: SignedIn) -> None:
        """End one session."""
        self.client.delete(_one(signed_in.id))
        self.client.srem(_all(signed_in.account_id), signed_in.id)

    def end_others(self, keep: SignedIn) -> int:
        """End every other session of the same account and tell how many there were."""
        others = [one for one in self.of_account(keep.account_id) if one.id != keep.id]
        for one in others:
            self.end(one)
        return len(others)

    def end_all(self, account_id: str) -> int:
        """End every session of an account and tell how many there were."""
        found = self.of_account(account_id)
        for one in found:
            self.end(one)
        return len(found)

    def _write(self, signed_in: SignedIn, *, only_if_there: bool = False) -> bool:
        """Store a session; a session that was ended between reading and writing stays ended."""
        seconds = self.seconds_left(signed_in)
        if seconds <= 0:
            self.end(signed_in)
            return False
        facts = [signed_in.account_id, signed_in.device, signed_in.began_at, signed_in.seen_at]
        text = json.dumps(facts, default=datetime.isoformat)
        return bool(self.client.set(_one(signed_in.id), text, ex=seconds, xx=only_if_there))

    def _read(self, session_id: str) -> SignedIn | None:
        text = self.client.get(_one(session_id))
        if text is None:
            return None
        account_id, device, began_at, seen_at = json.loads(text)
        return SignedIn(
            session_id, account_id, device, datetime.fromisoformat(began_at), datetime.fromisoformat(seen_at)
        )


def _one(session_id: str) -> str:
    return f"signed_in:{{{session_id}}}"


def _all(account_id: str) -> str:
    return f"signed_in_of:{{{account_id}}}"
