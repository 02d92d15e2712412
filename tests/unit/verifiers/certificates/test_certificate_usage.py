"""A certificate made for a server, a program or an authority's answers proves no person, by any method."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ObjectIdentifier

from sandbox.authority import Credential, Hierarchy
from sandbox.authority.issuing import Issuer
from tests.unit.verifiers.pki import OURS, Country, enveloped, signed
from tests.unit.verifiers.tokens import Computer, answer_of
from verifiers.certificates import Certificate, CertificateRefusal, SignatureScheme, TrustList
from verifiers.examination.usage import UsageProfile
from verifiers.usb_token import Helper, TokenRefusal

SERVER, CODE, TIME, OCSP = (f"1.3.6.1.5.5.7.3.{number}" for number in (1, 3, 8, 9))
CLIENT, EMAIL, DOCUMENT = (f"1.3.6.1.5.5.7.3.{number}" for number in (2, 4, 36))
MICROSOFT_DOCUMENT, LOGON, ANY = "1.3.6.1.4.1.311.10.3.12", "1.3.6.1.4.1.311.20.2.2", "2.5.29.37.0"
ADOBE = "1.2.840.113583.1.1.5"
#: Extended key usages, and whether they name a use of persons. The second half is what the certificates of
#: persons of public authorities hold in the field: several uses side by side.
USES = {
    "server": ([SERVER], False),
    "code": ([CODE], False),
    "time": ([TIME], False),
    "ocsp": ([OCSP], False),
    "all-four-of-machines": ([SERVER, CODE, TIME, OCSP], False),
    "unknown": ([ADOBE], False),
    "client": ([CLIENT], True),
    "email": ([EMAIL], True),
    "document": ([DOCUMENT], True),
    "microsoft-document": ([MICROSOFT_DOCUMENT], True),
    "logon": ([LOGON], True),
    "any": ([ANY], True),
    "client-and-email": ([CLIENT, EMAIL], True),
    "client-email-logon": ([CLIENT, EMAIL, LOGON], True),
    "server-and-client": ([SERVER, CLIENT], True),
    "document-and-adobe": ([MICROSOFT_DOCUMENT, ADOBE], True),
}
CRITICAL = pytest.mark.parametrize("critical", [True, False], ids=["critical", "not-critical"])


def reissued(issuer: Issuer, der: bytes, *extensions: tuple[x509.ExtensionType, bool]) -> bytes:
    """The same certificate with other *extensions*, signed again; each stands for those of its kind."""
    old = x509.load_der_x509_certificate(der)
    builder = x509.CertificateBuilder().subject_name(old.subject).issuer_name(old.issuer)
    builder = builder.public_key(old.public_key()).serial_number(old.serial_number)
    builder = builder.not_valid_before(old.not_valid_before_utc).not_valid_after(old.not_valid_after_utc)
    kinds = {extension.oid for extension, _ in extensions}
    for kept in old.extensions:
        if kept.oid not in kinds:
            builder = builder.add_extension(kept.value, critical=kept.critical)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def extended(*uses: str) -> x509.ExtendedKeyUsage:
    return x509.ExtendedKeyUsage([ObjectIdentifier(use) for use in uses])


def key_usage(*said: str) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in said for name in names})


def issuer_called(country: Country, name: str) -> Issuer:
    issuer = country.authority.issuer(name)
    assert issuer is not None
    return issuer


# ---------------------------------------------------------------- one way to sign for each method
Extensions = tuple[tuple[x509.ExtensionType, bool], ...]
Verdict = Any  # the certificate, or the refusal of the method


def by_sim(extensions: Extensions) -> Verdict:
    country = Country()
    credential = _with(country, "sim", "sim_citizen", extensions)
    scheme = SignatureScheme.PKCS1_SHA256
    return country.verifier.verify(
        signed(credential, scheme), over=OURS, certificate=credential.certificate, scheme=scheme,
        moment=country.now,
    )  # fmt: skip


def by_sim_in_an_envelope(extensions: Extensions) -> Verdict:
    country = Country()
    credential = _with(country, "sim", "sim_citizen", extensions)
    return country.verifier.verify_envelope(enveloped(credential), over=OURS, moment=country.now)


def _by(helper: Helper) -> Callable[[Extensions], Verdict]:
    def sign(extensions: Extensions) -> Verdict:
        computer = Computer()
        credential = _with(computer.country, "token", "token_citizen", extensions)
        challenge = computer.challenge()
        return computer.verify(helper, answer_of(helper, credential, challenge), challenge)

    return sign


def _with(country: Country, name: str, holder: str, extensions: Extensions) -> Credential:
    credential = country.authority.credential(holder)
    issuer = issuer_called(country, name)
    return replace(credential, certificate=reissued(issuer, credential.certificate, *extensions))


METHODS: dict[str, Callable[[Extensions], Verdict]] = {
    "sim": by_sim,
    "sim-envelope": by_sim_in_an_envelope,
    **{str(helper): _by(helper) for helper in Helper},
}
METHOD = pytest.mark.parametrize("method", METHODS)
WRONG_USAGE = {CertificateRefusal.WRONG_USAGE, TokenRefusal.CERTIFICATE_WRONG_USAGE}


@METHOD
@CRITICAL
@pytest.mark.parametrize("use", [name for name, (_, is_ours) in USES.items() if not is_ours])
def test_a_stranger_can_not_sign_with_a_certificate_of_a_machine(
    use: str, *, critical: bool, method: str
) -> None:
    assert METHODS[method](((extended(*USES[use][0]), critical),)) in WRONG_USAGE


@METHOD
@CRITICAL
@pytest.mark.parametrize("use", [name for name, (_, is_ours) in USES.items() if is_ours])
def test_a_person_signs_with_a_certificate_that_names_a_use_of_persons(
    use: str, *, critical: bool, method: str
) -> None:
    assert isinstance(METHODS[method](((extended(*USES[use][0]), critical),)), Certificate)


@METHOD
@pytest.mark.parametrize(
    "said",
    [("content_commitment",), ("key_encipherment", "data_encipherment"), ("key_agreement",)],
    ids=["non-repudiation", "encryption", "agreement"],
)
def test_a_stranger_can_not_sign_with_a_key_that_is_not_for_signing_in(
    said: tuple[str, ...], method: str
) -> None:
    assert METHODS[method](((key_usage(*said), True), (extended(CLIENT), False))) in WRONG_USAGE


# ---------------------------------------------------------------- what the operator knows of the authorities
def checked(profile: UsageProfile, *extensions: tuple[x509.ExtensionType, bool]) -> Verdict:
    country = Country()
    trust = replace(country.trust(), usages=profile)
    certificate = _with(country, "sim", "sim_citizen", extensions).certificate
    return country.verifier_with(trust).check(certificate, moment=country.now)


def test_a_use_that_the_operator_lists_is_one_of_persons() -> None:
    assert checked(UsageProfile(), (extended(ADOBE), False)) is CertificateRefusal.WRONG_USAGE
    assert isinstance(
        checked(UsageProfile(more_uses=frozenset({ADOBE})), (extended(ADOBE), False)), Certificate
    )


def test_a_listed_use_does_not_admit_another() -> None:
    profile = UsageProfile(more_uses=frozenset({ADOBE}))
    assert checked(profile, (extended(SERVER), False)) is CertificateRefusal.WRONG_USAGE


@pytest.mark.parametrize(("authority", "is_good"), [("Sandbox Mobile CA", True), ("Sandbox Token CA", False)])
def test_non_repudiation_alone_counts_only_under_an_authority_that_is_listed(
    authority: str, *, is_good: bool
) -> None:
    profile = UsageProfile(sign_documents_only=frozenset({authority}))
    found = checked(profile, (key_usage("content_commitment"), True))
    assert isinstance(found, Certificate) is is_good


def test_a_listed_authority_does_not_make_a_key_for_encryption_one_for_signing() -> None:
    profile = UsageProfile(sign_documents_only=frozenset({"Sandbox Mobile CA"}))
    assert checked(profile, (key_usage("key_encipherment"), True)) is CertificateRefusal.WRONG_USAGE


# ---------------------------------------------------------------- the authorities above
@CRITICAL
@pytest.mark.parametrize("along", [True, False], ids=["sent-along", "in-the-trust-list"])
@pytest.mark.parametrize("use", ["server", "code", "time", "ocsp", "client", "any", "server-and-client"])
def test_an_authority_for_machines_can_not_issue_for_a_person(
    use: str, *, along: bool, critical: bool
) -> None:
    country = Country()
    credential, (uses, is_good) = country.authority.credential("sim_citizen"), USES[use]
    above = reissued(issuer_called(country, "sim-root"), credential.issuer, (extended(*uses), critical))
    pem = x509.load_der_x509_certificate(above).public_bytes(Encoding.PEM)
    trust = TrustList.from_pem(
        public_roots=country.authority.root_pem(Hierarchy.SIM), issuing=b"" if along else pem
    )
    found = country.verifier_with(trust).check(
        credential.certificate, moment=country.now, others=[above] if along else []
    )
    assert isinstance(found, Certificate) if is_good else found is CertificateRefusal.WRONG_USAGE
