"""Whether a bare signature was made over exactly our bytes, with the key of a certificate.

Schemes: RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017), ECDSA on P-256 with r and s in DER (SIMs) or side by
side (RFC 7518 section 3.4: tokens, Web eID); all with SHA-256.
"""

from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from verifiers.certificates.reading import read_certificate
from verifiers.errors import UnexpectedAnswer

NUMBER_BYTES = 32  # r and s on P-256


class SignatureRefusal(StrEnum):
    """Why a signature proves nothing."""

    WRONG_SIGNATURE = "wrong_signature"  # made with another key, or over other bytes
    OTHER_CONTENT = "other_content"  # the envelope holds, or was made for, other bytes than ours
    OTHER_SIGNER = "other_signer"  # not the certificate that was named
    OTHER_KEY_KIND = "other_key_kind"  # the certificate's key cannot have made this kind of signature
    SEVERAL_SIGNERS = "several_signers"
    WEAK = "weak"


class SignatureScheme(StrEnum):
    """How a bare signature is made and written."""

    PKCS1_SHA256 = "pkcs1_sha256"  # over the DER DigestInfo of our bytes' SHA-256, which is the same thing
    PSS_SHA256 = "pss_sha256"
    ECDSA_SHA256_DER = "ecdsa_sha256_der"
    ECDSA_SHA256_RAW = "ecdsa_sha256_raw"


def check_signature(
    signature: bytes, *, over: bytes, certificate: bytes, scheme: SignatureScheme, counterpart: str
) -> SignatureRefusal | None:
    """Check *signature* over *over* against the key in *certificate* (DER), whoever that is.

    Raises:
        UnexpectedAnswer: *signature* has not the form that *scheme* gives it, or *certificate* is none.
    """
    key = x509.load_der_x509_certificate(
        read_certificate(certificate, counterpart=counterpart).dump()
    ).public_key()
    try:
        match key, scheme:
            case rsa.RSAPublicKey(), SignatureScheme.PKCS1_SHA256 | SignatureScheme.PSS_SHA256:
                _check_length(signature, (key.key_size + 7) // 8, counterpart)
                key.verify(signature, over, _padding(scheme), hashes.SHA256())
            case (
                ec.EllipticCurvePublicKey(curve=ec.SECP256R1()),
                SignatureScheme.ECDSA_SHA256_DER | SignatureScheme.ECDSA_SHA256_RAW,
            ):
                key.verify(_in_der(signature, scheme, counterpart), over, ec.ECDSA(hashes.SHA256()))
            case _:
                return SignatureRefusal.OTHER_KEY_KIND
    except InvalidSignature:
        return SignatureRefusal.WRONG_SIGNATURE
    return None


def _padding(scheme: SignatureScheme) -> padding.AsymmetricPadding:
    if scheme is SignatureScheme.PKCS1_SHA256:
        return padding.PKCS1v15()
    return padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=padding.PSS.DIGEST_LENGTH)


def _in_der(signature: bytes, scheme: SignatureScheme, counterpart: str) -> bytes:
    if scheme is SignatureScheme.ECDSA_SHA256_RAW:
        _check_length(signature, 2 * NUMBER_BYTES, counterpart)
        r, s = (int.from_bytes(half) for half in (signature[:NUMBER_BYTES], signature[NUMBER_BYTES:]))
        return encode_dss_signature(r, s)
    try:
        decode_dss_signature(signature)
    except ValueError as error:
        raise UnexpectedAnswer(counterpart, "sent something that is no signature") from error
    return signature


def _check_length(signature: bytes, agreed: int, counterpart: str) -> None:
    if len(signature) != agreed:
        raise UnexpectedAnswer(counterpart, "sent something that is no signature")
