"""A portal by raw HTTP: each message is written out, so that a test can write it wrong."""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx2
from joserfc import jwk, jwt

from accounts.portals.records import ClientAuth, Portal
from tests.support.browser import Browser
from tests.support.openid.site import Site, answer_in

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def new_key(kid: str = "one") -> jwk.ECKey:
    return jwk.ECKey.generate_key("P-256", {"kid": kid, "alg": "ES256", "use": "sig"})


@dataclass
class Wire:
    """One portal of the running product. *facts* are of its row."""

    site: Site
    facts: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.key = new_key()
        if self.facts.get("client_auth") is ClientAuth.PRIVATE_KEY_JWT:
            self.facts["keys"] = {"keys": [self.key.as_dict(private=False)]}
        self.portal: Portal
        self.portal, self.secret = self.site.add(**self.facts)
        self.verifier = secrets.token_urlsafe(48)
        self.state, self.nonce = secrets.token_urlsafe(8), secrets.token_urlsafe(8)
        self.http = self.site.http

    @property
    def id(self) -> str:
        return self.portal.id

    @property
    def redirect_uri(self) -> str:
        return self.portal.redirect_uris[0]

    # ------------------------------------------------------------ authorization
    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of a faultless request."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest())
        return {
            "client_id": self.id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": "openid profile phone",
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }

    def address(self, **changes: str | None) -> str:
        """The address to which it sends a browser; None leaves a parameter out."""
        asked = {name: text for name, text in (self.parameters | changes).items() if text is not None}
        return f"{self.site.issuer}/oauth2/authorize?{urlencode(asked)}"

    def ask(self, browser: Browser, **changes: str | None) -> dict[str, str]:
        """Send a browser to sign in; return what it brought back."""
        return self.read_answer(answer_in(browser, self.address(**changes)))

    def read_answer(self, place: str) -> dict[str, str]:
        assert place.partition("?")[0] == self.redirect_uri, place
        return {name: texts[0] for name, texts in parse_qs(urlsplit(place).query).items()}

    def code(self, browser: Browser, **changes: str | None) -> str:
        answer = self.ask(browser, **changes)
        assert "code" in answer, answer
        return answer["code"]

    # ------------------------------------------------------------ token
    def assertion(self, *, key: jwk.Key | None = None, header: Any = None, **changes: Any) -> str:
        """Its signed assertion of who it is; None leaves a claim out."""
        now = int(time.time())
        claims = {
            "iss": self.id,
            "sub": self.id,
            "aud": self.site.issuer,
            "jti": secrets.token_urlsafe(8),
            "iat": now,
            "exp": now + 60,
        }
        told = {name: value for name, value in (claims | changes).items() if value is not None}
        head = header or {"alg": "ES256", "kid": "one"}
        return jwt.encode(head, told, key or self.key, algorithms=[head["alg"]])

    def proof(self) -> dict[str, Any]:
        """What shows at an endpoint who it is: arguments of `post`."""
        match self.portal.client_auth:
            case ClientAuth.PRIVATE_KEY_JWT:
                return {"client_assertion_type": JWT_BEARER, "client_assertion": self.assertion()}
            case ClientAuth.CLIENT_SECRET_POST:
                return {"client_id": self.id, "client_secret": self.secret}
            case ClientAuth.CLIENT_SECRET_BASIC:
                return {"headers": basic(self.id, self.secret or "")}

    def post(self, path: str, *, headers: dict[str, str] | None = None, **fields: Any) -> httpx2.Response:
        """Send a form from the portal's own machine; None leaves a field out."""
        told = {name: value for name, value in fields.items() if value is not None}
        return self.http.post(path, data=told, headers=headers)

    def redeem(self, code: str, proof: dict[str, Any] | None = None, **changes: Any) -> httpx2.Response:
        """Exchange a code."""
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
        }
        return self.post("/oauth2/token", **(fields | (self.proof() if proof is None else proof) | changes))

    def tokens(self, browser: Browser, **changes: str | None) -> dict[str, Any]:
        """Sign in and exchange the code."""
        answer = self.redeem(self.code(browser, **changes))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def claims(self, browser: Browser, **changes: str | None) -> dict[str, Any]:
        """Sign in and return the claims of the id_token."""
        return self.read(self.tokens(browser, **changes)["id_token"])[1]

    # ------------------------------------------------------------ what tokens are for
    def userinfo(self, token: str) -> httpx2.Response:
        return self.http.get("/oauth2/userinfo", headers={"Authorization": f"Bearer {token}"})

    def published_keys(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.http.get("/oauth2/jwks").json()["keys"]
        return found

    def read(self, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims of a token of the provider; the published keys check its signature."""
        published: Any = {"keys": self.published_keys()}
        found = jwt.decode(token, jwk.KeySet.import_key_set(published), algorithms=["RS256", "ES256"])
        return dict(found.header), dict(found.claims)


def basic(client_id: str, secret: str) -> dict[str, str]:
    """The header of client_secret_basic (RFC 6749, 2.3.1)."""
    pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
