"""What a USB token is asked to sign: our text, and what a helper makes of it that hashes by itself."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from verifiers import challenge


@dataclass(frozen=True)
class TokenChallenge(challenge.Challenge):
    """One question to one token, asked through one browser.

    Attributes:
        browser: names the browser session that asks, and opens nothing.
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
        """SHA-256 of the text in base64, for a helper that signs a digest."""
        return base64.b64encode(hashlib.sha256(self.to_bytes()).digest()).decode()

    @property
    def web_eid_nonce(self) -> str:
        """The nonce for Web eID: base64 of 32 bytes that commit to all the text says, its nonce among it."""
        return self.digest
