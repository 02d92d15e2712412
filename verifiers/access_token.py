"""How the product gets leave to ask a counterpart: OAuth 2 client credentials, kept while they last.

RFC 6749 section 4.4; with ``private_key_jwt`` (RFC 7523 section 2.2) as the CAMARA security profile asks of
two-legged clients. Counterparts with a proof of their own subclass `KeptToken`.
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
SHORTLY_SECONDS = 30  # before its end a token is no longer used
UNSTATED_SECONDS = 60  # assumption: how long a token lives whose answer does not say so
MIN_RSA_BITS = 2048
BEARER = re.compile(r"[A-Za-z0-9._~+/-]{1,4096}=*", re.ASCII)  # RFC 6750 section 2.1


class KeptToken(ABC):
    """A token of one client at one endpoint, fetched when needed and kept until shortly before its end.

    What proves the client to the endpoint is the subclass's: RFC 6749 leaves it to the two sides.
    """

    def __init__(self, counterpart: Counterpart, *, token_url: str, clock: Callable[[], datetime]) -> None:
        self._counterpart = counterpart
        self._token_url = token_url
        self._clock = clock
        self._token = ""
        self._usable_until: datetime | None = None

    @abstractmethod
    def _request(self) -> Payload:
        """Write the token request: our proof, and what we ask for."""

    def bearer(self) -> str:
        """Give a token that is still good for a while.

        Raises:
            Unreachable: the token endpoint is silent.
            UnexpectedAnswer: it does not give us one.
        """
        if self._usable_until is None or self._clock() >= self._usable_until:
            self._renew()
        return self._token

    def forget(self) -> None:
        """Fetch a new one next time, because the counterpart no longer takes this one."""
        self._usable_until = None

    def _renew(self) -> None:
        """Fetch a token; safe to repeat, because a token more does nothing."""
        asked_at = self._clock()
        answer = self._counterpart.ask("POST", self._token_url, repeatable=True, **self._request())
        self._token, lifetime = self._read(answer)
        self._usable_until = asked_at + max(lifetime - timedelta(seconds=SHORTLY_SECONDS), lifetime / 2)

    def _read(self, answer: httpx2.Response) -> tuple[str, timedelta]:
        """Read a token answer (RFC 6749 section 5.1): the token and how long it lives."""
        if answer.status_code != HTTPStatus.OK:
            raise UnexpectedAnswer(self._counterpart.name, f"token refused with {answer.status_code}")
        match self._counterpart.object_in(answer):
            case {"access_token": str(token), "token_type": str(kind), **rest} if (
                kind.lower() == "bearer" and BEARER.fullmatch(token)
            ):
                seconds = rest.get("expires_in", UNSTATED_SECONDS)
            case _:
                raise UnexpectedAnswer(self._counterpart.name, "answered without a bearer token")
        if not isinstance(seconds, int) or not 0 < seconds <= timedelta(days=365).total_seconds():
            raise UnexpectedAnswer(self._counterpart.name, "answered a token with no sensible lifetime")
        return token, timedelta(seconds=seconds)


class AccessToken(KeptToken):
    """A token that a signed assertion is given for (``private_key_jwt``)."""

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
        """Say who asks for leave, where, and for what.

        Raises:
            ValueError: the key is not RSA of 2048 bits or more, nor EC on P-256.
        """
        super().__init__(counterpart, token_url=token_url, clock=clock)
        self._client_id = client_id
        self._key, self._algorithm = _signing_key(private_key_pem)
        self._scope = scope

    def assertion(self) -> str:
        """Make a fresh signed statement of who we are, for the token endpoint only, good for one use."""
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
    """Read the key, and choose the JWS algorithm (RFC 7518) that it can do."""
    match load_pem_private_key(pem, password=None):
        case rsa.RSAPrivateKey() as key if key.key_size >= MIN_RSA_BITS:
            return key, "RS256"
        case ec.EllipticCurvePrivateKey(curve=ec.SECP256R1()) as key:
            return key, "ES256"
        case _:
            raise ValueError(f"the client's key must be RSA of {MIN_RSA_BITS} bits or more, or EC on P-256")
