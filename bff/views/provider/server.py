"""The Authlib server: who a portal is, what a code and a token are, and how an id_token is signed.

Authlib checks the protocol (RFC 6749, 7523, 7636, OpenID Connect Core 1.0); here it is given our portals and
our store, and the rules of the profile that it does not have: S256 alone and always, one audience, short
assertions, pairwise subjects.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    ClientMixin,
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    OAuth2Error,
    OAuth2Request,
    scope_to_list,
)
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import OAuth2Payload
from authlib.oauth2.rfc6749.util import extract_basic_authorization
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from flask import Response, g, json, request
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from accounts.account.records import Account
from accounts.account.standing import NotActive, UnknownAccount
from accounts.grants.records import NotAgreed
from accounts.portals.records import ClientAuth, Portal, Scope
from bff.limits.portals import address_of, judge_proof
from bff.rules.portals.dpop import BadProof
from bff.rules.portals.unreadable import UNREADABLE
from bff.services import services, verifier
from bff.stores.portals.records import CODE_SECONDS, TOKEN_SECONDS, Kind
from bff.views.provider.keys import joserfc_key
from bff.views.provider.profile import (
    ASSERTION,
    FAPI_ASSERTION,
    ID_TOKEN_SECONDS,
    issuer,
    seconds_now,
    signing_for,
)
from bff.web.portals.keys_shown import key_shown
from verifiers.portals import PortalSites

#: In characters. An assertion of a key of 4096 bits has less than 1,500.
LONGEST_ASSERTION = 4_096
#: How far ahead an assertion may end (that of Authlib's client ends after an hour), and how much clocks may
#: differ, in seconds.
LONGEST_ASSERTION_SECONDS, CLOCKS_DIFFER_SECONDS = 3_600, 30


class PortalClient(ClientMixin):
    """A portal, as Authlib asks about it."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    def get_client_id(self) -> str:
        return self.portal.id

    def get_default_redirect_uri(self) -> None:
        """Return none: a request always names its address."""

    def get_allowed_scope(self, scope: str) -> str | None:
        """Return the scopes that the portal may ask for; None: ``openid`` is not among those it asked for."""
        allowed = [one for one in scope_to_list(scope) or [] if one in self.portal.scopes]
        return " ".join(allowed) if "openid" in allowed else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.portal.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return bool(services().portals.secret_matches(self.portal, client_secret))

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return bool(method == self.portal.client_auth)

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return bool(grant_type == CodeGrant.GRANT_TYPE)


class _Payload(OAuth2Payload):
    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    @property
    def data(self) -> Mapping[str, str]:
        return self._values

    @property
    def datalist(self) -> dict[str, list[str]]:
        return {name: [value] for name, value in self._values.items()}


class ProviderRequest(OAuth2Request):
    """One request whose parameters are known to stand there once each."""

    def __init__(self, values: Mapping[str, str]) -> None:
        # `bff.serving.security` has checked scheme and host: Authlib's own look at them is for other servers.
        super().__init__(request.method, "https://checked", headers=request.headers)
        self.payload = _Payload(values)
        self._form = dict(values)
        #: The thumbprint of the key that the portal shows.
        self.jkt: str | None = None

    @property
    def form(self) -> dict[str, str]:
        return self._form

    @property
    def args(self) -> dict[str, str]:
        return {}


@dataclass(frozen=True)
class Person:
    """Who signs in: all that Authlib needs to know of an account."""

    id: str


@dataclass(frozen=True)
class IssuedCode:
    """A code that was used now.

    Attributes:
        facts: what `bff.views.provider.answering` kept with it.
        token: the access token that it becomes.
    """

    facts: Mapping[str, Any]
    token: str

    def get_redirect_uri(self) -> str:
        return str(self.facts["redirect_uri"])

    def get_scope(self) -> str:
        return str(self.facts["scope"])

    def get_nonce(self) -> str | None:
        return self.facts.get("nonce")

    def get_auth_time(self) -> int:
        return int(self.facts["auth_time"])

    def get_acr(self) -> str | None:
        return self.facts.get("acr")

    def get_amr(self) -> list[str]:
        return list(self.facts["amr"])

    @property
    def code_challenge(self) -> str | None:
        return self.facts.get("code_challenge")

    @property
    def code_challenge_method(self) -> str:
        return "S256"


class CodeGrant(AuthorizationCodeGrant):
    """The one grant: a code, once, for an access token and an id_token."""

    TOKEN_ENDPOINT_AUTH_METHODS = sorted(ClientAuth)

    def authenticate_token_endpoint_client(self) -> PortalClient:
        """Return the portal, and note the key that it shows; the code is untouched until both are right."""
        client: PortalClient = super().authenticate_token_endpoint_client()
        self.request.jkt = key_of(client.portal)
        if self.request.jkt is None and client.portal.is_fapi:
            raise InvalidProof("This portal shows a key with each request for a token.")
        return client

    def save_authorization_code(self, code: str, asked: ProviderRequest) -> None:
        services().portal_store.put(Kind.CODE, code, asked.code_facts, seconds=CODE_SECONDS)

    def query_authorization_code(self, code: str, client: PortalClient) -> IssuedCode | None:
        """Use the code up, whatever comes of it: a code that was shown to a wrong portal is worth nothing."""
        facts, token = services().portal_store.take_code(code)
        if facts is None or facts["portal_id"] != client.portal.id:
            return None
        if facts["redirect_uri"] not in client.portal.redirect_uris:  # the operator took it since
            raise InvalidGrantError("The code went to an address that is not the portal's any more.")
        bound_to = facts.get("dpop_jkt")
        if bound_to is not None and bound_to != self.request.jkt:
            raise InvalidGrantError("The code is bound to a key, which this request does not show.")
        return IssuedCode(facts, token)

    def delete_authorization_code(self, authorization_code: IssuedCode) -> None:
        """Do nothing: the code was used up when it was read."""

    def authenticate_user(self, authorization_code: IssuedCode) -> Person | None:
        """Return who signs in, and note the session at the portal, which is told when it ends.

        The session here is looked up after that: what ends it from now on finds the one at the portal.
        """
        facts = authorization_code.facts
        names = ("account_id", "portal_id", "signed_in_id", "sid", "generation")
        scopes = [Scope(one) for one in facts["scope"].split()]
        try:
            services().grants.open_session(**{name: facts[name] for name in names}, scopes=scopes)
        except (UnknownAccount, NotActive, NotAgreed):  # frozen, a way in changed, the consent withdrawn
            return None
        if services().signed_in.is_open(facts["signed_in_id"]):
            return Person(facts["account_id"])
        services().grants.end_sessions_now(facts["account_id"], signed_in_id=facts["signed_in_id"])
        return None

    def generate_token(self, **_facts: Any) -> dict[str, Any]:
        code: IssuedCode = self.request.authorization_code
        return {
            "access_token": code.token,
            "token_type": "Bearer" if self.request.jkt is None else "DPoP",
            "expires_in": TOKEN_SECONDS,
            "scope": code.get_scope(),
        }

    def save_token(self, token: Mapping[str, Any]) -> None:
        facts = {**self.request.authorization_code.facts, "jkt": self.request.jkt}
        if not services().portal_store.put_token(token["access_token"], facts):
            raise InvalidGrantError("The code was used twice.")


def account_behind(facts: Mapping[str, Any]) -> Account | None:
    """Return the account of a token; None: its sign-in has ended, or it may not be used."""
    account = services().accounts.get(facts["account_id"])
    if account is None or not account.is_active or account.generation != facts["generation"]:
        return None
    return account if services().signed_in.is_open(facts["signed_in_id"]) else None


class S256Challenge(CodeChallenge):
    """PKCE (RFC 7636): S256 alone, always, but of portals of the old shape, which may leave it out."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        asked = grant.request.payload.data
        if "code_challenge" not in asked and "code_challenge_method" not in asked:
            if grant.request.client.portal.is_legacy:
                return
            raise InvalidRequestError("Missing 'code_challenge'")
        if asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("'code_challenge_method' must be S256")
        super().validate_code_challenge(grant, redirect_uri)

    def get_authorization_code_challenge(self, authorization_code: IssuedCode) -> str | None:
        return authorization_code.code_challenge

    def get_authorization_code_challenge_method(self, authorization_code: IssuedCode) -> str:
        return authorization_code.code_challenge_method


class IdToken(OpenIDCode):
    """The id_token: who, when, how. What else is known of a person is in userinfo."""

    def exists_nonce(self, _nonce: str, _request: OAuth2Request) -> bool:
        """Return False: a nonce is bound to its code, and a code is used once."""
        return False

    def get_client_algorithm(self, client: PortalClient) -> str:
        return signing_for(client.portal)

    def resolve_client_private_key(self, client: PortalClient) -> jwk.Key:
        return joserfc_key(services().signing_keys.signing(self.get_client_algorithm(client)))

    def get_encode_header(self, client: PortalClient) -> dict[str, str]:
        key = services().signing_keys.signing(self.get_client_algorithm(client))
        return {"alg": key.alg, "kid": key.kid}

    def get_client_claims(self, client: PortalClient) -> dict[str, Any]:
        now = seconds_now()
        return {
            "iss": issuer(),
            "aud": client.portal.id,
            "azp": client.portal.id,
            "iat": now,
            "exp": now + ID_TOKEN_SECONDS,
        }

    def get_compatible_claims(self, asked: ProviderRequest) -> dict[str, Any]:
        facts = asked.authorization_code.facts
        who = {"sub": subject_of(asked.client.portal, asked.user.id), "sid": facts["sid"]}
        return self.get_client_claims(asked.client) | who

    def generate_user_info(self, _user: Person, _scope: str) -> dict[str, Any]:
        return {}


def subject_of(portal: Portal, account_id: str) -> str:
    """Return the account's name at this portal: another sector gets another one (OpenID Core 1.0, 8.1)."""
    return services().lookup.digest("portal_subject", f"{portal.sector} {account_id}")


class Assertion(JWTBearerClientAssertion):
    """A portal's signed assertion of who it is (RFC 7523, ``private_key_jwt``)."""

    CLIENT_AUTH_METHOD = ClientAuth.PRIVATE_KEY_JWT.value

    def extract_assertion(self, assertion: str) -> tuple[Mapping[str, Any], dict[str, Any]]:
        """Read an assertion, its length first."""
        if len(assertion) > LONGEST_ASSERTION or not assertion.isascii():
            raise InvalidClientError(description="Invalid JWT assertion.")
        try:
            headers, claims = super().extract_assertion(assertion)
            alg, kid = headers.get("alg"), headers.get("kid")
        except UNREADABLE as trouble:
            raise InvalidClientError(description="Invalid JWT assertion.") from trouble
        if alg not in ASSERTION:
            raise InvalidClientError(description="Unsupported algorithm of the assertion.")
        g.asserted_kid = kid
        return headers, claims

    def resolve_client_public_key(self, client: PortalClient) -> jwk.KeySet:
        """Return the portal's keys; a portal that shows a secret has none, and is not asked for any."""
        if not client.check_endpoint_auth_method(self.CLIENT_AUTH_METHOD, "token"):
            raise InvalidClientError(description="This portal shows who it is in another way.")
        g.asserting = client.portal
        keys = keys_of(client.portal, g.asserted_kid)
        try:
            return jwk.KeySet.import_key_set(keys)
        except UNREADABLE as trouble:  # e.g. no key at the portal's address is of a kind that is known
            raise InvalidClientError(description="The portal has no key that can be used.") from trouble

    def process_assertion_claims(self, assertion: str, resolve_key: jwk.KeySet) -> dict[str, Any]:
        """Return the claims. Authlib's own way takes no PS256, and RS256 from every portal."""
        algorithms = FAPI_ASSERTION if g.asserting.is_fapi else ASSERTION
        try:
            token = jwt.decode(assertion, resolve_key, algorithms=algorithms)
        except UNREADABLE as trouble:  # e.g. no key of that kid
            raise InvalidClientError(description="No key of the portal made this assertion.") from trouble
        try:
            self.verify_claims(token.claims)
        except UNREADABLE as trouble:  # e.g. a time that is no number
            raise InvalidClientError(description="The claims of the assertion are wrong.") from trouble
        return dict(token.claims)

    def verify_claims(self, claims: jwt.Claims) -> None:
        """Judge the claims by the product's clock; Authlib's own way asks the machine's."""
        audience = claims.get("aud")
        if isinstance(audience, list) and (g.asserting.is_fapi or len(audience) != 1):
            raise InvalidClientError(description="The assertion must name one audience.")
        end, latest = claims.get("exp"), seconds_now() + LONGEST_ASSERTION_SECONDS + CLOCKS_DIFFER_SECONDS
        # First: its id is remembered until then. Not "end > latest": NaN is not greater either.
        if isinstance(end, bool) or not isinstance(end, int | float) or not end <= latest:
            raise InvalidClientError(description="The assertion has no end, or ends too far ahead.")
        needed: dict[str, jwt.ClaimsOption] = {name: {"essential": True} for name in ("iss", "sub", "exp")}
        needed["aud"] = {"essential": True, "values": self.get_audiences()}
        try:
            jwt.JWTClaimsRegistry(seconds_now, CLOCKS_DIFFER_SECONDS, **needed).validate(claims)
        except JoseError as trouble:
            raise InvalidClientError(description=trouble.description) from trouble
        if claims["sub"] != claims["iss"]:
            raise InvalidClientError(description="Issuer and subject of the assertion differ.")
        if not self.validate_jti(claims, claims.get("jti")):
            raise InvalidClientError(description="The assertion has no id of its own, or was used before.")

    def get_audiences(self) -> list[str]:
        own = [issuer()]
        if g.asserting.takes_token_endpoint_audience:
            own += [issuer() + request.path]
        return own

    def validate_jti(self, claims: jwt.Claims, jti: Any) -> bool:
        if not isinstance(jti, str) or not 0 < len(jti) <= 255:
            return False
        left = int(claims["exp"] - seconds_now()) + 2 * CLOCKS_DIFFER_SECONDS
        return services().portal_store.is_first_use(g.asserting.id, jti, seconds=left)


def keys_of(portal: Portal, kid: str | None) -> Any:
    """Return the portal's public keys (a JWK set): those that the operator noted, or those at its address."""
    if portal.keys_uri:
        return verifier(PortalSites).keys_at(portal.keys_uri, kid=kid)
    return portal.keys or {"keys": []}


class InvalidProof(OAuth2Error):
    """What a portal sends to show that it holds a key does not show it (RFC 9449, section 5)."""

    error = "invalid_dpop_proof"


def key_of(portal: Portal) -> str | None:
    """Return the thumbprint of the key that this request of *portal* shows; None: it shows none.

    Raises:
        InvalidProof: see there.
    """
    try:
        return key_shown(portal)
    except BadProof as trouble:
        raise InvalidProof(str(trouble)) from trouble


class Server(AuthorizationServer):
    """Authlib's server with our portals and Flask's answers."""

    def __init__(self) -> None:
        super().__init__()
        self.register_grant(CodeGrant, [S256Challenge(required=True), IdToken(require_nonce=False)])
        self._assertion = Assertion()
        self.register_client_auth_method(Assertion.CLIENT_AUTH_METHOD, self._assertion)

    def query_client(self, client_id: str) -> PortalClient | None:
        """Return the open portal with this id, if it may ask from this address."""
        if not client_id or len(client_id) > 100:
            return None
        portal = services().portals.find_lately(client_id)
        return PortalClient(portal) if portal is not None and portal.ended_at is None else None

    def authenticate_client(
        self, asked: ProviderRequest, methods: Sequence[str], endpoint: str = "token"
    ) -> PortalClient:
        """Return the portal that sent this request from one of its own addresses.

        Raises:
            InvalidClientError: it did not show who it is.
            TooOften: too many requests from its network did not.
        """
        return judge_proof(
            self._named_in(asked), InvalidClientError, lambda: self._proven(asked, methods, endpoint)
        )

    def _named_in(self, asked: ProviderRequest) -> str:
        """Return the portal that a request names; nothing shows yet that it is the sender."""
        try:
            named = asked.payload.client_id or extract_basic_authorization(asked.headers)[0]
            if not named and (assertion := asked.form.get("client_assertion")):
                named = self._assertion.extract_assertion(assertion)[1].get("sub")
        except (InvalidClientError, UnicodeDecodeError):
            return ""
        return named if isinstance(named, str) and named.isprintable() else ""

    def _proven(self, asked: ProviderRequest, methods: Sequence[str], endpoint: str) -> PortalClient:
        try:
            client: PortalClient = super().authenticate_client(asked, methods, endpoint)
        except UnicodeDecodeError as trouble:  # the header of a secret holds no text
            raise InvalidClientError(
                status_code=401, description="The portal did not show who it is."
            ) from trouble
        named = asked.payload.client_id
        if (named and named != client.portal.id) or not _is_from(client.portal):
            raise InvalidClientError(status_code=401, description="The portal did not show who it is.")
        return client

    def create_oauth2_request(self, asked: ProviderRequest) -> ProviderRequest:
        return asked

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        return Response(json.dumps(body) if isinstance(body, dict) else body, status, headers)

    def send_signal(self, *_arguments: Any, **_facts: Any) -> None:
        """Send none: nothing here listens."""


def _is_from(portal: Portal) -> bool:
    """Return whether this request comes from one of the portal's networks, if it named any."""
    if not portal.addresses:
        return True
    here = address_of(request.remote_addr)
    return here is not None and any(here in ipaddress.ip_network(one) for one in portal.addresses)


SERVER = Server()
