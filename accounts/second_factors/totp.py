"""Codes of an authenticator app: checks a code, and makes the secret and the address that set up an app.

RFC 6238 with the parameters that every app supports: SHA-1, 30 seconds, 6 digits. This module does not know
which codes were used: the caller stores the time step of the last one and accepts only later steps.
"""

import hmac
from datetime import datetime

import pyotp

from identity.numbers import is_digits

STEPS_APART = 1  # 30 s early or late: RFC 6238, 5.2 recommends at most one step for the network's delay


def new_secret() -> str:
    """Return a new secret: 160 bits in base32, as RFC 4226, 4, recommends."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """Return the time step (30 s each, since 1970) whose code this is; None: it is not valid now."""
    if not is_digits(code):
        return None
    totp = pyotp.TOTP(secret)
    now = totp.timecode(at)
    steps = range(now - STEPS_APART, now + STEPS_APART + 1)
    matching = [step for step in steps if hmac.compare_digest(totp.generate_otp(step), code)]
    return matching[0] if matching else None


def app_address(secret: str, *, name: str, issuer: str) -> str:
    """Return the ``otpauth://`` address for the QR code: account name, issuer and secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)
