"""Whether a CMS signer's signature verifies with the key of a certificate, and by which algorithms it may.

RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017, RFC 4056) and ECDSA (RFC 5753), with SHA-256, SHA-384 or
SHA-512. One hash serves the content and the signature, as RFC 8933 demands.
"""

from asn1crypto import algos, cms, x509
from asn1crypto.keys import PublicKeyAlgorithm
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from verifiers.examination.signature import SignatureRefusal

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


def check_signer(info: cms.SignerInfo, certificate: x509.Certificate, over: bytes) -> SignatureRefusal | None:
    """Check the signature in *info* over the bytes *over*, with the key in *certificate*.

    Raises:
        ValueError: the parameters of RSASSA-PSS contradict each other.
        KeyError: the hash is not one of ours.
    """
    algorithm, digest = info["signature_algorithm"], info["digest_algorithm"]["algorithm"].native
    if _hash_of(algorithm, digest) != digest:
        return SignatureRefusal.WRONG_SIGNATURE
    signature, key = info["signature"].native, _key_of(certificate)
    key_kind = certificate.public_key.algorithm
    try:
        match algorithm.signature_algo, key:
            case "rsassa_pkcs1v15", rsa.RSAPublicKey() if key_kind == "rsa":
                key.verify(signature, over, padding.PKCS1v15(), _HASHES[digest])
            case "rsassa_pss", rsa.RSAPublicKey():
                pss = _pss(algorithm["parameters"], digest)
                if not _allows(certificate, algorithm["parameters"]):
                    return SignatureRefusal.WRONG_SIGNATURE
                key.verify(signature, over, pss, _HASHES[digest])
            case "ecdsa", ec.EllipticCurvePublicKey():
                key.verify(signature, over, ec.ECDSA(_HASHES[digest]))
            case _:
                return SignatureRefusal.OTHER_KEY_KIND
    except InvalidSignature:
        return SignatureRefusal.WRONG_SIGNATURE
    return None


def _hash_of(algorithm: algos.SignedDigestAlgorithm, digest: str) -> str:
    """Name the hash in *algorithm*; *digest* where it names none (rsaEncryption, RFC 3370 section 3.2)."""
    named: str = digest if algorithm["algorithm"].native == "rsassa_pkcs1v15" else algorithm.hash_algo
    return named


def _pss(parameters: algos.RSASSAPSSParams, digest: str) -> padding.PSS:
    """Read how the signature is padded: RFC 4055 section 3.1, with one hash throughout."""
    mask = parameters["mask_gen_algorithm"]
    if mask["algorithm"].native != "mgf1" or mask["parameters"]["algorithm"].native != digest:
        raise ValueError("the mask is not made with the signature's hash")
    if parameters["trailer_field"].native != "trailer_field_bc":
        raise ValueError("an unknown trailer")
    return padding.PSS(padding.MGF1(_HASHES[digest]), parameters["salt_length"].native)


def _allows(certificate: x509.Certificate, parameters: algos.RSASSAPSSParams) -> bool:
    """Tell whether the key may be used with *parameters*: a key for PSS alone may fix its own."""
    key_algorithm = certificate.public_key["algorithm"]
    if key_algorithm["algorithm"].native != "rsassa_pss" or key_algorithm["parameters"].native is None:
        return True
    return bool(key_algorithm["parameters"].native == parameters.native)


def _key_of(certificate: x509.Certificate) -> object:
    """Load the key; a key for PSS alone is loaded as a plain RSA key, since its limits are checked here."""
    info = certificate.public_key.copy()
    if info.algorithm == "rsassa_pss":
        info["algorithm"] = PublicKeyAlgorithm({"algorithm": "rsa"})
    return load_der_public_key(info.dump())
