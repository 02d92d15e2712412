"""Parse certificates and bundles of them, completely or not at all. Nothing is verified here.

asn1crypto parses a part when code first accesses it, so a broken part would raise an error far from here.
This module therefore parses all parts at once, after cryptography's stricter parser accepted the bytes.
"""

from functools import lru_cache

from asn1crypto import parser, x509
from cryptography import x509 as strict
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from verifiers.errors import UnexpectedAnswer
from verifiers.wrapping import BUNDLES, CERTIFICATES, blocks_in, unwrapped

#: The exceptions that the parsers raise on broken bytes, from bad tags to years after 9999. asn1crypto 1.5.1
#: raises AttributeError for universal types that it knows only by tag, such as ObjectDescriptor.
BROKEN = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    RecursionError,
    AttributeError,
    UnsupportedAlgorithm,
    strict.InvalidVersion,
    strict.DuplicateExtension,
    strict.UnsupportedGeneralNameType,
)
#: Assumption: no certificate is longer than this, in bytes; those of people and authorities have 1 to 3 KiB.
MAX_CERTIFICATE_BYTES = 16 * 1024
#: Assumption: no subject or issuer is longer than this, in bytes of DER; RFC 5280 appendix A.1 allows 64
#: letters in a CN or an organisation. Comparing normalises names, in time quadratic in their length.
MAX_NAME_BYTES = 2 * 1024


def read_certificate(der: bytes, *, counterpart: str) -> x509.Certificate:
    """Read one certificate that *counterpart* sent.

    Raises:
        UnexpectedAnswer: the bytes are not a certificate.
    """
    try:
        return _read(der)
    except BROKEN as error:
        raise UnexpectedAnswer(counterpart, "sent a certificate that cannot be read") from error


def subject_of(der: bytes) -> x509.Name | None:
    """Read the subject of a certificate and nothing else of it; None if that cannot be read or compared."""
    if len(der) > MAX_CERTIFICATE_BYTES:
        return None
    try:
        name = require_short(x509.Certificate.load(der, strict=True).subject)
        _ = name.hashable  # raises for letters that RFC 4518 section 2.4 prohibits in names
    except BROKEN:
        return None
    return name


def require_short(name: x509.Name) -> x509.Name:
    """Return *name*, which may then be compared with others.

    Raises:
        ValueError: it is longer than any name.
    """
    if len(name.dump()) > MAX_NAME_BYTES:
        raise ValueError("longer than any name")
    return name


@lru_cache(maxsize=16)  # an operator has a few; the products of one process have the same
def read_bundle(bundle: bytes) -> tuple[x509.Certificate, ...]:
    """Read the certificates of a trust store, as authorities publish them: PEM, DER, base64, or PKCS #7.

    There may be none.

    Raises:
        ValueError: an entry is not a certificate.
    """
    if not bundle.strip():
        return ()
    labels = {label for label, _ in blocks_in(bundle)}
    if not labels <= {*CERTIFICATES, *BUNDLES}:
        raise ValueError("a trust store holds certificates and nothing else")
    ders = unwrapped(bundle, (*CERTIFICATES, *BUNDLES))
    return tuple(_read(one) for der in ders for one in _certificates_in(der))


def _certificates_in(der: bytes) -> list[bytes]:
    """Return the certificates of a bundle (PKCS #7 without a signature), or the one that *der* is."""
    content = parser.parse(der)[4]
    if content[:1] != b"\x06":  # a bundle begins with the OID of its kind
        return [der]
    return [one.public_bytes(Encoding.DER) for one in pkcs7.load_der_pkcs7_certificates(der)]


def _read(der: bytes) -> x509.Certificate:
    if len(der) > MAX_CERTIFICATE_BYTES:
        raise ValueError("longer than any certificate")
    strict.load_der_x509_certificate(der).public_key()  # public_key() also rejects a broken or unknown key
    certificate = x509.Certificate.load(der, strict=True)
    require_short(certificate.subject)
    _ = require_short(certificate.issuer).hashable
    _ = certificate.native  # parses all parts now
    extensions = [one["extn_id"].dotted for one in certificate["tbs_certificate"]["extensions"] or ()]
    if len(set(extensions)) != len(extensions):  # RFC 5280 section 4.2; which of the two counts is not said
        raise ValueError("an extension stands there twice")
    return certificate
