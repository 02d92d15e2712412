"""idpyoidc (PyPI), the successor of the certified pyoidc: its relying party, with its own checks."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptojwt import KeyJar
from cryptojwt.jwk.ec import ECKey
from idpyoidc.client.oauth2.stand_alone_client import backchannel_logout
from idpyoidc.client.rp_handler import RPHandler

from tests.support.openid.parties import PartyRefused, Registration, SignedIn

PKCE = {
    "pkce": {
        "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
        "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"},
    }
}
SERVICES = {
    "discovery": {"class": "idpyoidc.client.oidc.provider_info_discovery.ProviderInfoDiscovery"},
    "registration": {"class": "idpyoidc.client.oidc.registration.Registration"},
    "authorization": {"class": "idpyoidc.client.oidc.authorization.Authorization"},
    "access_token": {"class": "idpyoidc.client.oidc.access_token.AccessToken"},
    "userinfo": {"class": "idpyoidc.client.oidc.userinfo.UserInfo"},
    "end_session": {"class": "idpyoidc.client.oidc.end_session.EndSession"},
}


class Idpyoidc:
    """One client of idpyoidc."""

    def __init__(self, registration: Registration, back: str) -> None:
        self._registration = registration
        keys = KeyJar()
        if registration.key is not None:
            read = ECKey(**registration.key.as_dict(private=True))
            keys.add_keys("", [read])
            keys.add_keys(registration.id, [read])
        config: dict[str, Any] = {
            "issuer": registration.issuer,
            "client_id": registration.id,
            "client_type": "oidc",
            "redirect_uris": [registration.redirect_uri],
            "post_logout_redirect_uris": [back],
            "scope": registration.scope.split(),
            "scopes_supported": registration.scope.split(),
            "response_types_supported": ["code"],
            "token_endpoint_auth_method": registration.auth,
            "token_endpoint_auth_methods_supported": [registration.auth],
            "client_authn_methods": [registration.auth, "bearer_header"],
            "token_endpoint_auth_signing_alg": "ES256",
            "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
            "add_ons": PKCE,
        }
        if registration.secret:
            config["client_secret"] = registration.secret
        self._handler = RPHandler(
            base_url=registration.redirect_uri.rpartition("/")[0],
            client_configs={registration.issuer: config},
            services=SERVICES,
            keyjar=keys,
            httpc_params={"timeout": 30.0},
        )
        self._state = ""

    def begin(self, **parameters: Any) -> str:
        asked = {"redirect_uri": self._registration.redirect_uri, "scope": self._registration.scope.split()}
        begun = self._handler.begin(self._registration.issuer, req_args=asked | parameters)
        query = parse_qs(urlsplit(begun if isinstance(begun, str) else begun["url"]).query)
        self._state = query["state"][0]
        return str(begun if isinstance(begun, str) else begun["url"])

    def finish(self, place: str, **_changes: str) -> SignedIn:
        answer = {name: texts[0] for name, texts in parse_qs(urlsplit(place).query).items()}
        try:
            found = self._handler.finalize(self._registration.issuer, answer)
        except Exception as error:  # whatever a library raises, it did not take the person
            raise PartyRefused(repr(error)) from error
        if "error" in found:
            raise PartyRefused(str(found["error"]))
        known = self._client.get_context().cstate.get(self._state)
        return SignedIn(
            found["id_token"].to_dict(), found["userinfo"].to_dict(), known["id_token"], found["token"]
        )

    @property
    def _client(self) -> Any:
        return self._handler.issuer2rp[self._registration.issuer]

    def logout(self, _signed_in: SignedIn, back: str) -> str:
        return str(self._handler.logout(self._state, post_logout_redirect_uri=back)["url"])

    def take_logout(self, logout_token: str) -> bool:
        """Take a message of a logout; return whether it ends the session of the last sign-in."""
        try:
            state = backchannel_logout(self._client, request_args={"logout_token": logout_token})
        except Exception as error:  # whatever a library raises, it refuses the message
            raise PartyRefused(repr(error)) from error
        return bool(state == self._state)
