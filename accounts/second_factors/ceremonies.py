"""Checks what an authenticator answered: the making of a passkey, and a signature with one. Pure.

WebAuthn level 3, 7.1 and 7.2, by the library fido2. The caller has found the challenge and used it up, finds
the passkey, and compares its counter. No attestation is asked for, so none is read: which authenticators
people use is their business.
"""

import json
import logging
import struct
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from fido2 import cbor
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)

from accounts.second_factors.passkeys import NewPasskey

#: The algorithms that are offered, the best first. RS256 is for the TPM of older computers with Windows.
ALGORITHMS = (EdDSA.ALGORITHM, ES256.ALGORITHM, RS256.ALGORITHM)
#: An RSA key: of the length that CA/B and NIST accept, with the exponent that every TPM has.
RSA_BYTES, RSA_EXPONENT = range(256, 513), b"\x01\x00\x01"
#: WebAuthn level 3, 4: a credential id has 1023 bytes at most.
LONGEST_CREDENTIAL_ID = 1023
TRANSPORTS = ("internal", "hybrid", "usb", "nfc", "ble", "smart-card")
CHALLENGE_BYTES = 32
#: What reading garbage raises, in the library and in what it calls.
_GARBAGE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError,
    UnsupportedAlgorithm, ValueError, struct.error,
)  # fmt: skip

# The library would log credential ids.
logging.getLogger("fido2.server").setLevel(logging.WARNING)


class NotOurs(Exception):
    """The answer is garbage, or it is not an answer to this challenge for this product."""


@dataclass(frozen=True)
class Signed:
    """What a passkey has signed.

    Attributes:
        handle: of its owner; None: the authenticator did not say.
    """

    sign_count: int
    is_backed_up: bool
    handle: bytes | None = field(repr=False)


@dataclass(frozen=True)
class Ceremonies:
    """The ceremonies of one product: its origin is where a browser must have been."""

    origin: str

    @property
    def rp_id(self) -> str:
        """The host of the origin: passkeys belong to it."""
        return urlsplit(self.origin).hostname or ""

    def options_to_make(
        self, challenge: str, *, product: str, name: str, handle: bytes, known: Iterable[NewPasskey]
    ) -> dict[str, Any]:
        """Return the options for ``navigator.credentials.create``, as JSON has them.

        Args:
            name: what the device shows; it tells an onlooker no name.
            known: the owner's passkeys: an authenticator that has one of them makes no second.
        """
        return {
            "rp": {"id": self.rp_id, "name": product},
            "user": {"id": text_of(handle), "name": name, "displayName": name},
            "challenge": challenge,
            "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in ALGORITHMS],
            "excludeCredentials": [descriptor_of(one) for one in known],
            "authenticatorSelection": {
                "residentKey": "required",
                "requireResidentKey": True,
                "userVerification": "required",
            },
            "attestation": "none",
        }

    def options_to_sign(self, challenge: str, *, known: Iterable[NewPasskey] = ()) -> dict[str, Any]:
        """Return the options for ``navigator.credentials.get``; without *known* the device offers its own."""
        return {
            "rpId": self.rp_id,
            "challenge": challenge,
            "allowCredentials": [descriptor_of(one) for one in known],
            "userVerification": "required",
        }

    def new_passkey(self, answer: str, challenge: str, *, name: str) -> NewPasskey:
        """Return the passkey that *answer*, a RegistrationResponseJSON, has made.

        Raises:
            NotOurs: see there.
        """
        try:
            response = RegistrationResponse.from_dict(_whole(answer))
            self._check_place(response.response.client_data)
            facts = self._server().register_complete(_state(challenge), response)
            credential = facts.credential_data
            if credential is None or credential.credential_id != response.raw_id:
                raise NotOurs
            _check_key(credential.public_key)
        except _GARBAGE as error:
            raise NotOurs from error
        if not 0 < len(credential.credential_id) <= LONGEST_CREDENTIAL_ID:
            raise NotOurs
        return NewPasskey(
            credential_id=bytes(credential.credential_id),
            public_key=cbor.encode(credential.public_key),
            sign_count=facts.counter,
            is_backup_eligible=facts.is_backup_eligible(),
            is_backed_up=facts.is_backed_up(),
            transports=_transports(answer),
            name=name,
        )

    def signed(self, answer: str, challenge: str, passkey: NewPasskey) -> Signed:
        """Check that *passkey* has signed *answer*, an AuthenticationResponseJSON.

        Raises:
            NotOurs: see there.
        """
        try:
            response = AuthenticationResponse.from_dict(_whole(answer))
            self._check_place(response.response.client_data)
            key = CoseKey.parse(cbor.decode(passkey.public_key))  # type: ignore[arg-type]  # a map, as it was kept
            credential = AttestedCredentialData.create(bytes(16), passkey.credential_id, key)
            self._server().authenticate_complete(_state(challenge), [credential], response)
        except (*_GARBAGE, InvalidSignature) as error:
            raise NotOurs from error
        facts = response.response.authenticator_data
        if facts.is_backup_eligible() != passkey.is_backup_eligible:  # WebAuthn 3, 7.2, step 18
            raise NotOurs
        return Signed(facts.counter, facts.is_backed_up(), response.response.user_handle)

    def _server(self) -> Fido2Server:
        entity = PublicKeyCredentialRpEntity(id=self.rp_id, name="")
        return Fido2Server(entity, verify_origin=lambda origin: origin == self.origin)

    @staticmethod
    def _check_place(client_data: Any) -> None:
        """Refuse an answer that was given inside a page of another origin (WebAuthn 3, 7.1, step 10)."""
        if client_data.cross_origin is not False:
            raise NotOurs


def credential_id_of(answer: str) -> bytes:
    """Return the credential id that *answer* names; nothing about it has been checked.

    Raises:
        NotOurs: there is none.
    """
    try:
        found = AuthenticationResponse.from_dict(_whole(answer)).raw_id
    except _GARBAGE as error:
        raise NotOurs from error
    if not 0 < len(found) <= LONGEST_CREDENTIAL_ID:
        raise NotOurs
    return found


def challenge_of(answer: str) -> str:
    """Return the challenge that *answer* says it answers, as base64url; nothing has been checked.

    Raises:
        NotOurs: there is none.
    """
    try:
        facts = _whole(answer)
        response = (
            RegistrationResponse if "attestationObject" in facts["response"] else AuthenticationResponse
        )
        return text_of(response.from_dict(facts).response.client_data.challenge)
    except _GARBAGE as error:
        raise NotOurs from error


def descriptor_of(passkey: NewPasskey) -> dict[str, Any]:
    """Return how the options name a passkey."""
    return {
        "type": "public-key",
        "id": text_of(passkey.credential_id),
        "transports": list(passkey.transports),
    }


def text_of(some_bytes: bytes) -> str:
    """Write bytes as WebAuthn's JSON does: base64url without padding."""
    return urlsafe_b64encode(some_bytes).rstrip(b"=").decode()


def _whole(answer: str) -> dict[str, Any]:
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise NotOurs
    return found


def _state(challenge: str) -> dict[str, Any]:
    return {"challenge": challenge, "user_verification": UserVerificationRequirement.REQUIRED}


def _transports(answer: str) -> tuple[str, ...]:
    named = _whole(answer)["response"].get("transports")
    return tuple(one for one in TRANSPORTS if isinstance(named, list) and one in named)


def _check_key(key: CoseKey) -> None:
    """Refuse a key of an algorithm that was not offered, or one that makes the check slow or impossible."""
    if key.ALGORITHM not in ALGORITHMS:
        raise NotOurs
    if isinstance(key, RS256) and (len(key[-1]) not in RSA_BYTES or key[-2] != RSA_EXPONENT):
        raise NotOurs
    try:
        key.verify(b"", b"")  # a point that is not on its curve raises another error
    except InvalidSignature:
        return
    raise NotOurs
