"""Reads what a portal asks for: the parameters of an authorization request, by whatever way they came.

A request without a known portal and one of its registered addresses is shown to the person and goes nowhere.
Every other fault goes back to the portal (RFC 6749, 4.1.2.1; OpenID Connect Core 1.0, 3.1.2.6).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlsplit

from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import OAuth2Error
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect

from accounts.portals.records import Portal, Scope
from bff.limits.portals import keeping_a_request, length_of, place_of_a_request
from bff.rules.portals.claims import acr_of, least_level
from bff.rules.portals.dpop import is_thumbprint
from bff.services import services
from bff.serving.log import outcome
from bff.stores.portals.records import REQUEST_IDLE_SECONDS, Kind
from bff.views.provider.protocol.client import ProviderRequest
from bff.views.provider.protocol.codes import CodeGrant
from bff.views.provider.protocol.profile import PUSHED_URI, issuer
from bff.views.provider.protocol.server import SERVER
from bff.web.devices import device_values
from bff.web.portals import waiting
from bff.web.sessions import current_session

#: In characters. A ``state`` of the national shape is an address in base64.
LONGEST_VALUE, LONGEST_REQUEST = 4_096, 8_192
#: The same of the whole request as it is kept: a record holds 16 KiB, and other things beside it.
LONGEST_KEPT = 12 * 1024
#: A person who has signed in for a request has this long to read and agree, however young it wants a sign-in
#: to be (an assumption): otherwise a small `max_age` would ask for one sign-in after another.
FRESH_SECONDS = 300
#: The parameters that mean something here; all others are passed over.
KNOWN = frozenset(
    {
        *("client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce"),
        *("code_challenge", "code_challenge_method", "prompt", "max_age", "acr_values", "ui_locales"),
        "dpop_jkt",
        *("request", "request_uri", "registration", "display", "login_hint", "id_token_hint"),
    }
)
PROMPTS = frozenset({"none", "login", "consent", "select_account"})


class NowhereToGo(Exception):
    """The request names no portal, or an address that is not the portal's: it is answered here."""


class PushedRequestEnded(NowhereToGo):
    """The request was pushed too long ago, so nothing says to which address the answer would go."""


@dataclass(frozen=True)
class Asked:
    """One authorization request that was checked.

    Attributes:
        values: its known parameters.
        at: when the person began to answer it; None: they have not yet.
        token: where it is kept; empty: nowhere yet.
        place: the receipt of its place among all that are kept; None: it has none.
        agreed: whether the person has just agreed.
        is_pushed: whether the portal itself brought the request.
    """

    portal: Portal
    values: Mapping[str, str]
    at: datetime | None = None
    token: str = ""
    place: str | None = None
    agreed: bool = False
    is_pushed: bool = False

    @property
    def redirect_uri(self) -> str:
        return self.values["redirect_uri"]

    @property
    def origin(self) -> str:
        """The origin of the portal's address."""
        parts = urlsplit(self.redirect_uri)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """What it asks for, of what the portal may ask for; ``openid`` too."""
        named = set(self.values.get("scope", "").split())
        return tuple(scope for scope in Scope if scope.value in named and scope in self.portal.scopes)

    @property
    def prompts(self) -> frozenset[str]:
        return frozenset(self.values.get("prompt", "").split())

    @property
    def level(self) -> int:
        """The least level that it asks for."""
        names = self.values.get("acr_values", "")
        return least_level(names, portal_level=self.portal.least_level, is_legacy=self.portal.is_legacy)

    def acr(self, level: int) -> str:
        return acr_of(level, self.values.get("acr_values", ""), is_legacy=self.portal.is_legacy)

    def is_signed_in_for(self, signed_in_at: datetime) -> bool:
        """Return whether the person signed in after beginning to answer this request."""
        return self.at is not None and signed_in_at >= self.at

    def is_older_than_wanted(self, signed_in_at: datetime) -> bool:
        """Return whether the person must sign in again: the portal asked so, or it was too long ago."""
        is_for_this = self.is_signed_in_for(signed_in_at)
        if "login" in self.prompts and not is_for_this:
            return True
        if "max_age" not in self.values:
            return False
        most = int(self.values["max_age"])
        age = (services().clock() - signed_in_at).total_seconds()
        return age > (max(most, FRESH_SECONDS) if is_for_this else most)

    def kept(self) -> Self:
        """Keep the request, so that this browser's person can answer it after signing in or registering.

        Raises:
            NoPlace: see `place_of_a_request`.
            TooOften: this browser has begun to answer too many.
        """
        at = services().clock()
        facts = {
            "portal_id": self.portal.id,
            "values": dict(self.values),
            "at": at.isoformat(),
            "browser": waiting.own_mark(),
            "is_pushed": self.is_pushed,
        }
        length, is_known = length_of(self.values), bool(device_values() or current_session())
        with (
            services().limits.attempt(keeping_a_request()),
            place_of_a_request(self.portal.id, length=length, is_known=is_known) as taken,
        ):
            facts["place"] = taken.receipt
            token = services().portal_store.keep(Kind.REQUEST, facts, seconds=REQUEST_IDLE_SECONDS)
        return replace(self, at=at, token=token, place=taken.receipt)

    def leave(self) -> None:
        """Give the place of the request to another, and forget it in this browser: it was answered."""
        services().limits.give_back(self.place)
        waiting.forget(self.token)

    def back(self, **answer: str) -> ResponseReturnValue:
        """Redirect to the portal with *answer*, its ``state`` and our name (RFC 9207)."""
        facts = {**answer, "state": self.values.get("state", ""), "iss": issuer()}
        parameters = [(name, value) for name, value in facts.items() if value]
        return redirect(add_params_to_uri(self.redirect_uri, parameters), 303)

    def refuse(self, error: str, description: str = "") -> ResponseReturnValue:
        """Redirect to the portal with an error."""
        outcome(f"portal_{error}")
        if self.token:
            services().portal_store.end(Kind.REQUEST, self.token)
            self.leave()
        return self.back(error=error, error_description=description)


def read(values: MultiDict[str, str], *, is_pressed: bool = False) -> Asked:
    """Return the authorization request in *values*, checked, or brought by an earlier pushed one.

    Args:
        is_pressed: the person has just pressed a button on the page of this request. They may have read it
            for longer than the address of a pushed request works.

    Raises:
        NowhereToGo, WrongRequest: see there.
    """
    named = values.getlist("client_id")
    if len(named) != 1 or (client := SERVER.query_client(named[0])) is None:
        raise NowhereToGo
    if "request_uri" in values:
        return _pushed(client.portal, values, is_pressed=is_pressed)
    return _checked(client.portal, values, is_pushed=False)


def find(token: str) -> Asked | None:
    """Return the request that this browser keeps under *token*; None: it has ended, or its portal has.

    Raises:
        NowhereToGo, WrongRequest: the portal may not ask so any more: an operator has changed it.
    """
    facts = waiting.find(token)
    client = SERVER.query_client(facts["portal_id"]) if facts else None
    if facts is None or client is None:
        return None
    is_pushed = bool(facts.get("is_pushed"))
    asked = _checked(client.portal, MultiDict(facts["values"]), is_pushed=is_pushed)
    return replace(asked, at=waiting.began_at(facts), token=token, place=facts.get("place"))


def checked(portal: Portal, values: MultiDict[str, str]) -> Asked:
    """Return the request that an authenticated portal pushes (RFC 9126).

    Raises:
        NowhereToGo, WrongRequest: see there.
    """
    return _checked(portal, values, is_pushed=True)


class WrongRequest(Exception):
    """The portal is told what is wrong with its request, at its own address."""

    def __init__(self, asked: Asked, error: str, description: str) -> None:
        super().__init__(error)
        self.asked, self.error, self.description = asked, error, description

    def answer(self) -> ResponseReturnValue:
        return self.asked.refuse(self.error, self.description)


def _pushed(portal: Portal, values: MultiDict[str, str], *, is_pressed: bool) -> Asked:
    address = values.get("request_uri", "")
    token = address.removeprefix(PUSHED_URI)
    facts = services().portal_store.find(Kind.PUSHED, token) if address.startswith(PUSHED_URI) else None
    if facts is None or facts["portal_id"] != portal.id:
        if address.startswith(PUSHED_URI) and "redirect_uri" not in values:
            raise PushedRequestEnded
        # A request object at an address of its own (OpenID Connect Core 1.0, 6.2) is not offered.
        plain = _addressed(portal, values)
        if address.startswith(PUSHED_URI):
            raise WrongRequest(plain, "invalid_request_uri", "The pushed request has expired.")
        raise WrongRequest(plain, "request_uri_not_supported", "")
    asked = _checked(portal, MultiDict(facts["values"]), is_pushed=True)
    if not is_pressed and services().clock().timestamp() > facts["until"]:
        raise WrongRequest(asked, "invalid_request_uri", "The pushed request has expired.")
    return asked


def _addressed(portal: Portal, values: MultiDict[str, str]) -> Asked:
    """Return the request, of which only the portal's own address and its ``state`` are checked."""
    redirects, states = values.getlist("redirect_uri"), values.getlist("state")
    if len(redirects) != 1 or redirects[0] not in portal.redirect_uris:
        raise NowhereToGo
    facts = {"redirect_uri": redirects[0]}
    if len(states) == 1 and len(states[0]) <= LONGEST_VALUE:
        facts["state"] = states[0]
    return Asked(portal, facts)


def _checked(portal: Portal, values: MultiDict[str, str], *, is_pushed: bool) -> Asked:
    addressed = _addressed(portal, values)

    def wrong(error: str, description: str) -> WrongRequest:
        return WrongRequest(addressed, error, description)

    known = {name: values.getlist(name) for name in values if name in KNOWN}
    if any(len(found) > 1 for found in known.values()):
        raise wrong("invalid_request", "A parameter stands there twice.")
    facts = {name: found[0] for name, found in known.items() if found[0]}
    lengths = [len(one) for one in facts.values()]
    if max(lengths) > LONGEST_VALUE or sum(lengths) > LONGEST_REQUEST or length_of(facts) > LONGEST_KEPT:
        raise wrong("invalid_request", "The request is too long.")
    if "request" in facts:
        raise wrong("request_not_supported", "")
    if "registration" in facts:
        raise wrong("registration_not_supported", "")
    if facts.get("response_mode", "query") != "query":
        raise wrong("invalid_request", "The response mode is query.")
    if portal.is_fapi and not is_pushed:
        raise wrong("invalid_request", "This portal pushes its requests.")
    try:
        grant: CodeGrant = SERVER.get_authorization_grant(ProviderRequest(facts))
        grant.validate_authorization_request()
    except OAuth2Error as trouble:
        raise wrong(trouble.error, trouble.description or "") from trouble
    _check_own_rules(portal, facts, wrong)
    return Asked(portal, facts, is_pushed=is_pushed)


def _check_own_rules(portal: Portal, facts: Mapping[str, str], wrong: Any) -> None:
    if "nonce" not in facts and not portal.is_legacy:
        raise wrong("invalid_request", "Missing 'nonce'")
    if "dpop_jkt" in facts and not is_thumbprint(facts["dpop_jkt"]):
        raise wrong("invalid_request", "Invalid 'dpop_jkt' parameter.")
    prompts = facts.get("prompt", "").split()
    if not set(prompts) <= PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise wrong("invalid_request", "Invalid 'prompt' parameter.")
    if "max_age" in facts and not (
        facts["max_age"].isascii() and facts["max_age"].isdigit() and len(facts["max_age"]) < 10
    ):
        raise wrong("invalid_request", "Invalid 'max_age' parameter.")
