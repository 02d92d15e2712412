"""How certificates are taken out of DER and PEM, whole or not at all.

asn1crypto reads lazily, so that a broken part would be met only when somebody asks for it: everything is read
once here, after cryptography's stricter reader has agreed.
"""

from asn1crypto import pem, x509
from cryptography import x509 as strict
from cryptography.exceptions import UnsupportedAlgorithm

from verifiers.errors import UnexpectedAnswer

#: What the readers raise at bytes that are no certificate: from bad tags to years after 9999. AttributeError
#: is asn1crypto's (1.5.1) for universal types that it knows by tag alone, such as ObjectDescriptor.
BROKEN = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    RecursionError,
    AttributeError,
    UnsupportedAlgorithm,
)
#: No certificate of a person or an authority is longer, in bytes; assumption, they have 1 to 3 KiB.
MAX_CERTIFICATE_BYTES = 16 * 1024


def read_certificate(der: bytes, *, counterpart: str) -> x509.Certificate:
    """Read one certificate that *counterpart* sent.

    Raises:
        UnexpectedAnswer: it is not one.
    """
    try:
        return _read(der)
    except BROKEN as error:
        raise UnexpectedAnswer(counterpart, "sent a certificate that cannot be read") from error


def read_bundle(bundle: bytes) -> tuple[x509.Certificate, ...]:
    """Read the PEM certificates of a trust store, in any number.

    Raises:
        ValueError: something in it is not a certificate.
    """
    if not bundle.strip():
        return ()
    if not pem.detect(bundle):
        raise ValueError("a trust store holds certificates in PEM")
    parts = list(pem.unarmor(bundle, multiple=True))
    if any(kind != "CERTIFICATE" for kind, _, _ in parts):
        raise ValueError("a trust store holds certificates and nothing else")
    return tuple(_read(der) for _, _, der in parts)


def _read(der: bytes) -> x509.Certificate:
    if len(der) > MAX_CERTIFICATE_BYTES:
        raise ValueError("longer than any certificate")
    strict.load_der_x509_certificate(der).public_key()
    found = x509.Certificate.load(der, strict=True)
    _ = found.native
    return found
