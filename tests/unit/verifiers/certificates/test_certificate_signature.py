"""A bare signature is accepted only over exactly our bytes, with the key of its certificate."""

import hashlib
from functools import cache

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from sandbox.authority import Credential
from tests.unit.verifiers.pki import OURS, Country, self_signed, signed, token_signature
from verifiers.certificates import CertificateRefusal, SignatureRefusal, SignatureScheme, Verdict
from verifiers.errors import UnexpectedAnswer
from verifiers.examination.signature import check_signature

PKCS1, PSS = SignatureScheme.PKCS1_SHA256, SignatureScheme.PSS_SHA256
DER, RAW = SignatureScheme.ECDSA_SHA256_DER, SignatureScheme.ECDSA_SHA256_RAW
#: SHA-256's DigestInfo up to the digest, RFC 8017 section 9.2 note 1.
DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
EACH = pytest.mark.parametrize("scheme", [PKCS1, PSS, DER, RAW])
#: The longer hashes of Web eID, with the key that goes with each.
LONGER = [
    (SignatureScheme.PKCS1_SHA384, hashes.SHA384(), None),
    (SignatureScheme.PKCS1_SHA512, hashes.SHA512(), None),
    (SignatureScheme.PSS_SHA384, hashes.SHA384(), None),
    (SignatureScheme.PSS_SHA512, hashes.SHA512(), None),
    (SignatureScheme.ECDSA_SHA384_RAW, hashes.SHA384(), ec.SECP384R1()),
    (SignatureScheme.ECDSA_SHA512_RAW, hashes.SHA512(), ec.SECP521R1()),
]


@cache
def credential(scheme: SignatureScheme, *, another: bool = False) -> Credential:
    """What is on a SIM with a key of the right kind, or on another one."""
    holders = {PKCS1: ("sim_citizen", "sim_officer"), PSS: ("sim_citizen", "sim_officer")}
    return Country().authority.credential(
        holders.get(scheme, ("sim_elliptic", "sim_revoked_by_crl"))[another]
    )


def refusal(signature: bytes, scheme: SignatureScheme, *, over: bytes = OURS) -> SignatureRefusal | None:
    return check_signature(
        signature, over=over, certificate=credential(scheme).certificate, scheme=scheme, counterpart="sim"
    )


@EACH
def test_each_signature_scheme_is_accepted(scheme: SignatureScheme) -> None:
    assert refusal(signed(credential(scheme), scheme), scheme) is None


@EACH
def test_a_signature_over_other_bytes_is_refused(scheme: SignatureScheme) -> None:
    signature = signed(credential(scheme), scheme, over=OURS + b"\n")
    assert refusal(signature, scheme) is SignatureRefusal.WRONG_SIGNATURE


@EACH
def test_a_signature_of_another_key_is_refused(scheme: SignatureScheme) -> None:
    other = Country().authority.credential("sim_wrong_usage" if scheme in (DER, RAW) else "sim_citizen")
    key = ec.generate_private_key(ec.SECP256R1()) if scheme in (DER, RAW) else _other_rsa_key()
    signature = signed(Credential(other.holder, other.certificate, key, other.issuer), scheme)
    assert refusal(signature, scheme) is SignatureRefusal.WRONG_SIGNATURE


@EACH
def test_a_corrupted_signature_is_refused(scheme: SignatureScheme) -> None:
    signature = bytearray(signed(credential(scheme), scheme))
    signature[-1] ^= 1
    assert refusal(bytes(signature), scheme) is SignatureRefusal.WRONG_SIGNATURE


@EACH
@pytest.mark.parametrize("text", [b"", b"DA KY THANH CONG", b"\x30\x06\x02\x01", b"A" * 4096])
def test_text_in_place_of_a_signature_raises_unexpected_answer(scheme: SignatureScheme, text: bytes) -> None:
    with pytest.raises(UnexpectedAnswer, match="no signature"):
        refusal(text, scheme)


@pytest.mark.parametrize(("scheme", "algorithm", "curve"), LONGER)
def test_longer_hashes_count_over_exactly_our_bytes_too(
    scheme: SignatureScheme, algorithm: hashes.HashAlgorithm, curve: ec.EllipticCurve | None
) -> None:
    key = ec.generate_private_key(curve) if curve else _other_rsa_key()
    certificate = self_signed(key)
    for over, expected in ((OURS, None), (OURS + b"\n", SignatureRefusal.WRONG_SIGNATURE)):
        signature = token_signature(key, over, algorithm, pss="pss" in scheme)
        found = check_signature(
            signature, over=OURS, certificate=certificate, scheme=scheme, counterpart="token"
        )
        assert found is expected


@pytest.mark.parametrize(("scheme", "key_of"), [(PKCS1, DER), (PSS, RAW), (DER, PKCS1), (RAW, PSS)])
def test_a_key_of_another_kind_is_refused(scheme: SignatureScheme, key_of: SignatureScheme) -> None:
    found = check_signature(
        signed(credential(key_of), key_of),
        over=OURS,
        certificate=credential(key_of).certificate,
        scheme=scheme,
        counterpart="sim",
    )
    assert found is SignatureRefusal.OTHER_KEY_KIND


def test_a_signature_over_our_digest_info_is_pkcs1_over_our_bytes() -> None:
    key = credential(PKCS1).key
    assert isinstance(key, rsa.RSAPrivateKey)
    to_be_signed = DIGEST_INFO + hashlib.sha256(OURS).digest()  # what the gateway is sent
    signature = _bare_pkcs1(key, to_be_signed)
    assert refusal(signature, PKCS1) is None


def test_a_token_that_signs_the_digest_gives_the_same_signature() -> None:
    key = credential(PKCS1).key
    assert isinstance(key, rsa.RSAPrivateKey)
    prehashed = utils.Prehashed(hashes.SHA256())
    signature = key.sign(hashlib.sha256(OURS).digest(), padding.PKCS1v15(), prehashed)
    assert refusal(signature, PKCS1) is None


def test_a_signature_with_sha1_is_refused() -> None:
    key = credential(PKCS1).key
    assert isinstance(key, rsa.RSAPrivateKey)
    signature = key.sign(OURS, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - what is refused
    assert refusal(signature, PKCS1) is SignatureRefusal.WRONG_SIGNATURE


def verdict(country: Country, holder: str, *, over: bytes = OURS) -> Verdict:
    on_sim = country.authority.credential(holder)
    scheme = PKCS1 if on_sim.holder.rsa else DER
    return country.verifier.verify(
        signed(on_sim, scheme, over=over),
        over=OURS,
        certificate=on_sim.certificate,
        scheme=scheme,
        moment=country.now,
    )


def test_a_right_signature_gives_the_certificate(country: Country) -> None:
    assert verdict(country, "sim_citizen") == country.good("sim_citizen")


def test_a_right_signature_with_a_bad_certificate_is_refused(country: Country) -> None:
    assert verdict(country, "sim_expired") is CertificateRefusal.EXPIRED


def test_a_wrong_signature_is_refused_before_revocation_is_asked(country: Country) -> None:
    assert verdict(country, "sim_revoked_by_ocsp", over=b"else") is SignatureRefusal.WRONG_SIGNATURE
    assert country.asked == []


@cache
def _other_rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _bare_pkcs1(key: rsa.RSAPrivateKey, told: bytes) -> bytes:
    """Pad and sign as a card does that is given the DigestInfo, RFC 8017 section 8.2.1."""
    numbers, size = key.private_numbers(), key.key_size // 8
    padded = b"\x00\x01" + b"\xff" * (size - len(told) - 3) + b"\x00" + told
    return pow(int.from_bytes(padded), numbers.d, numbers.public_numbers.n).to_bytes(size)
