"""Encrypts personal values, and makes the keyed hashes that they are found by.

`FieldCipher` encrypts; its keys can be rotated at any time. `LookupKey` makes digests; it is never rotated,
because accounts are unique by these digests. Not for passwords: `accounts.passwords` hashes those.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12  # 96 bits, NIST SP 800-38D section 8.2.2: random, at most 2^32 values under one key
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class CannotDecrypt(Exception):
    """The value was changed or moved to another place, or its key is missing."""


class FieldCipher:
    """AES-256-GCM with several named keys: the first one encrypts, all of them decrypt."""

    def __init__(self, keys: Sequence[tuple[str, bytes]]) -> None:
        """Take *keys* as (id, 32 bytes); the first one encrypts.

        Raises:
            ValueError: no key; an id that is repeated or has signs other than letters, digits, ``_``, ``-``;
                or a key of another length.
        """
        if not keys:
            raise ValueError("at least one encryption key is needed")
        self._ciphers: dict[str, AESGCM] = {}
        for key_id, key in keys:
            if not KEY_ID.fullmatch(key_id) or key_id in self._ciphers:
                raise ValueError("key ids are unique, 1 to 32 letters, digits, '_' or '-'")
            self._ciphers[key_id] = AESGCM(_of_right_length(key))
        self._first = keys[0][0]

    def encrypt(self, text: str, *, context: str = "") -> str:
        """Return ``keyid:base64url(nonce + ciphertext + tag)``; only the same *context* decrypts it.

        Args:
            context: where the value is stored, e.g. ``accounts.full_name:<row id>``. It is bound as
                associated data: copied to another column or row, the value does not decrypt.
        """
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._first].encrypt(nonce, text.encode(), context.encode())
        return f"{self._first}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, sealed: str, *, context: str = "") -> str:
        """Return the text that `encrypt` took.

        Raises:
            CannotDecrypt: unknown key, changed value, or another *context*.
        """
        key_id, _, body = sealed.partition(":")
        try:
            raw = base64.urlsafe_b64decode(body)
            opened = self._ciphers[key_id].decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode())
        except KeyError as error:
            raise CannotDecrypt("encrypted under a key that is not in the ring") from error
        except (InvalidTag, ValueError) as error:
            raise CannotDecrypt("changed, or not from this place") from error
        return opened.decode()

    def needs_rotation(self, sealed: str) -> bool:
        """Tell whether *sealed* was encrypted with another key than the first."""
        return not sealed.startswith(f"{self._first}:")


class LookupKey:
    """HMAC-SHA256 with its own key: equal values have equal digests, useless without the key."""

    def __init__(self, key: bytes) -> None:
        """Take a *key* of 32 bytes.

        Raises:
            ValueError: another length.
        """
        self._key = _of_right_length(key)

    def digest(self, kind: str, value: str) -> str:
        """Return 64 hex digits for *value*. Under another *kind* the same value has another digest."""
        return hmac.new(self._key, f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()


def parse_keys(text: str) -> list[tuple[str, bytes]]:
    """Read ``id:base64,id2:base64`` (each 32 bytes) into the form that `FieldCipher` takes.

    Raises:
        ValueError: another format. The message never contains key material.
    """
    keys = []
    for part in text.split(","):
        key_id, separator, encoded = part.strip().partition(":")
        if not separator:
            raise ValueError("each key is written id:base64")
        keys.append((key_id, parse_key(encoded)))
    return keys


def parse_key(encoded: str) -> bytes:
    """Read one key of 32 bytes from base64, standard or URL-safe.

    Raises:
        ValueError: not base64, or another length. The message never contains key material.
    """
    try:
        key = base64.b64decode(encoded.strip().replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        raise ValueError("a key is not base64") from None
    return _of_right_length(key)


def _of_right_length(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    return key
