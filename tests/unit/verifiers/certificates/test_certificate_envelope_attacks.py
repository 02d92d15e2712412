"""What an attacker or a careless signing program can change in an envelope. OpenSSL judges the same bytes."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from asn1crypto import core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import CertificateBuilder, load_der_x509_certificate

from sandbox.authority import Credential
from tests.unit.verifiers.certificates import envelopes as write
from tests.unit.verifiers.certificates.envelopes import envelope, octets, signer, tlv
from tests.unit.verifiers.pki import OURS, Country
from verifiers.certificates import SignatureRefusal
from verifiers.errors import UnexpectedAnswer
from verifiers.examination.envelope import Signer, check_envelope

RSA, EC = (Country().authority.credential(one) for one in ("sim_citizen", "sim_elliptic"))
OTHER = b"https://elsewhere.test"
WRONG, WEAK = SignatureRefusal.WRONG_SIGNATURE, SignatureRefusal.WEAK
OTHER_CONTENT, OTHER_KEY_KIND = SignatureRefusal.OTHER_CONTENT, SignatureRefusal.OTHER_KEY_KIND
#: Our answer to bytes that break the format, where the signature itself may well be right.
NO_ENVELOPE = UnexpectedAnswer
GOOD = Signer

CONTENT_TYPE, DIGEST = write.content_type(), write.message_digest()
UNKNOWN = write.attribute("1.3.6.1.4.1.99999.1", octets(b"anything"))


@dataclass(frozen=True)
class Vector:
    """One envelope, our answer, and where OpenSSL's differs: whether it accepts the envelope, and why."""

    name: str
    envelope: bytes
    ours: object
    openssl: bool | None = None
    why: str = ""

    @property
    def is_accepted_by_openssl(self) -> bool:
        return self.ours is GOOD if self.openssl is None else self.openssl


def rsa_vector(
    name: str, ours: object, *, openssl: bool | None = None, why: str = "", **parts: object
) -> Vector:
    signed = signer(RSA, **parts)  # type: ignore[arg-type]
    return Vector(name, envelope(signed, certificates=[RSA.certificate]), ours, openssl, why)


def wrapped(
    name: str, ours: object, *, openssl: bool | None = None, why: str = "", **parts: object
) -> Vector:
    parts = {"certificates": [RSA.certificate], **parts}
    return Vector(name, envelope(signer(RSA), **parts), ours, openssl, why)  # type: ignore[arg-type]


def with_attributes(
    name: str, ours: object, *attributes: bytes, openssl: bool | None = None, why: str = ""
) -> Vector:
    return rsa_vector(name, ours, attributes=attributes, openssl=openssl, why=why)


def certificate_id(certificate: bytes, digest: bytes, *, issuer: bytes | None = None) -> tsp.ESSCertIDv2:
    read = x509.Certificate.load(certificate)
    name = x509.GeneralName("directory_name", x509.Certificate.load(issuer or certificate).issuer)
    return tsp.ESSCertIDv2(
        {"cert_hash": digest, "issuer_serial": {"issuer": [name], "serial_number": read.serial_number}}
    )


def signing_certificate_v2(named: bytes, **changes: bytes) -> bytes:
    identity = certificate_id(named, x509.Certificate.load(named).sha256, **changes)
    value = tsp.SigningCertificateV2({"certs": [identity]}).dump()
    return write.attribute(write.SIGNING_CERTIFICATE_V2, value)


def signing_certificate_v1(named: bytes) -> bytes:
    value = tsp.SigningCertificate({"certs": [{"cert_hash": x509.Certificate.load(named).sha1}]}).dump()
    return write.attribute(write.SIGNING_CERTIFICATE, value)


def protection(digest: str = "sha256", algorithm: str = "sha256_rsa") -> bytes:
    signed_with = write.signature_algorithm(algorithm)
    value = tlv(0x30, write.digest_algorithm(digest), b"\xa1" + signed_with[1:])
    return write.attribute(write.ALGORITHM_PROTECTION, value)


def same_names_other_key() -> bytes:
    """A certificate with the issuer and serial number of the real one, and a key of the attacker."""
    real = load_der_x509_certificate(RSA.certificate)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    builder = CertificateBuilder().subject_name(real.subject).issuer_name(real.issuer)
    builder = builder.public_key(key.public_key()).serial_number(real.serial_number)
    builder = builder.not_valid_before(real.not_valid_before_utc).not_valid_after(real.not_valid_after_utc)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def key_for_pss_alone(parameters: bytes = b"") -> Credential:
    """RSA with a certificate that limits its key to PSS (RFC 4055), and to *parameters* if given."""
    read = x509.Certificate.load(RSA.certificate)
    key = read["tbs_certificate"]["subject_public_key_info"]
    algorithm = tlv(0x30, write.oid("1.2.840.113549.1.1.10"), parameters)
    limited = tlv(0x30, algorithm, key["public_key"].dump())
    certificate = read.dump().replace(key.dump(), limited)
    for outer in (0, 4):  # the lengths of Certificate and TBSCertificate, two bytes each
        length = int.from_bytes(certificate[outer + 2 : outer + 4]) + len(limited) - len(key.dump())
        certificate = certificate[: outer + 2] + length.to_bytes(2) + certificate[outer + 4 :]
    return replace(RSA, certificate=certificate)


PSS_PARAMETERS = write.pss_algorithm()[13:]
PSS_ONLY, PSS_FIXED = key_for_pss_alone(), key_for_pss_alone(PSS_PARAMETERS)
SUBSTITUTE = same_names_other_key()
SORTED = sorted(write.good_attributes())
SENT_AS_BER = b"\xa0\x80" + b"".join(SORTED) + b"\x00\x00"
INDEFINITE = b"\x30\x80" + CONTENT_TYPE[2:] + b"\x00\x00"
LONG_LENGTH = b"\x30\x81" + bytes([len(CONTENT_TYPE) - 2]) + CONTENT_TYPE[2:]  # two bytes where one is enough
IN_PARTS = write.attribute("1.3.6.1.4.1.99999.1", tlv(0x24, octets(b"any"), octets(b"thing")))


def nested(depth: int) -> bytes:
    value = octets(b"")
    for _ in range(depth):
        value = tlv(0x30, value)
    return write.attribute("1.3.6.1.4.1.99999.1", value)


VALID = [
    rsa_vector("RSA", GOOD),
    Vector("ECDSA", envelope(signer(EC), certificates=[EC.certificate]), GOOD),
    wrapped("detached", GOOD, content=None),
    wrapped("other certificates beside", GOOD, certificates=[EC.certificate, RSA.certificate]),
    wrapped("outer values of indefinite length", GOOD, wrap=write.indefinite),
    rsa_vector("signer named by its key", GOOD, sid=write.by_key(RSA.certificate)),
    rsa_vector("rsaEncryption as algorithm", GOOD, algorithm=write.signature_algorithm("rsassa_pkcs1v15")),
    rsa_vector("PSS", GOOD, algorithm=write.pss_algorithm(), pss=write.pss_padding()),
    rsa_vector(
        "PSS, longest salt", GOOD, algorithm=write.pss_algorithm(salt=222), pss=write.pss_padding(salt=222)
    ),
    rsa_vector("no signed attributes", GOOD, attributes=None),
    rsa_vector("unknown unsigned attributes", GOOD, unsigned=[UNKNOWN]),
    rsa_vector(
        "lies in unsigned attributes",
        GOOD,
        unsigned=[write.message_digest(OTHER)],
        openssl=False,
        why="it wants a message digest among the signed attributes only",
    ),
    rsa_vector("a set of indefinite length, signed in DER", GOOD, attributes=SORTED, sent=SENT_AS_BER),
    *[
        Vector(
            name,
            envelope(
                signer(one, algorithm=write.pss_algorithm(), pss=write.pss_padding()),
                certificates=[one.certificate],
            ),
            GOOD,
        )
        for name, one in (("a key for PSS alone", PSS_ONLY), ("with its own parameters", PSS_FIXED))
    ],
    with_attributes("an unknown signed attribute", GOOD, *SORTED, UNKNOWN),
    with_attributes("attributes not sorted, signed as sent", GOOD, DIGEST, CONTENT_TYPE),
    with_attributes("names its certificate", GOOD, *SORTED, signing_certificate_v2(RSA.certificate)),
    with_attributes("names its certificate by SHA-1", GOOD, *SORTED, signing_certificate_v1(RSA.certificate)),
    with_attributes("protects its algorithms", GOOD, *SORTED, protection()),
    *[
        Vector(
            f"{digest} with {kind}",
            envelope(signer(one, digest=digest), certificates=[one.certificate], digests=[digest]),
            GOOD,
        )
        for digest in ("sha384", "sha512")
        for kind, one in (("RSA", RSA), ("ECDSA", EC))
    ],
]

ATTRIBUTES = [
    with_attributes("no message digest", NO_ENVELOPE, CONTENT_TYPE),
    with_attributes("no content type", NO_ENVELOPE, DIGEST),
    with_attributes("an empty set", NO_ENVELOPE, *[], UNKNOWN),
    rsa_vector("no attribute at all", NO_ENVELOPE, attributes=[], sent=b"\xa0\x00", signed=b"\x31\x00"),
    with_attributes(
        "another content type",
        NO_ENVELOPE,
        write.content_type(write.SIGNED_DATA),
        DIGEST,
        openssl=True,
        why="it does not compare the types",
    ),
    with_attributes("digest of other content", OTHER_CONTENT, CONTENT_TYPE, write.message_digest(OTHER)),
    with_attributes(
        "digest cut short",
        OTHER_CONTENT,
        CONTENT_TYPE,
        write.attribute(write.MESSAGE_DIGEST, octets(b"\x00")),
    ),
    with_attributes("two message digests", NO_ENVELOPE, CONTENT_TYPE, DIGEST, write.message_digest(OTHER)),
    with_attributes("the message digest twice", NO_ENVELOPE, CONTENT_TYPE, DIGEST, DIGEST),
    with_attributes("the content type twice", NO_ENVELOPE, CONTENT_TYPE, CONTENT_TYPE, DIGEST),
    with_attributes(
        "two values in the message digest",
        NO_ENVELOPE,
        CONTENT_TYPE,
        write.attribute(write.MESSAGE_DIGEST, DIGEST[-34:], octets(b"\x00" * 32)),
    ),
    with_attributes(
        "no value in the message digest", NO_ENVELOPE, CONTENT_TYPE, write.attribute(write.MESSAGE_DIGEST)
    ),
    with_attributes(
        "a message digest of another type",
        NO_ENVELOPE,
        CONTENT_TYPE,
        write.attribute(write.MESSAGE_DIGEST, core.UTF8String("digest").dump()),
    ),
    with_attributes(
        "an unknown attribute twice",
        NO_ENVELOPE,
        *SORTED,
        UNKNOWN,
        UNKNOWN,
        openssl=True,
        why="it counts only the attributes that it knows",
    ),
    rsa_vector("attributes of another envelope", OTHER_CONTENT, over=OTHER),
    rsa_vector("ours beside a signature over others", WRONG, signed=tlv(0x31, *write.good_attributes(OTHER))),
    rsa_vector("signed with the tag that is sent", WRONG, signed=tlv(0xA0, *SORTED)),
    rsa_vector("sorted only after signing", WRONG, attributes=SORTED, signed=tlv(0x31, *SORTED[::-1])),
    rsa_vector("attributes taken away", WRONG, attributes=None, signed=tlv(0x31, *SORTED)),
    rsa_vector("attributes added to a bare signature", WRONG, signed=OURS),
    rsa_vector(
        "attributes moved to the unsigned ones",
        WRONG,
        attributes=None,
        signed=tlv(0x31, *SORTED),
        unsigned=SORTED,
    ),
    rsa_vector(
        "an attribute of indefinite length, signed in DER",
        NO_ENVELOPE,
        attributes=SORTED,
        sent=tlv(0xA0, INDEFINITE, DIGEST),
        openssl=True,
        why="it reads BER and encodes again",
    ),
    with_attributes(
        "an attribute of indefinite length, signed as sent",
        NO_ENVELOPE,
        INDEFINITE,
        DIGEST,
        openssl=False,
        why="it encodes again, so the signature fits no more",
    ),
    with_attributes(
        "an attribute with a long length",
        NO_ENVELOPE,
        LONG_LENGTH,
        DIGEST,
        openssl=False,
        why="it encodes again, so the signature fits no more",
    ),
    with_attributes(
        "an attribute in parts",
        NO_ENVELOPE,
        *SORTED,
        IN_PARTS,
        openssl=False,
        why="it encodes again, so the signature fits no more",
    ),
    with_attributes(
        "names another certificate",
        NO_ENVELOPE,
        *SORTED,
        signing_certificate_v2(EC.certificate),
        openssl=True,
        why="it looks only where -cades asks for it",
    ),
    with_attributes(
        "names another certificate by SHA-1",
        NO_ENVELOPE,
        *SORTED,
        signing_certificate_v1(EC.certificate),
        openssl=True,
        why="as before",
    ),
    with_attributes(
        "names another issuer",
        NO_ENVELOPE,
        *SORTED,
        signing_certificate_v2(
            RSA.certificate, issuer=Country().authority.credential("token_citizen").certificate
        ),
        openssl=True,
        why="as before",
    ),
    with_attributes(
        "protects another digest",
        NO_ENVELOPE,
        *SORTED,
        protection(digest="sha512"),
        openssl=True,
        why="it does not know RFC 6211",
    ),
    with_attributes(
        "protects another algorithm",
        NO_ENVELOPE,
        *SORTED,
        protection(algorithm="sha512_rsa"),
        openssl=True,
        why="it does not know RFC 6211",
    ),
]

ALGORITHMS = [
    Vector(
        "SHA-1",
        envelope(signer(RSA, digest="sha1"), certificates=[RSA.certificate], digests=["sha1"]),
        WEAK,
        openssl=True,
        why="it takes SHA-1",
    ),
    rsa_vector(
        "SHA-1 under SHA-256",
        WEAK,
        algorithm=write.signature_algorithm("sha1_rsa"),
        openssl=True,
        why="it reads the digest's algorithm alone",
    ),
    rsa_vector(
        "SHA-512 named, SHA-256 signed",
        WRONG,
        algorithm=write.signature_algorithm("sha512_rsa"),
        openssl=True,
        why="it reads the digest's algorithm alone",
    ),
    rsa_vector(
        "SHA-512 signed over a SHA-256 digest",
        WRONG,
        signature=write.signature_of(RSA.key, tlv(0x31, *SORTED), "sha512"),
        algorithm=write.signature_algorithm("sha512_rsa"),
    ),
    rsa_vector(
        "ECDSA named for an RSA key", OTHER_KEY_KIND, algorithm=write.signature_algorithm("sha256_ecdsa")
    ),
    Vector(
        "RSA named for an EC key",
        envelope(
            signer(EC, algorithm=write.signature_algorithm("sha256_rsa")), certificates=[EC.certificate]
        ),
        OTHER_KEY_KIND,
        openssl=True,
        why="it reads the key's kind alone",
    ),
    Vector(
        "PSS named for an EC key",
        envelope(signer(EC, algorithm=write.pss_algorithm()), certificates=[EC.certificate]),
        OTHER_KEY_KIND,
        openssl=True,
        why="it reads the key's kind alone",
    ),
    rsa_vector("PSS named, PKCS#1 signed", WRONG, algorithm=write.pss_algorithm()),
    rsa_vector("PKCS#1 named, PSS signed", WRONG, pss=write.pss_padding()),
    rsa_vector(
        "PSS without parameters",
        NO_ENVELOPE,
        algorithm=tlv(0x30, write.oid("1.2.840.113549.1.1.10")),
        pss=write.pss_padding(),
    ),
    rsa_vector(
        "PSS with parameters of another type",
        NO_ENVELOPE,
        pss=write.pss_padding(),
        algorithm=tlv(0x30, write.oid("1.2.840.113549.1.1.10"), octets(b"")),
    ),
    Vector(
        "PKCS#1 with a key for PSS alone",
        envelope(signer(PSS_ONLY), certificates=[PSS_ONLY.certificate]),
        OTHER_KEY_KIND,
    ),
    Vector(
        "PSS with another salt than the key allows",
        envelope(
            signer(PSS_FIXED, algorithm=write.pss_algorithm(salt=40), pss=write.pss_padding(salt=40)),
            certificates=[PSS_FIXED.certificate],
        ),
        WRONG,
        openssl=True,
        why="the key names the shortest salt, RFC 4055 section 3.3",
    ),
    rsa_vector(
        "PSS of SHA-1 by default",
        WEAK,
        pss=write.pss_padding(),
        algorithm=tlv(0x30, write.oid("1.2.840.113549.1.1.10"), tlv(0x30)),
    ),
    rsa_vector("PSS with another hash", WRONG, algorithm=write.pss_algorithm("sha384")),
    rsa_vector(
        "PSS with a mask of another hash",
        NO_ENVELOPE,
        algorithm=write.pss_algorithm(mask="sha1"),
        pss=write.pss_padding(mask="sha1"),
        openssl=True,
        why="it takes two hashes",
    ),
    rsa_vector(
        "PSS with another salt length", WRONG, algorithm=write.pss_algorithm(salt=20), pss=write.pss_padding()
    ),
    rsa_vector(
        "PSS with a salt below zero",
        NO_ENVELOPE,
        algorithm=write.pss_algorithm(salt=-1),
        pss=write.pss_padding(),
    ),
    rsa_vector(
        "PSS with an endless salt",
        NO_ENVELOPE,
        algorithm=write.pss_algorithm(salt=2**70),
        pss=write.pss_padding(),
    ),
    rsa_vector(
        "PSS with another trailer",
        NO_ENVELOPE,
        algorithm=write.pss_algorithm(trailer=2),
        pss=write.pss_padding(),
    ),
]

SIGNERS = [
    Vector("no signer", envelope(certificates=[RSA.certificate]), NO_ENVELOPE),
    Vector(
        "two signers, both right",
        envelope(signer(RSA), signer(EC), certificates=[RSA.certificate, EC.certificate]),
        SignatureRefusal.SEVERAL_SIGNERS,
        openssl=True,
        why="it takes any number of signers",
    ),
    Vector(
        "one signer twice",
        envelope(signer(RSA), signer(RSA), certificates=[RSA.certificate]),
        SignatureRefusal.SEVERAL_SIGNERS,
        openssl=True,
        why="it takes any number of signers",
    ),
    rsa_vector(
        "the signature of another key",
        WRONG,
        signature=write.signature_of(
            rsa.generate_private_key(public_exponent=65537, key_size=2048), tlv(0x31, *SORTED)
        ),
    ),
    wrapped("a certificate of the same names", WRONG, certificates=[SUBSTITUTE]),
    wrapped("two certificates of the same names", NO_ENVELOPE, certificates=[SUBSTITUTE, RSA.certificate]),
    wrapped(
        "the other order",
        NO_ENVELOPE,
        certificates=[RSA.certificate, SUBSTITUTE],
        openssl=True,
        why="it takes the first that fits",
    ),
    wrapped("no certificate", NO_ENVELOPE, certificates=[]),
    wrapped("only the certificate of another", NO_ENVELOPE, certificates=[EC.certificate]),
    rsa_vector("named by the key of another", NO_ENVELOPE, sid=write.by_key(EC.certificate)),
    rsa_vector("named by an empty key", NO_ENVELOPE, sid=tlv(0x80)),
    rsa_vector(
        "named by another serial number",
        NO_ENVELOPE,
        sid=tlv(0x30, x509.Certificate.load(RSA.certificate).issuer.dump(), core.Integer(7).dump()),
    ),
    rsa_vector("an empty signature", WRONG, signature=b"\x00"),
    Vector(
        "ECDSA with r and s of zero",
        envelope(signer(EC, signature=bytes.fromhex("3006020100020100")), certificates=[EC.certificate]),
        WRONG,
    ),
]

WRAPPING = [
    wrapped("other content", OTHER_CONTENT, content=OTHER),
    wrapped("empty content", OTHER_CONTENT, content=b""),
    wrapped("our content with a line end", OTHER_CONTENT, content=OURS + b"\n"),
    wrapped(
        "content of another type",
        NO_ENVELOPE,
        inside=write.SIGNED_DATA,
        openssl=True,
        why="it takes content of any type",
    ),
    wrapped("another kind of envelope", NO_ENVELOPE, outside="1.2.840.113549.1.7.3"),
    replace(
        wrapped("bytes after it", NO_ENVELOPE, openssl=True, why="it reads one value of a stream"),
        envelope=envelope(signer(RSA), certificates=[RSA.certificate]) + b"\x00",
    ),
    wrapped(
        "nine certificates",
        NO_ENVELOPE,
        certificates=[RSA.certificate] * 9,
        openssl=True,
        why="it has no such bound",
    ),
]

BIG = [
    rsa_vector(
        "five thousand values in each other",
        NO_ENVELOPE,
        unsigned=[nested(5_000)],
        openssl=True,
        why="it leaves an unknown value unread",
    ),
    rsa_vector(
        "a message digest of 40 KB",
        OTHER_CONTENT,
        attributes=[CONTENT_TYPE, write.attribute(write.MESSAGE_DIGEST, octets(b"\x00" * 40_000))],
    ),
    rsa_vector(
        "an envelope of 300 KB",
        NO_ENVELOPE,
        unsigned=[write.attribute("1.3.6.1.4.1.99999.1", octets(b"\x00" * 300_000))],
        openssl=True,
        why="it has no such bound",
    ),
    rsa_vector(
        "two thousand attributes",
        GOOD,
        attributes=[
            *SORTED,
            *(write.attribute(f"1.3.6.1.4.1.99999.{number}", octets(b"")) for number in range(2_000)),
        ],
    ),
]


def answer(sent: bytes, *, over: bytes = OURS) -> object:
    try:
        found = check_envelope(sent, over=over, counterpart="sim")
    except UnexpectedAnswer:
        return NO_ENVELOPE
    return GOOD if isinstance(found, Signer) else found


ALL = pytest.mark.parametrize(
    "vector", [*VALID, *ATTRIBUTES, *ALGORITHMS, *SIGNERS, *WRAPPING, *BIG], ids=lambda one: one.name
)


@ALL
def test_each_envelope_gets_its_answer(vector: Vector) -> None:
    assert answer(vector.envelope) is vector.ours


@ALL
def test_openssl_agrees_or_the_table_says_why(vector: Vector, tmp_path: Path) -> None:
    assert write.openssl_accepts(vector.envelope, tmp_path) is vector.is_accepted_by_openssl
