"""Certificates and lists in the forms that RFC 5280 allows, made by hand: points, scopes, other signers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx2
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sandbox.authority.issuing import Issuer, authority_name
from verifiers.certificates import CertificateVerifier, Revocation, TrustList, Verdict

HOST = "http://crl.test"
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
Answer = httpx2.Response | Callable[[], httpx2.Response]


@dataclass
class Web(httpx2.BaseTransport):
    """The network: what stands at each address; everything else refuses the connection."""

    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = str(request.url)
        self.asked.append(url)
        if url not in self.pages:
            raise httpx2.ConnectError("nothing is there", request=request)
        page = self.pages[url]
        found = page() if callable(page) else page
        return httpx2.Response(found.status_code, headers=found.headers, content=found.content)

    def serve(self, url: str, body: bytes) -> None:
        self.pages[url] = httpx2.Response(200, content=body)

    def redirect(self, url: str, to: str, *, status: int = 302) -> None:
        self.pages[url] = httpx2.Response(status, headers={"Location": to})


def authority(
    title: str, above: Issuer | None = None, points: Sequence[x509.DistributionPoint] = ()
) -> Issuer:
    """An authority under *above*; without one, a root."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = authority_name(title)
    builder = _builder(name, above.certificate.subject if above else name, key.public_key())
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    builder = builder.add_extension(_usage(authority=True), critical=True)
    if points:
        builder = builder.add_extension(x509.CRLDistributionPoints(points), critical=False)
    return Issuer(builder.sign(above.key if above else key, hashes.SHA256()), key)


def holder(issuer: Issuer, points: Sequence[x509.DistributionPoint]) -> x509.Certificate:
    """The certificate of a person, whose revocation is listed at *points*."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "Trần Thử Một"),
            x509.NameAttribute(NameOID.USER_ID, "CCCD:000088000001"),
        ]
    )
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    builder = _builder(name, issuer.certificate.subject, key)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(authority=False), critical=True)
    builder = builder.add_extension(x509.CRLDistributionPoints(points), critical=False)
    return builder.sign(issuer.key, hashes.SHA256())


def point(
    *urls: str, signer: x509.Name | None = None, reasons: frozenset[x509.ReasonFlags] | None = None
) -> x509.DistributionPoint:
    names = [x509.UniformResourceIdentifier(url) for url in urls]
    return x509.DistributionPoint(
        names or None, None, reasons, [x509.DirectoryName(signer)] if signer else None
    )


def scope(
    *urls: str,
    users: bool = False,
    authorities: bool = False,
    attributes: bool = False,
    indirect: bool = False,
    reasons: frozenset[x509.ReasonFlags] | None = None,
) -> x509.IssuingDistributionPoint:
    return x509.IssuingDistributionPoint(
        [x509.UniformResourceIdentifier(url) for url in urls] or None,
        None,
        users,
        authorities,
        reasons,
        indirect,
        attributes,
    )


def listed(
    serial_number: int, *, of: x509.Name | None = None, more: Iterable[tuple[x509.ExtensionType, bool]] = ()
) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder().serial_number(serial_number).revocation_date(NOW - 3 * DAY)
    if of is not None:
        builder = builder.add_extension(x509.CertificateIssuer([x509.DirectoryName(of)]), critical=True)
    for extension, critical in more:
        builder = builder.add_extension(extension, critical=critical)
    return builder.build()


def make_list(
    signer: Issuer,
    *entries: x509.RevokedCertificate,
    about: x509.IssuingDistributionPoint | None = None,
    more: Iterable[tuple[x509.ExtensionType, bool]] = (),
    made: datetime = NOW - timedelta(hours=1),
    life: timedelta = DAY,
) -> bytes:
    """A list of *signer*, DER."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(signer.certificate.subject)
    builder = builder.last_update(made).next_update(made + life)
    key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key())
    builder = builder.add_extension(key_id, critical=False).add_extension(x509.CRLNumber(7), critical=False)
    if about is not None:
        builder = builder.add_extension(about, critical=True)
    for extension, critical in more:
        builder = builder.add_extension(extension, critical=critical)
    for entry in entries:
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER)


@dataclass
class Realm:
    """A root, an authority under it whose list is clear, and a verifier that trusts the root."""

    web: Web = field(default_factory=Web)
    copies: tuple[str, ...] = ()
    allowed: tuple[str, ...] = (f"{HOST}/", "https://crl.test/")
    now: datetime = NOW
    alarm: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        self.root = authority("Test Root")
        self.issuer = authority("Test CA", self.root, [point(f"{HOST}/root.crl")])
        self.web.serve(f"{HOST}/root.crl", make_list(self.root))
        trust = TrustList.from_pem(
            public_roots=self.root.certificate.public_bytes(Encoding.PEM),
            issuing=self.issuer.certificate.public_bytes(Encoding.PEM),
        )
        self.revocation = Revocation(
            client=httpx2.Client(transport=self.web),
            base_urls=self.allowed,
            timeout_seconds=5,
            copies=self.copies,
            alarm=self.alarm,
            clock=lambda: self.now,
        )
        self.verifier = CertificateVerifier("sim_signature", trust=trust, revocation=self.revocation)

    def check(self, certificate: x509.Certificate) -> Verdict:
        return self.verifier.check(certificate.public_bytes(Encoding.DER), moment=self.now)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(NOW - 300 * DAY).not_valid_after(NOW + 300 * DAY)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
