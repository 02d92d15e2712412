"""What a SIM is asked to sign: a text of ours that says who asks, for what, and is good for one use."""

import hashlib
from typing import ClassVar, Final

from verifiers import challenge

#: DER of DigestInfo (RFC 8017, 9.2, note 1) for SHA-256, up to the 32 bytes of the digest.
SHA256_DIGEST_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")


class Challenge(challenge.Challenge):
    """One question to one SIM; the gateway may read it."""

    TITLE: ClassVar[str] = "cuaso sim-signature challenge, version 1"


def digest_info(content: bytes) -> bytes:
    """Give DER ``DigestInfo`` of *content* by SHA-256, which is what PKCS#1 v1.5 signs (RFC 8017, 9.2)."""
    return SHA256_DIGEST_INFO + hashlib.sha256(content).digest()


def control_code(data: bytes) -> str:
    """Give the six digits that a Vietnamese SIM's applet shows for the *data* it is to sign.

    Mobile-ID SOAP interface 2.7.1: of SHA-256 over the data, the last three decimal digits of its last two
    bytes, then of its first two bytes, both big-endian.
    """
    digest = hashlib.sha256(data).digest()
    last, first = (int.from_bytes(two, "big") % 1000 for two in (digest[30:32], digest[0:2]))
    return f"{last:03}{first:03}"
