"""The challenge that a USB token signs, and its digest for helper programs that sign a digest or a nonce."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from verifiers import challenge


@dataclass(frozen=True)
class TokenChallenge(challenge.Challenge):
    """The text that one token signs once, for one browser session.

    Attributes:
        browser: names the browser session; it gives no access to it.
        portal: the portal's name, which the text begins with: a helper that shows what it signs then shows
            first who asks. Empty in a challenge of an older release.
    """

    TITLE: ClassVar[str] = "cuaso usb-token challenge, version 1"

    browser: str
    portal: str = ""

    def __post_init__(self) -> None:
        """Refuse a name that could make two different challenges have the same text.

        Raises:
            ValueError: as in `Challenge`, or the portal's name has a line break.
        """
        super().__post_init__()
        if not self.portal.isprintable():
            raise ValueError("the portal's name is on one line")

    def to_text(self) -> str:
        """Return the text that the token signs: the portal's name and address in the first line."""
        text = super().to_text()
        return f"{self.portal} ({self.origin})\n{text}" if self.portal else text

    def to_facts(self) -> dict[str, str]:
        """Return a JSON object; `from_facts` reads it back."""
        return super().to_facts() | ({"portal": self.portal} if self.portal else {})

    def _words(self) -> dict[str, str]:
        return {**super()._words(), "browser": self.browser}

    @classmethod
    def _read_words(cls, facts: Mapping[str, str]) -> dict[str, str]:
        return {**super()._read_words(facts), "browser": facts["browser"], "portal": facts.get("portal", "")}

    @property
    def digest(self) -> str:
        """SHA-256 of the text in base64, for helpers that sign a digest."""
        return base64.b64encode(hashlib.sha256(self.to_bytes()).digest()).decode()

    @property
    def web_eid_nonce(self) -> str:
        """The nonce for Web eID: the digest of the text, so a signature over it commits to the whole text."""
        return self.digest
