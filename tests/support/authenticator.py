"""A passkey's device in software: it makes keys and signs as WebAuthn level 3 says, without fido2.

A test sets what the device gets wrong: each argument is one field of an answer.
"""

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from accounts.second_factors.passkeys import NewPasskey

UP, UV, BE, BS, AT = 0x01, 0x04, 0x08, 0x10, 0x40
ORIGIN = "http://localhost:8000"
RP_ID = "localhost"


def cbor(value: Any) -> bytes:
    """Write *value* as CTAP2's canonical CBOR does: whole numbers, texts, bytes and maps are enough here."""
    match value:
        case int():
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
        case bytes():
            return _head(2, len(value)) + value
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case dict():
            return _head(5, len(value)) + b"".join(cbor(key) + cbor(one) for key, one in value.items())
        case _:
            raise TypeError(type(value))


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    for sign, form, most in ((24, ">B", 0xFF), (25, ">H", 0xFFFF), (26, ">I", 0xFFFFFFFF)):
        if number <= most:
            return bytes([kind << 5 | sign]) + struct.pack(form, number)
    raise ValueError(number)


def text(some_bytes: bytes) -> str:
    return urlsafe_b64encode(some_bytes).rstrip(b"=").decode()


def unpacked(base64url: str) -> bytes:
    return urlsafe_b64decode(base64url + "=" * (-len(base64url) % 4))


@dataclass
class Credential:
    """One passkey in the device."""

    rp_id: str
    handle: bytes
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    counter: int = 0

    @property
    def cose(self) -> bytes:
        """The public key, as COSE has it: ES256 on P-256."""
        point = self.key.public_key().public_numbers()
        return cbor({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})


@dataclass
class Authenticator:
    """A device with the passkeys that it has made.

    Attributes:
        flags: of each answer: the person was there and was verified; the passkey may be synced, and is.
        counts: whether its counter grows; synced passkeys have none.
    """

    origin: str = ORIGIN
    flags: int = UP | UV | BE | BS
    counts: bool = False
    aaguid: bytes = bytes(16)
    transports: tuple[str, ...] = ("internal", "hybrid")
    credentials: list[Credential] = field(default_factory=list)

    def make(self, options: Mapping[str, Any], **wrong: Any) -> str:
        """Make a passkey for these options and return the answer as pwa/passkey.js writes it."""
        credential = Credential(options["rp"]["id"], unpacked(options["user"]["id"]))
        self.credentials.append(credential)
        return self.answer_of_making(credential, options["challenge"], **wrong)

    def answer_of_making(self, credential: Credential, challenge: str, /, **wrong: Any) -> str:
        data = self._data(credential, self.flags | AT, **wrong)
        data += self.aaguid + struct.pack(">H", len(credential.id)) + credential.id
        data += wrong.get("cose", credential.cose)
        attestation = cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            credential,
            {
                "clientDataJSON": text(self.client_data("webauthn.create", challenge, **wrong)),
                "attestationObject": text(wrong.get("attestation", attestation)),
                "transports": list(self.transports),
            },
        )

    def sign(self, options: Mapping[str, Any], credential: Credential | None = None, **wrong: Any) -> str:
        """Sign with the newest passkey, or with *credential*, and return the answer."""
        credential = credential or self.credentials[-1]
        if self.counts:
            credential.counter += 1
        data = self._data(credential, self.flags, **wrong)
        client_data = self.client_data("webauthn.get", options["challenge"], **wrong)
        signed = data + hashlib.sha256(client_data).digest()
        signature = credential.key.sign(signed, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        response = {
            "clientDataJSON": text(client_data),
            "authenticatorData": text(data),
            "signature": text(wrong.get("signature", signature)),
        }
        handle = wrong.get("handle", credential.handle)
        if handle is not None:
            response["userHandle"] = text(handle)
        return self._answer(credential, response)

    def _answer(self, credential: Credential, response: Mapping[str, Any]) -> str:
        own = text(credential.id)
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": response})

    def _data(self, credential: Credential, flags: int, /, **wrong: Any) -> bytes:
        rp_id = wrong.get("rp_id", credential.rp_id)
        flags, counter = wrong.get("flags", flags), wrong.get("counter", credential.counter)
        return hashlib.sha256(rp_id.encode()).digest() + struct.pack(">BI", flags, counter)

    def client_data(self, kind: str, challenge: str, /, **wrong: Any) -> bytes:
        """Write what the browser says of the ceremony, in the order of the standard."""
        facts = {
            "type": wrong.get("kind", kind),
            "challenge": wrong.get("challenge", challenge),
            "origin": wrong.get("origin", self.origin),
            "crossOrigin": wrong.get("cross_origin", False),
        } | wrong.get("more", {})
        return json.dumps(facts, separators=(",", ":")).encode()


def new_passkey(name: str = "my phone", **changes: Any) -> NewPasskey:
    """A passkey as the product keeps it, without a device."""
    facts: dict[str, Any] = {
        "credential_id": f"id {name}".encode(),
        "public_key": b"key",
        "sign_count": 0,
        "is_backup_eligible": True,
        "is_backed_up": True,
        "transports": ("internal", "hybrid"),
        "name": name,
    }
    return NewPasskey(**facts | changes)
