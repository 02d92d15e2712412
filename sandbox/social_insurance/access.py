"""Who may ask over the data bus: the header ``lgspaccesstoken`` gives a token, the token an answer."""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock

from sandbox.clock import SandboxClock

TOKEN_SECONDS = 900  # assumption: the bus states it in each answer


class BusAccess:
    """The token endpoint's memory: whom it knows, and the tokens it gave."""

    def __init__(self, partner: Mapping[str, str], clock: SandboxClock) -> None:
        """Know one *partner* by the five members of its header."""
        self._partner = dict(partner)
        self._clock = clock
        self._lock = Lock()
        self._given: dict[str, datetime] = {}

    def knows(self, header: str) -> bool:
        """Tell whether *header* is base64 of a JSON object with exactly our partner's five members."""
        try:
            told = json.loads(base64.b64decode(header, validate=True))
        except (binascii.Error, ValueError):
            return False
        return bool(told == self._partner)

    def grant(self) -> dict[str, object]:
        """Give a token, RFC 6749 section 5.1."""
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
        """Tell whether *token* was given and still lives."""
        with self._lock:
            ends_at = self._given.get(token)
        return ends_at is not None and self._clock.now() < ends_at

    def reset(self) -> None:
        """Forget every token."""
        with self._lock:
            self._given.clear()
