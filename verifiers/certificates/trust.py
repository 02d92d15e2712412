"""Whom a method trusts: its own list of roots, empty until an operator fills it, so that it fails closed."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from asn1crypto import x509

from verifiers.certificates.reading import BROKEN, read_bundle


class RootKind(StrEnum):
    """Under which of the country's two roots a certificate was issued."""

    PUBLIC = "public"  # the national root, for citizens and businesses
    GOVERNMENT = "government"  # Ban Cơ yếu Chính phủ, for state agencies alone


@dataclass(frozen=True)
class TrustList:
    """The roots one method trusts, and the rules of use that go with them.

    Attributes:
        issuing: authorities under the roots, for signatures that bring only the holder's own certificate;
            they are trusted for nothing that a root does not vouch for.
        extended_usages: asn1crypto names (``client_auth``) or OIDs that a certificate must have.
        usages_may_be_unsaid: a certificate without any extended usage is good for all.
    """

    public_roots: tuple[x509.Certificate, ...] = field(default=(), repr=False)
    government_roots: tuple[x509.Certificate, ...] = field(default=(), repr=False)
    issuing: tuple[x509.Certificate, ...] = field(default=(), repr=False)
    extended_usages: frozenset[str] = frozenset()
    usages_may_be_unsaid: bool = True

    @classmethod
    def from_pem(
        cls,
        *,
        public_roots: bytes = b"",
        government_roots: bytes = b"",
        issuing: bytes = b"",
        extended_usages: frozenset[str] = frozenset(),
        usages_may_be_unsaid: bool = True,
    ) -> Self:
        """Read the bundles that the settings name; an empty bundle trusts nobody.

        Raises:
            ValueError: a bundle holds something else than certificates, or a root stands in both.
        """
        try:
            public, government, under = map(read_bundle, (public_roots, government_roots, issuing))
        except BROKEN as error:
            raise ValueError("a trust store cannot be read") from error
        if {root.sha256 for root in public} & {root.sha256 for root in government}:
            raise ValueError("a root is public or the government's, not both")
        return cls(public, government, under, extended_usages, usages_may_be_unsaid)

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """All roots of both kinds."""
        return self.public_roots + self.government_roots

    def kind_of(self, root: x509.Certificate) -> RootKind:
        """Tell under which kind *root*, one of ours, stands."""
        government = {one.sha256 for one in self.government_roots}
        return RootKind.GOVERNMENT if root.sha256 in government else RootKind.PUBLIC
