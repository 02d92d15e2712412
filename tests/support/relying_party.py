"""A portal that signs people in, by raw HTTP; joserfc checks what it gets."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask
from joserfc import jwk, jwt
from werkzeug.test import Client, TestResponse

from accounts.portals.records import ClientAuth, NewPortal, Scope
from bff.views.provider.answering import CONSENT_VERSION
from tests.support.browser import ORIGIN, Browser, Page

RETURN = "https://portal.example.vn/callback"
BYE = "https://portal.example.vn/bye"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass
class RelyingParty:
    """One portal. *changes* are facts of its row."""

    app: Flask
    id: str = "portal"
    changes: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.key = jwk.ECKey.generate_key("P-256", {"kid": "one", "alg": "ES256", "use": "sig"})
        #: The key to which its access tokens are bound.
        self.dpop_key = jwk.ECKey.generate_key("P-256")
        self.verifier = secrets.token_urlsafe(48)
        self.state, self.nonce = secrets.token_urlsafe(8), secrets.token_urlsafe(8)
        facts: dict[str, Any] = {
            "id": self.id,
            "name_vi": "Cổng thử",
            "name_en": "Trial portal",
            "sector": "portal.example.vn",
            "redirect_uris": (RETURN,),
            "logout_uris": (BYE,),
            "backchannel_logout_uri": None,
            "scopes": frozenset({Scope.OPENID, Scope.PROFILE, Scope.PHONE, Scope.EMAIL, Scope.ADDRESS}),
            "least_level": 2,
            "client_auth": ClientAuth.PRIVATE_KEY_JWT,
            "keys": {"keys": [self.key.as_dict(private=False)]},
            "keys_uri": None,
            "is_legacy": False,
            "is_fapi": False,
            "signs_userinfo": False,
            "takes_token_endpoint_audience": False,
            "addresses": (),
        }
        _portal, self.secret = self.app.extensions["services"].portals.add(
            NewPortal(**(facts | self.changes))
        )
        self._client = Client(self.app)

    @property
    def now(self) -> float:
        """The product's time, in seconds since 1970."""
        return float(self.app.extensions["services"].clock().timestamp())

    @property
    def metadata(self) -> dict[str, Any]:
        """What the provider says of itself."""
        answer = self._client.get("/.well-known/openid-configuration", base_url=ORIGIN)
        return dict(answer.get_json())

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of a faultless request."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest())
        return {
            "client_id": self.id,
            "redirect_uri": RETURN,
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
        return "/oauth2/authorize?" + urlencode(asked)

    def send(self, browser: Browser, **changes: str | None) -> Page:
        """Send a browser to sign in."""
        browser.left_for = ""
        return browser.open(self.address(**changes))

    def answer_to(self, browser: Browser) -> dict[str, str]:
        """What the browser brought back."""
        assert browser.left_for.startswith(RETURN), browser.left_for or browser.page.heading
        return {name: texts[0] for name, texts in parse_qs(urlsplit(browser.left_for).query).items()}

    def assertion(self, **changes: Any) -> str:
        """Its signed assertion of who it is."""
        now = int(self.now)
        claims = {
            "iss": self.id,
            "sub": self.id,
            "aud": ORIGIN,
            "jti": secrets.token_urlsafe(8),
            "iat": now,
            "exp": now + 60,
        }
        return jwt.encode({"alg": "ES256", "kid": "one"}, claims | changes, self.key)

    @property
    def proof(self) -> dict[str, str]:
        """What shows at the token endpoint who it is."""
        return {"client_assertion_type": JWT_BEARER, "client_assertion": self.assertion()}

    def post(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        place: str = "127.0.0.1",
        **fields: str,
    ) -> TestResponse:
        """Send a form from the portal's own machine; *place* is its network address."""
        told = dict(headers or {})
        machine = {"REMOTE_ADDR": place}
        return self._client.post(path, base_url=ORIGIN, data=fields, headers=told, environ_base=machine)

    def dpop(
        self,
        path: str,
        method: str = "POST",
        *,
        key: jwk.ECKey | jwk.RSAKey | jwk.OctKey | None = None,
        header: Mapping[str, Any] | None = None,
        token: str | None = None,
        **changes: Any,
    ) -> dict[str, str]:
        """The header that shows that it holds a key (RFC 9449); None leaves a claim out.

        Args:
            token: the access token that comes with it.
        """
        key = key or self.dpop_key
        claims = {
            "jti": secrets.token_urlsafe(8),
            "htm": method,
            "htu": ORIGIN + path,
            "iat": int(self.now),
        }
        if token is not None:
            digest = hashlib.sha256(token.encode()).digest()
            claims["ath"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        told = {name: value for name, value in (claims | changes).items() if value is not None}
        head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)} | dict(header or {})
        left = {name: value for name, value in head.items() if value is not None}
        return {"DPoP": jwt.encode(left, told, key, algorithms=[head["alg"]])}

    def pushed(self, *, headers: Mapping[str, str] | None = None, **changes: str) -> TestResponse:
        """Push a request (RFC 9126)."""
        return self.post("/oauth2/par", headers=headers, **(self.parameters | self.proof | changes))

    def send_pushed(
        self, browser: Browser, *, headers: Mapping[str, str] | None = None, **changes: str
    ) -> Page:
        """Push a request, and send a browser to sign in with it."""
        browser.left_for = ""
        return browser.open(self.pushed_address(headers=headers, **changes))

    def pushed_address(self, *, headers: Mapping[str, str] | None = None, **changes: str) -> str:
        """Push a request, and return the address to which it sends a browser with it."""
        uri = self.pushed(headers=headers, **changes).get_json()["request_uri"]
        return "/oauth2/authorize?" + urlencode({"client_id": self.id, "request_uri": uri})

    def redeem(self, code: str, *, headers: Mapping[str, str] | None = None, **changes: str) -> TestResponse:
        """Exchange a code."""
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": RETURN,
            "code_verifier": self.verifier,
        }
        return self.post("/oauth2/token", headers=headers, **(fields | self.proof | changes))

    def userinfo(
        self, token: str, scheme: str = "Bearer", headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        """Ask who it is."""
        told = {"Authorization": f"{scheme} {token}", **(headers or {})}
        return self._client.get("/oauth2/userinfo", base_url=ORIGIN, headers=told)

    def read(self, id_token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims of an id_token, whose signature is checked against the published keys."""
        keys = self._client.get("/oauth2/jwks", base_url=ORIGIN).get_json()
        token = jwt.decode(id_token, jwk.KeySet.import_key_set(keys), algorithms=["RS256", "ES256"])
        return dict(token.header), dict(token.claims)


def agree(app: Flask, account_id: str, portal: RelyingParty) -> None:
    """Let a person agree to all that the portal asks for."""
    wanted = [Scope(one) for one in portal.parameters["scope"].split() if one != Scope.OPENID]
    app.extensions["services"].grants.consent(
        account_id, portal.id, wanted, language="en", text_version=CONSENT_VERSION
    )
