"""A portal to add in these tests, its keys, and a clock that can be moved."""

from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from accounts.portals.jwks import public_jwk
from accounts.portals.records import ClientAuth, NewPortal, Scope
from tests.unit.accounts.people import NOW

EC_KEY = ec.generate_private_key(ec.SECP256R1())
EC_JWK: dict[str, Any] = public_jwk(EC_KEY.public_key(), kid="one", alg="ES256")
RSA_JWK: dict[str, Any] = public_jwk(
    rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key(), kid="two", alg="RS256"
)
KEYS = {"keys": [EC_JWK, RSA_JWK]}


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def new_portal(**different: object) -> NewPortal:
    """A portal that proves itself with keys, *different* from the usual one."""
    facts: dict[str, object] = {
        "id": "dich-vu-cong",
        "name_vi": "Cổng dịch vụ công",
        "name_en": "Public services",
        "sector": "portal.example.vn",
        "redirect_uris": ("https://portal.example.vn/back",),
        "logout_uris": ("https://portal.example.vn/bye?from=here",),
        "backchannel_logout_uri": "https://portal.example.vn/ended",
        "scopes": frozenset({Scope.OPENID, Scope.PROFILE}),
        "keys": KEYS,
    }
    return NewPortal(**{**facts, **different})  # type: ignore[arg-type]  # each test names its own facts


def with_secret(**different: object) -> NewPortal:
    """A portal that proves itself with a secret."""
    return new_portal(**{"client_auth": ClientAuth.CLIENT_SECRET_POST, "keys": None, **different})


def legacy(**different: object) -> NewPortal:
    """A portal of the old national shape."""
    return with_secret(**{"is_legacy": True, "addresses": ("192.0.2.0/28",), **different})
