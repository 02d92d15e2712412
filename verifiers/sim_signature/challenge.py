"""The challenge that a SIM signs, its DigestInfo, and the control code that the phone and our page show."""

import hashlib
from typing import ClassVar, Final

from verifiers import challenge

#: DER of DigestInfo (RFC 8017, 9.2, note 1) for SHA-256, up to the 32 bytes of the digest.
SHA256_DIGEST_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")


class Challenge(challenge.Challenge):
    """The text that one SIM signs once. The gateway can read it, so it holds no secret."""

    TITLE: ClassVar[str] = "cuaso sim-signature challenge, version 1"


def digest_info(content: bytes) -> bytes:
    """Return the DER ``DigestInfo`` of *content* with SHA-256, which PKCS#1 v1.5 signs (RFC 8017, 9.2)."""
    return SHA256_DIGEST_INFO + hashlib.sha256(content).digest()


def control_code(data: bytes) -> str:
    """Return the six digits that the applet of a Vietnamese SIM shows for the *data* that it signs.

    Mobile-ID SOAP interface 2.7.1 takes the SHA-256 of the data: three digits are the number in its last two
    bytes modulo 1000, and three digits the number in its first two bytes modulo 1000, both big-endian.
    """
    digest = hashlib.sha256(data).digest()
    last, first = (int.from_bytes(two, "big") % 1000 for two in (digest[30:32], digest[0:2]))
    return f"{last:03}{first:03}"
