"""A certificate is accepted only with a trusted root, valid time, key usage, strength, and no revocation."""

import sys
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sandbox.authority import Hierarchy
from tests.unit.verifiers.pki import Country
from verifiers.certificates import CertificateRefusal, RootKind, TrustList
from verifiers.errors import UnexpectedAnswer

SECOND = timedelta(seconds=1)


def test_a_good_certificate_tells_issuer_time_and_number(country: Country) -> None:
    found = country.good("sim_expires_soon")
    assert found.issuer_name == "Sandbox Mobile CA"
    assert (found.valid_until - country.now).days == 19
    assert found.valid_from < country.now < found.valid_until
    assert int(found.serial_number, 16) > 0


@pytest.mark.parametrize("holder", ["sim_citizen", "sim_elliptic", "sim_business"])
def test_rsa_and_elliptic_keys_are_both_good(country: Country, holder: str) -> None:
    assert country.good(holder).root is RootKind.PUBLIC


def test_the_root_tells_the_government_from_the_public(country: Country) -> None:
    assert country.good("sim_officer").root is RootKind.GOVERNMENT


@pytest.mark.parametrize(
    ("holder", "refusal"),
    [
        ("sim_expired", CertificateRefusal.EXPIRED),
        ("sim_not_yet_valid", CertificateRefusal.NOT_YET_VALID),
        ("sim_revoked_by_crl", CertificateRefusal.REVOKED),
        ("sim_revoked_by_ocsp", CertificateRefusal.REVOKED),
        ("sim_unknown_root", CertificateRefusal.UNTRUSTED),
        ("sim_wrong_root", CertificateRefusal.UNTRUSTED),
        ("sim_wrong_usage", CertificateRefusal.WRONG_USAGE),
        ("sim_no_usage", CertificateRefusal.WRONG_USAGE),
        ("sim_ca_flag", CertificateRefusal.WRONG_USAGE),
        ("sim_sha1", CertificateRefusal.WEAK),
        ("sim_short_key", CertificateRefusal.WEAK),
    ],
)
def test_a_bad_certificate_is_refused_with_its_reason(
    country: Country, holder: str, refusal: CertificateRefusal
) -> None:
    assert country.check(holder) is refusal


def test_the_moment_of_signing_counts_and_not_todays(country: Country) -> None:
    found = country.good("sim_expires_soon")
    certificate = found.der
    late = country.verifier.check(certificate, moment=found.valid_until + SECOND)
    early = country.verifier.check(certificate, moment=found.valid_from - SECOND)
    assert (late, early) == (CertificateRefusal.EXPIRED, CertificateRefusal.NOT_YET_VALID)


def test_an_empty_trust_list_trusts_no_certificate(country: Country) -> None:
    verifier = country.verifier_with(TrustList.from_pem())
    certificate = country.authority.credential("sim_citizen").certificate
    assert verifier.check(certificate, moment=country.now) is CertificateRefusal.UNTRUSTED


def test_revocation_of_an_untrusted_certificate_is_not_asked(country: Country) -> None:
    country.check("sim_unknown_root")
    assert country.asked == []


def test_a_root_is_no_holder(country: Country) -> None:
    issuer = country.authority.issuer("sim-root")
    assert issuer is not None
    root = issuer.certificate.public_bytes(Encoding.DER)
    assert country.verifier.check(root, moment=country.now) is CertificateRefusal.UNTRUSTED


def test_an_authority_is_no_holder(country: Country) -> None:
    issuing = country.authority.credential("sim_citizen").issuer
    assert country.verifier.check(issuing, moment=country.now) is CertificateRefusal.WRONG_USAGE


def test_authorities_may_be_sent_along_and_are_only_used_on_the_way_to_a_root(country: Country) -> None:
    bare = TrustList.from_pem(public_roots=country.authority.root_pem(Hierarchy.SIM))
    verifier, sim = country.verifier_with(bare), country.authority.credential("sim_citizen")
    stranger = country.authority.credential("sim_unknown_root")
    alone = verifier.check(sim.certificate, moment=country.now)
    along = verifier.check(sim.certificate, moment=country.now, others=[sim.issuer])
    strange = verifier.check(stranger.certificate, moment=country.now, others=[stranger.issuer])
    assert (alone, strange) == (CertificateRefusal.UNTRUSTED, CertificateRefusal.UNTRUSTED)
    assert not isinstance(along, CertificateRefusal)


@pytest.mark.parametrize("garbage", [b"", b"DA KY", b"\x30\x82\x00\x00", b"\x30" * 20_000])
def test_an_unreadable_certificate_raises_unexpected_answer(country: Country, garbage: bytes) -> None:
    with pytest.raises(UnexpectedAnswer, match="sim_signature: sent a certificate that cannot be read"):
        country.verifier.check(garbage, moment=country.now)


def test_a_cut_certificate_is_no_certificate(country: Country) -> None:
    whole = country.authority.credential("sim_elliptic").certificate
    for cut in (whole[:-1], whole + b"\0", whole[:100]):
        with pytest.raises(UnexpectedAnswer):
            country.verifier.check(cut, moment=country.now)


@pytest.mark.parametrize(
    "bundle", [b"no PEM", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_broken_trust_store_is_found_at_the_start(bundle: bytes) -> None:
    with pytest.raises(ValueError, match="trust store"):
        TrustList.from_pem(public_roots=bundle)


def test_a_root_is_public_or_the_governments(country: Country) -> None:
    root = country.authority.root_pem(Hierarchy.SIM)
    with pytest.raises(ValueError, match="not both"):
        TrustList.from_pem(public_roots=root, government_roots=root)


def test_the_repr_of_a_certificate_holds_no_personal_data(country: Country) -> None:
    shown = repr(country.good("sim_citizen"))
    assert "Lan" not in shown
    assert "000190000001" not in shown


def test_the_operating_systems_trust_is_never_looked_at(country: Country) -> None:
    country.good("sim_citizen")
    assert "oscrypto" not in sys.modules
