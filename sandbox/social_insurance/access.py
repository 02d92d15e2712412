"""The token endpoint of the data bus: it checks the header ``lgspaccesstoken`` and issues access tokens."""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock

from sandbox.clock import SandboxClock

TOKEN_SECONDS = 900  # assumption: each bus states its own lifetime in the response


class BusAccess:
    """The memory of the token endpoint: its one partner, and the access tokens it issued."""

    def __init__(self, partner: Mapping[str, str], clock: SandboxClock) -> None:
        """Keep the credentials of the one *partner*: the five members of its header."""
        self._partner = dict(partner)
        self._clock = clock
        self._lock = Lock()
        self._given: dict[str, datetime] = {}

    def knows(self, header: str) -> bool:
        """Tell whether *header* is base64 of a JSON object with exactly our partner's five members."""
        try:
            credentials = json.loads(base64.b64decode(header, validate=True))
        except (binascii.Error, ValueError):
            return False
        return bool(credentials == self._partner)

    def grant(self) -> dict[str, object]:
        """Issue an access token (RFC 6749 section 5.1)."""
        token = secrets.token_hex(24)
        with self._lock:
            self._given[token] = self._clock.now() + timedelta(seconds=TOKEN_SECONDS)
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": "default",
        }

    def takes(self, token: str) -> bool:
        """Tell whether this endpoint issued *token* and it has not expired."""
        with self._lock:
            ends_at = self._given.get(token)
        return ends_at is not None and self._clock.now() < ends_at

    def reset(self) -> None:
        """Forget every token."""
        with self._lock:
            self._given.clear()
