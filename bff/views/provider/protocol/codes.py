"""What a code is worth: who signed in, for whom, and the access token that it becomes, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge

from accounts.account.records import Account
from accounts.account.standing import NotActive, UnknownAccount
from accounts.grants.records import NotAgreed
from accounts.portals.records import ClientAuth, Scope
from bff.services import services
from bff.stores.portals.records import CODE_SECONDS, TOKEN_SECONDS, Kind, Put
from bff.views.provider.protocol.client import PortalClient, ProviderRequest
from bff.views.provider.protocol.proofs import InvalidProof, key_of


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

        `save_token` looks at the session here after that: what ends it from now on finds the one at the
        portal.
        """
        facts = authorization_code.facts
        names = ("account_id", "portal_id", "signed_in_id", "sid", "generation")
        scopes = [Scope(one) for one in facts["scope"].split()]
        try:
            is_passed_on = services().grants.open_session(
                **{name: facts[name] for name in names}, scopes=scopes
            )
        except (UnknownAccount, NotActive, NotAgreed):  # frozen, a way in changed, the consent withdrawn
            return None
        self.request.is_passed_on = is_passed_on
        return Person(facts["account_id"])

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
        session_key = services().signed_in.key_of(facts["signed_in_id"])
        match services().portal_store.put_token(token["access_token"], facts, session_key=session_key):
            case Put.KEPT:
                return
            case Put.USED_TWICE:
                raise InvalidGrantError("The code was used twice.")
            case Put.SIGNED_OUT:
                services().grants.end_sessions_now(facts["account_id"], signed_in_id=facts["signed_in_id"])
                raise InvalidGrantError("The person has signed out.")


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
