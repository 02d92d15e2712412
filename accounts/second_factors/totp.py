"""Codes of an authenticator app: which of them count, and what an app is told to make them.

RFC 6238 with the parameters every app knows: SHA-1, 30 seconds, 6 digits. That a code counts once only is its
keeper's business: keep the time step of the last one, and take none that is not later.
"""

import hmac
from datetime import datetime

import pyotp

STEPS_APART = 1  # 30 s early or late: RFC 6238, 5.2 recommends at most one step for the network's delay


def new_secret() -> str:
    """Return a new secret: 160 bits in base32, as RFC 4226, 4, recommends."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """Return the time step whose code this is, 30 seconds each since 1970; None: it is not a code of now."""
    if not (code.isascii() and code.isdigit()):
        return None
    totp = pyotp.TOTP(secret)
    now = totp.timecode(at)
    steps = range(now - STEPS_APART, now + STEPS_APART + 1)
    found = [step for step in steps if hmac.compare_digest(totp.generate_otp(step), code)]
    return found[0] if found else None


def app_address(secret: str, *, name: str, issuer: str) -> str:
    """Write the ``otpauth://`` address that a QR code tells an app: whose codes, and by which secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)
