"""What a SIM is asked to sign: a text of ours that says who asks, for what, and is good for one use."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Self

#: The text's first line: no other text that we ever have signed begins with it.
TITLE: Final = "cuaso sim-signature challenge, version 1"
NONCE_BYTES: Final = 32
#: DER of DigestInfo (RFC 8017, 9.2, note 1) for SHA-256, up to the 32 bytes of the digest.
SHA256_DIGEST_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")


@dataclass(frozen=True)
class Challenge:
    """One question to one SIM; whoever makes it keeps it at the server and uses it once.

    Attributes:
        origin: of the portal that asks, e.g. ``https://dangky.example.vn``.
        purpose: a word of ours, e.g. "register" or "sign_in".
        registration_id: names the registration and opens nothing, for the gateway may read it.
        made_at: aware.
        nonce: 32 random bytes.
    """

    origin: str
    purpose: str
    registration_id: str
    made_at: datetime
    nonce: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what would let one challenge be read as another.

        Raises:
            ValueError: a fact is empty or of several lines, the time has no zone, or the nonce is short.
        """
        if not all(fact and fact.isprintable() for fact in (self.origin, self.purpose, self.registration_id)):
            raise ValueError("a challenge names origin, purpose and registration, each on one line")
        if self.made_at.tzinfo is None:
            raise ValueError("a challenge's time is aware")
        if len(self.nonce) != NONCE_BYTES:
            raise ValueError(f"a nonce has {NONCE_BYTES} bytes")

    @classmethod
    def make(cls, *, origin: str, purpose: str, registration_id: str, moment: datetime) -> Self:
        """Make a fresh one.

        Raises:
            ValueError: see `__post_init__`.
        """
        return cls(origin, purpose, registration_id, moment, secrets.token_bytes(NONCE_BYTES))

    def to_text(self) -> str:
        """Give the text that is signed."""
        facts = self.to_facts()
        return "\n".join((TITLE, *(f"{name}: {value}" for name, value in facts.items())))

    def to_bytes(self) -> bytes:
        """Give the text in UTF-8."""
        return self.to_text().encode()

    def to_facts(self) -> dict[str, str]:
        """Give a JSON object; `from_facts` reads it back."""
        return {
            "origin": self.origin,
            "purpose": self.purpose,
            "registration": self.registration_id,
            "time": self.made_at.astimezone(UTC).isoformat(),
            "nonce": base64.urlsafe_b64encode(self.nonce).decode(),
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> Self:
        """Read back what `to_facts` gave.

        Raises:
            KeyError: a fact is missing.
            ValueError: a fact is not in its format.
        """
        return cls(
            origin=facts["origin"],
            purpose=facts["purpose"],
            registration_id=facts["registration"],
            made_at=datetime.fromisoformat(facts["time"]),
            nonce=base64.urlsafe_b64decode(facts["nonce"]),
        )


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
