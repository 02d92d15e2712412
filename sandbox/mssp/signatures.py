"""Make the signatures that the gateway returns: correct ones, and wrong ones that a client must refuse."""

from dataclasses import dataclass, field
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from sandbox.authority import Authority, Credential
from sandbox.mssp.dialects import DIGEST_INFO
from sandbox.mssp.sims import Reply
from sandbox.mssp.transactions import Transaction

#: The key of the holder whose signature or certificate replaces the right one in some stories.
SOMEBODY_ELSE = "sim_elliptic"
PLAIN_TEXT = b"This is the signature"


@dataclass(frozen=True)
class HandedOver:
    """The signatures, and the certificate if the dialect sends it outside the signature."""

    signatures: tuple[bytes, ...] = field(default=(), repr=False)
    certificate: bytes | None = field(default=None, repr=False)


def signed(transaction: Transaction, authority: Authority) -> HandedOver:
    """Make the signatures for a confirmed *transaction*, as the story of its SIM wants them."""
    own = authority.credential(transaction.sim.holder)
    another = authority.credential(SOMEBODY_ELSE)
    cms, data = transaction.asked.dialect.cms, transaction.asked.data
    sign = _cms if cms else _pkcs1
    beside = None if cms else own.certificate
    match transaction.sim.reply:
        case Reply.TEXT | Reply.TEXT_AND_VALIDATED:
            return HandedOver((PLAIN_TEXT,), beside)
        case Reply.NOTHING:
            return HandedOver((), beside)
        case Reply.NO_CERTIFICATE:
            return HandedOver((_without_certificates(data, own) if cms else sign(data, own),))
        case Reply.ANOTHERS_SIGNATURE:
            return HandedOver((sign(data, another),), own.certificate)
        case Reply.ANOTHERS_CERTIFICATE:
            return HandedOver((sign(data, own),), another.certificate)
        case Reply.OTHER_BYTES:
            return HandedOver((sign(_other(data, cms=cms), own),), beside)
        case Reply.TWO_SIGNERS:
            both = (_cms(data, own, another),) if cms else (sign(data, another), sign(data, own))
            return HandedOver(both, beside)
        case _:
            return HandedOver((sign(data, own),), beside)


def _pkcs1(data: bytes, credential: Credential) -> bytes:
    """Sign a DigestInfo as a SIM does, and return the bare signature."""
    digest, how = data[len(DIGEST_INFO) :], Prehashed(hashes.SHA256())
    match credential.key:
        case rsa.RSAPrivateKey() as key:
            return key.sign(digest, padding.PKCS1v15(), how)
        case ec.EllipticCurvePrivateKey() as key:
            return key.sign(digest, ec.ECDSA(how))


def _cms(data: bytes, *credentials: Credential) -> bytes:
    """Make CMS SignedData (RFC 5652) with *data*, a signature of each credential, and the certificates."""
    return _enveloped(data, credentials, pkcs7.PKCS7Options.Binary)


def _without_certificates(data: bytes, credential: Credential) -> bytes:
    return _enveloped(data, (credential,), pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.NoCerts)


def _enveloped(data: bytes, credentials: tuple[Credential, ...], *options: pkcs7.PKCS7Options) -> bytes:
    builder = pkcs7.PKCS7SignatureBuilder().set_data(data)
    for credential in credentials:
        certificate = x509.load_der_x509_certificate(credential.certificate)
        builder = builder.add_signer(certificate, credential.key, hashes.SHA256())
    issuers = {credential.issuer for credential in credentials}
    for issuer in sorted(issuers):
        builder = builder.add_certificate(x509.load_der_x509_certificate(issuer))
    return builder.sign(Encoding.DER, list(options))


def _other(data: bytes, *, cms: bool) -> bytes:
    """Return other bytes of the same form."""
    return b"Something else" if cms else DIGEST_INFO + sha256(data).digest()
