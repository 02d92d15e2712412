"""Check a certificate, or a signature and its certificate, at a given moment.

The checks stop at the first refusal. Cheap checks come first: signature, path, strength, key usage,
revocation. So no revocation request is sent for a certificate without a path to a trusted root, and `verify`
returns no data of a certificate before its signature was checked.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from asn1crypto import x509
from pyhanko_certvalidator.errors import InvalidCertificateError
from pyhanko_certvalidator.validate import validate_usage

from verifiers.certificates.certificate import Certificate, CertificateRefusal
from verifiers.certificates.envelope import check_envelope
from verifiers.certificates.issuers import IssuerSignatures, choose_issuers
from verifiers.certificates.path import Question, StatusUnknown, path_of, path_unrevoked
from verifiers.certificates.reading import read_certificate
from verifiers.certificates.revocation import Enquiry, Path, Revocation
from verifiers.certificates.signature import SignatureRefusal, SignatureScheme, check_signature
from verifiers.certificates.strength import has_strong_key, is_strong
from verifiers.certificates.subject import read_subject
from verifiers.certificates.trust import TrustList

Verdict = Certificate | CertificateRefusal | SignatureRefusal


class CertificateVerifier:
    """Checks certificates and signatures for one method, with the trust list of that method."""

    def __init__(self, counterpart: str, *, trust: TrustList, revocation: Revocation) -> None:
        """Keep the name of the *counterpart* that sends certificates and signatures, e.g. "sim_signature"."""
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
    ) -> Verdict:
        """Check a bare *signature* over exactly the bytes *over*, then the signer's *certificate*.

        Args:
            certificate: DER.
            moment: the time of the signature; aware.

        Returns:
            The certificate, or the first refusal.

        Raises:
            UnexpectedAnswer: the signature or the certificate is malformed.
            Unreachable: no source says whether the certificate was revoked.
        """
        refusal = check_signature(
            signature, over=over, certificate=certificate, scheme=scheme, counterpart=self._counterpart
        )
        return refusal or self.check(certificate, moment=moment)

    def verify_envelope(
        self, envelope: bytes, *, over: bytes, moment: datetime, named: bytes | None = None
    ) -> Verdict:
        """Check a CMS *envelope* (DER) over exactly the bytes *over*, then its signer's certificate.

        Args:
            named: the signer's certificate (DER) according to the counterpart; another signer is refused.

        Returns, Raises: as `verify`.
        """
        signer = check_envelope(envelope, over=over, named=named, counterpart=self._counterpart)
        if isinstance(signer, SignatureRefusal):
            return signer
        return self.check(signer.certificate, moment=moment, others=signer.others)

    def check(
        self, certificate: bytes, *, moment: datetime, others: Sequence[bytes] = ()
    ) -> Certificate | CertificateRefusal:
        """Check a *certificate* (DER) without a signature; as certificates are public, this proves no person.

        Args:
            others: certificates that came with it, DER; used only to build the path to a root.

        Raises:
            UnexpectedAnswer: the bytes are not a certificate.
            Unreachable: no source says whether the certificate was revoked.
        """
        subject = read_certificate(certificate, counterpart=self._counterpart)
        signatures = IssuerSignatures()
        along = choose_issuers(subject, others, trust=self._trust, moment=moment, signatures=signatures)
        question = Question(subject, self._trust, along.used, moment, signatures)
        path = path_of(question)
        if isinstance(path, CertificateRefusal):
            return path
        # `or` keeps the order: no revocation request leaves for a certificate that is refused anyway.
        refusal = self._refusal_of(path) or self._revoked(question, path)
        return refusal or self._certificate(path)

    def _refusal_of(self, path: Path) -> CertificateRefusal | None:
        """Check the strength and the key usage, which the path validator does not check."""
        root, *below = path
        # The signature on a root may be weak: the root is trusted because it is in our list.
        if not has_strong_key(root) or not all(is_strong(certificate) for certificate in below):
            return CertificateRefusal.WEAK
        return None if self._is_for_signing(path[-1]) else CertificateRefusal.WRONG_USAGE

    def _is_for_signing(self, certificate: x509.Certificate) -> bool:
        """Tell whether *certificate* belongs to a holder, not an authority, and its key usage allows signing.

        A certificate without the key-usage extension is refused.
        """
        if certificate.ca or certificate.key_usage_value is None:
            return False
        try:
            validate_usage(
                certificate,
                {"digital_signature"},
                set(self._trust.extended_usages),
                self._trust.usages_may_be_missing,
            )
        except InvalidCertificateError:
            return False
        return True

    def _revoked(self, question: Question, path: Path) -> CertificateRefusal | None:
        """Ask about revocation; the second round runs only if the first gives no clear status.

        Raises:
            CounterpartTrouble: no source gives a clear status.
        """
        enquiry = Enquiry(self._revocation, path)
        try:
            result = path_unrevoked(question, enquiry.first_round())
        except StatusUnknown:
            result = self._revoked_after_all(question, enquiry)
        return result if isinstance(result, CertificateRefusal) else None

    def _revoked_after_all(
        self, question: Question, enquiry: Enquiry
    ) -> tuple[x509.Certificate, ...] | CertificateRefusal:
        try:
            return path_unrevoked(question, enquiry.second_round())
        except StatusUnknown:
            raise enquiry.trouble() from None  # the cause is the failed request, not the validator's report

    def _certificate(self, path: Path) -> Certificate:
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
