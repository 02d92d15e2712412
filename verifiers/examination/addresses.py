"""The addresses that a certificate names for its revocation; others decide whether they may be asked."""

from collections.abc import Iterable

from asn1crypto import x509

from verifiers.examination.reading import BROKEN


def crl_urls(certificate: x509.Certificate) -> list[str]:
    """Return the addresses of the complete CRLs that *certificate* names."""
    return _urls(certificate.crl_distribution_points)


def ocsp_urls(certificate: x509.Certificate) -> list[str]:
    """Return the addresses of the OCSP responders that *certificate* names."""
    return [str(url) for url in certificate.ocsp_urls]


def _urls(points: Iterable[x509.DistributionPoint]) -> list[str]:
    return [url for point in points if (url := _url(point)) is not None]


def _url(point: x509.DistributionPoint) -> str | None:
    try:
        return point.url and str(point.url)
    except BROKEN:  # a name relative to the issuer's, or no name at all (RFC 5280 section 4.2.1.13)
        return None
