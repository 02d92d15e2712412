"""A portal and its request, as Authlib asks about them."""

from collections.abc import Mapping

from authlib.oauth2.rfc6749 import ClientMixin, OAuth2Request, scope_to_list
from authlib.oauth2.rfc6749.requests import OAuth2Payload
from flask import request

from accounts.portals.records import Portal
from bff.services import services

#: The one grant (RFC 6749, section 4.1.3).
GRANT_TYPE = "authorization_code"


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
        return bool(grant_type == GRANT_TYPE)


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
        #: Whether it is noted already that the portal is told of the person today.
        self.is_passed_on = False

    @property
    def form(self) -> dict[str, str]:
        return self._form

    @property
    def args(self) -> dict[str, str]:
        return {}
