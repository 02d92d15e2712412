"""What an operator may say of a portal: each fact by itself, then those that contradict each other."""

import re
from collections.abc import Collection
from ipaddress import ip_network
from urllib.parse import SplitResult, urlsplit

from accounts.portals.jwks import check_keys
from accounts.portals.records import BadPortal, PortalFacts, Scope

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,34}", re.ASCII)
HOST = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*", re.ASCII
)
#: Signs of an address: those of RFC 3986, without `*`, which some products read as "anything".
ADDRESS = re.compile(r"[A-Za-z0-9:/?\[\]@!$&'()+,;=._~%-]{1,1000}", re.ASCII)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MOST_ADDRESSES = 20
LONGEST_NAME = 100


def checked_id(portal_id: str) -> str:
    """Return the id of a portal.

    Raises:
        BadPortal: it has other signs, or too many.
    """
    if not ID.fullmatch(portal_id):
        raise BadPortal(
            "an id has 2 to 35 letters, digits, dots, dashes or underscores, a letter or digit first"
        )
    return portal_id


def check(facts: PortalFacts, *, keys_hosts: Collection[str]) -> None:
    """Refuse facts that can not be used, or that contradict each other.

    Args:
        keys_hosts: the hosts from which keys may be fetched.

    Raises:
        BadPortal: the message says which.
    """
    for name in (facts.name_vi, facts.name_en):
        if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
            raise BadPortal(f"names: each has 1 to {LONGEST_NAME} letters, on one line")
    if facts.least_level not in {2, 3}:
        raise BadPortal("level: must be 2 or 3")
    if Scope.OPENID not in facts.scopes:
        raise BadPortal("scopes: openid is always one of them")
    _check_addresses(facts)
    if not HOST.fullmatch(facts.sector):
        raise BadPortal("sector: must be a host in small letters, such as dichvucong.example.vn")
    _check_networks(facts)
    _check_proof(facts, keys_hosts)
    _check_profiles(facts)


def _check_addresses(facts: PortalFacts) -> None:
    if not facts.redirect_uris:
        raise BadPortal("redirect: a portal needs at least one address to return to")
    for name, uris in (("redirect", facts.redirect_uris), ("logout", facts.logout_uris)):
        if len(uris) > MOST_ADDRESSES or len(set(uris)) < len(uris):
            raise BadPortal(f"{name}: at most {MOST_ADDRESSES} addresses, each once")
        for uri in uris:
            _parts(name, uri)
    if facts.backchannel_logout_uri is not None:
        _parts("backchannel", facts.backchannel_logout_uri)


def _parts(name: str, uri: str) -> SplitResult:
    """Return the parts of an address that the product may send a person or a message to."""
    if "*" in uri:
        raise BadPortal(f"{name}: an address is compared sign by sign, so it has no wildcard")
    if "#" in uri:
        raise BadPortal(f"{name}: an address has no fragment (#)")
    if not ADDRESS.fullmatch(uri):
        raise BadPortal(f"{name}: an address has 1 to 1000 signs of RFC 3986; write others with %")
    try:
        parts = urlsplit(uri)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadPortal(f"{name}: this is no address") from error
    if "@" in parts.netloc:
        raise BadPortal(f"{name}: an address has no user name (@)")
    if not (HOST.fullmatch(host) or host in LOOPBACK):
        raise BadPortal(f"{name}: an address names a host")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise BadPortal(f"{name}: an address begins with https:// (http:// on this machine alone)")
    return parts


def _check_networks(facts: PortalFacts) -> None:
    for network in facts.addresses:
        try:
            is_any = ip_network(network).prefixlen == 0
        except ValueError as error:
            raise BadPortal("address: must be a network, such as 192.0.2.0/28 or 2001:db8::/64") from error
        if is_any:
            raise BadPortal("address: a network of all addresses keeps no stranger out; leave it out")
    if len(facts.addresses) > MOST_ADDRESSES:
        raise BadPortal(f"address: at most {MOST_ADDRESSES} networks")


def _check_proof(facts: PortalFacts, keys_hosts: Collection[str]) -> None:
    """Check how the portal proves that it is the portal."""
    has_keys = facts.keys is not None, facts.keys_uri is not None
    if facts.client_auth.has_secret:
        if any(has_keys):
            raise BadPortal("keys: a portal with a secret has no keys")
        if facts.takes_token_endpoint_audience:
            raise BadPortal("token endpoint as audience: a portal with a secret sends no assertion")
        return
    if sum(has_keys) != 1:
        raise BadPortal("keys: private_key_jwt needs the public keys or their address, one of the two")
    if facts.keys is not None:
        check_keys(facts.keys)
    if facts.keys_uri is not None:
        parts = _parts("keys address", facts.keys_uri)
        if parts.netloc not in keys_hosts:
            raise BadPortal(f"keys address: PORTAL_KEYS_HOSTS does not name {parts.netloc}")


def _check_profiles(facts: PortalFacts) -> None:
    """Check the switches that choose how strictly the portal speaks."""
    if facts.is_fapi and facts.client_auth.has_secret:
        raise BadPortal("fapi: needs private_key_jwt, not a secret")
    if facts.is_fapi and facts.is_legacy:
        raise BadPortal("fapi and legacy: one forbids what the other does")
    if facts.is_fapi and any(urlsplit(uri).scheme != "https" for uri in facts.redirect_uris):
        raise BadPortal("fapi: returns to https:// alone")
    if facts.is_fapi and facts.takes_token_endpoint_audience:
        raise BadPortal("fapi: an assertion names the issuer, never the token endpoint")
    if facts.is_legacy and not facts.addresses:
        raise BadPortal("legacy: needs the networks from which its token requests come")
