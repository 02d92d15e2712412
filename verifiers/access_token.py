"""Fetch an OAuth 2 access token for a counterpart, and reuse it until shortly before it expires.

The grant is client credentials (RFC 6749 section 4.4). `AccessToken` proves the client with
``private_key_jwt`` (RFC 7523 section 2.2), which the CAMARA security profile requires of two-legged clients.
A counterpart that wants another proof has its own subclass of `KeptToken`.
"""

import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

import httpx2
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from verifiers.errors import UnexpectedAnswer
from verifiers.http import Counterpart, Payload

ASSERTION_SECONDS = 120  # the profile allows 300; a request takes a few seconds and clocks differ by less
SHORTLY_SECONDS = 30  # a token is renewed this long before it expires: a request takes time to arrive
UNSTATED_SECONDS = 60  # assumption: the lifetime of a token whose response has no expires_in
MIN_RSA_BITS = 2048
BEARER = re.compile(r"[A-Za-z0-9._~+/-]{1,4096}=*", re.ASCII)  # RFC 6750 section 2.1


class ScopeRefused(UnexpectedAnswer):
    """The token endpoint knows us and gives no token for this scope (RFC 6749 section 5.2)."""


class KeptToken(ABC):
    """The access token of one client at one token endpoint: fetched on first use, renewed before it expires.

    The subclass adds the proof of the client, because RFC 6749 lets the two sides choose it.
    """

    def __init__(self, counterpart: Counterpart, *, token_url: str, clock: Callable[[], datetime]) -> None:
        self._counterpart = counterpart
        self._token_url = token_url
        self._clock = clock
        self._token = ""
        self._usable_until: datetime | None = None

    @abstractmethod
    def _request(self) -> Payload:
        """Write the token request: the proof of the client, and the scope."""

    def bearer(self) -> str:
        """Return a token that is valid for a while longer.

        Raises:
            Unreachable: the token endpoint does not answer.
            ScopeRefused: the token endpoint gives no token for this scope.
            UnexpectedAnswer: the token endpoint gives no token.
        """
        if self._usable_until is None or self._clock() >= self._usable_until:
            self._renew()
        return self._token

    def forget(self) -> None:
        """Discard the token after the counterpart rejected it; the next `bearer` fetches a new one."""
        self._usable_until = None

    def _renew(self) -> None:
        """Fetch a token. The request is safe to repeat: a second token does no harm."""
        asked_at = self._clock()  # before the request, so a slow response cannot make the token look younger
        answer = self._counterpart.ask("POST", self._token_url, repeatable=True, **self._request())
        self._token, lifetime = self._read(answer)
        # A token that lives for less than a minute is used for half of its life, or it would never be used.
        self._usable_until = asked_at + max(lifetime - timedelta(seconds=SHORTLY_SECONDS), lifetime / 2)

    def _read(self, answer: httpx2.Response) -> tuple[str, timedelta]:
        """Read a token response (RFC 6749 section 5.1): the token and its lifetime."""
        if answer.status_code == HTTPStatus.BAD_REQUEST and self._error_in(answer) == "invalid_scope":
            raise ScopeRefused(self._counterpart.name, "token refused for this scope")
        if answer.status_code != HTTPStatus.OK:
            raise UnexpectedAnswer(self._counterpart.name, f"token refused with {answer.status_code}")
        match self._counterpart.object_in(answer):
            # The value of token_type is case-insensitive (RFC 6749 section 5.1).
            case {"access_token": str(token), "token_type": str(kind), **rest} if (
                kind.lower() == "bearer" and BEARER.fullmatch(token)
            ):
                seconds = rest.get("expires_in", UNSTATED_SECONDS)
            case _:
                raise UnexpectedAnswer(self._counterpart.name, "answered without a bearer token")
        if not isinstance(seconds, int) or not 0 < seconds <= timedelta(days=365).total_seconds():
            raise UnexpectedAnswer(self._counterpart.name, "answered a token with no sensible lifetime")
        return token, timedelta(seconds=seconds)

    def _error_in(self, answer: httpx2.Response) -> object:
        """Return the error code of a refused token request; None if the body is no JSON object."""
        try:
            return self._counterpart.object_in(answer).get("error")
        except UnexpectedAnswer:
            return None


class AccessToken(KeptToken):
    """An access token that is requested with a signed assertion (``private_key_jwt``)."""

    def __init__(
        self,
        counterpart: Counterpart,
        *,
        token_url: str,
        client_id: str,
        private_key_pem: bytes,
        scope: str,
        clock: Callable[[], datetime],
    ) -> None:
        """Configure the client, the token endpoint and the scope.

        Raises:
            ValueError: the key is neither RSA of 2048 bits or more, nor EC on P-256.
        """
        super().__init__(counterpart, token_url=token_url, clock=clock)
        self._client_id = client_id
        self._key, self._algorithm = _signing_key(private_key_pem)
        self._scope = scope

    def assertion(self) -> str:
        """Sign a JWT that identifies the client to the token endpoint; its ``jti`` makes it single-use."""
        moment = self._clock()
        claims = {
            "iss": self._client_id,
            "sub": self._client_id,
            "aud": self._token_url,
            "jti": str(uuid.uuid4()),
            "iat": moment,
            "exp": moment + timedelta(seconds=ASSERTION_SECONDS),
        }
        return jwt.encode(claims, self._key, algorithm=self._algorithm)

    def _request(self) -> Payload:
        return {
            "data": {
                "grant_type": "client_credentials",
                "scope": self._scope,
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": self.assertion(),
            }
        }


def _signing_key(pem: bytes) -> tuple[rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, str]:
    """Read the private key, and choose the JWS algorithm (RFC 7518) that fits it."""
    match load_pem_private_key(pem, password=None):
        case rsa.RSAPrivateKey() as key if key.key_size >= MIN_RSA_BITS:
            return key, "RS256"
        case ec.EllipticCurvePrivateKey(curve=ec.SECP256R1()) as key:
            return key, "ES256"
        case _:
            raise ValueError(f"the client's key must be RSA of {MIN_RSA_BITS} bits or more, or EC on P-256")
