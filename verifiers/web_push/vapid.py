"""Says to a push service who sends: a JSON Web Token that our key signs (RFC 8292, "VAPID")."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

#: RFC 8292, 2: at most 24 hours. The clocks of two sides may differ by some of it.
TOKEN_LIVES = timedelta(hours=12)


def authorization(key: ec.EllipticCurvePrivateKey, *, origin: str, contact: str, at: datetime) -> str:
    """Return the value of the header ``Authorization`` for one push service.

    Args:
        key: the one whose public half the browser was given when it subscribed.
        origin: of the push service.
        contact: ``mailto:`` or ``https:``, where the push service reaches the operator.
    """
    claims = {"aud": origin, "exp": int((at + TOKEN_LIVES).timestamp()), "sub": contact}
    token = jwt.encode(claims, key, algorithm="ES256")
    return f"vapid t={token}, k={public_text(key)}"


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """Return the public key as browsers take it (``applicationServerKey``): base64url without padding."""
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()
