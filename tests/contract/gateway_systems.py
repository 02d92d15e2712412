"""The gateways of SIMs that the contract is held against: the sandbox always, a test system if there is one.

A test system is named by the environment; without CONTRACT_SIM_URL its tests are skipped, visibly. A tester
holds the phone and presses what the tests ask for while they run (pytest -s).

CONTRACT_SIM_URL: the part before ``/soap/services``. CONTRACT_SIM_PROFILE: a name of `PROFILES`.
CONTRACT_SIM_APPLICATION_ID, CONTRACT_SIM_PASSWORD: as agreed with the gateway.
CONTRACT_SIM_CERTIFICATE_FILE, CONTRACT_SIM_KEY_FILE, CONTRACT_SIM_CA_FILE: PEM, for mutual TLS.
CONTRACT_SIM_ROOTS_FILE, CONTRACT_SIM_ISSUING_FILE: PEM, whom to trust for SIMs.
CONTRACT_SIM_REVOCATION_URLS: where CRL and OCSP may be asked, between spaces.
CONTRACT_SIM_PHONE: E.164, the tester's own. CONTRACT_SIM_UNKNOWN_PHONE: E.164, one without a signing SIM.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import httpx2
import pytest

from sandbox import Sandbox, SandboxSettings, create_sandbox, sandbox_of
from sandbox.authority import Hierarchy
from sandbox.mssp.transactions import PIN
from tests.contract.recording import Recording
from verifiers.certificates import CertificateVerifier, Revocation, TrustList
from verifiers.sim_signature import (
    PROFILES,
    Credentials,
    Pending,
    Profile,
    Signed,
    SigningRefusal,
    SimSigning,
    StillWaiting,
    mutual_tls,
)

ORIGIN = "http://sandbox.test"
SANDBOX_PATHS = {"vietnamese": "/mssp", "cms_attached": "/mssp-cms"}
KINDS = (*(f"sandbox {name}" for name in PROFILES), "test-system")
TIMEOUT_SECONDS = 10
LIFETIME_SECONDS = 120
#: How long a tester is waited for between two questions, in seconds.
PAUSE_SECONDS = 2


@dataclass(frozen=True)
class System:
    """One gateway's side of the contract, and every exchange with it."""

    recording: Recording
    base_url: str
    profile: Profile
    credentials: Credentials
    certificates: CertificateVerifier
    phone_number: str
    unknown_phone_number: str
    press: Callable[[str], None]  # what is to be done on the phone: "confirm" or "cancel"

    def signing(self, *, password: str | None = None) -> SimSigning:
        """The product's client of this system."""
        return SimSigning(
            client=httpx2.Client(transport=self.recording),
            base_url=self.base_url,
            profile=self.profile,
            credentials=Credentials(
                self.credentials.application_id, self.credentials.password if password is None else password
            ),
            certificates=self.certificates,
            timeout_seconds=TIMEOUT_SECONDS,
            lifetime_seconds=LIFETIME_SECONDS,
        )

    def outcome(self, pending: Pending) -> SigningRefusal | Signed:
        """Ask until the phone has answered."""
        signing = self.signing()
        for _ in range(LIFETIME_SECONDS // PAUSE_SECONDS + TIMEOUT_SECONDS):
            answer = signing.status(pending)
            if not isinstance(answer, StillWaiting):
                return answer
            Event().wait(PAUSE_SECONDS)
        raise AssertionError("the gateway waits without end")


def system(kind: str) -> System:
    """Reach the system of one kind; a test system that is not there skips the test."""
    if kind != "test-system":
        return _sandbox(PROFILES[kind.removeprefix("sandbox ")])
    if "CONTRACT_SIM_URL" not in os.environ:
        pytest.skip("no test system of a SIM gateway: CONTRACT_SIM_URL is not set")
    told = {name.removeprefix("CONTRACT_SIM_"): value for name, value in os.environ.items()}
    context = mutual_tls(
        certificate_file=Path(told["CERTIFICATE_FILE"]),
        key_file=Path(told["KEY_FILE"]),
        ca_file=Path(told["CA_FILE"]),
    )
    trust = TrustList.from_pem(
        public_roots=Path(told["ROOTS_FILE"]).read_bytes(), issuing=Path(told["ISSUING_FILE"]).read_bytes()
    )
    return System(
        recording=Recording(httpx2.HTTPTransport(verify=context)),
        base_url=told["URL"],
        profile=PROFILES[told["PROFILE"]],
        credentials=Credentials(told["APPLICATION_ID"], told["PASSWORD"]),
        certificates=_verifier(httpx2.HTTPTransport(), trust, told["REVOCATION_URLS"].split()),
        phone_number=told["PHONE"],
        unknown_phone_number=told["UNKNOWN_PHONE"],
        press=lambda key: print(f"On the phone, please: {key}"),  # noqa: T201 - a tester reads it
    )


def _sandbox(profile: Profile) -> System:
    app = create_sandbox(SandboxSettings(own_url=ORIGIN))
    here, wire = sandbox_of(app), httpx2.WSGITransport(app=app)
    trust = TrustList.from_pem(
        public_roots=here.authority.root_pem(Hierarchy.SIM),
        issuing=here.authority.issuing_pem(Hierarchy.SIM),
    )
    return System(
        recording=Recording(wire),
        base_url=ORIGIN + SANDBOX_PATHS[profile.name],
        profile=profile,
        credentials=Credentials("http://cuaso.example", "sandbox"),
        certificates=_verifier(wire, trust, [ORIGIN]),
        phone_number="+84900000001",
        unknown_phone_number="+84900000002",
        press=lambda key: _press(here, key),
    )


def _press(here: Sandbox, key: str) -> None:
    if key == "confirm":
        here.mssp.confirm("+84900000001", PIN)
    else:
        here.mssp.cancel("+84900000001")


def _verifier(wire: httpx2.BaseTransport, trust: TrustList, base_urls: list[str]) -> CertificateVerifier:
    revocation = Revocation(
        client=httpx2.Client(transport=wire), base_urls=base_urls, timeout_seconds=TIMEOUT_SECONDS
    )
    return CertificateVerifier("sim_signature", trust=trust, revocation=revocation)
