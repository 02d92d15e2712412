"""Chains in the forms of the licensed Vietnamese authorities, with fictitious holders; docs/authorities.md.

Each row rebuilds the structure of a public sample: the order of the subject, key usages, policies, how
revocation is listed and how the list is served. Numbers have the place code 000, which no province has.
"""

from dataclasses import dataclass, field
from functools import cache

import httpx2
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID, ObjectIdentifier

from sandbox.authority.authority import Credential
from sandbox.authority.kinds import Holder as SandboxHolder
from tests.unit.verifiers.lists.issued import DAY, NOW, Web
from tests.unit.verifiers.lists.test_lists_as_served import WRAPPINGS
from verifiers.certificates import CertificateVerifier, Revocation, TrustList

MICROSOFT_DOCUMENTS, ADOBE_DOCUMENTS = "1.3.6.1.4.1.311.10.3.12", "1.2.840.113583.1.1.5"
EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4"
ROOT_NAME = (
    ("C", "VN"), ("O", "Ministry of Information and Communications"),
    ("OU", "National Centre of Digital Signature Authentication"), ("CN", "Vietnam National Root CA"),
)  # fmt: skip
NATIONAL_LIST, GOVERNMENT_LIST = (
    "https://rootca.test/crl/vnrca256.crl",
    "http://ca.test/pki/pub/crl/rootg2.crl",
)
ATTRIBUTES = {
    "C": NameOID.COUNTRY_NAME, "ST": NameOID.STATE_OR_PROVINCE_NAME, "L": NameOID.LOCALITY_NAME,
    "O": NameOID.ORGANIZATION_NAME, "OU": NameOID.ORGANIZATIONAL_UNIT_NAME, "T": NameOID.TITLE,
    "CN": NameOID.COMMON_NAME, "UID": NameOID.USER_ID, "E": NameOID.EMAIL_ADDRESS,
    "serialNumber": NameOID.SERIAL_NUMBER, "OI": NameOID.ORGANIZATION_IDENTIFIER,
}  # fmt: skip
Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Profile:
    """One authority's way of issuing, and one fictitious holder.

    Attributes:
        kind: whom the certificate is of: citizen, business or agency; employee: of no account.
        full_name: the person's name, as it is read; None for an organisation alone.
        number: the number that keys the account.
        served: how its list comes over the network, a key of `WRAPPINGS`.
        names_itself: the distribution point names its own issuer (cRLIssuer), from the other end.
    """

    name: str
    authority: Parts
    subject: Parts
    kind: str
    number: str
    full_name: str | None = None
    uses: tuple[str, ...] = ()
    policy: str | None = None
    has_ocsp: bool = True
    names_itself: bool = False
    served: str = "der"
    is_government: bool = False
    email: str | None = field(default=None)


VNPT = (("C", "VN"), ("O", "VIETNAM POSTS AND TELECOMMUNICATIONS GROUP"))
PROFILES = (
    Profile(
        "VNPT SmartCA RS", (*VNPT, ("CN", "VNPT SmartCA RS")),
        (("C", "VN"), ("ST", "Hà Nội"), ("L", "Thử"), ("O", "Công ty Thử"), ("T", "Chuyên viên"),
         ("CN", "Nguyễn Văn Thử"), ("UID", "CCCD:000089000701")),
        "citizen", "000089000701", "Nguyễn Văn Thử", uses=(EMAIL_PROTECTION, MICROSOFT_DOCUMENTS),
        names_itself=True, email="thu@cuaso.example",
    ),
    Profile(
        "VNPT-CA SHA-256", (*VNPT, ("CN", "VNPT-CA SHA-256")),
        (("C", "VN"), ("ST", "HẢI PHÒNG"), ("L", "Thử"), ("CN", "CÔNG TY THỬ HAI"),
         ("UID", "MST:0001234561-012")),
        "business", "0001234561012", uses=(MICROSOFT_DOCUMENTS, ADOBE_DOCUMENTS),
        policy="1.3.6.1.4.1.30339.1.1.3.1.1.1", email="hai@cuaso.example",
    ),
    Profile(
        "VNPT-CA SHA2, list alone", (*VNPT, ("CN", "VNPT-CA SHA2")),
        (("C", "VN"), ("ST", "Hà Nội"), ("CN", "Trần Thị Thử Ba"), ("UID", "CCCD:000189000703")),
        "citizen", "000189000703", "Trần Thị Thử Ba", has_ocsp=False, served="pem",
    ),
    Profile(
        "MobiFone, a person within an organisation", (("C", "VN"), ("O", "MobiFone"), ("CN", "MobiFone CA")),
        (("C", "VN"), ("ST", "Hà Nội"), ("L", "Thử"), ("O", "CÔNG TY THỬ BỐN"), ("UID", "MST:0001234561-199"),
         ("UID", "CCCD:000189000704"), ("CN", "LÊ THỊ THỬ BỐN")),
        "employee", "0001234561199", "LÊ THỊ THỬ BỐN",
    ),
    Profile(
        "an employee with a title", (*VNPT, ("CN", "VNPT-CA SHA2")),
        (("UID", "MST:0001234561"), ("UID", "CMND:000000704"), ("CN", "LÊ VĂN THỬ BỐN"),
         ("O", "TỔNG CÔNG TY THỬ BỐN"), ("T", "Nhân viên"), ("ST", "HÀ NỘI"), ("C", "VN")),
        "employee", "0001234561", "LÊ VĂN THỬ BỐN",
    ),
    Profile(
        "the head of an organisation", (*VNPT, ("CN", "VNPT-CA SHA2")),
        (("UID", "MST:0001234561"), ("UID", "CCCD:000089000705"), ("CN", "LÊ VĂN THỬ NĂM"),
         ("O", "TỔNG CÔNG TY THỬ BỐN"), ("T", "Tổng Giám đốc"), ("ST", "HÀ NỘI"), ("C", "VN")),
        "business", "0001234561", "LÊ VĂN THỬ NĂM",
    ),
    Profile(
        "a doctor of a hospital", (*VNPT, ("CN", "VNPT-CA SHA2")),
        (("UID", "CMND:000073000709"), ("UID", "MST:0001234561"),
         ("CN", "Nguyễn Văn Thử, A101.0001 - 000123/XX-CCHN"), ("T", "BS CK II"), ("O", "Bệnh viện Thử"),
         ("ST", "Hà Nội"), ("C", "VN")),
        "employee", "0001234561", "Nguyễn Văn Thử", has_ocsp=False,
    ),
    Profile(
        "BkavCA SHA256", (("CN", "BkavCA SHA256"), ("O", "Bkav Corporation"), ("C", "VN")),
        (("C", "VN"), ("ST", "Hà Nội"), ("CN", "BỆNH VIỆN THỬ NĂM"), ("UID", "MST:0001234561")),
        "business", "0001234561", served="der and a line",
    ),
    Profile(
        "NC-CA SHA256", (("CN", "NC-CA SHA256"), ("O", "CÔNG TY CỔ PHẦN CÔNG NGHỆ NCCA"), ("C", "VN")),
        (("UID", "MST:0001234561"), ("CN", "CÔNG TY THỬ SÁU"), ("O", "CÔNG TY THỬ SÁU"), ("ST", "Hà Nội"),
         ("C", "VN")),
        "business", "0001234561", served="base64",
    ),
    Profile(
        "FPT, the old form of O",
        (("C", "VN"), ("O", "FPT Corporation"), ("OU", "FPT Information System"),
         ("CN", "FPT Certification Authority")),
        (("C", "VN"), ("L", "123 Thử"), ("O", "MST:0001234561"), ("CN", "Tổng cục Thử")),
        "business", "0001234561",
    ),
    Profile(
        "a doctor with a licence in the name", (*VNPT, ("CN", "VNPT-CA SHA2")),
        (("UID", "CMND:000073000708"), ("CN", "Nguyễn Văn Thử, A101.0001 - 000123/XX-CCHN"),
         ("T", "BS CK II"), ("ST", "Hà Nội"), ("C", "VN")),
        "citizen", "000073000708", "Nguyễn Văn Thử", has_ocsp=False,
    ),
    Profile(
        "a tax number that is the citizen number", (*VNPT, ("CN", "VNPT-CA SHA2")),
        (("C", "VN"), ("CN", "Phạm Thị Thử"), ("UID", "MST:000179004321"), ("UID", "CCCD:000179004321")),
        "citizen", "000179004321", "Phạm Thị Thử",
    ),
    Profile(
        "identifiers of ETSI EN 319 412, a person", (*VNPT, ("CN", "VNPT-CA SHA2")),
        (("C", "VN"), ("CN", "Võ Văn Thử"), ("serialNumber", "PNOVN-000089000710")),
        "citizen", "000089000710", "Võ Văn Thử",
    ),
    Profile(
        "identifiers of ETSI EN 319 412, an organisation", (*VNPT, ("CN", "VNPT-CA SHA2")),
        (("C", "VN"), ("O", "CÔNG TY THỬ MỘT"), ("OI", "VATMST:0001234561"), ("CN", "CÔNG TY THỬ MỘT")),
        "business", "0001234561",
    ),
    Profile(
        "VGCA, a state agency",
        (("C", "VN"), ("O", "Ban Cơ yếu Chính phủ"), ("CN", "CA phục vụ các cơ quan Nhà nước G2")),
        (("C", "VN"), ("L", "Thử"), ("O", "UBND tỉnh Thử"), ("CN", "Sở Thử"), ("UID", "MNS:0001001"),
         ("UID", "MST:0001234561"), ("E", "so@cuaso.example")),
        "agency", "0001234561", policy="2.16.704.1.1.1.1.1", is_government=True,
    ),
)  # fmt: skip


@cache
def key(place: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """The key of one place in the chains; the roots and newer authorities have 4096 bits."""
    assert place
    return rsa.generate_private_key(65537, bits)


class Chain:
    """A root, an authority and a holder of one profile, their lists, and the network that serves them."""

    def __init__(self, profile: Profile, *, counterpart: str) -> None:
        self.profile, self.web = profile, Web()
        self.list_url = "http://crl.ca.test/ca.crl"
        self.root_list = GOVERNMENT_LIST if profile.is_government else NATIONAL_LIST
        self.root = self._root()
        self.issuer = self._issuer()
        self.certificate = self._holder()
        self.serve()
        root = self.root.public_bytes(Encoding.DER)
        trust = TrustList.from_pem(
            public_roots=b"" if profile.is_government else root,
            government_roots=root if profile.is_government else b"",
            issuing=self.issuer.public_bytes(Encoding.PEM),
        )
        revocation = Revocation(
            client=httpx2.Client(transport=self.web),
            base_urls=(
                "https://rootca.test/",
                "http://ca.test/",
                "http://crl.ca.test/",
                "http://ocsp.ca.test/",
            ),
            timeout_seconds=5,
            clock=lambda: NOW,
        )
        self.verifier = CertificateVerifier(counterpart, trust=trust, revocation=revocation)

    @property
    def credential(self) -> Credential:
        """What the SIM or the token holds."""
        holder = SandboxHolder(self.profile.name, "", (), "", rsa=True)
        der = self.certificate.public_bytes(Encoding.DER)
        return Credential(holder, der, key("holder"), self.issuer.public_bytes(Encoding.DER))

    def serve(self, *, revoked: bool = False) -> None:
        """Put the two lists on the network, the root's as PEM."""
        serial = self.certificate.serial_number if revoked else 1
        wrap = WRAPPINGS[self.profile.served]
        self.web.serve(self.list_url, wrap(self._list(self.issuer, key("issuer"), serial)))
        self.web.serve(self.root_list, WRAPPINGS["pem"](self._list(self.root, key("root", 4096), 1)))

    def _list(self, signer: x509.Certificate, signing: rsa.RSAPrivateKey, serial: int) -> bytes:
        builder = x509.CertificateRevocationListBuilder().issuer_name(signer.subject)
        builder = builder.last_update(NOW - DAY).next_update(NOW + 180 * DAY)
        builder = builder.add_extension(x509.CRLNumber(3), critical=False)
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW - 9 * DAY).build()
        return (
            builder.add_revoked_certificate(entry).sign(signing, hashes.SHA256()).public_bytes(Encoding.DER)
        )

    def _root(self) -> x509.Certificate:
        own = name((("C", "VN"), ("O", "Ban Cơ yếu Chính phủ"), ("CN", "RootCA chuyên dùng Chính phủ G2")))
        own = own if self.profile.is_government else name(ROOT_NAME)
        builder = _builder(own, own, key("root", 4096))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        return builder.add_extension(usage(signing=True), critical=True).sign(
            key("root", 4096), hashes.SHA256()
        )

    def _issuer(self) -> x509.Certificate:
        builder = _builder(name(self.profile.authority), self.root.subject, key("issuer"))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(usage(signing=True), critical=True)
        # The keys of the root twice over: by its number, and by its name and serial number.
        key_id = x509.SubjectKeyIdentifier.from_public_key(key("root", 4096).public_key())
        by_name = [x509.DirectoryName(self.root.subject)]
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier(key_id.digest, by_name, self.root.serial_number), critical=False
        )
        builder = builder.add_extension(_points(self.root_list), critical=False)
        return builder.sign(key("root", 4096), hashes.SHA256())

    def _holder(self) -> x509.Certificate:
        profile = self.profile
        builder = _builder(name(profile.subject), self.issuer.subject, key("holder"))
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        if profile.has_ocsp:
            builder = builder.add_extension(_access(), critical=False)
        if profile.email:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([x509.RFC822Name(profile.email)]), critical=False
            )
        if profile.uses:
            uses = x509.ExtendedKeyUsage([ObjectIdentifier(use) for use in profile.uses])
            builder = builder.add_extension(uses, critical=False)
        if profile.policy:
            notice = x509.UserNotice(None, "OID-ST-2.0")
            policy = x509.PolicyInformation(ObjectIdentifier(profile.policy), [notice, "http://ca.test/rpa"])
            builder = builder.add_extension(x509.CertificatePolicies([policy]), critical=False)
        signer = x509.Name(reversed(self.issuer.subject.rdns)) if profile.names_itself else None
        builder = builder.add_extension(_points(self.list_url, signer), critical=False)
        return builder.add_extension(usage(), critical=True).sign(key("issuer"), hashes.SHA256())


def name(parts: Parts) -> x509.Name:
    """A distinguished name with one attribute a group, in the authority's own order."""
    return x509.Name([x509.NameAttribute(ATTRIBUTES[kind], value) for kind, value in parts])


def usage(*, signing: bool = False) -> x509.KeyUsage:
    """0xF0 of holders: signing, non-repudiation and both encipherments; 0x86 of authorities."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=not signing,
        key_encipherment=not signing,
        data_encipherment=not signing,
        key_agreement=False,
        key_cert_sign=signing,
        crl_sign=signing,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(subject: x509.Name, issuer: x509.Name, own: rsa.RSAPrivateKey) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(own.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(NOW - 300 * DAY).not_valid_after(NOW + 300 * DAY)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)


def _points(url: str, signer: x509.Name | None = None) -> x509.CRLDistributionPoints:
    at = [x509.UniformResourceIdentifier(url)]
    by = [x509.DirectoryName(signer)] if signer else None
    return x509.CRLDistributionPoints([x509.DistributionPoint(at, None, None, by)])


def _access() -> x509.AuthorityInformationAccess:
    return x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(method, x509.UniformResourceIdentifier(url))
            for method, url in (
                (AuthorityInformationAccessOID.CA_ISSUERS, "http://pub.ca.test/certs/ca.cer"),
                (AuthorityInformationAccessOID.OCSP, "http://ocsp.ca.test/responder"),
            )
        ]
    )
