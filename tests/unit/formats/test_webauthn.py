"""WebAuthn's own test vectors: our tests' device writes them byte for byte, and the product judges them."""

import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.second_factors.ceremonies import Ceremonies, NotOurs
from tests.support.authenticator import BE, BS, UP, UV, Authenticator, Credential, text, unpacked

ORIGIN, RP_ID = "https://example.org", "example.org"
OURS = Ceremonies(ORIGIN)
#: SHA-256 of the attestation object of section 16.2, "ES256 Credential with No Attestation".
REGISTRATION = "c0aa49c57f59765c9f47e6000c04dfe66547a3bd2a6e003a82e336a6e569cb7f"
#: The signature of that section begins so.
SIGNATURE = "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a"


def seed(number: int, length: int = 32) -> bytes:
    """A value of that section, derived as it says there."""
    derived = HKDF(hashes.SHA256(), length, salt=bytes([number]), info=b"none.ES256")
    return derived.derive(b"WebAuthn test vectors")


CREDENTIAL = Credential(
    RP_ID, b"", key=ec.derive_private_key(int.from_bytes(seed(1), "big"), ec.SECP256R1()), id=seed(5)
)
#: The flags of that section: no person was verified.
DEVICE = Authenticator(origin=ORIGIN, flags=UP | BE | BS, aaguid=seed(4, 16))
MAKING, SIGNING = text(seed(0)), text(seed(7))
EXTRA = "clientDataJSON may be extended with additional fields in the future, such as this: "
MORE = {"extraData": EXTRA + text(seed(3, 16))}


def bytes_of(answer: str, name: str) -> bytes:
    facts: dict[str, Any] = json.loads(answer)
    return unpacked(facts["response"][name])


def test_our_device_writes_the_standards_bytes() -> None:
    made = bytes_of(DEVICE.answer_of_making(CREDENTIAL, MAKING), "attestationObject")
    assert hashlib.sha256(made).hexdigest() == REGISTRATION
    signed = bytes_of(DEVICE.sign({"challenge": SIGNING}, CREDENTIAL), "signature")
    assert signed.hex().startswith(SIGNATURE)


def test_the_standards_credential_is_accepted_when_a_person_was_verified() -> None:
    made = DEVICE.answer_of_making(CREDENTIAL, MAKING, flags=0x5D, more=MORE)
    passkey = OURS.new_passkey(made, MAKING, name="x")
    assert (passkey.credential_id, passkey.public_key) == (seed(5), CREDENTIAL.cose)
    assert (passkey.sign_count, passkey.is_backup_eligible, passkey.is_backed_up) == (0, True, True)
    signed = OURS.signed(
        DEVICE.sign({"challenge": SIGNING}, CREDENTIAL, flags=UP | UV | BE | BS), SIGNING, passkey
    )
    assert signed.sign_count == 0


def test_the_standards_bytes_are_refused_because_nobody_was_verified() -> None:
    with pytest.raises(NotOurs):
        OURS.new_passkey(DEVICE.answer_of_making(CREDENTIAL, MAKING, more=MORE), MAKING, name="x")
    made = DEVICE.answer_of_making(CREDENTIAL, MAKING, flags=0x5D)
    passkey = OURS.new_passkey(made, MAKING, name="x")
    with pytest.raises(NotOurs):
        OURS.signed(DEVICE.sign({"challenge": SIGNING}, CREDENTIAL), SIGNING, passkey)
