"""CMS envelopes, OCSP responses and revocation lists of the published samples' structure are judged."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from asn1crypto import core, ocsp, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from sandbox import Counterpart, Outage
from sandbox.authority import Credential
from sandbox.authority.revocation import Status, make_ocsp_answer
from tests.unit.verifiers.certificates import envelopes as write
from tests.unit.verifiers.pki import OURS, Country
from verifiers.certificates import Certificate, CertificateRefusal

CRL, OCSP = "/authority/crl/sim", "/authority/ocsp/sim"
SIGNING_TIME, SMIME_CAPABILITIES = "1.2.840.113549.1.9.5", "1.2.840.113549.1.9.15"
RSA_ENCRYPTION = write.tlv(0x30, write.oid("1.2.840.113549.1.1.1"), b"\x05\x00")


@pytest.fixture
def country() -> Country:
    return Country()


def signing_time(country: Country) -> bytes:
    moment = core.UTCTime(country.now.replace(microsecond=0))
    return write.attribute(SIGNING_TIME, moment.dump())


def names_the_signer(credential: Credential) -> bytes:
    digest = asn1_x509.Certificate.load(credential.certificate).sha256
    value = tsp.SigningCertificateV2({"certs": [{"cert_hash": digest}]})
    return write.attribute(write.SIGNING_CERTIFICATE_V2, value.dump())


@pytest.mark.parametrize("wrap", [write.tlv, write.indefinite], ids=["definite", "indefinite"])
@pytest.mark.parametrize("last", ["nothing", "smime_capabilities", "signing_certificate_v2"])
@pytest.mark.parametrize("with_issuer", [False, True], ids=["alone", "with-its-authority"])
def test_an_envelope_of_the_published_structure_is_verified(
    country: Country, wrap: Callable[..., bytes], last: str, *, with_issuer: bool
) -> None:
    """Attached data; content type, signing time and digest signed, in this order; rsaEncryption."""
    sim = country.authority.credential("sim_citizen")
    attributes = [write.content_type(), signing_time(country), write.message_digest()]
    if last == "smime_capabilities":
        capability = write.tlv(0x30, write.tlv(0x30, write.oid("2.16.840.1.101.3.4.1.42")))
        attributes.append(write.attribute(SMIME_CAPABILITIES, capability))
    if last == "signing_certificate_v2":
        attributes.append(names_the_signer(sim))
    made = write.envelope(
        write.signer(sim, attributes=sorted(attributes), algorithm=RSA_ENCRYPTION),
        certificates=[sim.certificate, *([sim.issuer] if with_issuer else [])],
        wrap=wrap,
    )
    found = country.verifier.verify_envelope(made, over=OURS, moment=country.now)
    assert found == country.good("sim_citizen")


def test_an_ocsp_response_has_the_published_structure_and_is_believed(country: Country) -> None:
    """Version 1, by key, SHA-1 names the issuer, one certificate of the responder; no nonce is needed."""
    holder = country.authority.credential("sim_citizen")
    country.good("sim_citizen")
    read = ocsp.OCSPResponse.load(country.wire.answers[OCSP])
    told = read.basic_ocsp_response["tbs_response_data"]
    (status,) = told["responses"]
    assert (told["version"].native, told["responder_id"].name) == ("v1", "by_key")
    assert status["cert_id"]["hash_algorithm"]["algorithm"].native == "sha1"
    assert status["cert_status"].name == "good"
    assert status["next_update"].native > status["this_update"].native
    assert len(read.basic_ocsp_response["certs"]) == 1
    issuer = country.authority.issuer("sim")
    assert issuer is not None
    certificate = x509.load_der_x509_certificate(holder.certificate)
    without_nonce = make_ocsp_answer(Status(certificate), issuer=issuer, responder=issuer, moment=country.now)
    country.wire.instead[OCSP] = without_nonce
    assert isinstance(country.check("sim_citizen"), Certificate)


def published_list(country: Country, *revoked: str) -> bytes:
    """A list as the sample has it: version 2, number, key id; reason and invalidity date for each entry."""
    issuer = country.authority.issuer("sim")
    assert issuer is not None
    moment = country.now - timedelta(minutes=1)
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
    builder = builder.last_update(moment).next_update(moment + timedelta(hours=12))
    builder = builder.add_extension(x509.CRLNumber(1510), critical=False)
    key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    builder = builder.add_extension(key_id, critical=False)
    for holder in revoked:
        certificate = x509.load_der_x509_certificate(country.authority.credential(holder).certificate)
        entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
        entry = entry.revocation_date(moment - timedelta(days=1))
        entry = entry.add_extension(x509.CRLReason(x509.ReasonFlags.cessation_of_operation), critical=False)
        entry = entry.add_extension(x509.InvalidityDate(moment.replace(tzinfo=None)), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def test_a_revocation_list_of_the_published_structure_is_believed(country: Country) -> None:
    country.sandbox.knobs.turn(Counterpart.OCSP, outage=Outage.REFUSE)
    country.wire.instead[CRL] = published_list(country, "sim_elliptic")
    assert country.check("sim_elliptic") is CertificateRefusal.REVOKED
    assert isinstance(country.check("sim_citizen"), Certificate)
