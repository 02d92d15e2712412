"""What the portals remember of each browser, and the messages that came from the product; all in memory."""

import secrets
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from sandbox.portals.facts import USUAL_SCOPES, Portal

MOST_VISITS, MOST_WAITING, MOST_MESSAGES = 500, 20, 30


@dataclass(frozen=True)
class Wishes:
    """What a tester chose for one sign-in."""

    acr: str = ""
    prompt: str = ""
    max_age: str = ""
    ui_locales: str = ""
    scopes: tuple[str, ...] = USUAL_SCOPES
    uses_code_twice: bool = False


@dataclass(frozen=True)
class Waiting:
    """A sign-in that was begun: what the answer is compared with."""

    nonce: str
    verifier: str
    wishes: Wishes


@dataclass(frozen=True)
class Step:
    """One question and its answer, secrets masked. *name* is English; the page translates it."""

    name: str
    asked: str
    answered: str = ""


@dataclass(frozen=True)
class Check:
    """One thing that the portal checked. *name* is English; the page translates it."""

    name: str
    is_good: bool
    found: str = ""


@dataclass
class RoundTrip:
    """A sign-in from the first question to the last answer."""

    steps: list[Step] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    error: str = ""
    description: str = ""
    id_token: str = ""
    header: Mapping[str, Any] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)
    person: Mapping[str, Any] = field(default_factory=dict)

    def check(self, name: str, *, is_good: bool, found: object = "") -> None:
        self.checks.append(Check(name, bool(is_good), str(found)))

    @property
    def is_good(self) -> bool:
        return not self.error and all(check.is_good for check in self.checks)


@dataclass
class Visit:
    """One browser at one portal.

    Attributes:
        waiting: sign-ins that were begun, by ``state``; several tabs may have one each.
        trip: the last round trip.
        session: the round trip that signed the browser in; None: it is not signed in. An answer that
            the portal does not believe ends no session.
        ended: why it does no more, in English; empty: nothing ended.
    """

    portal: Portal
    waiting: OrderedDict[str, Waiting] = field(default_factory=OrderedDict)
    trip: RoundTrip | None = None
    session: RoundTrip | None = None
    ended: str = ""

    def begin(self, wishes: Wishes) -> tuple[str, Waiting]:
        """Begin a sign-in; return its ``state`` and what is compared later."""
        state = secrets.token_urlsafe(16)
        self.waiting[state] = Waiting(secrets.token_urlsafe(16), secrets.token_urlsafe(48), wishes)
        while len(self.waiting) > MOST_WAITING:
            self.waiting.popitem(last=False)
        return state, self.waiting[state]

    def arrive(self, trip: RoundTrip) -> None:
        """Keep a round trip; a good one signs the browser in."""
        self.trip = trip
        if trip.is_good:
            self.session, self.ended = trip, ""

    def end(self, why: str) -> None:
        self.session, self.ended = None, why


@dataclass(frozen=True)
class LogoutMessage:
    """A message over the back channel, and what the portal made of it."""

    at: datetime
    trip: RoundTrip
    ended: int = 0


class Visits:
    """All visits and messages of one sandbox; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self._visits: OrderedDict[str, Visit] = OrderedDict()
            self._messages: deque[LogoutMessage] = deque(maxlen=MOST_MESSAGES)
            self._used: deque[str] = deque(maxlen=1_000)

    def find(self, portal: Portal, visit_id: str) -> tuple[str, Visit]:
        """Return the visit of a browser at *portal* with its id; a new one if there is none."""
        with self._lock:
            found = self._visits.get(visit_id)
            if found is not None and found.portal is portal:
                self._visits.move_to_end(visit_id)
                return visit_id, found
            new_id = secrets.token_urlsafe(24)
            self._visits[new_id] = Visit(portal)
            while len(self._visits) > MOST_VISITS:
                self._visits.popitem(last=False)
            return new_id, self._visits[new_id]

    def is_first(self, jti: str) -> bool:
        """Remember the id of a message; False if it came before."""
        with self._lock:
            is_new = jti not in self._used
            self._used.append(jti)
        return is_new

    def end_session(self, *, sub: str, sid: str) -> int:
        """Sign out the standard portal's browsers with this session, or of this subject; return how many."""
        with self._lock:
            ended = [visit for visit in self._visits.values() if _is_of(visit, sub, sid)]
            for visit in ended:
                visit.end("The product told over the back channel that this session ended.")
        return len(ended)

    def note(self, message: LogoutMessage) -> None:
        with self._lock:
            self._messages.appendleft(message)

    def messages(self) -> list[LogoutMessage]:
        """Return the messages, newest first."""
        with self._lock:
            return list(self._messages)


def _is_of(visit: Visit, sub: str, sid: str) -> bool:
    if visit.portal is not Portal.STANDARD or visit.session is None:
        return False
    claims = visit.session.claims
    return bool(claims.get("sid") == sid) if sid else bool(claims.get("sub") == sub)
