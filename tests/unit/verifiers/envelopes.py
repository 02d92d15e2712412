"""Builds CMS envelopes byte by byte, so that a test can break any rule; and asks OpenSSL about them.

`enveloped` in pki.py writes only what a good signer writes. Here each part is a keyword with a good default.
"""

import hashlib
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from asn1crypto import algos, cms, core, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from sandbox.authority import Credential
from tests.unit.verifiers.pki import OURS

DATA, SIGNED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52"
SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"

HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # noqa: S303 - to be refused
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


def tlv(tag: int, *contents: bytes) -> bytes:
    """One value in DER."""
    content = b"".join(contents)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content


def oid(dotted: str) -> bytes:
    return bytes(core.ObjectIdentifier(dotted).dump())


def octets(content: bytes) -> bytes:
    return tlv(0x04, content)


def attribute(kind: str, *values: bytes) -> bytes:
    return tlv(0x30, oid(kind), tlv(0x31, *values))


def content_type(of: str = DATA) -> bytes:
    return attribute(CONTENT_TYPE, oid(of))


def message_digest(over: bytes = OURS, digest: str = "sha256") -> bytes:
    return attribute(MESSAGE_DIGEST, octets(hashlib.new(digest, over).digest()))


def good_attributes(over: bytes = OURS, digest: str = "sha256") -> list[bytes]:
    return [content_type(), message_digest(over, digest)]


def digest_algorithm(name: str) -> bytes:
    return bytes(algos.DigestAlgorithm({"algorithm": name}).dump())


def signature_algorithm(name: str) -> bytes:
    return bytes(algos.SignedDigestAlgorithm({"algorithm": name}).dump())


def pss_algorithm(
    digest: str = "sha256", *, mask: str | None = None, salt: int = 32, trailer: int = 1
) -> bytes:
    """RSASSA-PSS with its parameters, RFC 4055 section 3.1; *mask* is the hash of MGF1."""
    mgf = tlv(0x30, oid("1.2.840.113549.1.1.8"), digest_algorithm(mask or digest))
    parameters = [tlv(0xA0, digest_algorithm(digest)), tlv(0xA1, mgf), tlv(0xA2, core.Integer(salt).dump())]
    if trailer != 1:
        parameters.append(tlv(0xA3, core.Integer(trailer).dump()))
    return tlv(0x30, oid("1.2.840.113549.1.1.10"), tlv(0x30, *parameters))


def by_issuer(certificate: bytes) -> bytes:
    read = x509.Certificate.load(certificate)
    return tlv(0x30, read.issuer.dump(), core.Integer(read.serial_number).dump())


def by_key(certificate: bytes) -> bytes:
    return tlv(0x80, x509.Certificate.load(certificate).key_identifier)


def signature_of(key: object, over: bytes, digest: str = "sha256", pss: padding.PSS | None = None) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(over, pss or padding.PKCS1v15(), HASHES[digest])
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.sign(over, ec.ECDSA(HASHES[digest]))


def pss_padding(digest: str = "sha256", *, mask: str | None = None, salt: int = 32) -> padding.PSS:
    return padding.PSS(padding.MGF1(HASHES[mask or digest]), salt)


def signer(
    credential: Credential,
    *,
    attributes: Sequence[bytes] | None = (),
    over: bytes = OURS,
    digest: str = "sha256",
    algorithm: bytes | None = None,
    pss: padding.PSS | None = None,
    sid: bytes | None = None,
    unsigned: Sequence[bytes] = (),
    signed: bytes | None = None,
    signature: bytes | None = None,
    sent: bytes | None = None,
) -> bytes:
    """A SignerInfo.

    Args:
        attributes: the signed ones in this order; None for none, () for the good ones.
        over: the content.
        signed: what the signature covers instead of the attributes.
        signature: instead of a signature over all that.
        sent: the encoding of the signed attributes that is sent, with its tag.
    """
    listed = good_attributes(over, digest) if attributes == () else attributes
    to_sign = over if listed is None else tlv(0x31, *listed)
    kind = "rsa" if isinstance(credential.key, rsa.RSAPrivateKey) else "ecdsa"
    return tlv(
        0x30,
        core.Integer(1 if sid is None or sid[0] == 0x30 else 3).dump(),
        sid or by_issuer(credential.certificate),
        digest_algorithm(digest),
        sent if sent is not None else b"" if listed is None else tlv(0xA0, *listed),
        algorithm or signature_algorithm(f"{digest}_{kind}"),
        octets(signature or signature_of(credential.key, signed or to_sign, digest, pss)),
        tlv(0xA1, *unsigned) if unsigned else b"",
    )


def envelope(
    *signers: bytes,
    certificates: Sequence[bytes],
    content: bytes | None = OURS,
    inside: str = DATA,
    outside: str = SIGNED_DATA,
    digests: Sequence[str] = ("sha256",),
    wrap: Callable[..., bytes] = tlv,
) -> bytes:
    """A ContentInfo with SignedData. *content* is None where it is detached, *wrap* makes outer values."""
    encapsulated = b"" if content is None else wrap(0xA0, octets(content))
    return wrap(
        0x30,
        oid(outside),
        wrap(
            0xA0,
            wrap(
                0x30,
                core.Integer(1).dump(),
                wrap(0x31, *(digest_algorithm(one) for one in digests)),
                wrap(0x30, oid(inside), encapsulated),
                wrap(0xA0, *certificates) if certificates else b"",
                wrap(0x31, *signers),
            ),
        ),
    )


def indefinite(tag: int, *contents: bytes) -> bytes:
    """One value of indefinite length: BER, which signers that stream their output write."""
    return bytes([tag, 0x80]) + b"".join(contents) + b"\x00\x00"


def openssl_accepts(envelope: bytes, folder: Path, *, over: bytes = OURS) -> bool:
    """Ask ``openssl cms`` whether *envelope* is signed over exactly *over*, by any certificate in it.

    It takes content from the envelope where there is some, so what it verified is compared with *over*.
    """
    sent, expected, verified = (folder / name for name in ("envelope", "expected", "verified"))
    for name, content in zip((sent, expected, verified), (envelope, over, b""), strict=True):
        name.write_bytes(content)
    command: list[str | Path] = ["openssl", "cms", "-verify", "-binary", "-noverify"]
    command += ["-inform", "DER", "-in", sent]
    command += ["-out", verified]
    if _is_detached(envelope):
        command += ["-content", expected]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    return done.returncode == 0 and verified.read_bytes() == over


def _is_detached(envelope: bytes) -> bool:
    try:
        inside = cms.ContentInfo.load(envelope)["content"]["encap_content_info"]
        return isinstance(inside["content"], core.Void)
    except (ValueError, KeyError):  # not even SignedData
        return False
