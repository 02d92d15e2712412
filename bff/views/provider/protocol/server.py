"""The Authlib server: which portal sent a request, and what Authlib is given to answer it.

Authlib checks the protocol (RFC 6749, 7523, 7636, OpenID Connect Core 1.0); in this folder it is given our
portals and our store, and the rules of the profile that it does not have: S256 alone and always, one
audience, short assertions, pairwise subjects.
"""

import ipaddress
from collections.abc import Sequence
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer, InvalidClientError
from authlib.oauth2.rfc6749.util import extract_basic_authorization
from flask import Response, json, request

from accounts.portals.records import Portal
from bff.limits.portals import address_of, judge_proof
from bff.services import services
from bff.views.provider.protocol.assertions import Assertion
from bff.views.provider.protocol.client import PortalClient, ProviderRequest
from bff.views.provider.protocol.codes import CodeGrant, S256Challenge
from bff.views.provider.protocol.id_tokens import IdToken


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
