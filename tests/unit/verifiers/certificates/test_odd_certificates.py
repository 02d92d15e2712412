"""Odd bytes in a certificate, a CRL or an OCSP response end in a declared outcome, never in a crash."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import parser, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import (
    CertificateIssuerPrivateKeyTypes,
    CertificatePublicKeyTypes,
)
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import CertificateBuilder, Name, NameAttribute
from cryptography.x509.oid import NameOID

from sandbox.authority.issuing import Issuer
from sandbox.authority.revocation import make_crl
from tests.unit.verifiers.certificates.envelopes import oid, tlv
from tests.unit.verifiers.pki import Country
from tests.unit.verifiers.tokens import Computer, text
from verifiers.certificates import CertificateRefusal
from verifiers.certificates.sources import Allowed
from verifiers.errors import CounterpartTrouble, UnexpectedAnswer
from verifiers.examination.addresses import _point
from verifiers.usb_token import Helper, TokenRefusal

CRL, OCSP = "/authority/crl/sim", "/authority/ocsp/sim"
VERSION_7 = b"\x02\x01\x06"


def signed_again(issuer: Issuer, der: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Change what an authority signed, in a certificate or a CRL, and sign it again with its key."""
    content, algorithm, _ = parts(der)
    content = change(content)
    signature = issuer.key.sign(content, ec.ECDSA(hashes.SHA256()))
    return tlv(0x30, content, algorithm, tlv(0x03, b"\x00", signature))


def parts(sequence: bytes) -> list[bytes]:
    """The values inside any sequence."""
    content, found = parser.parse(sequence)[4], []
    while content:
        end = parser.peek(content)
        found.append(content[:end])
        content = content[end:]
    return found


def with_version_7(content: bytes) -> bytes:
    first, *rest = parts(content)
    return tlv(0x30, tlv(0xA0, VERSION_7) if first[0] == 0xA0 else VERSION_7, *rest)


def with_an_extension_twice(content: bytes) -> bytes:
    *before, last = parts(content)
    (extensions,) = parts(b"\x30" + last[1:])  # [0] or [3], explicit
    inside = parts(extensions)
    return tlv(0x30, *before, tlv(last[0], tlv(0x30, *inside, inside[0])))


def issuer_of(country: Country, name: str = "sim") -> Issuer:
    issuer = country.authority.issuer(name)
    assert issuer is not None
    return issuer


CHANGES = pytest.mark.parametrize("change", [with_version_7, with_an_extension_twice])


@CHANGES
def test_a_certificate_that_the_strict_reader_refuses_is_unreadable(
    country: Country, change: Callable[[bytes], bytes]
) -> None:
    good = country.authority.credential("sim_elliptic").certificate
    with pytest.raises(UnexpectedAnswer, match="cannot be read"):
        country.verifier.check(signed_again(issuer_of(country), good, change), moment=country.now)


@CHANGES
def test_a_token_with_such_a_certificate_is_refused(change: Callable[[bytes], bytes]) -> None:
    computer = Computer()
    odd = signed_again(issuer_of(computer.country), computer.token("token_elliptic").certificate, change)
    answer = f'{{"signature": "AAAA", "certificate": "{text(odd)}"}}'
    assert computer.verify(Helper.VGCA, answer, computer.challenge()) is TokenRefusal.UNREADABLE


@CHANGES
def test_a_list_that_the_strict_reader_refuses_is_no_list(
    country: Country, change: Callable[[bytes], bytes]
) -> None:
    issuer = issuer_of(country)
    good = make_crl(issuer, [], moment=country.now)
    country.wire.instead[CRL] = signed_again(issuer, good, change)
    with pytest.raises(UnexpectedAnswer, match="no list that can be read"):
        country.check("sim_revoked_by_crl")


# ---------------------------------------------------------------- keys and names that an attacker chooses
KEYS: dict[str, CertificateIssuerPrivateKeyTypes] = {
    "dsa": dsa.generate_private_key(1024),  # noqa: S505 - to be refused
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
    "p224": ec.generate_private_key(ec.SECP224R1()),
    "brainpool": ec.generate_private_key(ec.BrainpoolP256R1()),
    "rsa1024": rsa.generate_private_key(65537, 1024),  # noqa: S505 - to be refused
}
LETTERS = {
    "private": "a\ue000",
    "later-than-unicode-3.2": "\U0001fae0",
    "both-directions": "\u05d0a",
    "replacement": "\ufffd",
    "nothing-but-marks": "\u0301",
}
#: Values that are no text: bits, a number and a sequence under a CN.
VALUES = {
    "bits": b"\x03\x02\x00\x01",
    "number": b"\x02\x01\x01",
    "sequence": b"\x30\x00",
    "null": b"\x05\x00",
}


def own_certificate(
    issuer: Name, subject: Name, key: CertificateIssuerPrivateKeyTypes, public: CertificatePublicKeyTypes
) -> bytes:
    builder = CertificateBuilder().subject_name(subject).issuer_name(issuer).serial_number(7)
    builder = builder.not_valid_before(datetime.now(UTC)).not_valid_after(
        datetime.now(UTC) + timedelta(days=1)
    )
    digest = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.public_key(public).sign(key, digest).public_bytes(Encoding.DER)


def is_declared(country: Country, certificate: bytes, others: Sequence[bytes] = ()) -> bool:
    """Check a certificate that is not to pass; True unless it passes or an exception is not declared."""
    try:
        found = country.verifier.check(certificate, moment=country.now, others=others)
    except CounterpartTrouble:
        return True
    return isinstance(found, CertificateRefusal)


def called(text: str) -> Name:
    return Name([NameAttribute(NameOID.COMMON_NAME, text)])


PUBLIC = ec.generate_private_key(ec.SECP256R1()).public_key()


@pytest.mark.parametrize("kind", KEYS)
def test_a_certificate_with_an_odd_key_is_refused(country: Country, kind: str) -> None:
    key, above = KEYS[kind], issuer_of(country).certificate.subject
    by_own = own_certificate(above, called("leaf"), key, PUBLIC)
    with_own = own_certificate(above, called("leaf"), key, key.public_key())
    authority = own_certificate(called("own"), called("own"), key, key.public_key())
    below = own_certificate(called("own"), called("leaf"), key, PUBLIC)
    assert is_declared(country, by_own)
    assert is_declared(country, with_own)
    assert is_declared(country, below, [authority])


@pytest.mark.parametrize("where", ["subject", "issuer", "both"])
@pytest.mark.parametrize("kind", LETTERS)
def test_a_certificate_with_odd_letters_in_a_name_is_refused(country: Country, kind: str, where: str) -> None:
    odd, key = called(LETTERS[kind]), KEYS["p224"]
    subject = called("leaf") if where == "issuer" else odd
    above = issuer_of(country).certificate.subject if where == "subject" else odd
    leaf = own_certificate(above, subject, key, PUBLIC)
    assert is_declared(country, leaf, [own_certificate(odd, odd, key, PUBLIC)])


@pytest.mark.parametrize("place", [3, 5], ids=["issuer", "subject"])
@pytest.mark.parametrize("value", VALUES)
def test_a_name_with_a_value_that_is_no_text_is_refused(country: Country, value: str, place: int) -> None:
    name = tlv(0x30, tlv(0x31, tlv(0x30, oid("2.5.4.3"), VALUES[value])))

    def change(content: bytes) -> bytes:
        inside = parts(content)
        return tlv(0x30, *inside[:place], name, *inside[place + 1 :])

    good = country.authority.credential("sim_elliptic")
    odd = signed_again(issuer_of(country), good.certificate, change)
    assert is_declared(country, odd)
    assert is_declared(country, odd, [signed_again(issuer_of(country), good.issuer, change)])


@pytest.mark.parametrize(
    "point", [b"\x30\x00", b"\x30\x04\xa0\x02\xa1\x00"], ids=["without-a-name", "relative"]
)
def test_a_source_of_lists_without_an_address_is_passed_over(point: bytes) -> None:
    points = x509.CRLDistributionPoints.load(tlv(0x30, point))
    assert [url for one in points if (told := _point(one, [])) for url in told["urls"]] == []


def test_an_address_that_no_client_sends_is_not_asked() -> None:
    assert Allowed(["http://crl.test/"]).those_of(["http://crl.test/a\x04", "http://crl.test/a\x7f"]) == ()


# ---------------------------------------------------------------- statuses, which travel over plain http
def without_bytes(_: asn1_ocsp.OCSPResponse) -> None:
    """Nothing is left but the word "successful"."""


def of_another_type(response: asn1_ocsp.OCSPResponse) -> None:
    response["response_bytes"]["response_type"] = "1.2.3.4"


def without_nonce_and_statuses(response: asn1_ocsp.OCSPResponse) -> None:
    told = basic(response)["tbs_response_data"]
    told["responses"], told["response_extensions"] = [], None


def with_an_odd_responder(response: asn1_ocsp.OCSPResponse) -> None:
    odd = x509.Certificate.load(own_certificate(called("a\ue000"), called("a\ue000"), KEYS["p224"], PUBLIC))
    whole, told = basic(response), basic(response)["tbs_response_data"]
    told["responder_id"] = asn1_ocsp.ResponderId("by_name", odd.subject)
    told["response_extensions"], whole["certs"] = None, [odd]


def basic(response: asn1_ocsp.OCSPResponse) -> asn1_ocsp.BasicOCSPResponse:
    return response["response_bytes"]["response"].parsed


@pytest.mark.parametrize(
    "change", [without_bytes, of_another_type, without_nonce_and_statuses, with_an_odd_responder]
)
def test_a_strange_status_leaves_the_word_to_the_list(
    country: Country, change: Callable[[asn1_ocsp.OCSPResponse], None]
) -> None:
    country.good("sim_elliptic")
    response = asn1_ocsp.OCSPResponse.load(country.wire.answers[OCSP])
    change(response)
    strange = response.dump(force=True) if change is not without_bytes else b"\x30\x03\x0a\x01\x00"
    country.wire.instead[OCSP] = strange
    country.good("sim_elliptic")
    assert CRL in country.asked
