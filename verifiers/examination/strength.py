"""The allow-list of strong algorithms and keys; an unknown algorithm counts as weak.

SHA-1 and older hashes are refused because signatures with them can be forged. RSA keys under 2048 bits and
curves under P-256 are refused by NIST SP 800-131A revision 2.
"""

from asn1crypto import algos, x509

HASHES = frozenset({"sha256", "sha384", "sha512"})
CURVES = frozenset({"secp256r1", "secp384r1", "secp521r1"})
MIN_RSA_BITS = 2048
MAX_RSA_BITS = 8192  # a longer key would only make each check slow, and an attacker may choose the key
SCHEMES = frozenset({"rsassa_pkcs1v15", "rsassa_pss", "ecdsa"})


def is_strong(certificate: x509.Certificate) -> bool:
    """Tell whether the key of *certificate* and the signature on it are strong enough."""
    return has_strong_key(certificate) and has_strong_signature(certificate["signature_algorithm"])


def has_strong_key(certificate: x509.Certificate) -> bool:
    """Tell whether the key of *certificate* is strong enough."""
    key = certificate.public_key
    match key.algorithm:
        case "rsa" | "rsassa_pss":
            return bool(MIN_RSA_BITS <= key.bit_size <= MAX_RSA_BITS)
        case "ec":
            return key.curve[0] == "named" and key.curve[1] in CURVES
        case _:
            return False


def has_strong_signature(algorithm: algos.SignedDigestAlgorithm, *, digest: str | None = None) -> bool:
    """Tell whether a signature made with *algorithm* is strong enough.

    Args:
        digest: the hash that CMS names in another field, because "rsassa_pkcs1v15" itself names none.
    """
    try:
        scheme = algorithm.signature_algo
        named = digest if algorithm["algorithm"].native == "rsassa_pkcs1v15" else algorithm.hash_algo
    except ValueError:  # asn1crypto does not know this algorithm
        return False
    return scheme in SCHEMES and named in HASHES
