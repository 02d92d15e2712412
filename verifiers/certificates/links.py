"""One link of a path: a certificate, the issuer above it, and whom it names for its revocation."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cryptography import x509


@dataclass(frozen=True)
class Link:
    """A certificate under the root of a path that the process that examines has found; all in DER.

    Attributes:
        path: from the root down to this certificate.
    """

    path: tuple[bytes, ...] = field(repr=False)
    ocsp_urls: tuple[str, ...]
    crl_urls: tuple[str, ...]

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
        return x509.load_der_x509_certificate(self.certificate).serial_number


def links_of(path: Sequence[dict[str, Any]]) -> list[Link]:
    """Return the links of a *path*, as the process that examines tells it: the authorities' first."""
    ders = tuple(step["der"] for step in path)
    return [
        Link(ders[: depth + 1], tuple(step["ocsp_urls"]), tuple(step["crl_urls"]))
        for depth, step in enumerate(path)
        if depth
    ]
