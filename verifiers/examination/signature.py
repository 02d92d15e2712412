"""Whether a bare signature was made over exactly our bytes, with the key of a certificate.

Schemes: RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017), ECDSA with r and s in DER (SIMs) or side by side
(RFC 7518 section 3.4: Web eID), which ties each curve to its hash. SHA-256, and for Web eID up to SHA-512.
"""

from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from verifiers.errors import UnexpectedAnswer
from verifiers.examination.reading import read_certificate

SHA256, SHA384, SHA512 = hashes.SHA256(), hashes.SHA384(), hashes.SHA512()


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
    PKCS1_SHA384 = "pkcs1_sha384"
    PKCS1_SHA512 = "pkcs1_sha512"
    PSS_SHA256 = "pss_sha256"
    PSS_SHA384 = "pss_sha384"
    PSS_SHA512 = "pss_sha512"
    ECDSA_SHA256_DER = "ecdsa_sha256_der"
    ECDSA_SHA256_RAW = "ecdsa_sha256_raw"
    ECDSA_SHA384_RAW = "ecdsa_sha384_raw"
    ECDSA_SHA512_RAW = "ecdsa_sha512_raw"


_PKCS1: dict[SignatureScheme, hashes.HashAlgorithm] = {
    SignatureScheme.PKCS1_SHA256: SHA256,
    SignatureScheme.PKCS1_SHA384: SHA384,
    SignatureScheme.PKCS1_SHA512: SHA512,
}
_PSS: dict[SignatureScheme, hashes.HashAlgorithm] = {
    SignatureScheme.PSS_SHA256: SHA256,
    SignatureScheme.PSS_SHA384: SHA384,
    SignatureScheme.PSS_SHA512: SHA512,
}
#: Curve and hash of each ECDSA scheme.
_ECDSA: dict[SignatureScheme, tuple[type[ec.EllipticCurve], hashes.HashAlgorithm]] = {
    SignatureScheme.ECDSA_SHA256_DER: (ec.SECP256R1, SHA256),
    SignatureScheme.ECDSA_SHA256_RAW: (ec.SECP256R1, SHA256),
    SignatureScheme.ECDSA_SHA384_RAW: (ec.SECP384R1, SHA384),
    SignatureScheme.ECDSA_SHA512_RAW: (ec.SECP521R1, SHA512),
}


def check_signature(
    signature: bytes, *, over: bytes, certificate: bytes, scheme: SignatureScheme, counterpart: str
) -> SignatureRefusal | None:
    """Check *signature* over *over* with the key of *certificate* (DER); the certificate is not checked.

    Raises:
        UnexpectedAnswer: *signature* does not have the form of *scheme*, or *certificate* is malformed.
    """
    key = x509.load_der_x509_certificate(
        read_certificate(certificate, counterpart=counterpart).dump()
    ).public_key()
    try:
        match key:
            case rsa.RSAPublicKey() if scheme in _PKCS1:
                _check_length(signature, (key.key_size + 7) // 8, counterpart)
                key.verify(signature, over, padding.PKCS1v15(), _PKCS1[scheme])
            case rsa.RSAPublicKey() if scheme in _PSS:
                _check_length(signature, (key.key_size + 7) // 8, counterpart)
                pss = padding.PSS(mgf=padding.MGF1(_PSS[scheme]), salt_length=padding.PSS.DIGEST_LENGTH)
                key.verify(signature, over, pss, _PSS[scheme])
            case ec.EllipticCurvePublicKey(curve=curve) if _fits(curve, scheme):
                in_der = _in_der(signature, scheme, curve, counterpart)
                key.verify(in_der, over, ec.ECDSA(_ECDSA[scheme][1]))
            case _:
                return SignatureRefusal.OTHER_KEY_KIND
    except InvalidSignature:
        return SignatureRefusal.WRONG_SIGNATURE
    return None


def _fits(curve: ec.EllipticCurve, scheme: SignatureScheme) -> bool:
    return scheme in _ECDSA and isinstance(curve, _ECDSA[scheme][0])


def _in_der(signature: bytes, scheme: SignatureScheme, curve: ec.EllipticCurve, counterpart: str) -> bytes:
    if scheme is not SignatureScheme.ECDSA_SHA256_DER:
        number_bytes = (curve.key_size + 7) // 8
        _check_length(signature, 2 * number_bytes, counterpart)
        r, s = (int.from_bytes(half) for half in (signature[:number_bytes], signature[number_bytes:]))
        return encode_dss_signature(r, s)
    try:
        decode_dss_signature(signature)
    except ValueError as error:
        raise UnexpectedAnswer(counterpart, "sent something that is no signature") from error
    return signature


def _check_length(signature: bytes, agreed: int, counterpart: str) -> None:
    if len(signature) != agreed:
        raise UnexpectedAnswer(counterpart, "sent something that is no signature")
