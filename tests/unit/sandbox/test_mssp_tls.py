"""As a program the gateway of SIMs talks over mutual TLS to its own client and to nobody else."""

import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from deploy.programs import Program, free_ports
from sandbox.mssp.tls import TlsFiles, ensure_tls_files
from verifiers.certificates import CertificateVerifier, Revocation, TrustList
from verifiers.sim_signature import (
    VIETNAMESE,
    Challenge,
    Credentials,
    Pending,
    Signed,
    SimSigning,
    mutual_tls,
)

pytestmark = pytest.mark.usefixtures("loopback")
PORT_PATH = "/mssp/soap/services/MSS_SignaturePort"


@dataclass(frozen=True)
class Served:
    url: str
    tls_url: str
    files: TlsFiles
    program: Program

    def client(self, files: TlsFiles) -> httpx2.Client:
        """Be the client that *files* are of."""
        context = mutual_tls(
            certificate_file=files.certificate("client"),
            key_file=files.key("client"),
            ca_file=self.files.authority,
        )
        return httpx2.Client(verify=context, trust_env=False, timeout=20)

    def over_tls(self, files: TlsFiles) -> httpx2.Response:
        """Ask as the client that *files* are of."""
        with self.client(files) as client:
            return client.post(self.tls_url + PORT_PATH, content=b"<no-soap/>")

    @contextmanager
    def signing(self) -> Iterator[SimSigning]:
        """Be the product, told of everything over HTTP as an operator would be."""
        with httpx2.Client(trust_env=False, timeout=20) as plain, self.client(self.files) as proving:
            yield self._signing(plain, proving)

    def _signing(self, plain: httpx2.Client, proving: httpx2.Client) -> SimSigning:
        trust = TrustList.from_pem(
            public_roots=plain.get(f"{self.url}/authority/roots/sim.pem").content,
            issuing=plain.get(f"{self.url}/authority/issuing/sim.pem").content,
        )
        revocation = Revocation(client=plain, base_urls=[f"{self.url}/authority/"], timeout_seconds=20)
        return SimSigning(
            client=proving,
            base_url=f"{self.tls_url}/mssp",
            profile=VIETNAMESE,
            credentials=Credentials("http://cuaso.example", "sandbox"),
            certificates=CertificateVerifier("sim_signature", trust=trust, revocation=revocation),
            timeout_seconds=20,
            lifetime_seconds=120,
        )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("tls")
    port, tls_port = free_ports(2)
    program = Program(
        name="The sandbox",
        command=[sys.executable, "-m", "sandbox"],
        environment={
            "SANDBOX_PORT": str(port),
            "SANDBOX_MSSP_PORT": str(tls_port),
            "SANDBOX_MSSP_FOLDER": str(folder),
            "SANDBOX_AUTHORITY_FOLDER": str(folder / "authority"),
            "PYTHONUTF8": "1",
            "PYTHONPATH": str(Path.cwd()),
        },
        log=folder / "sandbox.log",
        answers_at=f"http://localhost:{port}/qa/sims",
    )
    program.start()
    try:
        program.wait_until_answering()
        url, tls_url = f"http://localhost:{port}", f"https://localhost:{tls_port}"
        yield Served(url, tls_url, ensure_tls_files(folder), program)
    finally:
        program.stop()


def test_its_own_client_is_answered(served: Served) -> None:
    answer = served.over_tls(served.files)
    assert answer.status_code == 500
    assert "The request is no SOAP 1.2" in answer.text


def test_a_sim_signs_over_it(served: Served) -> None:
    with served.signing() as signing:
        assert_a_sim_signs(signing, served)


def test_who_trusted_it_before_a_restart_does_so_after(served: Served) -> None:
    with served.signing() as signing:
        served.program.restart()
        assert_a_sim_signs(signing, served)


def assert_a_sim_signs(signing: SimSigning, served: Served) -> None:
    moment = datetime.now(UTC)
    challenge = Challenge.make(origin="http://p.test", purpose="try", registration_id="r1", moment=moment)
    pending = signing.start("+84900000027", challenge, display_text="Cua So %%VC%%")
    assert isinstance(pending, Pending)
    httpx2.post(f"{served.url}/qa/sim/+84900000027/confirm", trust_env=False).raise_for_status()
    assert isinstance(signing.status(pending), Signed)


def test_a_client_with_a_strangers_certificate_is_not(served: Served, tmp_path: Path) -> None:
    with pytest.raises(httpx2.TransportError):
        served.over_tls(ensure_tls_files(tmp_path))


def test_a_client_without_a_certificate_is_not(served: Served) -> None:
    context = ssl.create_default_context(cafile=served.files.authority)
    with httpx2.Client(verify=context, trust_env=False) as client, pytest.raises(httpx2.TransportError):
        client.post(served.tls_url + PORT_PATH)


def test_a_client_that_trusts_nobody_of_ours_does_not_talk(served: Served) -> None:
    with (
        httpx2.Client(trust_env=False) as client,
        pytest.raises(httpx2.ConnectError, match="CERTIFICATE_VERIFY"),
    ):
        client.post(served.tls_url + PORT_PATH)


def test_nobody_reaches_it_without_tls(served: Served) -> None:
    assert httpx2.post(served.url + PORT_PATH, trust_env=False).status_code == 403


def test_the_files_are_made_once_and_the_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    files = ensure_tls_files(tmp_path)
    before = files.certificate("client").read_bytes()
    assert ensure_tls_files(tmp_path).certificate("client").read_bytes() == before
    assert files.key("client").stat().st_mode & 0o777 == 0o600
