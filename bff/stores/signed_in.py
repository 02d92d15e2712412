"""The sessions of signed-in citizens. An account's sessions can be listed, and ended from another device."""

from dataclasses import dataclass, replace
from datetime import datetime

from bff.rules.portals.means import Means
from bff.stores.sessions import Session, SessionStore, id_of, new_token


@dataclass(frozen=True)
class SignedIn(Session):
    """One signed-in session of one account.

    Attributes:
        device: a coarse name such as ``Android · Chrome``.
        generation: of the account's ways in when the person signed in; a change since then ends the session.
        means: how the person signed in; a session of an older release has none.
    """

    account_id: str
    device: str
    generation: int = 0
    means: tuple[Means, ...] = ()


@dataclass(frozen=True)
class SignedInStore(SessionStore):
    """Keeps signed-in sessions, and for each account a Redis set of its session ids."""

    PREFIX = "signed_in"

    def begin(
        self, account_id: str, *, device: str, generation: int = 0, means: tuple[Means, ...] = ()
    ) -> SignedIn:
        """Begin a session with a new token. It ends if the account has another *generation*."""
        now, token = self.clock(), new_token()
        return self._begin(
            SignedIn(id_of(token), now, now, account_id, device, generation, means, token=token)
        )

    def renew(self, signed_in: SignedIn, *, generation: int) -> SignedIn:
        """Go on with a session under a new token, after its own person changed a way in.

        It ends when the old one would have ended.
        """
        self.end(signed_in)
        token = new_token()
        return self._begin(replace(signed_in, id=id_of(token), generation=generation, token=token))

    def _begin(self, signed_in: SignedIn) -> SignedIn:
        self._write(signed_in)
        self.client.sadd(_all(signed_in.account_id), signed_in.id)
        self.client.expire(_all(signed_in.account_id), self.total_seconds)
        return signed_in

    def find(self, token: str) -> SignedIn | None:
        """Return the session with this token if it has not ended, and restart its idle time."""
        signed_in = self._read(id_of(token))
        if signed_in is None:
            return None
        seen = replace(signed_in, seen_at=self.clock())
        return seen if self._write(seen, only_if_there=True) else None

    def is_open(self, session_id: str) -> bool:
        """Return whether the session has not ended."""
        return bool(self.client.exists(self.key_of(session_id)))

    def of_account(self, account_id: str) -> list[SignedIn]:
        """List the account's open sessions, the most recently used first."""
        # The set may still hold ids of sessions that have expired: `_read` finds nothing for them.
        ids = [str(session_id) for session_id in self.client.smembers(_all(account_id))]
        found = [signed_in for session_id in ids if (signed_in := self._read(session_id))]
        return sorted(found, key=lambda signed_in: signed_in.seen_at, reverse=True)

    def end(self, signed_in: SignedIn) -> None:
        """End one session."""
        self.client.delete(self.key_of(signed_in.id))
        self.client.srem(_all(signed_in.account_id), signed_in.id)

    def end_others(self, keep: SignedIn) -> int:
        """End the account's sessions other than *keep*. Returns the number of sessions ended."""
        others = [other for other in self.of_account(keep.account_id) if other.id != keep.id]
        for other in others:
            self.end(other)
        return len(others)

    def end_all(self, account_id: str) -> int:
        """End all sessions of the account. Returns the number of sessions ended."""
        found = self.of_account(account_id)
        for signed_in in found:
            self.end(signed_in)
        return len(found)

    def _write(self, signed_in: SignedIn, *, only_if_there: bool = False) -> bool:
        times = (signed_in.began_at, signed_in.seen_at)
        facts = (signed_in.account_id, signed_in.device, *times, signed_in.generation, signed_in.means)
        return self._put(signed_in, *facts, only_if_there=only_if_there)

    def _read(self, session_id: str) -> SignedIn | None:
        facts = self._get(session_id)
        if facts is None:
            return None
        account_id, device, began, seen, *newer = facts
        generation = int(newer[0]) if newer else 0  # a session of an older release has none
        means = tuple(Means(one) for one in newer[1]) if len(newer) > 1 else ()
        times = datetime.fromisoformat(began), datetime.fromisoformat(seen)
        return SignedIn(session_id, *times, account_id, device, generation, means)


def _all(account_id: str) -> str:
    return f"signed_in_of:{{{account_id}}}"
