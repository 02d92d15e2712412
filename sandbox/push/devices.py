"""The devices of the push service: each has a key pair and a secret, and decrypts what comes (RFC 8291)."""

import json
import secrets
from base64 import urlsafe_b64encode
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

#: More devices than that, and the oldest one is forgotten.
MOST_DEVICES = 200
#: RFC 8188, 2.1: salt, record size, length of the key id; the key id of RFC 8291 is a point of P-256.
SALT, SIZE_AT, LENGTH_AT, KEY_AT, BODY_AT = 16, 16, 20, 21, 86


class Unreadable(Exception):
    """A body that the device cannot decrypt; the message says why."""


@dataclass(frozen=True)
class PushReceived:
    """One message as the device decrypted it, and what its push service was told of it."""

    text: str
    ttl: int
    topic: str
    urgency: str
    sender: str
    received_at: datetime

    def to_json(self) -> dict[str, object]:
        """Return the message as a JSON object; its time is in ISO 8601."""
        return {**vars(self), "received_at": self.received_at.isoformat()}

    @property
    def shown(self) -> dict[str, str]:
        """What a phone shows: title, body, address; empty texts if it is no notification."""
        try:
            facts = json.loads(self.text)["notification"]
            return {name: str(facts[name]) for name in ("title", "body", "navigate")}
        except (ValueError, LookupError, TypeError):
            return {"title": "", "body": self.text, "navigate": ""}


@dataclass
class PushDevice:
    """One browser at this push service.

    Attributes:
        server_key: the only key from which it takes messages, in base64url; empty: the first that sends.
        has_ended: whether the browser has ended its subscription.
    """

    id: str
    server_key: str = ""
    has_ended: bool = False
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    received: list[PushReceived] = field(default_factory=list)

    @property
    def point(self) -> bytes:
        """The public key, as an uncompressed point."""
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def subscription(self, own_url: str) -> dict[str, object]:
        """Return what ``PushSubscription.toJSON()`` says in this browser."""
        keys = {"p256dh": base64url(self.point), "auth": base64url(self.secret)}
        return {"endpoint": f"{own_url}/push/to/{self.id}", "expirationTime": None, "keys": keys}

    def decrypt(self, body: bytes) -> str:
        """Return the text of a body in the encoding ``aes128gcm``.

        Raises:
            Unreadable: it is not encrypted for this device, or not as RFC 8291 has it.
        """
        if len(body) <= BODY_AT or body[LENGTH_AT] != BODY_AT - KEY_AT:
            raise Unreadable("the header has another form")
        salt, sender = body[:SALT], body[KEY_AT:BODY_AT]
        if len(body) - BODY_AT > int.from_bytes(body[SIZE_AT:LENGTH_AT], "big"):
            raise Unreadable("more than one record")
        try:
            shared = self.key.exchange(
                ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
            )
            info = b"WebPush: info\0" + self.point + sender
            material = HKDF(SHA256(), 32, salt=self.secret, info=info).derive(shared)
            key = HKDF(SHA256(), 16, salt=salt, info=b"Content-Encoding: aes128gcm\0").derive(material)
            nonce = HKDF(SHA256(), 12, salt=salt, info=b"Content-Encoding: nonce\0").derive(material)
            record = AESGCM(key).decrypt(nonce, body[BODY_AT:], None).rstrip(b"\0")
        except (ValueError, InvalidTag) as error:
            raise Unreadable("not for this device") from error
        if not record.endswith(b"\x02"):
            raise Unreadable("the record has no end")
        return record[:-1].decode()


class PushDevices:
    """All devices, the newest last; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._devices: OrderedDict[str, PushDevice] = OrderedDict()

    def make(self, *, server_key: str = "") -> PushDevice:
        """Make a device with new keys."""
        device = PushDevice(secrets.token_urlsafe(24), server_key)
        with self._lock:
            self._devices[device.id] = device
            while len(self._devices) > MOST_DEVICES:
                self._devices.popitem(last=False)
        return device

    def find(self, device_id: str) -> PushDevice | None:
        """Return the device with this id."""
        with self._lock:
            return self._devices.get(device_id)

    def all(self) -> list[PushDevice]:
        """Return all devices, the newest first."""
        with self._lock:
            return list(reversed(self._devices.values()))

    def reset(self) -> None:
        """Forget all devices."""
        with self._lock:
            self._devices.clear()


def base64url(some_bytes: bytes) -> str:
    """Write bytes in base64url without padding."""
    return urlsafe_b64encode(some_bytes).rstrip(b"=").decode()
