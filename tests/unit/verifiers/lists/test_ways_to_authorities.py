"""The hosts of authorities are reached through a proxy, and over TLS whose chain lacks its intermediate."""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sandbox.authority.issuing import Issuer, authority_name
from tests.unit.verifiers.lists.issued import authority
from verifiers.connections import client_of_authorities, own_client

ROOT = authority("Web Root")
BETWEEN = authority("Web CA", ROOT)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nlist"


def certificate_of_host(folder: Path) -> Path:
    """The host's key and its own certificate: what it sends lacks the intermediate."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(authority_name("host"))
    builder = builder.issuer_name(BETWEEN.certificate.subject).public_key(key.public_key())
    builder = builder.serial_number(2).not_valid_before(now - timedelta(days=1))
    builder = builder.not_valid_after(now + timedelta(days=1)).add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
    )
    signed = builder.sign(BETWEEN.key, hashes.SHA256())
    file = folder / "host.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + signed.public_bytes(Encoding.PEM))
    return file


class Server:
    """Answers every connection with the same list, and notes what it was sent."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.context = context
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.asked: list[str] = []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                way, _ = self.socket.accept()
            except OSError:
                return
            with way:
                self._answer(way)

    def _answer(self, way: socket.socket) -> None:
        try:
            if self.context is not None:
                way = self.context.wrap_socket(way, server_side=True)
            self.asked.append(way.recv(4096).decode())
            way.sendall(ANSWER)
            way.close()
        except OSError:
            return

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()


@pytest.fixture
def over_tls(loopback: None, tmp_path: Path) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_of_host(tmp_path))
    server = Server(context)
    yield server
    server.close()


@pytest.fixture
def plain(loopback: None) -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def bundle(folder: Path, *issuers: Issuer) -> Path:
    file = folder / "extra.pem"
    file.write_bytes(b"".join(one.certificate.public_bytes(Encoding.PEM) for one in issuers))
    return file


@pytest.mark.parametrize("known", [(BETWEEN,), (ROOT, BETWEEN)])
def test_a_host_that_forgets_its_intermediate_is_reached(
    over_tls: Server, tmp_path: Path, known: tuple[Issuer, ...]
) -> None:
    with client_of_authorities(connections=2, ca_file=bundle(tmp_path, *known)) as client:
        assert client.get(f"https://127.0.0.1:{over_tls.port}/ca.crl").content == b"list"


@pytest.mark.parametrize("known", [(), (ROOT,), (authority("Web CA"),)])
def test_a_stranger_can_not_stand_in_for_a_host_of_unknown_authorities(
    over_tls: Server, tmp_path: Path, known: tuple[Issuer, ...]
) -> None:
    ca_file = bundle(tmp_path, *known) if known else None
    with client_of_authorities(connections=2, ca_file=ca_file) as client, pytest.raises(httpx2.ConnectError):
        client.get(f"https://127.0.0.1:{over_tls.port}/ca.crl")


def test_the_authorities_for_lists_vouch_for_no_other_counterpart(over_tls: Server, tmp_path: Path) -> None:
    with (
        client_of_authorities(connections=2, ca_file=bundle(tmp_path, BETWEEN)),
        own_client(connections=2) as other,
        pytest.raises(httpx2.ConnectError),
    ):
        other.get(f"https://127.0.0.1:{over_tls.port}/")


def test_a_proxy_gets_the_whole_address_and_its_password(plain: Server) -> None:
    with client_of_authorities(connections=2, proxy=f"http://me:secret@127.0.0.1:{plain.port}") as client:
        assert client.get("http://crl.test/ca.crl").content == b"list"
    (asked,) = plain.asked
    assert asked.startswith("GET http://crl.test/ca.crl HTTP/1.1\r\n")
    assert "proxy-authorization: basic bWU6c2VjcmV0" in asked.replace("Basic", "basic").replace(
        "Proxy-Authorization", "proxy-authorization"
    )


def test_a_proxy_is_asked_for_a_way_to_a_host_over_tls(plain: Server) -> None:
    with (
        client_of_authorities(connections=2, proxy=f"http://127.0.0.1:{plain.port}") as client,
        pytest.raises(httpx2.TransportError),
    ):
        client.get("https://crl.test/ca.crl")
    assert plain.asked[0].startswith("CONNECT crl.test:443 HTTP/1.1\r\n")
