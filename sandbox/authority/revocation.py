"""What the sandbox's authority says about revocation: CRLs (RFC 5280) and OCSP answers (RFC 6960)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from sandbox.authority.issuing import Issuer

#: How long a CRL and an OCSP answer are good for.
CRL_LIFE: Final = timedelta(hours=12)
OCSP_LIFE: Final = timedelta(hours=1)
#: How far back a stale one was made.
STALE: Final = timedelta(days=2)
#: Both are dated a little back, as real ones are, so that a client's clock may be behind.
DATED_BACK: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Revoked:
    """One revoked certificate."""

    serial_number: int
    when: datetime


def make_crl(issuer: Issuer, revoked: Iterable[Revoked], *, moment: datetime) -> bytes:
    """List *revoked* as known at *moment*; DER."""
    made = moment - DATED_BACK
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
    builder = builder.last_update(made).next_update(made + CRL_LIFE)
    key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    builder = builder.add_extension(key_id, critical=False).add_extension(x509.CRLNumber(1), critical=False)
    for one in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(one.serial_number)
            .revocation_date(one.when)
            .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
            .build()
        )
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Status:
    """What OCSP says of one certificate: good, revoked or unknown."""

    certificate: x509.Certificate
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD
    revoked_at: datetime | None = None


def make_ocsp_answer(
    told: Status, *, issuer: Issuer, responder: Issuer, moment: datetime, nonce: bytes | None = None
) -> bytes:
    """Answer for one certificate as known at *moment*, signed by *responder*; DER."""
    made = moment - DATED_BACK
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=told.certificate,
        issuer=issuer.certificate,
        algorithm=hashes.SHA1(),  # noqa: S303 - how RFC 5019 names a certificate; nothing stands on it
        cert_status=told.status,
        this_update=made,
        next_update=made + OCSP_LIFE,
        revocation_time=told.revoked_at,
        revocation_reason=x509.ReasonFlags.key_compromise if told.revoked_at else None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
    builder = builder.certificates([responder.certificate])
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.sign(responder.key, hashes.SHA256()).public_bytes(Encoding.DER)


def no_ocsp_answer(status: ocsp.OCSPResponseStatus) -> bytes:
    """Say why there is no answer: malformed, unauthorised, try later."""
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)
