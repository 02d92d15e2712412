"""The certificates sent along with a signature cost little, and only those that lead to a root are used."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import BasicConstraints, CertificateBuilder, KeyUsage, Name, NameAttribute
from cryptography.x509.oid import NameOID

from sandbox.authority import Hierarchy
from tests.unit.verifiers.certificates.envelopes import envelope, signer
from tests.unit.verifiers.pki import OURS, Country
from verifiers.certificates import Certificate, CertificateRefusal, TrustList
from verifiers.errors import UnexpectedAnswer
from verifiers.examination.envelope import check_envelope
from verifiers.examination.issuers import (
    MAX_CHECKS,
    MAX_SENT,
    MAX_USED,
    Along,
    IssuerSignatures,
    choose_issuers,
)
from verifiers.examination.path import Question, path_of
from verifiers.examination.reading import MAX_CERTIFICATE_BYTES, read_certificate

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
SERIALS = itertools.count(1)
AUTHORITY = KeyUsage(
    digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
)  # fmt: skip
ORDERS = pytest.mark.parametrize("order", [1, -1], ids=["upwards", "downwards"])


@cache
def key(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def certificate(
    subject: str, issuer: str, *, own: str = "", by: str = "", until: datetime = NOW + DAY, ca: bool = True
) -> bytes:
    """DER. The keys are those called *own* and *by*, or called as the subject and the issuer."""
    name, above = (Name([NameAttribute(NameOID.ORGANIZATION_NAME, text)]) for text in (subject, issuer))
    builder = CertificateBuilder().subject_name(name).issuer_name(above).serial_number(next(SERIALS))
    builder = builder.not_valid_before(NOW - 9 * DAY).not_valid_after(until)
    builder = builder.public_key(key(own or subject).public_key())
    builder = builder.add_extension(BasicConstraints(ca=ca, path_length=None), critical=True)
    if ca:
        builder = builder.add_extension(AUTHORITY, critical=True)
    return builder.sign(key(by or issuer), hashes.SHA256()).public_bytes(Encoding.DER)


ROOT = certificate("root", "root")
TRUST = TrustList(public_roots=(read_certificate(ROOT, counterpart="test"),))
#: From the signer up to the root, with three authorities between them.
LEAF = certificate("leaf", "one", ca=False)
ONE, TWO, THREE = certificate("one", "two"), certificate("two", "three"), certificate("three", "root")


def outcome(
    leaf: bytes, sent: Sequence[bytes], trust: TrustList = TRUST
) -> tuple[Along, list[str] | CertificateRefusal, int]:
    """What is chosen, the names on the path found with it, and how many signatures were checked in all."""
    subject, signatures = read_certificate(leaf, counterpart="test"), IssuerSignatures()
    along = choose_issuers(subject, sent, trust=trust, moment=NOW, signatures=signatures)
    path = path_of(Question(subject, trust, along.used, NOW, signatures))
    if isinstance(path, CertificateRefusal):
        return along, path, signatures.checked
    return along, [one.subject.native["organization_name"] for one in path], signatures.checked


# ---------------------------------------------------------------- what an attacker could do
def test_seven_certificates_of_one_name_cost_no_more_than_one() -> None:
    leaf = certificate("N", "N", own="leaf", by="k1", ca=False)
    seven = [certificate("N", "N", own="k1", by="k1") for _ in range(7)]
    costs = [outcome(leaf, sent)[2] for sent in (seven[:1], seven)]
    assert costs[0] == costs[1]
    assert len(outcome(leaf, seven)[0].used) == 1


def test_certificates_of_one_name_and_many_keys_cost_one_check_each() -> None:
    leaf = certificate("N", "N", own="leaf", by="k1", ca=False)
    sent = [certificate("N", "N", own=f"k{number}", by=f"k{number}") for number in range(MAX_SENT)]
    along, path, checked = outcome(leaf, sent)
    assert (len(along.used), path) == (1, CertificateRefusal.UNTRUSTED)
    assert checked <= MAX_SENT + len(along.used) + 1


def test_seven_certificates_with_the_name_of_a_trusted_root_end_no_path_at_it() -> None:
    leaf = certificate("root", "root", own="leaf", by="k1", ca=False)
    sent = [certificate("root", "root", own=f"k{number}", by=f"k{number}") for number in range(1, 8)]
    along, path, checked = outcome(leaf, sent)
    assert (len(along.used), path) == (1, CertificateRefusal.UNTRUSTED)
    assert checked <= len(sent) + 2 * (len(along.used) + 1)


def test_a_long_chain_of_one_name_is_followed_three_certificates_up() -> None:
    leaf = certificate("N", "N", own="leaf", by="k0", ca=False)
    sent = [certificate("N", "N", own=f"k{number}", by=f"k{number + 1}") for number in range(MAX_SENT)]
    along, path, checked = outcome(leaf, sent)
    assert (len(along.used), path) == (MAX_USED, CertificateRefusal.UNTRUSTED)
    assert checked <= MAX_CHECKS + (MAX_USED + 1) * MAX_USED


def test_unrelated_certificates_are_not_even_parsed() -> None:
    along, _, checked = outcome(LEAF, [certificate(f"other {n}", "root") for n in range(MAX_SENT)])
    assert (along.used, along.certificates_read, checked) == ((), 0, 0)


def test_a_certificate_with_an_authoritys_name_and_another_key_is_not_followed() -> None:
    forged = certificate("one", "root", own="forger")
    along, path, _ = outcome(LEAF, [forged])
    assert (along.used, path) == ((), CertificateRefusal.UNTRUSTED)


def test_a_trusted_authority_is_not_followed_where_its_key_did_not_sign() -> None:
    trust = TrustList(TRUST.public_roots, issuing=(read_certificate(THREE, counterpart="test"),))
    forged = certificate("forged", "three", by="forger", ca=False)
    assert outcome(forged, [], trust)[1] is CertificateRefusal.UNTRUSTED


def test_a_signer_that_vouches_for_itself_ends_the_search() -> None:
    own = certificate("self", "self")
    assert outcome(own, [own, own])[1] is CertificateRefusal.UNTRUSTED


def test_more_certificates_than_a_token_sends_are_counted_before_one_is_parsed(country: Country) -> None:
    sim, nonsense = country.authority.credential("sim_citizen"), b"\x30\x01\x00"
    many = envelope(signer(sim), certificates=[sim.certificate, *[nonsense] * MAX_SENT])
    with pytest.raises(UnexpectedAnswer) as raised:
        check_envelope(many, over=OURS, counterpart="sim_signature")
    assert "more certificates" in str(raised.value.__cause__)


def test_a_long_envelope_is_measured_before_it_is_parsed(country: Country) -> None:
    sim = country.authority.credential("sim_citizen")
    long = envelope(signer(sim), certificates=[sim.certificate], content=bytes(270_000))
    with pytest.raises(UnexpectedAnswer) as raised:
        check_envelope(long, over=OURS, counterpart="sim_signature")
    assert "longer than any envelope" in str(raised.value.__cause__)


def test_a_name_full_of_combining_marks_is_not_normalised() -> None:
    marks = certificate("a" + "\u0301\u0323" * 2_000, "root")
    assert len(marks) < MAX_CERTIFICATE_BYTES
    with pytest.raises(UnexpectedAnswer) as raised:
        read_certificate(marks, counterpart="test")
    assert "longer than any name" in str(raised.value.__cause__)
    along, path, _ = outcome(LEAF, [marks, ONE, TWO, THREE])
    assert len(along.used) == 3
    assert path == ["root", "three", "two", "one", "leaf"]


# ---------------------------------------------------------------- what tokens really send
@ORDERS
def test_a_chain_of_four_with_its_root_passes(order: int) -> None:
    along, path, checked = outcome(LEAF, [ONE, TWO, THREE, ROOT][::order])
    assert path == ["root", "three", "two", "one", "leaf"]
    assert (len(along.used), checked) == (3, 4)


@ORDERS
def test_duplicates_and_strangers_and_what_cannot_be_read_do_not_hide_the_chain(order: int) -> None:
    stranger = certificate("other", "root")
    sent = [stranger, b"no certificate", ROOT, THREE, ONE, TWO, ONE, ROOT, TWO, LEAF][::order]
    assert outcome(LEAF, sent)[1] == ["root", "three", "two", "one", "leaf"]


@ORDERS
def test_an_authority_that_was_certified_again_is_used_with_the_certificate_that_counts(order: int) -> None:
    old, strange = certificate("three", "root", until=NOW - DAY), certificate("three", "unknown root")
    sent = [old, strange, THREE][::order]
    along, path, _ = outcome(certificate("leaf", "three", ca=False), sent)
    assert (len(along.used), path) == (1, ["root", "three", "leaf"])


def test_a_newer_certificate_of_a_trusted_authority_may_come_along() -> None:
    old = read_certificate(certificate("three", "root", until=NOW - DAY), counterpart="test")
    trust = TrustList(TRUST.public_roots, issuing=(old,))
    leaf = certificate("leaf", "three", ca=False)
    assert outcome(leaf, [THREE], trust)[1] == ["root", "three", "leaf"]


def test_an_envelope_with_eight_certificates_passes(country: Country) -> None:
    sim, every = country.authority.credential("sim_citizen"), []
    for hierarchy in (Hierarchy.TOKEN, Hierarchy.GOVERNMENT, Hierarchy.SIM):
        for name in (hierarchy, f"{hierarchy}-root"):
            issuer = country.authority.issuer(name)
            assert issuer is not None
            every.append(issuer.certificate.public_bytes(Encoding.DER))
    bare = country.verifier_with(TrustList.from_pem(public_roots=country.authority.root_pem(Hierarchy.SIM)))
    sent = envelope(signer(sim), certificates=[*every, every[0], sim.certificate])
    assert isinstance(bare.verify_envelope(sent, over=OURS, moment=country.now), Certificate)
