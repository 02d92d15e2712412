"""Where a browser takes messages: what it says of itself (``PushSubscription.toJSON``, Push API), checked.

A browser could name any address, and the product would send requests there. So an address counts only if its
host is one that the operator has named.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

#: The longest text of a browser, and the longest address in it, in characters; those in use have 200 to 600.
LONGEST_SUBSCRIPTION, LONGEST_ENDPOINT = 2_048, 1_024
#: An uncompressed point of P-256, and the secret of RFC 8291, 3.2, in bytes.
POINT_BYTES, SECRET_BYTES = 65, 16
_ENDPOINT = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?/[A-Za-z0-9:/?@!$&'()*+,;=._~%-]*", re.ASCII)
#: What the operator may name: a host, all hosts below one, or in a trial an origin without TLS.
_NAME = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+|http://[a-z0-9.-]+(:\d{1,5})?", re.ASCII)
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


class BadAddress(ValueError):
    """The text is no address of a push service, or of none that the operator has named."""


@dataclass(frozen=True)
class PushAddress:
    """One browser at its push service. Who knows all of it can send messages there.

    Attributes:
        endpoint: the URL at the push service.
        public_key: of the browser, an uncompressed point of P-256 (65 bytes).
        secret: of the browser, 16 bytes.
    """

    endpoint: str = field(repr=False)
    public_key: bytes = field(repr=False)
    secret: bytes = field(repr=False)

    @property
    def origin(self) -> str:
        """The scheme and the host of the push service, and its port if the endpoint names one."""
        parts = urlsplit(self.endpoint)
        return f"{parts.scheme}://{parts.netloc}"


class PushHosts:
    """The push services that are asked."""

    def __init__(self, names: Collection[str]) -> None:
        """Take the operator's names.

        Args:
            names: a host (``push.example.net``), all hosts below one (``*.push.example.net``), or in a trial
                an origin without TLS (``http://localhost:8001``).

        Raises:
            ValueError: a name has another form.
        """
        for name in names:
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name} is neither a host nor *. and a host")
        self._names = frozenset(names)

    def has(self, endpoint: str) -> bool:
        """Return whether *endpoint* is at one of these services: over TLS, at the usual port."""
        if len(endpoint) > LONGEST_ENDPOINT or not _ENDPOINT.fullmatch(endpoint):
            return False
        parts = urlsplit(endpoint)
        if f"{parts.scheme}://{parts.netloc}" in self._names:
            return True
        return parts.scheme == "https" and self._has_host(parts)

    def _has_host(self, parts: SplitResult) -> bool:
        host = parts.netloc.lower()  # with a port it is no name of ours
        _, _, above = host.partition(".")
        return host in self._names or any(
            name.startswith("*.") and host.endswith(name[1:]) and bool(above) for name in self._names
        )


def read_address(text: str, hosts: PushHosts) -> PushAddress:
    """Read what a browser says of its subscription: the JSON of ``PushSubscription.toJSON()``.

    Raises:
        BadAddress: it has another form, its key is no point of P-256, or *hosts* do not have its host.
    """
    if len(text) > LONGEST_SUBSCRIPTION:
        raise BadAddress("too long")
    try:
        facts: Any = json.loads(text)
        endpoint, keys = facts["endpoint"], facts["keys"]
        public_key, secret = _bytes(keys["p256dh"], POINT_BYTES), _bytes(keys["auth"], SECRET_BYTES)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise BadAddress("no subscription of a browser") from error
    if not isinstance(endpoint, str) or not hosts.has(endpoint):
        raise BadAddress("a push service that is not on the list")
    return PushAddress(endpoint, public_key, secret)


def _bytes(text: str, length: int) -> bytes:
    """Decode base64url, with or without padding."""
    plain = text.rstrip("=")
    if not _BASE64URL.fullmatch(plain):
        raise BadAddress("not base64url")
    found = urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
    if len(found) != length:
        raise BadAddress("of another length")
    return found
