"""One link of a path: a certificate, the issuer above it, and whom it names for its revocation."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cryptography import x509


@dataclass(frozen=True)
class Point:
    """A distribution point of a certificate: where its revocation is listed, and by whom.

    Attributes:
        urls: all its addresses, of any scheme; each serves the same list.
        names: the directory names of the list, DER.
        signer: the place in the path of the authority that signs the list; negative: it is not on the path.
        has_some_reasons_only: the list names certificates revoked for some reasons, not for others.
    """

    urls: tuple[str, ...]
    names: tuple[bytes, ...] = ()
    signer: int = 0
    has_some_reasons_only: bool = False


@dataclass(frozen=True)
class Link:
    """A certificate under the root of a path that the process that examines has found; all in DER.

    Attributes:
        path: from the root down to this certificate.
    """

    path: tuple[bytes, ...] = field(repr=False)
    ocsp_urls: tuple[str, ...]
    points: tuple[Point, ...]

    @property
    def certificate(self) -> bytes:
        """The certificate itself."""
        return self.path[-1]

    @property
    def issuer(self) -> bytes:
        """The certificate above it."""
        return self.path[-2]

    @cached_property
    def serial_number(self) -> int:
        """The number under which its issuer lists it."""
        return self._parsed.serial_number

    @cached_property
    def is_authority(self) -> bool:
        """Whether the certificate is an authority's (RFC 5280 section 4.2.1.9)."""
        try:
            return self._parsed.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        except x509.ExtensionNotFound:
            return False

    @cached_property
    def _parsed(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.certificate)


def links_of(path: Sequence[dict[str, Any]]) -> list[Link]:
    """Return the links of a *path*, as the process that examines tells it: the authorities' first."""
    ders = tuple(step["der"] for step in path)
    return [
        Link(ders[: depth + 1], tuple(step["ocsp_urls"]), tuple(map(_point, step["list_points"])))
        for depth, step in enumerate(path)
        if depth
    ]


def _point(message: dict[str, Any]) -> Point:
    urls, names = tuple(message["urls"]), tuple(message["names"])
    return Point(urls, names, message["signer"], message["some_reasons"])
