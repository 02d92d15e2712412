"""The addresses that a certificate names for its revocation; others decide whether they may be asked."""

from collections.abc import Iterable, Sequence
from typing import Any

from asn1crypto import x509

from verifiers.examination.reading import BROKEN

#: Stands for an issuer of lists that is not on the certificate's own path.
ELSEWHERE = -1


def list_points(certificate: x509.Certificate, above: Sequence[x509.Certificate]) -> list[dict[str, Any]]:
    """Return where *certificate* says that its revocation is listed (RFC 5280 section 4.2.1.13).

    Args:
        above: the certificates above it on its path, the root first.

    Returns:
        One object a distribution point, as `verifiers.certificates.links.Point` reads it. A point that can
        not be read is left out.
    """
    points: Iterable[x509.DistributionPoint] = certificate.crl_distribution_points_value or ()
    return [point for one in points if (point := _point(one, above)) is not None]


def ocsp_urls(certificate: x509.Certificate) -> list[str]:
    """Return the addresses of the OCSP responders that *certificate* names."""
    return [str(url) for url in certificate.ocsp_urls]


def _point(point: x509.DistributionPoint, above: Sequence[x509.Certificate]) -> dict[str, Any] | None:
    try:
        names = _full_names(point["distribution_point"])
        signers = _full_names(point["crl_issuer"])
        return {
            "urls": [str(one.native) for one in names if one.name == "uniform_resource_identifier"],
            "names": [one.chosen.dump() for one in (names or signers) if one.name == "directory_name"],
            "signer": _place_of(signers, above) if signers else len(above) - 1,
            "some_reasons": point["reasons"].native is not None,
        }
    except BROKEN:
        return None


def _full_names(names: Any) -> list[Any]:
    """Return the general names of an optional field; none if it is missing, or relative to another name."""
    if getattr(names, "name", None) == "name_relative_to_crl_issuer" or names.native is None:
        return []
    return list(names.chosen if isinstance(names, x509.DistributionPointName) else names)


def _place_of(names: Iterable[Any], above: Sequence[x509.Certificate]) -> int:
    """Return which certificate of the path signs the lists; the lowest, where a name is there twice."""
    wanted = [_parts_of(one.chosen) for one in names if one.name == "directory_name"]
    places = [place for place, one in enumerate(above) if _parts_of(one.subject) in wanted]
    return max(places, default=ELSEWHERE)


def _parts_of(name: x509.Name) -> list[str]:
    """Return the parts of *name* in no order: one authority writes C, O, CN in its name and CN, O, C here.

    Which of them is meant decides nothing but whose key must have signed the list.
    """
    return sorted(part.hashable for part in name.chosen)
