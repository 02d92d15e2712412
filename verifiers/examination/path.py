"""Find the path from a certificate to a trusted root (RFC 5280 section 6.1), without any network request.

pyhanko-certvalidator does the work. It must never fetch: with fetching on, it sends a GET to every
address in a certificate, even before any root vouches for that certificate.
"""

from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from asn1crypto import ocsp, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.authority import AuthorityWithCert, TrustAnchor
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.ltv.poe import POEManager
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
    NonRevokedStatusAssertion,
)
from pyhanko_certvalidator.registry import CertificateRegistry, TrustManager
from pyhanko_certvalidator.revinfo.archival import process_legacy_ocsp_input
from pyhanko_certvalidator.revinfo.manager import RevinfoManager

from verifiers.examination.certificate import CertificateRefusal
from verifiers.examination.issuers import IssuerSignatures
from verifiers.examination.reading import BROKEN
from verifiers.examination.trust import TrustList

T = TypeVar("T")


class StatusUnknown(Exception):
    """The evidence does not show whether a certificate of the path was revoked."""


@dataclass(frozen=True)
class Evidence:
    """The revocation data at hand.

    Attributes:
        unlisted: certificates that are not revoked, because they were asked about before.
    """

    ocsps: tuple[ocsp.OCSPResponse, ...] = ()
    unlisted: tuple[x509.Certificate, ...] = ()


@dataclass(frozen=True)
class Question:
    """One certificate to check against a trust list.

    Attributes:
        others: the certificates that came with it, as `choose_issuers` chose them.
        moment: the time at which the path must be valid.
        signatures: shared by all searches for this certificate, so that each signature is verified once.
    """

    certificate: x509.Certificate = field(repr=False)
    trust: TrustList
    others: Sequence[x509.Certificate] = field(repr=False)
    moment: datetime
    signatures: IssuerSignatures = field(default_factory=IssuerSignatures, repr=False)


def path_of(question: Question) -> tuple[x509.Certificate, ...] | CertificateRefusal:
    """Find the path from a trusted root down to the certificate; revocation is not checked.

    Returns:
        The path, root first and certificate last; or the reason why there is none.
    """
    try:
        return _validated(question, CertRevTrustPolicy(NO_REVOCATION), Evidence())
    except BROKEN:  # the library raises these on names, keys and extensions that it does not expect
        return CertificateRefusal.UNTRUSTED


def path_unrevoked(
    question: Question, evidence: Evidence
) -> tuple[x509.Certificate, ...] | CertificateRefusal:
    """Find the path again, and require that *evidence* clears every certificate under the root.

    Raises:
        StatusUnknown: *evidence* does not show whether a certificate was revoked.
    """
    # retroactive_revinfo accepts a response that was made shortly after the moment; its age is checked
    # against our own clock in `verifiers.examination.statuses`.
    policy = CertRevTrustPolicy(REQUIRE_REVINFO, retroactive_revinfo=True)
    try:
        return _validated(question, policy, evidence)
    except BROKEN:
        # Anyone on the way can send a strange response, which http does not protect; a list may still tell.
        raise StatusUnknown("revocation information that cannot be used") from None


def _validated(
    question: Question, policy: CertRevTrustPolicy, evidence: Evidence
) -> tuple[x509.Certificate, ...] | CertificateRefusal:
    if not question.trust.roots:  # the library refuses too, but a check of ours must not depend on that
        return CertificateRefusal.UNTRUSTED
    validator = CertificateValidator(
        question.certificate, validation_context=_context(question, policy, evidence)
    )
    try:
        return _certificates_of(_run_to_end(validator.async_validate_path()))
    except InsufficientRevinfoError:
        # "from None": the library's message names the holder, and a traceback would log it.
        raise StatusUnknown("revocation information is missing or unusable") from None
    except (ValidationError, PathBuildingError) as error:
        return _refusal_for(error)


class _SignedRegistry(CertificateRegistry):
    """A registry that offers an issuer to the path search only if its key signed the certificate below.

    The library's own registry offers every certificate of the right name, so its search is factorial in them.
    """

    def __init__(self, signatures: IssuerSignatures) -> None:
        super().__init__()
        self._signatures = signatures

    def find_potential_issuers(
        self, cert: x509.Certificate, trust_manager: TrustManager
    ) -> Iterator[TrustAnchor | x509.Certificate]:
        for issuer in super().find_potential_issuers(cert, trust_manager):
            if self._signatures.was_made(cert, by=_certificate_of(issuer)):
                yield issuer


def _certificate_of(issuer: TrustAnchor | x509.Certificate) -> x509.Certificate:
    match issuer:
        case x509.Certificate():
            return issuer
        case TrustAnchor(authority=AuthorityWithCert(certificate=certificate)):
            return certificate
        case _:
            raise AssertionError("the trust list holds certificates alone")


def _context(question: Question, policy: CertRevTrustPolicy, evidence: Evidence) -> ValidationContext:
    registry = _SignedRegistry(question.signatures)
    registry.register_multiple([*question.trust.issuing, *question.others])
    # ValidationContext has arguments for CRLs and OCSP responses, but only the manager accepts assertions.
    known = RevinfoManager(
        registry,
        POEManager(),
        crls=(),
        ocsps=process_legacy_ocsp_input(evidence.ocsps),
        assertions=[
            NonRevokedStatusAssertion(certificate.sha256, question.moment)
            for certificate in evidence.unlisted
        ],
    )
    return ValidationContext(
        trust_roots=list(question.trust.roots),
        moment=question.moment,
        allow_fetching=False,
        revinfo_policy=policy,
        revinfo_manager=known,
        certificate_registry=registry,
        time_tolerance=timedelta(0),
    )


def _certificates_of(path: ValidationPath) -> tuple[x509.Certificate, ...] | CertificateRefusal:
    if path.pkix_len < 1:  # the certificate is itself a root, so the library checked nothing in it
        return CertificateRefusal.UNTRUSTED
    return tuple(path)


def _refusal_for(error: Exception) -> CertificateRefusal:
    match error:
        case RevokedError():
            return CertificateRefusal.REVOKED
        case DisallowedAlgorithmError():
            return CertificateRefusal.WEAK
        case ExpiredError() if error.is_ee_cert:
            return CertificateRefusal.EXPIRED
        case NotYetValidError() if error.is_ee_cert:
            return CertificateRefusal.NOT_YET_VALID
        case _:
            return CertificateRefusal.UNTRUSTED


def _run_to_end(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end without an event loop, because the server may already run its own.

    This works because the coroutine never waits: the validator may not fetch.
    """
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    work.close()
    raise AssertionError("the path validator waits for something although it may not fetch")
