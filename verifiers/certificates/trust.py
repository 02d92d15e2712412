"""The root certificates that a method trusts. Each method has its own list.

The list is empty until an operator fills it, and an empty list refuses every certificate.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from asn1crypto import x509

from verifiers.certificates.reading import BROKEN, read_bundle


class RootKind(StrEnum):
    """The kind of a root certificate. Viet Nam has roots of two kinds."""

    PUBLIC = "public"  # the national root, for citizens and businesses
    GOVERNMENT = "government"  # Ban Cơ yếu Chính phủ, for state agencies alone


@dataclass(frozen=True)
class TrustList:
    """The roots that one method trusts, and its rules for the extended key usage of a certificate.

    Attributes:
        issuing: certificates of the authorities between the roots and the holders. They are not trusted
            themselves: they complete the path if a signature comes with the holder's certificate only.
        extended_usages: asn1crypto names (``client_auth``) or OIDs that a certificate must have.
        usages_may_be_missing: a certificate without the extended-key-usage extension is accepted.
    """

    public_roots: tuple[x509.Certificate, ...] = field(default=(), repr=False)
    government_roots: tuple[x509.Certificate, ...] = field(default=(), repr=False)
    issuing: tuple[x509.Certificate, ...] = field(default=(), repr=False)
    extended_usages: frozenset[str] = frozenset()
    usages_may_be_missing: bool = True

    @classmethod
    def from_pem(
        cls,
        *,
        public_roots: bytes = b"",
        government_roots: bytes = b"",
        issuing: bytes = b"",
        extended_usages: frozenset[str] = frozenset(),
        usages_may_be_missing: bool = True,
    ) -> Self:
        """Read the PEM bundles from the settings; an empty bundle trusts no root.

        Raises:
            ValueError: a bundle holds something other than certificates, or a root is in both bundles.
        """
        try:
            public, government, authorities = map(read_bundle, (public_roots, government_roots, issuing))
        except BROKEN as error:
            raise ValueError("a trust store cannot be read") from error
        # `kind_of` would call a root in both bundles the government's, and a citizen could pass as an agency.
        if {root.sha256 for root in public} & {root.sha256 for root in government}:
            raise ValueError("a root is public or the government's, not both")
        return cls(public, government, authorities, extended_usages, usages_may_be_missing)

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """All roots of both kinds."""
        return self.public_roots + self.government_roots

    def kind_of(self, root: x509.Certificate) -> RootKind:
        """Return the kind of *root*, which must be in this list."""
        government = {trusted.sha256 for trusted in self.government_roots}
        return RootKind.GOVERNMENT if root.sha256 in government else RootKind.PUBLIC
