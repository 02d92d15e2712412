"""Relying parties that were not written here, each behind the same few verbs."""

import json
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwk, jwt

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[2]
LONGEST_WAIT_SECONDS = 30.0


class PartyRefused(Exception):
    """The relying party did not take what it got; the message says why."""


@dataclass(frozen=True)
class SignedIn:
    """What a relying party knows when a person is signed in there."""

    claims: Mapping[str, Any]
    userinfo: Mapping[str, Any]
    id_token: str
    access_token: str


@dataclass(frozen=True)
class Registration:
    """What the operators of provider and portal told each other."""

    issuer: str
    id: str
    redirect_uri: str
    secret: str | None = None
    auth: str = "client_secret_basic"
    key: jwk.ECKey | None = field(default=None, repr=False)
    scope: str = "openid profile phone"
    is_fapi: bool = False


class Party(Protocol):
    """One relying party."""

    def begin(self, **parameters: str) -> str:
        """Return the address to which a person is sent."""

    def finish(self, place: str, **changes: str) -> SignedIn:
        """Take the answer in *place*; *changes* are of what was remembered of the person's browser."""

    def logout(self, signed_in: SignedIn, back: str) -> str:
        """Return the address to which a person is sent who signs out."""


class OpenidClient:
    """openid-client of npm, a certified relying party, in a process of its own."""

    def __init__(self, registration: Registration) -> None:
        self._registration = registration
        self._process = subprocess.Popen(
            ["node", str(HERE / "openid_client.mjs")],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._state = ""
        key = registration.key.as_dict(private=True) if registration.key else None
        facts = {"issuer": registration.issuer, "id": registration.id, "secret": registration.secret}
        self.order("setup", **facts, auth=registration.auth, key=key, fapi=registration.is_fapi)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End its process."""
        self._process.terminate()
        self._process.communicate(timeout=LONGEST_WAIT_SECONDS)

    def order(self, order: str, **facts: Any) -> dict[str, Any]:
        """Let it do one thing."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"order": order, **facts}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        if "refused" in answer:
            raise PartyRefused(f"{answer['refused']}: {answer['words']}")
        return answer

    def begin(self, **parameters: Any) -> str:
        known = {"redirect_uri": self._registration.redirect_uri, "scope": self._registration.scope}
        begun = self.order("begin", **(known | parameters))
        self._state = begun["state"]
        return str(begun["url"])

    def finish(self, place: str, **changes: str) -> SignedIn:
        return SignedIn(**self.order("finish", url=place, state=self._state, changes=changes))

    def logout(self, signed_in: SignedIn, back: str) -> str:
        facts = {"id_token_hint": signed_in.id_token, "post_logout_redirect_uri": back, "state": "left"}
        return str(self.order("logout", **facts)["url"])


def _public(address: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx2.get(address, trust_env=False).raise_for_status().json()
    return found


class AuthlibClient:
    """Authlib's client, as docs/portals.md shows it; joserfc checks the id_token."""

    def __init__(self, registration: Registration) -> None:
        self._registration = registration
        how: dict[str, Any] = {"token_endpoint_auth_method": registration.auth}
        self._client = OAuth2Client(
            client_id=registration.id,
            client_secret=registration.secret or registration.key,
            redirect_uri=registration.redirect_uri,
            scope=registration.scope,
            code_challenge_method="S256",
            trust_env=False,
            **how,
        )
        self.facts = _public(f"{registration.issuer}/.well-known/openid-configuration")
        assert self.facts["issuer"] == registration.issuer
        if registration.auth == "private_key_jwt":
            assert registration.key is not None
            proof = PrivateKeyJWT(registration.issuer, headers={"kid": registration.key.kid}, alg="ES256")
            self._client.register_client_auth_method(("private_key_jwt", proof))
        self._state, self._nonce, self._verifier = "", "", ""

    def begin(self, **parameters: Any) -> str:
        self._nonce, self._verifier = generate_token(20), generate_token(48)
        url, self._state = self._client.create_authorization_url(
            self.facts["authorization_endpoint"],
            nonce=self._nonce,
            code_verifier=self._verifier,
            **parameters,
        )
        return str(url)

    def finish(self, place: str, **changes: str) -> SignedIn:
        known = {"state": self._state, "nonce": self._nonce, "verifier": self._verifier} | changes
        answer = {name: texts[0] for name, texts in parse_qs(urlsplit(place).query).items()}
        if answer.get("iss") != self.facts["issuer"]:
            raise PartyRefused("the answer is of another provider")
        if "error" in answer:
            raise PartyRefused(answer["error"])
        try:
            token = self._client.fetch_token(
                self.facts["token_endpoint"],
                authorization_response=place,
                state=known["state"],
                code_verifier=known["verifier"],
            )
            claims = self._checked(token["id_token"], known["nonce"])
            userinfo = self._client.get(self.facts["userinfo_endpoint"]).raise_for_status().json()
        except Exception as error:  # whatever a library raises, it did not take the person
            raise PartyRefused(repr(error)) from error
        if userinfo["sub"] != claims["sub"]:
            raise PartyRefused("another person's data")
        return SignedIn(claims, userinfo, token["id_token"], token["access_token"])

    def _checked(self, id_token: str, nonce: str) -> dict[str, Any]:
        published: Any = _public(self.facts["jwks_uri"])
        token = jwt.decode(id_token, jwk.KeySet.import_key_set(published), algorithms=["RS256"])
        registry = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": self.facts["issuer"]},
            aud={"essential": True, "value": self._registration.id},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
        )
        registry.validate(token.claims)
        return dict(token.claims)

    def logout(self, signed_in: SignedIn, back: str) -> str:
        facts = {"id_token_hint": signed_in.id_token, "post_logout_redirect_uri": back, "state": "left"}
        return f"{self.facts['end_session_endpoint']}?{urlencode(facts)}"

    def close(self) -> None:
        with suppress(Exception):
            self._client.close()
