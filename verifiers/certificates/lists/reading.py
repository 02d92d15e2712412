"""Reads a list of revoked certificates as it is really served, and checks its issuer's signature.

Only complete lists are accepted (RFC 5280 section 5). The library cryptography parses a list of 200,000
entries in 20 ms and checks its signature in 200 ms, here in the product's own process: once, in time that
grows with its length alone. An index of its serial numbers makes every question about it cheap.
"""

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from verifiers.errors import UnexpectedAnswer
from verifiers.examination.reading import BROKEN
from verifiers.examination.statuses import CLOCK_SKEW
from verifiers.examination.strength import HASHES
from verifiers.wrapping import LISTS, unwrapped

NAME: Final = "crl"
#: The longest list accepted, in bytes as served; 200,000 revoked certificates take 7 MiB, and 10 in PEM.
MAX_LIST_BYTES: Final = 16 * 1024 * 1024
#: The index holds the last 64 bits of each serial number; the list itself confirms what it finds.
_INDEX_BITS: Final = (1 << 64) - 1


@dataclass(frozen=True)
class SignedList:
    """One list, with a signature that was checked.

    Attributes:
        signed_by: SHA-256 of the signer's certificate.
        scope: what the list says that it is about; None: about all certificates of its issuer.
        is_beyond_us: it has an extension that must be understood and is not, or changes another list.
    """

    parsed: x509.CertificateRevocationList = field(repr=False)
    signed_by: bytes = field(repr=False)
    this_update: datetime
    next_update: datetime
    scope: x509.IssuingDistributionPoint | None
    is_beyond_us: bool
    index: "array[int]" = field(repr=False)

    def is_in_time(self, moment: datetime) -> bool:
        """Tell whether the list may be believed at *moment*."""
        return self.this_update - CLOCK_SKEW <= moment < self.next_update

    def entry(self, serial_number: int) -> x509.RevokedCertificate | None:
        """Return the entry of the certificate with this number; for lists of one issuer."""
        wanted = serial_number & _INDEX_BITS
        place = bisect_left(self.index, wanted)
        if place == len(self.index) or self.index[place] != wanted:
            return None
        return self.parsed.get_revoked_certificate_by_serial_number(serial_number)


def read_list(body: bytes, signer: bytes) -> SignedList:
    """Read the list in *body*: DER, PEM, base64; of several lists, the one of this signer.

    Args:
        signer: the certificate of the authority that must have signed it, DER.

    Raises:
        UnexpectedAnswer: there is no list that can be read, or none of this signer.
    """
    try:
        ders = unwrapped(body, LISTS)
    except ValueError as error:
        raise UnexpectedAnswer(NAME, "sent no list that can be read") from error
    trouble: UnexpectedAnswer | None = None
    for der in ders:
        try:
            return _read(der, signer)
        except UnexpectedAnswer as error:
            trouble = trouble or error
    raise trouble or UnexpectedAnswer(NAME, "sent no list that can be read")


def dates_in(body: bytes) -> tuple[datetime, datetime] | None:
    """Return this update and the next of the first list in *body*, for operators; nothing is verified."""
    try:
        parsed = x509.load_der_x509_crl(unwrapped(body, LISTS)[0])
        begins, ends = parsed.last_update_utc, parsed.next_update_utc
    except BROKEN:
        return None
    return (begins, ends) if ends else None


def _read(der: bytes, signer: bytes) -> SignedList:
    try:
        parsed = x509.load_der_x509_crl(der)
        issuing = x509.load_der_x509_certificate(signer)
        is_theirs = parsed.issuer == issuing.subject and _is_signed(parsed, issuing)
        next_update, extensions = parsed.next_update_utc, parsed.extensions
        # RFC 5280 section 5.1.2.5 requires nextUpdate; without it the list would never expire.
        if not is_theirs or next_update is None:
            raise UnexpectedAnswer(NAME, "sent a list that is not the issuer's")
        return SignedList(
            parsed=parsed,
            signed_by=sha256(signer).digest(),
            this_update=parsed.last_update_utc,
            next_update=next_update,
            scope=_scope(extensions),
            is_beyond_us=any(_is_beyond_us(one) for one in extensions),
            index=array("Q", sorted(one.serial_number & _INDEX_BITS for one in parsed)),
        )
    except BROKEN as error:
        raise UnexpectedAnswer(NAME, "sent no list that can be read") from error


def _is_signed(parsed: x509.CertificateRevocationList, issuing: x509.Certificate) -> bool:
    key, algorithm = issuing.public_key(), parsed.signature_hash_algorithm
    return (
        algorithm is not None
        and algorithm.name in HASHES
        and _may_sign_lists(issuing)
        and isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey)
        and parsed.is_signature_valid(key)
    )


def _may_sign_lists(issuing: x509.Certificate) -> bool:
    try:
        return issuing.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True


def _scope(extensions: x509.Extensions) -> x509.IssuingDistributionPoint | None:
    try:
        return extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return None


def _is_beyond_us(extension: "x509.Extension[x509.ExtensionType]") -> bool:
    """Tell whether the list must not be used: RFC 5280 section 5.2 lets us ignore what is not critical."""
    if isinstance(extension.value, x509.DeltaCRLIndicator):
        return True
    return extension.critical and not isinstance(
        extension.value, x509.IssuingDistributionPoint | x509.AuthorityKeyIdentifier | x509.CRLNumber
    )
