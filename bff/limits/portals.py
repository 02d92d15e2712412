"""Limits what the machines of portals may ask, and the requests that portals send people with.

A portal's wrong proofs count for the network they come from, so a stranger elsewhere fills nothing of the
portal's own; its right ones are given back and never count. People are not counted by network (decision
record 0014): their requests count for their browser or their session, and those that are kept take
places which all browsers share.
"""

import ipaddress
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from flask import request

from bff.limits.table import limits
from bff.services import services
from bff.serving.log import log
from bff.stores.attempts import Attempt, Counted, TooOften
from bff.web.devices import counted_browser

Shown = TypeVar("Shown")
#: In characters, as it is kept. A longer request has few places, so that all together take a quarter of the
#: store at most (an assumption: an ordinary one has 500).
LONG_REQUEST = 2_000
#: A customer's network of IPv6 (RFC 6177): its machines have any address in it.
NETWORK_BITS = 64


class NoPlace(Exception):
    """The requests that wait have taken all places. A person who is signed in needs none."""


def judge_proof(portal_id: str, refusal: type[Exception], judge: Callable[[], Shown]) -> Shown:
    """Count one proof of who a portal is, and return what *judge* finds; a right one is given back.

    Args:
        portal_id: whom the request names, right or wrong.
        refusal: what *judge* raises of a wrong proof. It is raised again; anything else judged nothing.

    Raises:
        TooOften: this network sent too many wrong ones; nothing was judged.
    """
    digest_of, table, network = services().digest_of, limits(), network_of(request.remote_addr)
    counted = (
        (table.wrong_proofs_of_a_portal, digest_of(f"{portal_id} {network}")),
        (table.wrong_proofs_of_a_network, digest_of(network)),
    )
    with services().limits.attempt(*counted) as tried:
        try:
            found = judge()
        except refusal as wrong:
            refused = wrong
        else:
            tried.give_back()
            return found
    raise refused


def pushing(portal_id: str, *, length: int) -> tuple[Counted, ...]:
    """Return the limits of a request that a portal pushes.

    Args:
        length: of the request's parameters as they are kept, in characters.
    """
    table, who = limits(), services().digest_of(portal_id)
    counted = ((table.pushed_requests, who),)
    if length <= LONG_REQUEST:
        return counted
    return (*counted, (table.long_pushes_of_a_portal, who), (table.long_pushes, "all"))


def length_of(values: Mapping[str, str]) -> int:
    """Return the length of a request's parameters as they are kept: other letters than ASCII take six."""
    return len(json.dumps(dict(values)))


def keeping_a_request() -> Counted:
    """Return the limit of requests that are kept for the person of this browser."""
    return limits().portal_requests, services().digest_of(counted_browser())


@contextmanager
def place_of_a_request(portal_id: str, *, length: int, is_known: bool) -> Iterator[Attempt]:
    """Take the place in the store of one request that is kept; its end gives the place back.

    Fresh cookies pass the limit of a browser, so all browsers share these places. No request makes room for
    another: a person in the middle of signing in keeps theirs.

    Args:
        length: of the request's parameters as they are kept, in characters.
        is_known: whether a person has signed in in this browser. Such browsers have places of their own,
            because only a person with an account can fill them.

    Raises:
        NoPlace: none is free.
    """
    digest_of, table, who = services().digest_of, limits(), "known" if is_known else "new"
    counted = [
        (table.kept_requests_of_a_portal, digest_of(f"{who} {portal_id}")),
        (table.kept_requests, who),
    ]
    if length > LONG_REQUEST:
        counted.append((table.kept_long_requests, who))
    try:
        with services().limits.attempt(*counted) as taken:
            yield taken
    except TooOften as full:
        if full.name in {limit.name for limit, _who in counted}:
            log.warning("portal_no_place", why=full.name, portal=portal_id)
            raise NoPlace from full
        raise


def answering(signed_in_id: str) -> Counted:
    """Return the limit of answers to portals from one session."""
    return limits().portal_answers, services().digest_of(signed_in_id)


def consenting(signed_in_id: str) -> Counted:
    """Return the limit of consents to portals from one session; one that adds nothing is given back."""
    return limits().portal_consents, services().digest_of(signed_in_id)


def network_of(address: str | None) -> str:
    """Return what counts for this address: itself, or the network of IPv6 in which it is."""
    found = address_of(address)
    if found is None or isinstance(found, ipaddress.IPv4Address):
        return str(found).lower()
    return str(ipaddress.ip_network(f"{found}/{NETWORK_BITS}", strict=False))


def address_of(text: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an address; one of IPv4 that a socket for both kinds writes as IPv6 is one of IPv4."""
    try:
        found = ipaddress.ip_address(text or "")
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
