"""What VNeID remembers between its three endpoints: codes, each of which works once, and access tokens."""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from flask import current_app

from sandbox.vneid.people import VneidPerson

CODE_SECONDS = 60
TOKEN_SECONDS = 1_800  # seen in one token: 30 minutes


@dataclass(frozen=True)
class Signed:
    """One sign-in: who it was, and what the client sent along."""

    form: str
    account: VneidPerson
    redirect_uri: str
    challenge: str
    until: datetime


@dataclass
class Memory:
    """Codes and tokens; safe to use from several threads."""

    _codes: dict[str, Signed] = field(default_factory=dict)
    _tokens: dict[str, Signed] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def exchanged(self) -> int:
        """How many codes were exchanged for tokens."""
        with self._lock:
            return len(self._tokens)

    def code_for(self, signed: Signed, *, with_plus: bool) -> str:
        """Make a code like Keycloak's: three UUIDs with dots between them."""
        code = ".".join(str(uuid.uuid4()) for _ in range(3)) + ("+" if with_plus else "")
        with self._lock:
            self._codes[code] = signed
        return code

    def take(self, code: str) -> Signed | None:
        """Return the sign-in of a code, once."""
        with self._lock:
            return self._codes.pop(code, None)

    def token_for(self, signed: Signed) -> str:
        """Make an access token."""
        token = secrets.token_urlsafe(48)
        with self._lock:
            self._tokens[token] = signed
        return token

    def who(self, token: str) -> Signed | None:
        """Return the sign-in of an access token."""
        with self._lock:
            return self._tokens.get(token)


def until(now: datetime) -> datetime:
    """Return when a code that is made now ends."""
    return now + timedelta(seconds=CODE_SECONDS)


def memory() -> Memory:
    """Return the memory of the sandbox that serves the present request."""
    found: Memory = current_app.extensions.setdefault("vneid", Memory())
    return found
