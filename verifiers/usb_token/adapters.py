"""One adapter for each helper program: it reads the helper's result and checks it over our challenge.

The formats: VGCA Sign Service ``SignMsg`` (PKCS#1 v1.5 over the digest, and the certificate), the VNPT-CA
plugin's ``signArrDataAdvanced`` (detached CMS), and the Web eID authentication token (``web-eid:1``).
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from verifiers.certificates import CertificateVerifier, SignatureScheme, Verdict
from verifiers.usb_token.challenge import TokenChallenge
from verifiers.usb_token.reading import Unreadable, bytes_in, texts_in
from verifiers.usb_token.refusals import Helper

Adapter = Callable[[CertificateVerifier, str, TokenChallenge, datetime], Verdict]

_FORMAT: Final = re.compile(r"web-eid:1(\.\d+)?", re.ASCII)
_HASHES: Final[Mapping[str, Callable[[bytes], Any]]] = {
    "256": hashlib.sha256,
    "384": hashlib.sha384,
    "512": hashlib.sha512,
}
_SCHEMES: Final[Mapping[str, SignatureScheme]] = {
    "RS256": SignatureScheme.PKCS1_SHA256,
    "RS384": SignatureScheme.PKCS1_SHA384,
    "RS512": SignatureScheme.PKCS1_SHA512,
    "PS256": SignatureScheme.PSS_SHA256,
    "PS384": SignatureScheme.PSS_SHA384,
    "PS512": SignatureScheme.PSS_SHA512,
    "ES256": SignatureScheme.ECDSA_SHA256_RAW,
    "ES384": SignatureScheme.ECDSA_SHA384_RAW,
    "ES512": SignatureScheme.ECDSA_SHA512_RAW,
}


def _vgca(
    certificates: CertificateVerifier, answer: str, challenge: TokenChallenge, moment: datetime
) -> Verdict:
    signature, certificate = texts_in(answer, ("signature", "certificate"))
    return certificates.verify(
        bytes_in(signature),
        over=challenge.to_bytes(),
        certificate=bytes_in(certificate),
        scheme=SignatureScheme.PKCS1_SHA256,
        moment=moment,
    )


def _vnpt(
    certificates: CertificateVerifier, answer: str, challenge: TokenChallenge, moment: datetime
) -> Verdict:
    (envelope,) = texts_in(answer, ("envelope",))
    return certificates.verify_envelope(bytes_in(envelope), over=challenge.to_bytes(), moment=moment)


def _web_eid(
    certificates: CertificateVerifier, answer: str, challenge: TokenChallenge, moment: datetime
) -> Verdict:
    """Check a Web eID token. It signs the origin that the browser saw, so a token from another site fails."""
    names = ("format", "algorithm", "signature", "unverifiedCertificate")
    version, algorithm, signature, certificate = texts_in(answer, names)
    if not _FORMAT.fullmatch(version) or algorithm not in _SCHEMES:
        raise Unreadable
    digest = _HASHES[algorithm[2:]]  # the name of a JWS algorithm ends with the size of its hash (RFC 7518)
    # The signature is over hash(origin) + hash(nonce). Both come from our challenge, never from the post.
    parts = (challenge.origin, challenge.web_eid_nonce)
    return certificates.verify(
        bytes_in(signature),
        over=b"".join(digest(part.encode()).digest() for part in parts),
        certificate=bytes_in(certificate),
        scheme=_SCHEMES[algorithm],
        moment=moment,
    )


ADAPTERS: Final[Mapping[Helper, Adapter]] = {
    Helper.VGCA: _vgca,
    Helper.VNPT: _vnpt,
    Helper.WEB_EID: _web_eid,
}
