"""Whether a certificate, or a signature with one, proves its holder at a given moment.

The checks run from cheap to dear and stop at the first refusal: signature, path, strength, use, revocation.
Nobody is asked about a certificate that leads to no trusted root, and nothing of a certificate is given out
before the signature made with it was checked.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from asn1crypto import x509
from pyhanko_certvalidator.errors import InvalidCertificateError
from pyhanko_certvalidator.validate import validate_usage

from verifiers.certificates.certificate import Certificate, CertificateRefusal
from verifiers.certificates.envelope import check_envelope
from verifiers.certificates.path import Question, StatusUnknown, path_of, path_unrevoked
from verifiers.certificates.reading import read_certificate
from verifiers.certificates.revocation import Enquiry, Path, Revocation
from verifiers.certificates.signature import SignatureRefusal, SignatureScheme, check_signature
from verifiers.certificates.strength import has_strong_key, is_strong
from verifiers.certificates.subject import read_subject
from verifiers.certificates.trust import TrustList

#: How many certificates sent along are looked at: a path has two or three, and more only cost time.
MAX_OTHERS = 8

Verdict = Certificate | CertificateRefusal | SignatureRefusal


class CertificateVerifier:
    """Checks for one method: whom it trusts, and where it may ask about revocation."""

    def __init__(self, counterpart: str, *, trust: TrustList, revocation: Revocation) -> None:
        """Name the *counterpart* that certificates and signatures come from, e.g. "sim_signature"."""
        self._counterpart = counterpart
        self._trust = trust
        self._revocation = revocation

    def verify(
        self,
        signature: bytes,
        *,
        over: bytes,
        certificate: bytes,
        scheme: SignatureScheme,
        moment: datetime,
        others: Sequence[bytes] = (),
    ) -> Verdict:
        """Check a bare *signature* over exactly the bytes *over*, then the *certificate* it was made with.

        Args:
            certificate: DER.
            moment: when it was signed; aware.
            others: certificates of authorities sent along, DER; they are only used on the way to a root.

        Returns:
            The certificate, or the first thing wrong.

        Raises:
            UnexpectedAnswer: signature or certificate are not even in their format.
            Unreachable: no source tells whether the certificate was revoked.
        """
        refusal = check_signature(
            signature, over=over, certificate=certificate, scheme=scheme, counterpart=self._counterpart
        )
        return refusal or self.check(certificate, moment=moment, others=others)

    def verify_envelope(
        self, envelope: bytes, *, over: bytes, moment: datetime, named: bytes | None = None
    ) -> Verdict:
        """Check a CMS *envelope* (DER) over exactly the bytes *over*, then its signer's certificate.

        Args:
            named: the certificate (DER) that the counterpart says was used; any other is refused.

        Returns, Raises: as `verify`.
        """
        signer = check_envelope(envelope, over=over, named=named, counterpart=self._counterpart)
        if isinstance(signer, SignatureRefusal):
            return signer
        return self.check(signer.certificate, moment=moment, others=signer.others)

    def check(
        self, certificate: bytes, *, moment: datetime, others: Sequence[bytes] = ()
    ) -> Certificate | CertificateRefusal:
        """Check a *certificate* (DER) alone: it proves nobody without a signature.

        Raises:
            UnexpectedAnswer: it is no certificate.
            Unreachable: no source tells whether it was revoked.
        """
        subject = read_certificate(certificate, counterpart=self._counterpart)
        along = [read_certificate(one, counterpart=self._counterpart) for one in others[:MAX_OTHERS]]
        question = Question(subject, self._trust, along, moment)
        path = path_of(question)
        if isinstance(path, CertificateRefusal):
            return path
        refusal = self._refusal_of(path) or self._revoked(question, path)
        return refusal or self._told(path)

    def _refusal_of(self, path: Path) -> CertificateRefusal | None:
        """Check what the path validator leaves to us: strength, and use."""
        root, *below = path
        if not has_strong_key(root) or not all(is_strong(one) for one in below):
            return CertificateRefusal.WEAK
        return None if self._is_for_signing(path[-1]) else CertificateRefusal.WRONG_USAGE

    def _is_for_signing(self, certificate: x509.Certificate) -> bool:
        """Tell whether it is a holder's, and says that it signs; one that does not say is for nothing."""
        if certificate.ca or certificate.key_usage_value is None:
            return False
        try:
            validate_usage(
                certificate,
                {"digital_signature"},
                set(self._trust.extended_usages),
                self._trust.usages_may_be_unsaid,
            )
        except InvalidCertificateError:
            return False
        return True

    def _revoked(self, question: Question, path: Path) -> CertificateRefusal | None:
        """Ask about revocation, further only if what was learnt does not tell.

        Raises:
            CounterpartTrouble: nobody tells.
        """
        enquiry = Enquiry(self._revocation, path)
        try:
            found = path_unrevoked(question, enquiry.first_round())
        except StatusUnknown:
            found = self._revoked_after_all(question, enquiry)
        return found if isinstance(found, CertificateRefusal) else None

    def _revoked_after_all(
        self, question: Question, enquiry: Enquiry
    ) -> tuple[x509.Certificate, ...] | CertificateRefusal:
        try:
            return path_unrevoked(question, enquiry.second_round())
        except StatusUnknown:
            raise enquiry.trouble() from None

    def _told(self, path: Path) -> Certificate:
        certificate = path[-1]
        return Certificate(
            der=certificate.dump(),
            issuer_name=read_subject(certificate.issuer).common_name,
            serial_number=f"{certificate.serial_number:X}",
            valid_from=certificate.not_valid_before.astimezone(UTC),
            valid_until=certificate.not_valid_after.astimezone(UTC),
            root=self._trust.kind_of(path[0]),
            subject=read_subject(certificate.subject),
        )
