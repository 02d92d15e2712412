"""The carrier's token endpoint: OAuth 2 client credentials with ``private_key_jwt``.

The rules are RFC 6749 sections 4.4 and 5.2, RFC 7523 sections 2.2 and 3, and the CAMARA security and
interoperability profile: an assertion is valid for at most 300 seconds, for this token endpoint, and once.
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
SCOPES = frozenset({"kyc-match:match", "sim-swap", "sim-swap:check", "number-recycling:check"})
ASSERTION_SECONDS = 300
CLOCK_LEEWAY_SECONDS = 10  # assumption: the clocks of two computers differ by at most this much
TOKEN_SECONDS = 900  # assumption: each carrier states its own lifetime in the response


class TokenRefused(Exception):
    """The token request is refused; ``error`` is an error code of RFC 6749."""

    def __init__(self, error: str, why: str) -> None:
        super().__init__(why)
        self.error = error


@dataclass(frozen=True)
class Grant:
    """The scopes of one access token, and the time when it expires."""

    scopes: frozenset[str]
    ends_at: datetime


class CarrierAccess:
    """The memory of the token endpoint: the access tokens it issued, and the assertions that were used."""

    def __init__(self, clients: Mapping[str, bytes], clock: SandboxClock) -> None:
        """Read the public key (PEM) of each client id.

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
            TokenRefused: with the reason.
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
        """Return the scopes of *token*; None if it was never issued or has expired."""
        with self._lock:
            grant = self._grants.get(token)
        return grant.scopes if grant and self._clock.now() < grant.ends_at else None

    def reset(self) -> None:
        """Forget every token and every used assertion."""
        with self._lock:
            self._grants.clear()
            self._used.clear()

    def _authenticate(self, assertion: str, client_id: str | None, audience: str) -> None:
        """Check the signer, the audience and the times of *assertion* (RFC 7523 section 3)."""
        claims = self._signed_claims(assertion, audience)
        subject = claims["sub"]
        if claims["iss"] != subject or client_id not in {None, subject}:
            raise TokenRefused("invalid_client", "iss, sub and client_id are the client's id")
        # Assertions are compared with real time, because the product signs them by its own clock. So a tester
        # can set the sandbox's clock ahead to expire tokens, and the product can still fetch new ones.
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
        """Verify the signature and the audience of *assertion*, and return its claims."""
        try:
            named = jwt.decode(assertion, options={"verify_signature": False}).get("sub")
            key, algorithms = self._keys.get(str(named), (None, []))
            if key is None:
                raise TokenRefused("invalid_client", "the client is not known here")
            # PyJWT compares times with the machine's clock. `_authenticate` uses the clock of the settings.
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
            self._used = {used: end for used, end in self._used.items() if end > now}
            if (subject, jti) in self._used:
                raise TokenRefused("invalid_client", "the assertion was used before")
            self._used[subject, jti] = until


def _moment(claims: Mapping[str, object], name: str) -> datetime:
    try:
        return datetime.fromtimestamp(float(str(claims[name])), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise TokenRefused("invalid_client", f"{name} is no time") from error


def _verifying_key(pem: bytes) -> tuple[rsa.RSAPublicKey | ec.EllipticCurvePublicKey, list[str]]:
    """Read a public key, and return the JWS algorithms (RFC 7518) that the profile allows for it."""
    match load_pem_public_key(pem):
        case rsa.RSAPublicKey() as key:
            return key, ["RS256", "PS256"]
        case ec.EllipticCurvePublicKey(curve=ec.SECP256R1()) as key:
            return key, ["ES256"]
        case _:
            raise ValueError("a client's public key is RSA or EC on P-256")
