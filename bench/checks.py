"""Compare the product's full check of a signature with the bare signature verification within it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2
from asn1crypto import ocsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from bench.crowd.citizen import WentWrong
from bench.figures import Table, median
from tests.unit.verifiers.pki import ORIGIN, OURS, Country, enveloped, signed
from verifiers.certificates import (
    Certificate,
    CertificateVerifier,
    Revocation,
    SignatureScheme,
    children_of_this_process,
)
from verifiers.examination.messages import Message
from verifiers.examination.tasks import answer

ROUNDS, SECONDS, TURNS = 5, 0.4, 30
RSA, ELLIPTIC = "sim_citizen", "sim_elliptic"
SCHEMES = {RSA: SignatureScheme.PKCS1_SHA256, ELLIPTIC: SignatureScheme.ECDSA_SHA256_DER}
CRL, OCSP = f"{ORIGIN}/authority/crl/", f"{ORIGIN}/authority/"
#: The checks: name, key of the holder, whether the signature is in an envelope, the revocation addresses.
CHECKS = (
    ("RSA 2048, PKCS#1; list", RSA, False, CRL),
    ("RSA 2048, PKCS#1; OCSP", RSA, False, OCSP),
    ("RSA 2048, CMS; list", RSA, True, CRL),
    ("ECDSA P-256, bare; list", ELLIPTIC, False, CRL),
    ("ECDSA P-256, bare; OCSP", ELLIPTIC, False, OCSP),
)


class Stock(httpx2.BaseTransport):
    """The authority without its work: it answers each request once, without a nonce, and then from memory.

    Only the product's work is measured, not that of the sandbox's authority.
    """

    def __init__(self, country: Country) -> None:
        self._way = httpx2.WSGITransport(app=country.app)
        self._kept: dict[str, bytes] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the kept response, or ask the authority for the first one."""
        address = str(request.url)
        if address not in self._kept:
            question = _without_nonce(request.read()) if request.method == "POST" else b""
            plain = httpx2.Request(request.method, address, content=question)
            self._kept[address] = self._way.handle_request(plain).read()
        return httpx2.Response(200, content=self._kept[address])


@dataclass(frozen=True)
class Check:
    """One signature, checked in two ways: by the product, and by a bare verification."""

    country: Country
    holder: str
    in_envelope: bool
    asked_at: str

    def whole(self) -> Callable[[], object]:
        """Return the product's check; it raises `WentWrong` unless the certificate passes."""
        verifier, credential = self._verifier(), self.country.authority.credential(self.holder)
        scheme, moment = SCHEMES[self.holder], self.country.now
        signature = enveloped(credential) if self.in_envelope else signed(credential, scheme)

        def check() -> None:
            if self.in_envelope:
                verdict = verifier.verify_envelope(signature, over=OURS, moment=moment)
            else:
                verdict = verifier.verify(
                    signature, over=OURS, certificate=credential.certificate, scheme=scheme, moment=moment
                )
            if not isinstance(verdict, Certificate):
                raise WentWrong(f"not good: {verdict}")

        return check

    def bare(self) -> Callable[[], object]:
        """Return one bare verification with the parsed key."""
        credential = self.country.authority.credential(self.holder)
        signature = signed(credential, SCHEMES[self.holder])
        key = x509.load_der_x509_certificate(credential.certificate).public_key()
        if isinstance(key, rsa.RSAPublicKey):
            return lambda: key.verify(signature, OURS, padding.PKCS1v15(), hashes.SHA256())
        if isinstance(key, ec.EllipticCurvePublicKey):
            return lambda: key.verify(signature, OURS, ec.ECDSA(hashes.SHA256()))
        raise TypeError(f"{self.holder} has another kind of key")

    def question(self) -> Message:
        """Return the question that the product puts to the process that examines."""
        credential = self.country.authority.credential(self.holder)
        scheme = SCHEMES[self.holder]
        signature = enveloped(credential) if self.in_envelope else signed(credential, scheme)
        kind: Message = (
            {"task": "envelope", "envelope": signature, "named": None}
            if self.in_envelope
            else {"task": "signature", "signature": signature, "certificate": credential.certificate}
        )
        common = {"over": OURS, "scheme": str(scheme), "moment": self.country.now.isoformat()}
        trust = self.country.trust().to_message()
        return {**kind, **common, "trust": trust, "counterpart": "sim_signature"}

    def _verifier(self) -> CertificateVerifier:
        revocation = Revocation(
            client=httpx2.Client(transport=Stock(self.country)),
            base_urls=(self.asked_at,),
            timeout_seconds=5,
            clock=lambda: self.country.now,
        )
        return CertificateVerifier("sim_signature", trust=self.country.trust(), revocation=revocation)


def measure() -> list[Table]:
    """Measure, and return the tables."""
    country = Country()
    checks = [(name, Check(country, holder, in_envelope, at)) for name, holder, in_envelope, at in CHECKS]
    return [
        Table(
            "Checks a second on one core, beside one bare verification with the same key",
            ("what is checked", "checks a second", "CPU of one", "bare verifications a second", "ratio"),
            tuple((name, *_compared(check)) for name, check in checks),
            "Signature, path, strength, use and revocation each time; CPU of the worker and of the process "
            "that examines. Lists come from the product's cache; OCSP responses are never kept, and fixed "
            "ones stand in for the responder, with the list that a response without nonce needs.",
        ),
        Table(
            "What the process of its own costs: one examination there, beside the same in this process",
            (
                "what is examined",
                "there, by the clock",
                "here, by the clock",
                "ratio",
                "the process's memory",
            ),
            tuple((name, *_examined(check)) for name, check in checks if name.endswith("list")),
            "By the clock, without revocation. Memory: resident, and what the process alone has of it.",
        ),
    ]


def _compared(check: Check) -> tuple[str, ...]:
    whole, bare = check.whole(), check.bare()
    # Both in each round: the load of the machine changes, and the ratio must compare the same moment.
    rates = [(_rate(whole), _rate(bare)) for _ in range(ROUNDS)]
    ours, theirs = median([full for full, _ in rates]), median([plain for _, plain in rates])
    ratio = median([plain / full for full, plain in rates])
    return f"{ours:.0f}", f"{1000 / ours:.2f} ms", f"{theirs:,.0f}", f"{ratio:.0f}"


def _examined(check: Check) -> tuple[str, ...]:
    question, children = check.question(), children_of_this_process()
    there, here = (lambda: children.ask(question)), (lambda: answer(question))
    times = [(_seconds(there), _seconds(here)) for _ in range(ROUNDS)]
    ratio = median([away / own for away, own in times])
    away, own = (1000 * median([pair[at] for pair in times]) for at in (0, 1))
    return f"{away:.1f} ms", f"{own:.1f} ms", f"{ratio:.2f}", _memory()


def _memory() -> str:
    (pid, *_) = sorted(children_of_this_process().pids)
    lines = dict(line.split(":") for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    resident, own = (int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))
    return f"{resident:.0f} MiB, {own:.0f} its own"


def _seconds(do: Callable[[], object]) -> float:
    """Return how long *do* takes by the clock, on average."""
    do()
    began = time.perf_counter()
    for _ in range(TURNS):
        do()
    return (time.perf_counter() - began) / TURNS


def _rate(do: Callable[[], object]) -> float:
    """Return how many times *do* runs per second of CPU time, of this thread and of the children."""
    do()  # the first run fills caches and must not count
    done, began = 0, _cpu_seconds()
    while _cpu_seconds() < began + SECONDS:
        do()
        done += 1
    return done / (_cpu_seconds() - began)


def _cpu_seconds() -> float:
    """Return the CPU time of this thread and of the idle children so far; Linux tells it in nanoseconds."""
    files = [Path(f"/proc/{pid}/schedstat") for pid in children_of_this_process().pids]
    return time.thread_time() + sum(int(file.read_text().split()[0]) for file in files) / 1e9


def _without_nonce(question: bytes) -> bytes:
    asked = ocsp.OCSPRequest.load(question)["tbs_request"]["request_list"]
    plain: bytes = ocsp.OCSPRequest({"tbs_request": {"request_list": asked}}).dump()
    return plain
