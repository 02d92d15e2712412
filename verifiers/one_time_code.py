"""How a one-time code is made and what is kept of it; when it counts is decided by the rules of the web."""

import hashlib
import hmac
import json

import pyotp

from identity.numbers import digits_of


def new_code() -> str:
    """Make a fresh code of 6 digits: HOTP (RFC 4226) over a random secret that is thrown away."""
    return pyotp.HOTP(pyotp.random_base32()).at(0)


def code_digest(key: bytes, *, registration_id: str, phone_number: str, code: str) -> str:
    """Give what may be stored of a code: HMAC-SHA256 in hex, bound to one registration and one phone.

    Compare two digests with `hmac.compare_digest`.
    """
    bound = json.dumps([registration_id, phone_number, code])  # a list cannot be read in two ways
    return hmac.new(key, bound.encode(), hashlib.sha256).hexdigest()


def tidy_code(text: str) -> str:
    """Give the code out of what was typed or pasted: ``123 456`` becomes ``123456``."""
    return digits_of(text)
