"""The allow-list of addresses for CRL and OCSP requests.

Without it, a forged certificate could make the server send requests to any address (SSRF).
"""

from collections.abc import Iterable, Sequence
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


class Allowed:
    """The base addresses under which CRL and OCSP requests may go, e.g. ``http://crl.ca.example/``."""

    def __init__(self, base_urls: Sequence[str]) -> None:
        """Keep the base addresses; an empty list allows no request.

        Raises:
            ValueError: an address is not http or https, or has more than scheme, host, port and path.
        """
        self._bases = tuple(_parts(url) for url in base_urls)
        if None in self._bases:
            raise ValueError("a base address is http or https with a host, and without user or question")

    def those_of(self, urls: Iterable[str]) -> tuple[str, ...]:
        """Return the *urls* that are under a base address, in their order."""
        return tuple(url for url in urls if self._has(_parts(url)))

    def _has(self, place: tuple[str, str, int, str] | None) -> bool:
        if place is None:
            return False
        *where, path = place
        return any(where == [*base[:3]] and _is_under(path, base[3]) for base in self._bases if base)


def is_address(url: str) -> bool:
    """Tell whether *url* could be in the list: http or https, a host and a path, and nothing else."""
    place = _parts(url)
    return place is not None and place[0] in DEFAULT_PORTS


def is_same_host(url: str, target: str) -> bool:
    """Tell whether *target* is at the host of *url*: at the same port, or at that of http or https."""
    asked, place = _parts(url), _parts(target)
    if asked is None or place is None or place[0] not in DEFAULT_PORTS:
        return False
    return asked[1] == place[1] and place[2] in {asked[2], DEFAULT_PORTS[place[0]]}


def _is_under(path: str, base: str) -> bool:
    """Tell whether *path* is *base* or below it; ``/crl-of-another`` is not below ``/crl``."""
    return path == base or path.startswith(base.rstrip("/") + "/")


def _parts(url: str) -> tuple[str, str, int, str] | None:
    """Split an address into scheme, host, port and path; None if it has any other part, or is malformed."""
    try:
        address: SplitResult = urlsplit(url)
        port = address.port or DEFAULT_PORTS.get(address.scheme)
    except ValueError:
        return None
    # Python and the HTTP client may read a backslash, a user name or "/../" differently: an address that
    # passes as allowed here could then reach another host or path.
    strange = address.username or address.password or address.query or address.fragment or "\\" in url
    if (
        not url.isprintable()
        or port is None
        or not address.hostname
        or strange
        or {".", ".."} & set(address.path.split("/"))
    ):
        return None
    if "%2e" in url.lower():  # an encoded dot
        return None
    return address.scheme, address.hostname, port, address.path or "/"
