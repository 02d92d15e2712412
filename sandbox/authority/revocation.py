"""Make the authority's CRLs (RFC 5280) and OCSP responses (RFC 6960)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from sandbox.authority.issuing import Issuer

#: The validity of a CRL and of an OCSP response.
CRL_LIFE: Final = timedelta(hours=12)
OCSP_LIFE: Final = timedelta(hours=1)
#: The age of a stale CRL or OCSP response.
STALE: Final = timedelta(days=2)
#: Both have a time slightly in the past, as real ones do, because a client's clock may be behind.
DATED_BACK: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Revoked:
    """One revoked certificate."""

    serial_number: int
    when: datetime


def make_crl(issuer: Issuer, revoked: Iterable[Revoked], *, moment: datetime) -> bytes:
    """Make the CRL of *issuer* that lists *revoked*, as of *moment*; DER."""
    this_update = moment - DATED_BACK
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
    builder = builder.last_update(this_update).next_update(this_update + CRL_LIFE)
    key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    builder = builder.add_extension(key_id, critical=False).add_extension(x509.CRLNumber(1), critical=False)
    for entry in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(entry.serial_number)
            .revocation_date(entry.when)
            .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
            .build()
        )
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Status:
    """The OCSP status of one certificate: good, revoked or unknown."""

    certificate: x509.Certificate
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD
    revoked_at: datetime | None = None


def make_ocsp_answer(
    told: Status, *, issuer: Issuer, responder: Issuer, moment: datetime, nonce: bytes | None = None
) -> bytes:
    """Make the OCSP response for one certificate, as of *moment*, signed by *responder*; DER."""
    this_update = moment - DATED_BACK
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=told.certificate,
        issuer=issuer.certificate,
        algorithm=hashes.SHA1(),  # noqa: S303 - RFC 5019 identifies the issuer by it; it protects nothing
        cert_status=told.status,
        this_update=this_update,
        next_update=this_update + OCSP_LIFE,
        revocation_time=told.revoked_at,
        revocation_reason=x509.ReasonFlags.key_compromise if told.revoked_at else None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
    builder = builder.certificates([responder.certificate])
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.sign(responder.key, hashes.SHA256()).public_bytes(Encoding.DER)


def no_ocsp_answer(status: ocsp.OCSPResponseStatus) -> bytes:
    """Make an OCSP error response: malformed request, unauthorised, try later."""
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)
