"""Make one-time codes, and the digests that may be stored of them.

Not the rules for lifetime and attempts: the web application has those.
"""

import hashlib
import hmac
import json
import secrets

from identity.numbers import digits_of

CODE_DIGITS = 6
#: Where short codes are being guessed: so many that guesses need not be counted.
LONGER_CODE_DIGITS = 10


def new_code(digits: int = CODE_DIGITS) -> str:
    """Make a new random code."""
    return f"{secrets.randbelow(10**digits):0{digits}}"


def code_digest(key: bytes, *, registration_id: str, phone_number: str, code: str) -> str:
    """Return the digest to store instead of a code: HMAC-SHA256 in hex.

    The digest is bound to one registration and one phone. Compare two digests with `hmac.compare_digest`.
    """
    # A JSON list is unambiguous. With plain joining, parts "1", "23" and "12", "3" would give the same text.
    bound = json.dumps([registration_id, phone_number, code])
    return hmac.new(key, bound.encode(), hashlib.sha256).hexdigest()


def has_code_digits(text: str, digits: int = CODE_DIGITS) -> bool:
    """Return whether *text*, which `tidy_code` returned, has as many *digits* as a code."""
    return text.isascii() and text.isdigit() and len(text) == digits


def tidy_code(text: str) -> str:
    """Extract the code from typed or pasted text: ``123 456`` becomes ``123456``."""
    return digits_of(text)
