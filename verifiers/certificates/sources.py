"""Where revocation may be asked: at configured addresses alone, whatever a certificate names."""

from collections.abc import Iterable, Sequence
from urllib.parse import SplitResult, urlsplit

from asn1crypto import x509

DEFAULT_PORTS = {"http": 80, "https": 443}


class Allowed:
    """The addresses under which CRL and OCSP may be asked, e.g. ``http://crl.ca.example/`` and below."""

    def __init__(self, base_urls: Sequence[str]) -> None:
        """Take the base addresses; without any nothing may be asked.

        Raises:
            ValueError: one is no http or https address, or says more than scheme, host, port and path.
        """
        self._bases = tuple(_parts(url) for url in base_urls)
        if None in self._bases:
            raise ValueError("a base address is http or https with a host, and without user or question")

    def those_of(self, urls: Iterable[str]) -> tuple[str, ...]:
        """Keep those of *urls* that are under a base address, in their order."""
        return tuple(url for url in urls if self._has(_parts(url)))

    def _has(self, place: tuple[str, str, int, str] | None) -> bool:
        if place is None:
            return False
        *where, path = place
        return any(where == [*base[:3]] and _is_under(path, base[3]) for base in self._bases if base)


def crl_urls(certificate: x509.Certificate) -> list[str]:
    """Give the addresses of the whole CRLs that *certificate* names."""
    return _urls(certificate.crl_distribution_points)


def ocsp_urls(certificate: x509.Certificate) -> list[str]:
    """Give the addresses of the OCSP responders that *certificate* names."""
    return [str(url) for url in certificate.ocsp_urls]


def _is_under(path: str, base: str) -> bool:
    """Tell whether *path* is *base* or below it; ``/crl-of-another`` is not below ``/crl``."""
    return path == base or path.startswith(base.rstrip("/") + "/")


def _urls(points: Iterable[x509.DistributionPoint]) -> list[str]:
    return [str(point.url) for point in points if point.url]


def _parts(url: str) -> tuple[str, str, int, str] | None:
    """Take an address apart (scheme, host, port, path); None where there is more in it than these."""
    try:
        found: SplitResult = urlsplit(url)
        port = found.port or DEFAULT_PORTS.get(found.scheme)
    except ValueError:
        return None
    strange = found.username or found.password or found.query or found.fragment or "\\" in url
    if port is None or not found.hostname or strange or {".", ".."} & set(found.path.split("/")):
        return None
    if "%2e" in url.lower():
        return None
    return found.scheme, found.hostname, port, found.path or "/"
