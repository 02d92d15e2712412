"""Hands an encrypted message to a browser's push service (RFC 8030, section 5)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

import httpx2
from cryptography.hazmat.primitives.asymmetric import ec

from verifiers.errors import UnexpectedAnswer
from verifiers.http import Counterpart, now
from verifiers.web_push.address import PushAddress, PushHosts
from verifiers.web_push.encryption import encrypt
from verifiers.web_push.vapid import authorization

_TAKEN = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT})
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
COUNTERPART = "push"


class Urgency(StrEnum):
    """How much of a phone's battery a message is worth (RFC 8030, 5.3)."""

    NORMAL = "normal"
    HIGH = "high"


class Handover(StrEnum):
    """What a push service says of a message."""

    TAKEN = "taken"
    GONE = "gone"
    """The browser has ended its subscription (404, 410): nothing is sent there again."""


@dataclass(frozen=True, kw_only=True)
class PushMessage:
    """One message to one browser.

    Attributes:
        topic: a message that waits is replaced by the next one of its topic: at most 32 signs of base64url.
        lives: how long the push service keeps the message for a phone that is off.
    """

    address: PushAddress
    text: bytes = field(repr=False)
    topic: str
    urgency: Urgency
    lives: timedelta


class PushServices:
    """All push services that the operator has named, through one client."""

    def __init__(
        self,
        *,
        client: httpx2.Client,
        hosts: PushHosts,
        contact: str,
        timeout_seconds: float,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Configure whom we ask, and who we say we are (`verifiers.web_push.vapid.authorization`)."""
        self.hosts = hosts
        self._counterpart = Counterpart(COUNTERPART, client, timeout_seconds)
        self._contact = contact
        self._clock = clock

    def hand_over(self, message: PushMessage, *, key: ec.EllipticCurvePrivateKey) -> Handover:
        """Encrypt a message and hand it over; the phone may get it later, or never.

        Args:
            key: the one whose public half the browser was given when it subscribed.

        Raises:
            Unreachable: no response in time, 429 or 5xx.
            UnexpectedAnswer: the address is not on the list, the service refuses our key or our message, or
                it redirects.
        """
        address = message.address
        if not self.hosts.has(address.endpoint):
            raise UnexpectedAnswer(COUNTERPART, "an address of a host that is not on the list")
        body = encrypt(message.text, public_key=address.public_key, secret=address.secret)
        headers = {
            "Authorization": authorization(
                key, origin=address.origin, contact=self._contact, at=self._clock()
            ),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(message.lives.total_seconds())),
            "Topic": message.topic,
            "Urgency": message.urgency,
        }
        # repeatable: of two messages of one topic the phone shows the last one alone
        answer = self._counterpart.ask(
            "POST", address.endpoint, headers=headers, content=body, repeatable=True
        )
        if answer.status_code in _TAKEN:
            return Handover.TAKEN
        if answer.status_code in _GONE:
            return Handover.GONE
        raise self._counterpart.unexpected(answer)
