"""Roots count as authorities publish them; what is no certificate stops the start.

The national root names a PKCS #7 bundle of itself in the authorities' certificates: nguyentvtk/eSign.Files at
dd3c0b29847488d7fe4711122d9554c104b6919d, server/trust/vnpt/vnpt-ca-sha2.crt.
"""

import base64
from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7

from tests.unit.verifiers.lists.issued import authority
from verifiers.certificates import TrustList

ROOT = authority("Test Root")
SECOND = authority("Second Root").certificate
DER = ROOT.certificate.public_bytes(Encoding.DER)
KEY = ROOT.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

FORMS: dict[str, Callable[[x509.Certificate], bytes]] = {
    "pem": lambda root: root.public_bytes(Encoding.PEM),
    "pem behind a text": lambda root: b"C=VN, CN=Root\n" + root.public_bytes(Encoding.PEM),
    "der": lambda root: root.public_bytes(Encoding.DER),
    "der and a line": lambda root: root.public_bytes(Encoding.DER) + b"\r\n",
    "base64": lambda root: base64.encodebytes(root.public_bytes(Encoding.DER)),
    "a bundle": lambda root: pkcs7.serialize_certificates([root], Encoding.DER),
    "a bundle in pem": lambda root: pkcs7.serialize_certificates([root], Encoding.PEM),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_root_counts_in_every_form_in_which_it_is_published(form: str) -> None:
    (found,) = TrustList.from_pem(public_roots=FORMS[form](ROOT.certificate)).roots
    assert found.dump() == DER


def test_a_bundle_holds_several() -> None:
    bundle = pkcs7.serialize_certificates([ROOT.certificate, SECOND], Encoding.DER)
    assert len(TrustList.from_pem(public_roots=bundle).roots) == 2


@pytest.mark.parametrize(
    "bundle",
    [b"no certificate", KEY, ROOT.certificate.public_bytes(Encoding.PEM) + KEY, DER[:-1], DER + DER,
     base64.b64encode(b"0\x03abc"), b"\x30", b"<html></html>"],
)  # fmt: skip
def test_what_is_no_certificate_stops_the_start(bundle: bytes) -> None:
    with pytest.raises(ValueError, match="trust store"):
        TrustList.from_pem(public_roots=bundle)
