"""What the provider offers, in one place: discovery tells just this, and each endpoint keeps to it.

OpenID Connect Discovery 1.0, section 3; RFC 8414; RFC 9207. No registration, no implicit or hybrid flow, no
refresh tokens, no ``claims`` parameter, no request objects.
"""

from types import MappingProxyType
from typing import Any

from flask import url_for

from accounts.portals.records import ClientAuth, Portal, Scope
from bff.rules.portals.claims import ACR, LEVELS
from bff.rules.portals.dpop import ALGORITHMS as DPOP
from bff.rules.portals.means import AMR
from bff.services import services

#: Algorithms of our signatures; the first one is what a portal gets that asks for none.
SIGNING = ("RS256", "ES256")
#: Algorithms of a portal's assertions.
ASSERTION = ("RS256", "PS256", "ES256")
#: The same of a portal of the FAPI 2.0 Security Profile (5.4.1), and what our signatures for it are.
FAPI_ASSERTION, FAPI_SIGNING = ("PS256", "ES256"), "ES256"
#: How long a pushed request's address begins (RFC 9126, section 2.2).
PUSHED_URI = "urn:ietf:params:oauth:request_uri:"
#: How long an id_token may be used as one, in seconds.
ID_TOKEN_SECONDS = 300
BACKCHANNEL_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_FACTS: MappingProxyType[str, Any] = MappingProxyType(
    {
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise"],
        "scopes_supported": sorted(Scope),
        "id_token_signing_alg_values_supported": list(SIGNING),
        "userinfo_signing_alg_values_supported": list(SIGNING),
        "token_endpoint_auth_methods_supported": sorted(ClientAuth),
        "token_endpoint_auth_signing_alg_values_supported": list(ASSERTION),
        "revocation_endpoint_auth_methods_supported": sorted(ClientAuth),
        "revocation_endpoint_auth_signing_alg_values_supported": list(ASSERTION),
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": list(DPOP),
        "acr_values_supported": [ACR.format(level=level) for level in LEVELS],
        "amr_values_supported": sorted(AMR.values()),
        "prompt_values_supported": ["none", "login", "consent"],
        "display_values_supported": ["page"],
        "claim_types_supported": ["normal"],
        "claims_supported": [
            *("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid"),
            *("name", "birthdate", "gender", "phone_number", "phone_number_verified", "email"),
            *("email_verified", "address", "citizen_number", "old_identity_number", "organisation_name"),
            *("organisation_kind", "tax_number", "business_number"),
        ],
        "ui_locales_supported": ["vi", "en"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "require_request_uri_registration": False,
        "require_pushed_authorization_requests": False,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "frontchannel_logout_supported": False,
    }
)


def issuer() -> str:
    """Return the provider's identifier: the public origin."""
    return services().settings.public_origin


def seconds_now() -> int:
    """Return the product's time as claims tell it: in seconds since 1970 (RFC 7519, section 2)."""
    return int(services().clock().timestamp())


def signing_for(portal: Portal) -> str:
    """Return the algorithm of our signatures for a portal."""
    return FAPI_SIGNING if portal.is_fapi else SIGNING[0]


def discovery() -> dict[str, Any]:
    """Return the provider's metadata."""
    at = {
        "authorization_endpoint": "provider.authorize",
        "token_endpoint": "provider_machine.token",
        "userinfo_endpoint": "provider_machine.userinfo",
        "revocation_endpoint": "provider_machine.revoke",
        "pushed_authorization_request_endpoint": "provider_machine.pushed",
        "jwks_uri": "provider_machine.keys",
        "end_session_endpoint": "provider.end_session_of",
    }
    addresses = {name: issuer() + url_for(endpoint) for name, endpoint in at.items()}
    return {"issuer": issuer(), **addresses, **_FACTS}
