"""A portal's signed assertion of who it is: short, for one audience, used once (RFC 7523)."""

from collections.abc import Mapping
from typing import Any

from authlib.oauth2.rfc6749 import InvalidClientError
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from flask import g, request
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from accounts.portals.records import ClientAuth, Portal
from bff.rules.portals.unreadable import UNREADABLE
from bff.services import services, verifier
from bff.views.provider.protocol.client import PortalClient
from bff.views.provider.protocol.profile import ASSERTION, FAPI_ASSERTION, issuer, seconds_now
from verifiers.portals import PortalSites

#: In characters. An assertion of a key of 4096 bits has less than 1,500.
LONGEST_ASSERTION = 4_096
#: How far ahead an assertion may end (that of Authlib's client ends after an hour), and how much clocks may
#: differ, in seconds.
LONGEST_ASSERTION_SECONDS, CLOCKS_DIFFER_SECONDS = 3_600, 30


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
