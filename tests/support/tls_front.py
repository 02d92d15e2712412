"""A TLS end in front of a program on loopback: what it decrypts goes on byte for byte, sockets included."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

CHUNK = 65_536


def self_signed(folder: Path, host: str) -> Path:
    """Write a certificate for *host* and this machine with its key into one PEM file, and return the file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    names = [x509.DNSName(host), x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "front.pem"
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def tls_front(certificate: Path, *, port: int, to_port: int) -> Iterator[None]:
    """End TLS on *port* of this machine and hand everything on to *to_port*, while the block runs."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", port)) as listening:
        Thread(target=_accept, args=(listening, context, to_port), daemon=True).start()
        yield


def _accept(listening: socket.socket, context: ssl.SSLContext, to_port: int) -> None:
    while True:
        try:
            plain, _ = listening.accept()
        except OSError:  # the block has ended
            return
        Thread(target=_carry, args=(plain, context, to_port), daemon=True).start()


def _carry(plain: socket.socket, context: ssl.SSLContext, to_port: int) -> None:
    """Carry one connection's bytes in both directions until either end closes it."""
    with (
        suppress(OSError),
        context.wrap_socket(plain, server_side=True) as browser,
        socket.create_connection(("127.0.0.1", to_port)) as program,
    ):
        back = Thread(target=_pump, args=(program, browser), daemon=True)
        back.start()
        _pump(browser, program)
        back.join()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(CHUNK):
            sink.sendall(chunk)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
