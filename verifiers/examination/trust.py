"""The root certificates that a method trusts. Each method has its own list.

The list is empty until an operator fills it, and an empty list refuses every certificate.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self

from asn1crypto import x509

from verifiers.examination.reading import BROKEN, read_bundle, read_certificate
from verifiers.examination.usage import UsageProfile


class RootKind(StrEnum):
    """The kind of a root certificate. Viet Nam has roots of two kinds."""

    PUBLIC = "public"  # the national root, for citizens and businesses
    GOVERNMENT = "government"  # Ban Cơ yếu Chính phủ, for state agencies alone


@dataclass(frozen=True)
class TrustList:
    """The roots that one method trusts, and what its operator knows of the authorities' usages.

    Attributes:
        issuing: certificates of the authorities between the roots and the holders. They are not trusted
            themselves: they complete the path if a signature comes with the holder's certificate only.
    """

    public_roots: tuple[x509.Certificate, ...] = field(default=(), repr=False)
    government_roots: tuple[x509.Certificate, ...] = field(default=(), repr=False)
    issuing: tuple[x509.Certificate, ...] = field(default=(), repr=False)
    usages: UsageProfile = field(default_factory=UsageProfile)

    @classmethod
    def from_pem(
        cls,
        *,
        public_roots: bytes = b"",
        government_roots: bytes = b"",
        issuing: bytes = b"",
        usages: UsageProfile | None = None,
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
        return cls(public, government, authorities, usages or UsageProfile())

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """All roots of both kinds."""
        return self.public_roots + self.government_roots

    def kind_of(self, root: x509.Certificate) -> RootKind:
        """Return the kind of *root*, which must be in this list."""
        government = {trusted.sha256 for trusted in self.government_roots}
        return RootKind.GOVERNMENT if root.sha256 in government else RootKind.PUBLIC

    def to_message(self) -> dict[str, Any]:
        """Return this list as a part of a question to the process that examines."""
        return {
            "public_roots": [root.dump() for root in self.public_roots],
            "government_roots": [root.dump() for root in self.government_roots],
            "issuing": [authority.dump() for authority in self.issuing],
            "more_uses": sorted(self.usages.more_uses),
            "sign_documents_only": sorted(self.usages.sign_documents_only),
        }

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> "TrustList":
        """Read back what `to_message` returned; each list is parsed once and then remembered."""
        names = ("public_roots", "government_roots", "issuing", "more_uses", "sign_documents_only")
        return _trust_list(tuple(tuple(message[name]) for name in names))


@lru_cache(maxsize=8)  # one list a method; more are for tests
def _trust_list(parts: tuple[tuple[Any, ...], ...]) -> TrustList:
    *bundles, more_uses, sign_documents_only = parts
    public, government, authorities = (
        tuple(read_certificate(der, counterpart="trust") for der in ders) for ders in bundles
    )
    profile = UsageProfile(frozenset(more_uses), frozenset(sign_documents_only))
    return TrustList(public, government, authorities, profile)
