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
    """

    TITLE: ClassVar[str] = "cuaso usb-token challenge, version 1"

    browser: str

    def _words(self) -> dict[str, str]:
        return {**super()._words(), "browser": self.browser}

    @classmethod
    def _read_words(cls, facts: Mapping[str, str]) -> dict[str, str]:
        return {**super()._read_words(facts), "browser": facts["browser"]}

    @property
    def digest(self) -> str:
        """SHA-256 of the text in base64, for helpers that sign a digest."""
        return base64.b64encode(hashlib.sha256(self.to_bytes()).digest()).decode()

    @property
    def web_eid_nonce(self) -> str:
        """The nonce for Web eID: the digest of the text, so a signature over it commits to the whole text."""
        return self.digest
