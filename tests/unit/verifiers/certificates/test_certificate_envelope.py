"""A CMS envelope is accepted only with one signer over exactly our bytes, in every valid packing."""

import hashlib

import pytest
from asn1crypto import cms, core
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.verifiers.pki import OURS, Country, enveloped, opened
from verifiers.certificates import Certificate, CertificateRefusal, SignatureRefusal, Verdict
from verifiers.errors import UnexpectedAnswer
from verifiers.examination.envelope import Signer, check_envelope

EACH = pytest.mark.parametrize("attached", [True, False], ids=["attached", "detached"])


def verdict(country: Country, envelope: bytes, named: bytes | None = None) -> Verdict:
    return country.verifier.verify_envelope(envelope, over=OURS, moment=country.now, named=named)


@EACH
@pytest.mark.parametrize("holder", ["sim_citizen", "sim_elliptic"])
def test_an_envelope_over_our_bytes_gives_the_certificate(
    country: Country, holder: str, *, attached: bool
) -> None:
    envelope = enveloped(country.authority.credential(holder), attached=attached)
    assert verdict(country, envelope) == country.good(holder)


@EACH
def test_an_envelope_over_other_bytes_is_refused(country: Country, *, attached: bool) -> None:
    sim = country.authority.credential("sim_citizen")
    envelope = enveloped(sim, over=OURS + b" ", attached=attached)
    assert verdict(country, envelope) is SignatureRefusal.OTHER_CONTENT


def test_our_bytes_put_into_an_envelope_signed_over_others_are_refused(country: Country) -> None:
    info, signed = opened(enveloped(country.authority.credential("sim_citizen"), over=b"something else"))
    signed["encap_content_info"]["content"] = core.OctetString(OURS)
    assert verdict(country, info.dump(force=True)) is SignatureRefusal.OTHER_CONTENT


def test_several_signers_are_refused_even_if_one_is_right(country: Country) -> None:
    two = [country.authority.credential(holder) for holder in ("sim_citizen", "sim_elliptic")]
    assert verdict(country, enveloped(*two)) is SignatureRefusal.SEVERAL_SIGNERS


def test_an_envelope_without_a_signer_is_not_accepted(country: Country) -> None:
    info, signed = opened(enveloped(country.authority.credential("sim_citizen")))
    signed["signer_infos"] = cms.SignerInfos([])
    with pytest.raises(UnexpectedAnswer):
        verdict(country, info.dump(force=True))


def test_the_certificate_that_is_named_must_be_the_signers(country: Country) -> None:
    signer, other = (country.authority.credential(one) for one in ("sim_citizen", "sim_elliptic"))
    assert isinstance(verdict(country, enveloped(signer), named=signer.certificate), Certificate)
    assert verdict(country, enveloped(signer), named=other.certificate) is SignatureRefusal.OTHER_SIGNER


def test_the_signers_certificate_may_come_beside_the_envelope(country: Country) -> None:
    sim = country.authority.credential("sim_citizen")
    info, signed = opened(enveloped(sim))
    del signed["certificates"]
    bare = info.dump(force=True)
    assert isinstance(verdict(country, bare, named=sim.certificate), Certificate)
    with pytest.raises(UnexpectedAnswer):
        verdict(country, bare)


def test_an_envelope_with_a_swapped_certificate_is_not_accepted(country: Country) -> None:
    info, signed = opened(enveloped(country.authority.credential("sim_citizen")))
    other = country.authority.credential("sim_elliptic").certificate
    signed["certificates"] = cms.CertificateSet([cms.CertificateChoices.load(other)])
    with pytest.raises(UnexpectedAnswer):
        verdict(country, info.dump(force=True))


def test_a_corrupted_signature_is_refused(country: Country) -> None:
    info, signed = opened(enveloped(country.authority.credential("sim_citizen")))
    signature = bytearray(signed["signer_infos"][0]["signature"].native)
    signature[-1] ^= 1
    signed["signer_infos"][0]["signature"] = bytes(signature)
    assert verdict(country, info.dump(force=True)) is SignatureRefusal.WRONG_SIGNATURE


def test_changed_signed_attributes_are_refused(country: Country) -> None:
    info, signed = opened(enveloped(country.authority.credential("sim_citizen"), over=b"something else"))
    for attribute in signed["signer_infos"][0]["signed_attrs"]:
        if attribute["type"].native == "message_digest":
            attribute["values"] = [hashlib.sha256(OURS).digest()]
    signed["encap_content_info"]["content"] = core.OctetString(OURS)
    assert verdict(country, info.dump(force=True)) is SignatureRefusal.WRONG_SIGNATURE


@pytest.mark.parametrize("digest", ["sha1", "md5"])
def test_weak_hashes_are_refused_before_anything_is_computed(country: Country, digest: str) -> None:
    info, signed = opened(enveloped(country.authority.credential("sim_citizen")))
    signed["signer_infos"][0]["digest_algorithm"] = {"algorithm": digest}
    assert verdict(country, info.dump(force=True)) is SignatureRefusal.WEAK


def test_a_weak_signature_algorithm_is_refused(country: Country) -> None:
    info, signed = opened(enveloped(country.authority.credential("sim_citizen")))
    signed["signer_infos"][0]["signature_algorithm"] = {"algorithm": "sha1_rsa"}
    assert verdict(country, info.dump(force=True)) is SignatureRefusal.WEAK


def test_a_right_envelope_with_a_bad_certificate_is_refused(country: Country) -> None:
    envelope = enveloped(country.authority.credential("sim_revoked_by_ocsp"))
    assert verdict(country, envelope) is CertificateRefusal.REVOKED


def test_revocation_is_not_asked_for_a_wrong_envelope(country: Country) -> None:
    verdict(country, enveloped(country.authority.credential("sim_revoked_by_ocsp"), over=b"else"))
    assert country.asked == []


@pytest.mark.parametrize("garbage", [b"", b"DA KY THANH CONG", b"\x30\x80\x00\x00", b"0" * 300_000])
def test_text_in_place_of_an_envelope_raises_unexpected_answer(country: Country, garbage: bytes) -> None:
    with pytest.raises(UnexpectedAnswer, match="sim_signature: sent no envelope"):
        verdict(country, garbage)


@pytest.mark.parametrize("tag", [7, 8, 9])  # ObjectDescriptor, InstanceOf, Real
def test_a_type_known_only_by_its_tag_raises_unexpected_answer(country: Country, tag: int) -> None:
    envelope = enveloped(country.authority.credential("sim_elliptic"))
    extensions = envelope.index(b"\xa3\x81")  # TBSCertificate's [3]
    spoilt = envelope[:extensions] + bytes([tag]) + envelope[extensions + 1 :]
    with pytest.raises(UnexpectedAnswer, match="no envelope"):
        verdict(country, spoilt)


ENVELOPE = enveloped(Country().authority.credential("sim_elliptic"))


@given(place=st.integers(0, len(ENVELOPE) - 1), value=st.integers(0, 255))
def test_an_envelope_with_a_changed_byte_is_refused_or_raises(place: int, value: int) -> None:
    spoilt = bytearray(ENVELOPE)
    spoilt[place] = value
    try:
        found = check_envelope(bytes(spoilt), over=OURS, counterpart="sim")
    except UnexpectedAnswer:
        return
    assert isinstance(found, Signer | SignatureRefusal)
