"""The product's whole check of a signature and its certificate, beside the one bare operation within it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx2
from asn1crypto import ocsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from bench.citizen import WentWrong
from bench.figures import Table, median
from tests.unit.verifiers.pki import ORIGIN, OURS, Country, enveloped, signed
from verifiers.certificates import Certificate, CertificateVerifier, Revocation, SignatureScheme

ROUNDS, SECONDS = 5, 0.4
RSA, ELLIPTIC = "sim_citizen", "sim_elliptic"
SCHEMES = {RSA: SignatureScheme.PKCS1_SHA256, ELLIPTIC: SignatureScheme.ECDSA_SHA256_DER}
CRL, OCSP = f"{ORIGIN}/authority/crl/", f"{ORIGIN}/authority/"
#: What is checked: its name, whose signature, in an envelope or bare, and where revocation may be asked.
CHECKS = (
    ("RSA 2048, PKCS#1; list", RSA, False, CRL),
    ("RSA 2048, PKCS#1; OCSP", RSA, False, OCSP),
    ("RSA 2048, CMS; list", RSA, True, CRL),
    ("ECDSA P-256, bare; list", ELLIPTIC, False, CRL),
    ("ECDSA P-256, bare; OCSP", ELLIPTIC, False, OCSP),
)


class Stock(httpx2.BaseTransport):
    """The authority without its work: it answers once, a question without a nonce, and then from stock."""

    def __init__(self, country: Country) -> None:
        self._way = httpx2.WSGITransport(app=country.app)
        self._kept: dict[str, bytes] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer from stock."""
        address = str(request.url)
        if address not in self._kept:
            question = _without_nonce(request.read()) if request.method == "POST" else b""
            plain = httpx2.Request(request.method, address, content=question)
            self._kept[address] = self._way.handle_request(plain).read()
        return httpx2.Response(200, content=self._kept[address])


@dataclass(frozen=True)
class Check:
    """One signature to check again and again, the product's way and bare."""

    country: Country
    holder: str
    in_envelope: bool
    asked_at: str

    def whole(self) -> Callable[[], object]:
        """The product's check, which must find the certificate good."""
        verifier, credential = self._verifier(), self.country.authority.credential(self.holder)
        scheme, moment = SCHEMES[self.holder], self.country.now
        signature = enveloped(credential) if self.in_envelope else signed(credential, scheme)

        def check() -> None:
            if self.in_envelope:
                found = verifier.verify_envelope(signature, over=OURS, moment=moment)
            else:
                found = verifier.verify(
                    signature, over=OURS, certificate=credential.certificate, scheme=scheme, moment=moment
                )
            if not isinstance(found, Certificate):
                raise WentWrong(f"not good: {found}")

        return check

    def bare(self) -> Callable[[], object]:
        """One verification with the key, read already."""
        credential = self.country.authority.credential(self.holder)
        signature = signed(credential, SCHEMES[self.holder])
        key = x509.load_der_x509_certificate(credential.certificate).public_key()
        if isinstance(key, rsa.RSAPublicKey):
            return lambda: key.verify(signature, OURS, padding.PKCS1v15(), hashes.SHA256())
        if isinstance(key, ec.EllipticCurvePublicKey):
            return lambda: key.verify(signature, OURS, ec.ECDSA(hashes.SHA256()))
        raise TypeError(f"{self.holder} has another kind of key")

    def _verifier(self) -> CertificateVerifier:
        revocation = Revocation(
            client=httpx2.Client(transport=Stock(self.country)),
            base_urls=(self.asked_at,),
            timeout_seconds=5,
            clock=lambda: self.country.now,
        )
        return CertificateVerifier("sim_signature", trust=self.country.trust(), revocation=revocation)


def measure() -> list[Table]:
    """Measure and lay out."""
    country = Country()
    rows = tuple(
        (name, *_compared(Check(country, holder, in_envelope, asked_at)))
        for name, holder, in_envelope, asked_at in CHECKS
    )
    return [
        Table(
            "Checks a second on one core, beside one bare verification with the same key",
            ("what is checked", "checks a second", "CPU of one", "bare verifications a second", "ratio"),
            rows,
            "Signature, path, strength, use and revocation each time. Lists come from the product's own "
            "cache; OCSP is asked each time, for its answers are not kept, and ready answers stand in for "
            "the responder.",
        )
    ]


def _compared(check: Check) -> tuple[str, ...]:
    whole, bare = check.whole(), check.bare()
    rates = [(_rate(whole), _rate(bare)) for _ in range(ROUNDS)]
    ours, theirs = median([one for one, _ in rates]), median([one for _, one in rates])
    ratio = median([two / one for one, two in rates])
    return f"{ours:.0f}", f"{1000 / ours:.2f} ms", f"{theirs:,.0f}", f"{ratio:.0f}"


def _rate(do: Callable[[], object]) -> float:
    """How often a second, by the CPU that this thread gets."""
    do()
    done, began, until = 0, time.thread_time(), time.thread_time() + SECONDS
    while time.thread_time() < until:
        do()
        done += 1
    return done / (time.thread_time() - began)


def _without_nonce(question: bytes) -> bytes:
    asked = ocsp.OCSPRequest.load(question)["tbs_request"]["request_list"]
    plain: bytes = ocsp.OCSPRequest({"tbs_request": {"request_list": asked}}).dump()
    return plain
