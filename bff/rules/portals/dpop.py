"""Reads a proof that a portal holds a key (DPoP, RFC 9449, 4): which key, and for which request. Pure."""

import base64
import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwk, jws, jwt

from accounts.portals.jwks import check_keys
from accounts.portals.records import BadPortal
from bff.rules.portals.unreadable import UNREADABLE

ALGORITHMS = ("ES256", "PS256", "RS256")
#: In characters. A proof with an RSA key of 4096 bits has less than 2,500.
LONGEST_PROOF, LONGEST_ID = 4_096, 255
#: How much older or newer than our clock a proof may be, in seconds.
CLOCKS_DIFFER_SECONDS = 10
#: How long its id has to be remembered: then the proof is too old.
REMEMBERED_SECONDS = 2 * CLOCKS_DIFFER_SECONDS + 5
_KINDS = {"ES256": "EC", "PS256": "RSA", "RS256": "RSA"}
_PORTS = {"https": 443, "http": 80}
_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class BadProof(ValueError):
    """This is no proof for this request; the message says why, in ASCII."""


@dataclass(frozen=True)
class Proof:
    """A proof that was checked, but for whether it was used before.

    Attributes:
        thumbprint: of its key (RFC 7638).
        id: its ``jti``.
    """

    thumbprint: str
    id: str


class _Registry(jws.JWSRegistry):
    """The rules of joserfc, but for a header that has room for a key."""

    max_header_length = LONGEST_PROOF


def is_thumbprint(text: str) -> bool:
    """Return whether this is the thumbprint of a key, by its form."""
    return _THUMBPRINT.fullmatch(text) is not None


def read_proof(
    text: str,
    *,
    method: str,
    address: str,
    now: float,
    token: str | None = None,
    algorithms: Collection[str] = ALGORITHMS,
) -> Proof:
    """Return the proof in *text*, its length first; the caller sees to it that its id counts once.

    Args:
        address: that of the request, without a query.
        now: our clock, in seconds since 1970.
        token: the access token beside which it came.

    Raises:
        BadProof: see there.
    """
    if not 0 < len(text) <= LONGEST_PROOF or not text.isascii():
        raise BadProof("The proof is no signed token, or there are two.")
    try:
        header = jws.extract_compact(text.encode(), registry=_Registry()).headers()
        key = _key_in(header, algorithms)
        registry = _Registry(algorithms=[str(header["alg"])], strict_check_header=False)
        claims = jwt.decode(text, key, registry=registry).claims
    except UNREADABLE as trouble:
        if isinstance(trouble, BadProof):
            raise
        raise BadProof("The proof is not signed by its key.") from trouble
    _check(claims, method=method, address=address, now=now)
    if token is not None:
        _check_token(claims, token)
    return Proof(key.thumbprint(), str(claims["jti"]))


def _key_in(header: Mapping[str, Any], algorithms: Collection[str]) -> jwk.ECKey | jwk.RSAKey:
    if header.get("typ") != "dpop+jwt":
        raise BadProof("The type of the proof is dpop+jwt.")
    alg, key = header.get("alg"), header.get("jwk")
    if not isinstance(alg, str) or alg not in algorithms:
        raise BadProof("The proof is signed with another algorithm.")
    if not isinstance(key, dict) or key.get("kty") != _KINDS[alg]:
        raise BadProof("The proof holds no key for its algorithm.")
    try:
        check_keys({"keys": [key]})
    except BadPortal as trouble:
        raise BadProof("The key of the proof is not public, or of another kind.") from trouble
    return (jwk.ECKey if alg == "ES256" else jwk.RSAKey).import_key(key)


def _check(claims: Mapping[str, Any], *, method: str, address: str, now: float) -> None:
    if claims.get("htm") != method:
        raise BadProof("The proof is for another method.")
    if _place(claims.get("htu")) != _place(address):
        raise BadProof("The proof is for another address.")
    made = claims.get("iat")
    if isinstance(made, bool) or not isinstance(made, int | float):
        raise BadProof("The proof does not say when it was made.")
    # Compared, not subtracted: a whole number may be greater than any float. NaN lies between no numbers.
    if not now - CLOCKS_DIFFER_SECONDS <= made <= now + CLOCKS_DIFFER_SECONDS:
        raise BadProof("The proof is too old, or of a clock that goes wrong.")
    proof_id = claims.get("jti")
    if not isinstance(proof_id, str) or not 0 < len(proof_id) <= LONGEST_ID or not proof_id.isprintable():
        raise BadProof("The proof has no id.")


def _check_token(claims: Mapping[str, Any], token: str) -> None:
    digest = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=")
    if claims.get("ath") != digest.decode():
        raise BadProof("The proof is for another token.")


def _place(address: Any) -> tuple[str, str, int | None, str] | None:
    """Return what all spellings of one address share (RFC 3986, 6.2), without query and fragment."""
    if not isinstance(address, str):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if parts.username is not None:
        return None
    return parts.scheme, (parts.hostname or "").lower(), port, parts.path
