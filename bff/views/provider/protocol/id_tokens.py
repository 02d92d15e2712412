"""The id_token, and by which name a portal knows a person."""

from typing import Any

from authlib.oauth2.rfc6749 import OAuth2Request
from authlib.oidc.core.grants import OpenIDCode
from joserfc import jwk

from accounts.portals.records import Portal
from bff.services import services
from bff.views.provider.protocol.client import PortalClient, ProviderRequest
from bff.views.provider.protocol.codes import Person
from bff.views.provider.protocol.keys import joserfc_key
from bff.views.provider.protocol.profile import ID_TOKEN_SECONDS, issuer, seconds_now, signing_for


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
