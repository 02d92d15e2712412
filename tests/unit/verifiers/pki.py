"""A verifier and the sandbox's authority that it asks, in process: the real protocols without a network."""

from datetime import UTC, datetime, timedelta

import httpx2
from asn1crypto import cms, crl
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509 import CertificateBuilder, Name, NameAttribute, load_der_x509_certificate
from cryptography.x509.oid import NameOID

from sandbox import SandboxSettings, create_sandbox, sandbox_of
from sandbox.authority import Credential, Hierarchy
from sandbox.authority.issuing import Issuer
from sandbox.authority.revocation import Revoked, make_crl
from verifiers.certificates import Certificate, CertificateVerifier, Revocation, TrustList, Verdict
from verifiers.examination.signature import SignatureScheme

ORIGIN = "http://sandbox.test"
#: What was to be signed.
OURS = b"https://cuaso.test register 5f0e 2026-11-23T12:00:00Z nonce"


class Wiretap(httpx2.BaseTransport):
    """The way to the authority: notes what it is asked, and answers in its stead where a test says so."""

    def __init__(self, way: httpx2.BaseTransport) -> None:
        self._way = way
        self.asked: list[str] = []
        self.instead: dict[str, bytes] = {}
        self.answers: dict[str, bytes] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path
        self.asked.append(path)
        if path in self.instead:
            return httpx2.Response(200, content=self.instead[path])
        answer = self._way.handle_request(request)
        self.answers[path] = answer.read()
        return answer


class Country:
    """One sandbox whose SIM and government roots are trusted, its clock and what it was asked."""

    def __init__(self, *, trust: TrustList | None = None, allowed: tuple[str, ...] = (ORIGIN,)) -> None:
        self.now = datetime.now(UTC)
        self.app = create_sandbox(SandboxSettings(own_url=ORIGIN, clock=lambda: self.now, sleep=self._sleep))
        self.sandbox = sandbox_of(self.app)
        self.authority = self.sandbox.authority
        self.wire = Wiretap(httpx2.WSGITransport(app=self.app))
        self.asked = self.wire.asked
        client = httpx2.Client(transport=self.wire)
        self.revocation = Revocation(
            client=client, base_urls=allowed, timeout_seconds=5, clock=lambda: self.now
        )
        self.verifier = self.verifier_with(trust or self.trust())

    def trust(self) -> TrustList:
        return TrustList.from_pem(
            public_roots=self.authority.root_pem(Hierarchy.SIM),
            government_roots=self.authority.root_pem(Hierarchy.GOVERNMENT),
            issuing=self.authority.issuing_pem(*Hierarchy),
        )

    def verifier_with(self, trust: TrustList, *, counterpart: str = "sim_signature") -> CertificateVerifier:
        return CertificateVerifier(counterpart, trust=trust, revocation=self.revocation)

    def check(self, holder: str) -> Verdict:
        return self.verifier.check(self.authority.credential(holder).certificate, moment=self.now)

    def good(self, holder: str) -> Certificate:
        found = self.check(holder)
        assert isinstance(found, Certificate), found
        return found

    def pass_time(self, span: timedelta) -> None:
        self.now += span

    def _sleep(self, _: float) -> None:
        raise httpx2.ReadTimeout("the authority is slow")


def signed(credential: Credential, scheme: SignatureScheme, over: bytes = OURS) -> bytes:
    """Sign as a SIM or a token does."""
    key = credential.key
    if isinstance(key, rsa.RSAPrivateKey):
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
        how = pss if scheme is SignatureScheme.PSS_SHA256 else padding.PKCS1v15()
        return key.sign(over, how, hashes.SHA256())
    signature = key.sign(over, ec.ECDSA(hashes.SHA256()))
    if scheme is SignatureScheme.ECDSA_SHA256_DER:
        return signature
    return b"".join(number.to_bytes(32) for number in decode_dss_signature(signature))


def token_signature(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    over: bytes,
    algorithm: hashes.HashAlgorithm,
    *,
    pss: bool = False,
) -> bytes:
    """Sign as a token does that knows longer hashes; r and s stand side by side."""
    if isinstance(key, rsa.RSAPrivateKey):
        padded = padding.PSS(padding.MGF1(algorithm), padding.PSS.DIGEST_LENGTH)
        return key.sign(over, padded if pss else padding.PKCS1v15(), algorithm)
    size = (key.curve.key_size + 7) // 8
    numbers = decode_dss_signature(key.sign(over, ec.ECDSA(algorithm)))
    return b"".join(number.to_bytes(size) for number in numbers)


def self_signed(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    """A self-signed certificate without an issuing authority; DER."""
    name, now = Name([NameAttribute(NameOID.COMMON_NAME, "Nobody")]), datetime.now(UTC)
    builder = CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def enveloped(*credentials: Credential, over: bytes = OURS, attached: bool = True) -> bytes:
    """Sign as a gateway that speaks CMS does; DER."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(over)
    for one in credentials:
        builder = builder.add_signer(load_der_x509_certificate(one.certificate), one.key, hashes.SHA256())
    options = [pkcs7.PKCS7Options.Binary]
    if not attached:
        options.append(pkcs7.PKCS7Options.DetachedSignature)
    return builder.sign(Encoding.DER, options)


def opened(envelope: bytes) -> tuple[cms.ContentInfo, cms.SignedData]:
    """Read an envelope so that a test can spoil it: change the second, dump the first with force."""
    info = cms.ContentInfo.load(envelope)
    return info, info["content"]


def long_crl(issuer: Issuer, *, count: int, moment: datetime) -> bytes:
    """A list of *count* (2,000 or more) serial numbers; the sandbox's builder would take minutes for it."""
    whole = crl.CertificateList.load(make_crl(issuer, [Revoked(1, moment)], moment=moment))
    told = whole["tbs_cert_list"]
    entry = told["revoked_certificates"][0].dump()
    serial = crl.RevokedCertificate.load(entry)["user_certificate"].dump()
    at = entry.index(serial) + 1
    # Each entry as the first one, but for a serial number of four bytes.
    header = bytes([entry[0], entry[1] + 3])
    body = b"".join(
        header + b"\x02\x04" + number.to_bytes(4) + entry[at + 2 :]
        for number in range(0x10000000, 0x10000000 + count)
    )
    told["revoked_certificates"] = crl.RevokedCertificates.load(b"\x30\x83" + len(body).to_bytes(3) + body)
    signature = issuer.key.sign(told.dump(), ec.ECDSA(hashes.SHA256()))
    whole["signature"] = crl.CertificateList.load(whole.dump())["signature"].__class__(signature)
    return bytes(whole.dump())
