"""Who may ask the carrier: OAuth 2 client credentials with ``private_key_jwt``.

RFC 6749 sections 4.4 and 5.2, RFC 7523 sections 2.2 and 3, and the CAMARA security and interoperability
profile: an assertion lives 300 seconds at most, is for this token endpoint and is good for one use.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from sandbox.clock import SandboxClock

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SCOPES = frozenset({"kyc-match:match", "sim-swap", "sim-swap:check"})
ASSERTION_SECONDS = 300
CLOCK_LEEWAY_SECONDS = 10  # assumption: what two computers' clocks may differ by
TOKEN_SECONDS = 900  # assumption: carriers state it in each answer


class TokenRefused(Exception):
    """No token; ``error`` is RFC 6749's code."""

    def __init__(self, error: str, why: str) -> None:
        super().__init__(why)
        self.error = error


@dataclass(frozen=True)
class Grant:
    """What one access token allows, and until when."""

    scopes: frozenset[str]
    ends_at: datetime


class CarrierAccess:
    """The carrier's token endpoint and its memory: tokens given and assertions used."""

    def __init__(self, clients: Mapping[str, bytes], clock: SandboxClock) -> None:
        """Know the clients by id and public key (PEM).

        Raises:
            ValueError: a key is neither RSA nor EC on P-256.
        """
        self._keys = {client_id: _verifying_key(pem) for client_id, pem in clients.items()}
        self._clock = clock
        self._lock = Lock()
        self._grants: dict[str, Grant] = {}
        self._used: dict[tuple[str, str], datetime] = {}

    def grant(self, form: Mapping[str, str], *, audience: str) -> dict[str, object]:
        """Answer a token request that was sent to *audience*, the token endpoint's own address.

        Raises:
            TokenRefused: saying why.
        """
        if form.get("grant_type") != "client_credentials":
            raise TokenRefused("unsupported_grant_type", "grant_type is client_credentials")
        if form.get("client_assertion_type") != ASSERTION_TYPE or not form.get("client_assertion"):
            raise TokenRefused("invalid_client", f"client_assertion_type is {ASSERTION_TYPE}")
        self._authenticate(form["client_assertion"], form.get("client_id"), audience)
        scopes = frozenset(form.get("scope", "").split())
        if not scopes or not scopes <= SCOPES:
            raise TokenRefused("invalid_scope", f"scope is some of {' '.join(sorted(SCOPES))}")
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._grants[token] = Grant(scopes, self._clock.now() + timedelta(seconds=TOKEN_SECONDS))
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": " ".join(sorted(scopes)),
        }

    def scopes_of(self, token: str) -> frozenset[str] | None:
        """Give what *token* allows now; None when it was never given or has ended."""
        with self._lock:
            grant = self._grants.get(token)
        return grant.scopes if grant and self._clock.now() < grant.ends_at else None

    def reset(self) -> None:
        """Forget every token and every used assertion."""
        with self._lock:
            self._grants.clear()
            self._used.clear()

    def _authenticate(self, assertion: str, client_id: str | None, audience: str) -> None:
        """Check who signed *assertion*, for whom, and that it is fresh (RFC 7523 section 3)."""
        claims = self._signed_claims(assertion, audience)
        subject = claims["sub"]
        if claims["iss"] != subject or client_id not in {None, subject}:
            raise TokenRefused("invalid_client", "iss, sub and client_id are the client's id")
        # The product's clock does not move with ours: set ahead, tokens end and new ones can be had.
        now = self._clock.real_now()
        ends_at = _moment(claims, "exp")
        leeway = timedelta(seconds=CLOCK_LEEWAY_SECONDS)
        if ends_at + leeway <= now:
            raise TokenRefused("invalid_client", "the assertion has expired")
        if ends_at > now + timedelta(seconds=ASSERTION_SECONDS) + leeway:
            raise TokenRefused("invalid_client", f"an assertion lives {ASSERTION_SECONDS} seconds at most")
        if any(name in claims and _moment(claims, name) > now + leeway for name in ("iat", "nbf")):
            raise TokenRefused("invalid_client", "the assertion is not valid yet")
        self._use(subject, claims["jti"], ends_at + leeway, now)

    def _signed_claims(self, assertion: str, audience: str) -> dict[str, str]:
        """Read the claims that one of our clients signed for *audience*."""
        try:
            named = jwt.decode(assertion, options={"verify_signature": False}).get("sub")
            key, algorithms = self._keys.get(str(named), (None, []))
            if key is None:
                raise TokenRefused("invalid_client", "the client is not known here")
            # Times are checked by the clock that the sandbox was given, not by the machine's.
            claims: dict[str, str] = jwt.decode(
                assertion,
                key,
                algorithms=algorithms,
                audience=audience,
                options={
                    "require": ["iss", "sub", "aud", "exp", "jti"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except jwt.InvalidTokenError as error:
            raise TokenRefused("invalid_client", f"{type(error).__name__}: {error}") from error
        return claims

    def _use(self, subject: str, jti: str, until: datetime, now: datetime) -> None:
        with self._lock:
            self._used = {one: end for one, end in self._used.items() if end > now}
            if (subject, jti) in self._used:
                raise TokenRefused("invalid_client", "the assertion was used before")
            self._used[subject, jti] = until


def _moment(claims: Mapping[str, object], name: str) -> datetime:
    try:
        return datetime.fromtimestamp(float(str(claims[name])), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise TokenRefused("invalid_client", f"{name} is no time") from error


def _verifying_key(pem: bytes) -> tuple[rsa.RSAPublicKey | ec.EllipticCurvePublicKey, list[str]]:
    """Read a public key, and tell which JWS algorithms (RFC 7518) the profile allows with it."""
    match load_pem_public_key(pem):
        case rsa.RSAPublicKey() as key:
            return key, ["RS256", "PS256"]
        case ec.EllipticCurvePublicKey(curve=ec.SECP256R1()) as key:
            return key, ["ES256"]
        case _:
            raise ValueError("a client's public key is RSA or EC on P-256")
