"""What a signing device is asked to sign: a text of ours that says who asks, for what, and serves once."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar, Final, Self

NONCE_BYTES: Final = 32


@dataclass(frozen=True)
class Challenge:
    """One question to one device; whoever makes it keeps it at the server and uses it once.

    Attributes:
        origin: of the portal that asks, e.g. ``https://dangky.example.vn``.
        purpose: a word of ours, e.g. "register" or "sign_in".
        registration_id: names the registration and opens nothing, for others may read it.
        made_at: aware.
        nonce: 32 random bytes.
    """

    #: The text's first line, one for each kind: no other text that we ever have signed begins with it.
    TITLE: ClassVar[str]

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
        if not all(fact and fact.isprintable() for fact in self._words().values()):
            raise ValueError("a challenge names origin, purpose and registration, each on one line")
        if self.made_at.tzinfo is None:
            raise ValueError("a challenge's time is aware")
        if len(self.nonce) != NONCE_BYTES:
            raise ValueError(f"a nonce has {NONCE_BYTES} bytes")

    @classmethod
    def make(cls, *, moment: datetime, **words: str) -> Self:
        """Make a fresh one: ``make(moment=…, origin=…, purpose=…, registration_id=…)``.

        Raises:
            ValueError: see `__post_init__`.
        """
        return cls(made_at=moment, nonce=secrets.token_bytes(NONCE_BYTES), **words)

    def _words(self) -> dict[str, str]:
        """What it says beside time and nonce, by the names that stand in the text."""
        return {"origin": self.origin, "purpose": self.purpose, "registration": self.registration_id}

    def to_text(self) -> str:
        """Give the text that is signed."""
        facts = self.to_facts()
        return "\n".join((self.TITLE, *(f"{name}: {value}" for name, value in facts.items())))

    def to_bytes(self) -> bytes:
        """Give the text in UTF-8."""
        return self.to_text().encode()

    def to_facts(self) -> dict[str, str]:
        """Give a JSON object; `from_facts` reads it back."""
        return {
            **self._words(),
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
            made_at=datetime.fromisoformat(facts["time"]),
            nonce=base64.urlsafe_b64decode(facts["nonce"]),
            **cls._read_words(facts),
        )

    @classmethod
    def _read_words(cls, facts: Mapping[str, str]) -> dict[str, str]:
        """Read back what `_words` gave, by the names of the fields."""
        return {
            "origin": facts["origin"],
            "purpose": facts["purpose"],
            "registration_id": facts["registration"],
        }
