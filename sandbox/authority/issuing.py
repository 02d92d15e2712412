"""Make the sandbox's certificates: roots, issuing authorities, OCSP responders and those of the holders."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)

from sandbox.authority.holders import Hierarchy, Holder, Standing
from sandbox.authority.keys import Keys, PrivateKey

#: The short names of attributes in a row's subject (RFC 4514 and similar); a row may also use an OID.
ATTRIBUTES: Final = {
    "CN": NameOID.COMMON_NAME,
    "E": NameOID.EMAIL_ADDRESS,
    "L": NameOID.LOCALITY_NAME,
    "O": NameOID.ORGANIZATION_NAME,
    "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "ST": NameOID.STATE_OR_PROVINCE_NAME,
    "T": NameOID.TITLE,
    "UID": NameOID.USER_ID,
    "serialNumber": NameOID.SERIAL_NUMBER,
}
TITLES: Final = {
    Hierarchy.SIM: ("Sandbox National Root CA, mobile", "Sandbox Mobile CA"),
    Hierarchy.TOKEN: ("Sandbox National Root CA, tokens", "Sandbox Token CA"),
    Hierarchy.GOVERNMENT: ("Sandbox Government Root CA", "Sandbox Government Agencies CA"),
    Hierarchy.UNKNOWN: ("Sandbox Root That Nobody Knows", "Sandbox CA That Nobody Knows"),
}
YEAR: Final = timedelta(days=365)
DAY: Final = timedelta(days=1)
#: Start and end of validity, relative to the sandbox's start. The default is one year back and two ahead.
VALIDITY: Final = {
    Standing.EXPIRES_SOON: (-YEAR, 20 * DAY),
    Standing.EXPIRED: (-YEAR, -DAY),
    Standing.NOT_YET_VALID: (DAY, YEAR),
}
#: The extended key usages of VNPT SmartCA RS: e-mail, and Microsoft's for signing documents.
USES: Final = (ExtendedKeyUsageOID.EMAIL_PROTECTION, ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"))
FOREIGN_ADDRESS: Final = "http://stranger.test/authority"
SHORT_BITS: Final = 1024


@dataclass(frozen=True)
class Issuer:
    """The certificate and the private key of an authority or of an OCSP responder."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def make_root(hierarchy: Hierarchy, *, keys: Keys, start: datetime) -> Issuer:
    """Make the self-signed root of *hierarchy*."""
    title, key = TITLES[hierarchy][0], keys.on_curve(f"{hierarchy} root")
    name = authority_name(title)
    builder = _builder(subject=name, issuer=name, key=key, validity=(start - 5 * YEAR, start + 10 * YEAR))
    builder = _as_authority(builder, path_length=1)
    return Issuer(builder.sign(key, hashes.SHA256()), key)


def make_issuing(hierarchy: Hierarchy, root: Issuer, *, keys: Keys, start: datetime, address: str) -> Issuer:
    """Make the issuing authority under *root*; its certificate names the CRL ``<hierarchy>-root``."""
    key = keys.on_curve(f"{hierarchy} issuing")
    builder = _builder(
        subject=authority_name(TITLES[hierarchy][1]),
        issuer=root.certificate.subject,
        key=key,
        validity=(start - 3 * YEAR, start + 5 * YEAR),
    )
    builder = _as_authority(builder, path_length=0).add_extension(
        _crl_at(f"{address}/crl/{hierarchy}-root"), critical=False
    )
    return Issuer(
        builder.add_extension(_key_id_of(root), critical=False).sign(root.key, hashes.SHA256()), key
    )


def make_responder(issuer: Issuer, *, name: str, keys: Keys, start: datetime) -> Issuer:
    """Make an OCSP responder that *issuer* delegates to (RFC 6960 section 4.2.2.2)."""
    key = keys.on_curve(name)
    builder = _builder(
        subject=authority_name(name),
        issuer=issuer.certificate.subject,
        key=key,
        validity=(start - YEAR, start + YEAR),
    )
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
    builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
    return Issuer(builder.sign(issuer.key, hashes.SHA256()), key)


def make_certificate(
    holder: Holder, issuer: Issuer, *, key: PrivateKey, start: datetime, address: str
) -> bytes:
    """Make the certificate of *holder*, DER; it names CRL and OCSP under *address*."""
    begins, ends = VALIDITY.get(holder.standing, (-YEAR, 2 * YEAR))
    builder = _builder(
        subject=_subject_of(holder),
        issuer=issuer.certificate.subject,
        key=key,
        validity=(start + begins, start + ends),
    )
    builder = builder.add_extension(
        x509.BasicConstraints(ca=holder.standing is Standing.CA_FLAG, path_length=None), critical=True
    )
    if holder.standing is not Standing.NO_USAGE:
        builder = builder.add_extension(_usage_of(holder), critical=True)
    builder = builder.add_extension(_key_id_of(issuer), critical=False)
    for extension in _addresses_of(holder, address, issuer):
        builder = builder.add_extension(extension, critical=False)
    certificate = builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)
    return with_sha1(certificate, issuer) if holder.standing is Standing.SHA1 else certificate


def key_of(holder: Holder, keys: Keys) -> PrivateKey:
    """Return the private key on the SIM or token of *holder*."""
    if holder.standing is Standing.SHORT_KEY:
        return keys.from_pool(0, bits=SHORT_BITS)
    return keys.from_pool_for(holder.key) if holder.rsa else keys.on_curve(holder.key)


def with_sha1(certificate: bytes, issuer: Issuer) -> bytes:
    """Sign *certificate* (DER) again with SHA-1, which the builder of cryptography refuses to do."""
    weak = asn1.Certificate.load(certificate)
    algorithm = {"algorithm": "sha1_ecdsa"}
    # The algorithm is in the certificate twice, and RFC 5280 section 4.1.1.2 requires that both are equal.
    weak["tbs_certificate"]["signature"] = algorithm
    weak["signature_algorithm"] = algorithm
    content = weak["tbs_certificate"].dump(force=True)
    weak["signature_value"] = issuer.key.sign(content, ec.ECDSA(hashes.SHA1()))  # noqa: S303 - weak on purpose
    return bytes(weak.dump(force=True))


def authority_name(title: str) -> x509.Name:
    """Return the distinguished name of the authority with the CN *title*."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Cửa Số sandbox"),
            x509.NameAttribute(NameOID.COMMON_NAME, title),
        ]
    )


def _subject_of(holder: Holder) -> x509.Name:
    parts = [("CN", holder.full_name), *holder.subject]
    attributes = [
        x509.NameAttribute(ATTRIBUTES.get(name) or ObjectIdentifier(name), value) for name, value in parts
    ]
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), *attributes])


def _builder(
    *, subject: x509.Name, issuer: x509.Name, key: PrivateKey, validity: tuple[datetime, datetime]
) -> x509.CertificateBuilder:
    begins, ends = validity
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(begins).not_valid_after(ends)
    key_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return builder.add_extension(key_id, critical=False)


def _as_authority(builder: x509.CertificateBuilder, *, path_length: int) -> x509.CertificateBuilder:
    constraints = x509.BasicConstraints(ca=True, path_length=path_length)
    return builder.add_extension(constraints, critical=True).add_extension(
        _usage(key_cert_sign=True, crl_sign=True), critical=True
    )


def _usage_of(holder: Holder) -> x509.KeyUsage:
    match holder.standing:
        case Standing.WRONG_USAGE:
            return _usage(key_encipherment=True)
        case Standing.CA_FLAG:
            return _usage(digital_signature=True, key_cert_sign=True)
        case Standing.LIST_ALONE:
            return _usage(
                digital_signature=True, content_commitment=True, key_encipherment=True, data_encipherment=True
            )
        case _:
            return _usage(digital_signature=True, content_commitment=True)


def _usage(**said: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: said.get(name, False) for name in names})


def _key_id_of(issuer: Issuer) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())


def _addresses_of(holder: Holder, address: str, issuer: Issuer) -> list[x509.ExtensionType]:
    """Return the extensions with the CRL and OCSP addresses; some stories need only one of the two."""
    match holder.standing:
        case Standing.NO_REVOCATION_INFORMATION:
            return []
        case Standing.FOREIGN_ADDRESS:
            return [_crl_at(f"{FOREIGN_ADDRESS}/crl/{holder.hierarchy}")]
        case Standing.LIST_ALONE:
            signer = x509.Name(reversed(issuer.certificate.subject.rdns))
            return [_crl_at(f"{address}/crl/{holder.hierarchy}", signer), x509.ExtendedKeyUsage(USES)]
        case Standing.REVOKED_BY_CRL:
            return [_crl_at(f"{address}/crl/{holder.hierarchy}")]
        case standing if standing is Standing.REVOKED_BY_OCSP or standing.startswith("ocsp_"):
            return [_ocsp_at(f"{address}/ocsp/{holder.hierarchy}")]
        case _:
            return [
                _ocsp_at(f"{address}/ocsp/{holder.hierarchy}"),
                _crl_at(f"{address}/crl/{holder.hierarchy}"),
            ]


def _crl_at(url: str, signer: x509.Name | None = None) -> x509.CRLDistributionPoints:
    place = [x509.UniformResourceIdentifier(url)]
    signers = [x509.DirectoryName(signer)] if signer else None
    return x509.CRLDistributionPoints([x509.DistributionPoint(place, None, None, signers)])


def _ocsp_at(url: str) -> x509.AuthorityInformationAccess:
    place = x509.UniformResourceIdentifier(url)
    return x509.AuthorityInformationAccess(
        [x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)]
    )
