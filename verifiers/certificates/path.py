"""Whether a certificate leads to a trusted root, by RFC 5280 section 6.1, without asking anyone.

pyhanko-certvalidator does it. It is never allowed to fetch: with fetching on, an untrusted certificate makes
it GET whatever address that certificate names.
"""

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from asn1crypto import crl, ocsp, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
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
from pyhanko_certvalidator.registry import CertificateRegistry
from pyhanko_certvalidator.revinfo.archival import process_legacy_crl_input, process_legacy_ocsp_input
from pyhanko_certvalidator.revinfo.manager import RevinfoManager

from verifiers.certificates.certificate import CertificateRefusal
from verifiers.certificates.trust import TrustList

T = TypeVar("T")


class StatusUnknown(Exception):
    """What is known does not tell whether a certificate of the path was revoked."""


@dataclass(frozen=True)
class Evidence:
    """What was learnt about revocation; *unlisted* are certificates that a whole, fresh CRL does not list."""

    crls: tuple[crl.CertificateList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()
    unlisted: tuple[x509.Certificate, ...] = ()


@dataclass(frozen=True)
class Question:
    """One certificate, whom to trust for it, what else was sent along, and the moment that counts."""

    certificate: x509.Certificate = field(repr=False)
    trust: TrustList
    others: Sequence[x509.Certificate] = field(repr=False)
    moment: datetime


def path_of(question: Question) -> tuple[x509.Certificate, ...] | CertificateRefusal:
    """Find the path from a trusted root down to the certificate, revocation left aside.

    Returns:
        The root first, the certificate last; or why there is none.
    """
    return _validated(question, CertRevTrustPolicy(NO_REVOCATION), Evidence())


def path_unrevoked(
    question: Question, evidence: Evidence
) -> tuple[x509.Certificate, ...] | CertificateRefusal:
    """Find the path once more, now with revocation required of everything under the root.

    Raises:
        StatusUnknown: *evidence* does not tell.
    """
    # What the CRL's issuer knew shortly after the moment is no worse for it; its age is judged where it is
    # fetched, against our own clock.
    policy = CertRevTrustPolicy(REQUIRE_REVINFO, retroactive_revinfo=True)
    return _validated(question, policy, evidence)


def _validated(
    question: Question, policy: CertRevTrustPolicy, evidence: Evidence
) -> tuple[x509.Certificate, ...] | CertificateRefusal:
    if not question.trust.roots:  # the library would not look further either; this says so on purpose
        return CertificateRefusal.UNTRUSTED
    validator = CertificateValidator(
        question.certificate, validation_context=_context(question, policy, evidence)
    )
    try:
        return _certificates_of(_finished(validator.async_validate_path()))
    except InsufficientRevinfoError:
        raise StatusUnknown(
            "revocation information is missing or unusable"
        ) from None  # theirs names a person
    except (ValidationError, PathBuildingError) as error:
        return _refusal_for(error)


def _context(question: Question, policy: CertRevTrustPolicy, evidence: Evidence) -> ValidationContext:
    registry = CertificateRegistry.build([*question.trust.issuing, *question.others])
    # Not merely the "crls" and "ocsps" of the context: only the manager takes assertions.
    known = RevinfoManager(
        registry,
        POEManager(),
        crls=process_legacy_crl_input(evidence.crls),
        ocsps=process_legacy_ocsp_input(evidence.ocsps),
        assertions=[NonRevokedStatusAssertion(one.sha256, question.moment) for one in evidence.unlisted],
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
    if path.pkix_len < 1:  # the certificate is itself a root: nothing in it was checked
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


def _finished(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits, as nothing is fetched: no event loop beside the server's own."""
    try:
        work.send(None)
    except StopIteration as done:
        found: T = done.value
        return found
    work.close()
    raise AssertionError("the path validator waits for something although it may not fetch")
