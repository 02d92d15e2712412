"""Checks what the product signed for the standard portal: an id_token, and a message that a session ended."""

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from sandbox.portals.facts import Portal
from sandbox.portals.visits import RoundTrip, Waiting

ALGORITHMS = ["RS256", "ES256"]
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
CLOCKS_DIFFER_SECONDS, OLDEST_MESSAGE_SECONDS = 30, 300


def check_id_token(
    trip: RoundTrip, keys: Mapping[str, Any], *, issuer: str, waiting: Waiting, access_token: str
) -> bool:
    """Check the id_token of *trip* (OpenID Connect Core 1.0, section 3.1.3.7), each rule by its name."""
    if not _check_signature(trip, keys):
        return False
    claims = trip.claims
    _check_common(trip, issuer)
    trip.check(
        "id_token: the nonce is the one that was sent",
        is_good=claims.get("nonce") == waiting.nonce,
        found=claims.get("nonce", ""),
    )
    digest = hashlib.sha256(access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    trip.check("id_token: at_hash belongs to the access token", is_good=claims.get("at_hash") == half)
    wanted, told = waiting.wishes.acr, str(claims.get("acr", ""))
    # "urn:cuaso:level:3" also answers a wish for "urn:cuaso:level:2": the wish is a minimum.
    trip.check("id_token: acr is what was asked for, or more", is_good=told >= wanted, found=told)
    if waiting.wishes.max_age.isdecimal():
        age = time.time() - float(claims.get("auth_time", 0))
        limit = int(waiting.wishes.max_age) + CLOCKS_DIFFER_SECONDS
        trip.check("id_token: auth_time is not older than max_age", is_good=age <= limit)
    return trip.is_good


def check_logout_token(trip: RoundTrip, keys: Mapping[str, Any], *, issuer: str) -> None:
    """Check a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6), each rule by its name."""
    if not _check_signature(trip, keys):
        return
    claims = trip.claims
    _check_common(trip, issuer)
    trip.check("logout token: typ is logout+jwt", is_good=trip.header.get("typ") == "logout+jwt")
    age = time.time() - _number(claims.get("iat"))
    trip.check("logout token: iat is of these minutes", is_good=abs(age) <= OLDEST_MESSAGE_SECONDS)
    events = claims.get("events")
    is_logout = isinstance(events, dict) and isinstance(events.get(LOGOUT_EVENT), dict)
    trip.check("logout token: events names a logout", is_good=is_logout)
    names = isinstance(claims.get("sub"), str) or isinstance(claims.get("sid"), str)
    trip.check("logout token: it names a subject or a session", is_good=names)
    trip.check("logout token: it has no nonce", is_good="nonce" not in claims)
    trip.check("logout token: it has a jti", is_good=bool(claims.get("jti")))


def read_unchecked(trip: RoundTrip) -> None:
    """Read header and claims of the id_token as the old portals do: the signature is not checked."""
    parts = trip.id_token.split(".")
    try:
        read = [json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts[:2]]
        trip.header, trip.claims = (dict(one) for one in read)
    except (ValueError, TypeError):
        trip.header, trip.claims = {}, {}


def _check_signature(trip: RoundTrip, keys: Mapping[str, Any]) -> bool:
    name = "Signature: made with a key that the product publishes"
    try:
        published: Any = keys
        token = jwt.decode(trip.id_token, jwk.KeySet.import_key_set(published), algorithms=ALGORITHMS)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        trip.check(name, is_good=False, found=type(error).__name__)
        return False
    trip.header, trip.claims = dict(token.header), dict(token.claims)
    trip.check(name, is_good=True, found=f"{trip.header.get('alg')} {trip.header.get('kid')}")
    return True


def _check_common(trip: RoundTrip, issuer: str) -> None:
    claims, own = trip.claims, Portal.STANDARD.client_id
    trip.check("Token: iss is the product", is_good=claims.get("iss") == issuer, found=claims.get("iss", ""))
    audience = claims.get("aud")
    is_ours = audience in (own, [own])
    trip.check("Token: aud is this portal alone", is_good=is_ours, found=audience)
    left = _number(claims.get("exp")) - time.time()
    trip.check("Token: it has not expired", is_good=left > -CLOCKS_DIFFER_SECONDS)


def _number(claim: object) -> float:
    return float(claim) if isinstance(claim, int | float) else 0.0
