"""Asks the portals that sign people in with our accounts: tells them of ended sessions, fetches their keys.

The wire formats are OpenID Connect Back-Channel Logout 1.0, section 2.5, and JSON Web Key Set (RFC 7517).
Addresses come from the operator, who registered the portal; redirects are not followed.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import BoundedSemaphore, Lock
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2

from verifiers.connections import POOL_WAIT_SECONDS
from verifiers.errors import CounterpartTrouble, Crowded, UnexpectedAnswer, Unreachable
from verifiers.http import CROWDED_SECONDS, Counterpart

#: How long a portal's keys are used before they are fetched again, and how soon after a key was not among
#: them, or they could not be fetched: a portal that makes a new key publishes it first.
KEYS_SECONDS, KEYS_AGAIN_SECONDS = 3_600, 60
#: In bytes: ten keys of 4096 bits.
LONGEST_KEYS: Final = 16 * 1024
MOST_KEYS = 20
#: Questions of one worker to one host at a time. All portals share the worker's connections to portals, and
#: one host that hangs must leave most of them to the others.
CONNECTIONS_PER_HOST = 5
#: Requests that wait at a time for the keys of one portal, the one that fetches them included.
MOST_WAITING = 20


@dataclass
class _Keys:
    """The keys at one address, as they were fetched last, and how the last try failed, if it did."""

    answered: dict[str, Any] = field(default_factory=lambda: {"keys": []})
    fetched: float = float("-inf")
    tried: float = float("-inf")
    failed: tuple[type[CounterpartTrouble], str] | None = None
    fetching: Lock = field(default_factory=Lock)
    waiting: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(MOST_WAITING))

    def usable(self, kid: str | None, now: float) -> dict[str, Any] | None:
        """Return what needs no fetching now; None: it is time to fetch.

        Raises:
            Unreachable, UnexpectedAnswer: as the last try did, which is too short ago to try again.
        """
        is_known = kid is None or any(key.get("kid") == kid for key in self.answered["keys"])
        if is_known and now - self.fetched < KEYS_SECONDS:
            return self.answered
        left = KEYS_AGAIN_SECONDS - (now - self.tried)
        if left <= 0:
            return None
        match self.failed:
            case None:
                return self.answered
            case (kind, reason) if issubclass(kind, Unreachable):
                raise Unreachable("portal", reason, retry_after_seconds=max(round(left), 1))
            case (_, reason):
                raise UnexpectedAnswer("portal", reason)


class PortalSites:
    """All portals, through one client."""

    def __init__(
        self,
        *,
        client: httpx2.Client,
        timeout_seconds: float,
        seconds: Callable[[], float] = time.monotonic,
        wait_seconds: float = POOL_WAIT_SECONDS,
    ) -> None:
        """Take the client.

        Args:
            seconds: a clock for the age of keys.
            wait_seconds: how long a question waits for a place at its host.
        """
        self._counterpart = Counterpart("portal", client, timeout_seconds, max_answer_bytes=LONGEST_KEYS)
        self._seconds = seconds
        self._wait_seconds = wait_seconds
        # By addresses and hosts of the operator's portals alone, so there are few.
        self._keys: defaultdict[str, _Keys] = defaultdict(_Keys)
        self._places: defaultdict[str, BoundedSemaphore] = defaultdict(
            lambda: BoundedSemaphore(CONNECTIONS_PER_HOST)
        )

    def tell_logout(self, address: str, logout_token: str) -> bool:
        """Tell a portal that a session ended. False: it refuses the message (400), which no repeat changes.

        Args:
            logout_token: a signed ``logout+jwt``.

        Raises:
            Unreachable: no response in time, or an outage of the portal.
            Crowded: the portal was not asked.
            UnexpectedAnswer: any other answer, a redirect for one.
        """
        with self._place_at(address):
            answer = self._counterpart.ask(
                "POST", address, data={"logout_token": logout_token}, repeatable=True
            )
        match answer.status_code:
            case HTTPStatus.OK | HTTPStatus.NO_CONTENT:
                return True
            case HTTPStatus.BAD_REQUEST:
                return False
            case _:
                raise self._counterpart.unexpected(answer)

    def keys_at(self, address: str, *, kid: str | None = None) -> dict[str, Any]:
        """Return the public keys (a JWK set) at *address*; they are kept for an hour.

        Args:
            kid: the key that is looked for. If it is not among the keys that are kept, they are fetched
                again, at most once a minute, by one request at a time; the others wait for what it finds.

        Raises:
            Unreachable, UnexpectedAnswer: they could not be fetched, or are no keys; this is remembered for
                a minute.
            Crowded: the portal was not asked.
        """
        kept = self._keys[address]
        usable = kept.usable(kid, self._seconds())
        if usable is not None:
            return usable
        if not kept.waiting.acquire(blocking=False):
            raise Crowded("portal", "too many wait for its keys", retry_after_seconds=CROWDED_SECONDS)
        try:
            with kept.fetching:
                usable = kept.usable(kid, self._seconds())
                return self._fetched(address, kept) if usable is None else usable
        finally:
            kept.waiting.release()

    def _fetched(self, address: str, kept: _Keys) -> dict[str, Any]:
        """Fetch the keys and remember what came of it; a portal that was not asked has not failed."""
        try:
            kept.answered = self._fetch(address)
        except Crowded:
            raise
        except (Unreachable, UnexpectedAnswer) as trouble:
            # Its words alone: the exception itself would keep the request that met it.
            kept.tried, kept.failed = self._seconds(), (type(trouble), trouble.reason)
            raise
        kept.fetched = kept.tried = self._seconds()
        kept.failed = None
        return kept.answered

    @contextmanager
    def _place_at(self, address: str) -> Iterator[None]:
        """Hold one of the places at a host while it is asked."""
        places = self._places[urlsplit(address).netloc.lower()]
        if not places.acquire(timeout=self._wait_seconds):
            raise Crowded("portal", "too many questions to its host", retry_after_seconds=CROWDED_SECONDS)
        try:
            yield
        finally:
            places.release()

    def _fetch(self, address: str) -> dict[str, Any]:
        with self._place_at(address):
            answer = self._counterpart.ask("GET", address, repeatable=True)
        if answer.status_code != HTTPStatus.OK:
            raise self._counterpart.unexpected(answer)
        keys = self._counterpart.object_in(answer).get("keys")
        if (
            not isinstance(keys, list)
            or len(keys) > MOST_KEYS
            or not all(isinstance(one, dict) for one in keys)
        ):
            raise UnexpectedAnswer("portal", "answered without keys")
        return {"keys": keys}
