"""The records of portals: frozen, plain values, no database.

A portal is a relying party of OpenID Connect: a website that signs people in with these accounts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any


class ClientAuth(StrEnum):
    """How a portal proves at the token endpoint that it is the portal (OpenID Connect Core, section 9)."""

    PRIVATE_KEY_JWT = "private_key_jwt"
    CLIENT_SECRET_POST = "client_secret_post"  # noqa: S105  # a way, not a secret
    CLIENT_SECRET_BASIC = "client_secret_basic"  # noqa: S105  # a way, not a secret

    @property
    def has_secret(self) -> bool:
        """Whether the portal proves itself with a secret that both sides know."""
        return self is not ClientAuth.PRIVATE_KEY_JWT


class Scope(StrEnum):
    """What a portal may be told about a person."""

    OPENID = "openid"
    PROFILE = "profile"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    IDENTITY = "identity"
    """The citizen number."""
    ORGANISATION = "organisation"
    VN_PORTAL = "vn_portal"
    """The claims of the old national shape."""


class PortalEvent(StrEnum):
    """The events of portals and signing keys. The audit stores each under the id of the portal or key."""

    ADDED = "portal_added"
    CHANGED = "portal_changed"
    ENDED = "portal_ended"
    SECRET_ROTATED = "portal_secret_rotated"  # noqa: S105  # an event, not a secret
    KEY_MADE = "portal_key_made"
    KEY_LEAKED = "portal_key_leaked"
    LOGOUT_GIVEN_UP = "portal_logout_given_up"
    """The portal did not take the message that a session ended, however often it was sent."""


class BadPortal(ValueError):
    """The facts of a portal contradict each other or can not be used; the message says which."""


class PortalExists(BadPortal):
    """There is a portal with this id, or one that the audit would write the same way."""


class UnknownPortal(LookupError):
    """There is no portal with this id."""

    def __init__(self, portal_id: str) -> None:
        super().__init__(f"there is no portal {portal_id}")


@dataclass(frozen=True, kw_only=True)
class PortalFacts:
    """What an operator says about a portal."""

    name_vi: str
    name_en: str
    sector: str
    """The host that the pairwise subjects of its people are derived from; never changed."""
    redirect_uris: tuple[str, ...]
    """Compared sign by sign."""
    logout_uris: tuple[str, ...] = ()
    """Where a person may be sent after signing out (post_logout_redirect_uris); compared sign by sign."""
    backchannel_logout_uri: str | None = None
    scopes: frozenset[Scope] = frozenset({Scope.OPENID})
    least_level: int = 2
    """The lowest level of verification that it accepts, 2 or 3."""
    client_auth: ClientAuth = ClientAuth.PRIVATE_KEY_JWT
    keys: Mapping[str, Any] | None = field(default=None, repr=False)
    """Its public keys, a JSON Web Key Set (RFC 7517)."""
    keys_uri: str | None = None
    """Where its public keys are, on a host of PORTAL_KEYS_HOSTS."""
    is_legacy: bool = False
    """Whether it speaks the old national shape: no PKCE, no nonce, the old claims."""
    is_fapi: bool = False
    """Whether it follows the FAPI 2.0 Security Profile: pushed requests and DPoP alone."""
    signs_userinfo: bool = False
    """Whether what it is told about a person is signed."""
    takes_token_endpoint_audience: bool = False
    """Whether its assertions may name the token endpoint as audience, instead of the issuer."""
    addresses: tuple[str, ...] = ()
    """The networks from which its token requests are taken; empty: any."""


@dataclass(frozen=True, kw_only=True)
class NewPortal(PortalFacts):
    """A portal to be added."""

    id: str | None = None
    """The client_id; None: a random one."""


@dataclass(frozen=True, kw_only=True)
class Portal(PortalFacts):
    """One portal, as the database has it."""

    id: str
    """The client_id."""
    added_at: datetime
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether people may sign in to it."""
        return self.ended_at is None


#: The names of all facts that an operator says.
FACTS = tuple(one.name for one in fields(PortalFacts))
