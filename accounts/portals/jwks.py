"""Checks the public keys that a portal gives, and writes our own public keys (RFC 7517, RFC 7518)."""

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from accounts.portals.records import BadPortal

LEAST_RSA_BITS, MOST_RSA_BITS = 2048, 4096
MOST_KEYS = 10
LONGEST_SET = 20_000
#: Members of a key that are secret (RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1).
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
COORDINATE_BYTES = 32
BASE64URL = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def check_keys(keys: Mapping[str, Any]) -> None:
    """Refuse a key set that has private parts, or a key that is too small or of another kind.

    Raises:
        BadPortal: the message says what is wrong, and never holds a part of a key.
    """
    found = keys.get("keys")
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_KEYS:
        raise BadPortal(f'keys: a key set is {{"keys": […]}} with 1 to {MOST_KEYS} keys')
    if len(json.dumps(keys)) > LONGEST_SET:
        raise BadPortal(f"keys: a key set has at most {LONGEST_SET} signs")
    for key in found:
        if not isinstance(key, dict):
            raise BadPortal("keys: a key is a JSON object")
        _check_key(key)
    names = [key.get("kid") for key in found]
    if len(found) > 1 and (len(set(map(str, names))) < len(names) or None in names):
        raise BadPortal("keys: where there are several, each has its own kid")


def _check_key(key: Mapping[str, Any]) -> None:
    if PRIVATE_MEMBERS & key.keys():
        raise BadPortal("keys: the set has a private or secret key; give the public keys alone")
    if not isinstance(key.get("kid", ""), str):
        raise BadPortal("keys: a kid is a text")
    if key.get("use", "sig") != "sig":
        raise BadPortal("keys: a key is for signatures (use: sig)")
    match key.get("kty"):
        case "RSA":
            modulus, exponent = _number(key, "n"), _number(key, "e")
            if not LEAST_RSA_BITS <= modulus.bit_length() <= MOST_RSA_BITS:
                raise BadPortal(f"keys: an RSA key has {LEAST_RSA_BITS} to {MOST_RSA_BITS} bits")
            if not modulus % 2 or exponent % 2 == 0 or not 2 < exponent < 2**32:
                raise BadPortal("keys: this is no RSA key")
        case "EC":
            _check_point(key)
        case _:
            raise BadPortal("keys: a key is RSA, or EC on P-256")


def _check_point(key: Mapping[str, Any]) -> None:
    if key.get("crv") != "P-256":
        raise BadPortal("keys: an EC key is on P-256")
    point = EllipticCurvePublicNumbers(_number(key, "x"), _number(key, "y"), SECP256R1())
    try:
        point.public_key()
    except ValueError as error:
        raise BadPortal("keys: the point is not on P-256") from error


def _number(key: Mapping[str, Any], member: str) -> int:
    text = key.get(member)
    if not isinstance(text, str) or not BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise BadPortal(f"keys: {member} is missing, or is not base64url")
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def public_jwk(key: RSAPublicKey | EllipticCurvePublicKey, *, kid: str, alg: str) -> dict[str, str]:
    """Write one public key as a JSON Web Key."""
    facts = {"kid": kid, "alg": alg, "use": "sig"}
    if isinstance(key, RSAPublicKey):
        of_rsa = key.public_numbers()
        return {"kty": "RSA", **facts, "n": _text(of_rsa.n), "e": _text(of_rsa.e)}
    of_point = key.public_numbers()
    point = {"x": _text(of_point.x, COORDINATE_BYTES), "y": _text(of_point.y, COORDINATE_BYTES)}
    return {"kty": "EC", "crv": "P-256", **facts, **point}


def _text(number: int, size: int = 0) -> str:
    size = size or (number.bit_length() + 7) // 8
    return base64.urlsafe_b64encode(number.to_bytes(size, "big")).rstrip(b"=").decode()
