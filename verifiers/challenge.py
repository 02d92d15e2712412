"""The challenge: a text of ours that a SIM or a USB token signs.

It names the portal, the purpose and the registration, and a nonce makes it single-use. It does not check
signatures: `verifiers.certificates` does.
"""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar, Final, Self

NONCE_BYTES: Final = 32


@dataclass(frozen=True)
class Challenge:
    """One request for one signature. The caller stores it on the server and accepts one signature of it.

    Attributes:
        origin: the origin of our portal, e.g. ``https://dangky.example.vn``.
        purpose: a word of ours, e.g. "register" or "sign_in".
        registration_id: names the registration. It gives no access to it, because others may read the text.
        made_at: aware.
        nonce: 32 random bytes.
    """

    #: The first line of the text, different for each kind of challenge. It keeps a signature of one kind from
    #: being accepted for another kind.
    TITLE: ClassVar[str]

    origin: str
    purpose: str
    registration_id: str
    made_at: datetime
    nonce: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse values that could make two different challenges have the same text.

        Raises:
            ValueError: a fact is empty or has a line break, the time has no zone, or the nonce is too short.
        """
        if not all(fact and fact.isprintable() for fact in self._words().values()):
            raise ValueError("a challenge names origin, purpose and registration, each on one line")
        if self.made_at.tzinfo is None:
            raise ValueError("a challenge's time is aware")
        if len(self.nonce) != NONCE_BYTES:
            raise ValueError(f"a nonce has {NONCE_BYTES} bytes")

    @classmethod
    def make(cls, *, moment: datetime, **words: str) -> Self:
        """Make a challenge with a new nonce: ``make(moment=…, origin=…, purpose=…, registration_id=…)``.

        Raises:
            ValueError: see `__post_init__`.
        """
        return cls(made_at=moment, nonce=secrets.token_bytes(NONCE_BYTES), **words)

    def _words(self) -> dict[str, str]:
        """Return the facts other than time and nonce, under the names that the text uses."""
        return {"origin": self.origin, "purpose": self.purpose, "registration": self.registration_id}

    def to_text(self) -> str:
        """Return the text that the device signs."""
        return "\n".join((self.TITLE, *(f"{name}: {value}" for name, value in self._lines().items())))

    def to_bytes(self) -> bytes:
        """Return the text in UTF-8."""
        return self.to_text().encode()

    def to_facts(self) -> dict[str, str]:
        """Return a JSON object; `from_facts` reads it back."""
        return self._lines()

    def _lines(self) -> dict[str, str]:
        return {
            **self._words(),
            "time": self.made_at.astimezone(UTC).isoformat(),
            "nonce": base64.urlsafe_b64encode(self.nonce).decode(),
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> Self:
        """Rebuild a challenge from the JSON object of `to_facts`.

        Raises:
            KeyError: a fact is missing.
            ValueError: a fact is not in its format.
        """
        return cls(
            made_at=datetime.fromisoformat(facts["time"]),
            nonce=base64.urlsafe_b64decode(facts["nonce"]),
            **cls._read_words(facts),
        )

    @classmethod
    def _read_words(cls, facts: Mapping[str, str]) -> dict[str, str]:
        """Turn the names of `_words` back into the names of the fields."""
        return {
            "origin": facts["origin"],
            "purpose": facts["purpose"],
            "registration_id": facts["registration"],
        }
