"""Mutual TLS for the gateway: make the certificates of both sides, and wrap the server's socket.

The certificates are made once and then kept in a folder. So a client may start before the gateway, or keep
running after the gateway restarts.
"""

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from werkzeug.serving import BaseWSGIServer

LIFE: Final = timedelta(days=5 * 365)
PRIVATE: Final = 0o600
#: The names in both certificates: the gateway runs on the loopback address only.
NAMES: Final = (x509.DNSName("localhost"), x509.IPAddress(ipaddress.IPv4Address("127.0.0.1")))


@dataclass(frozen=True)
class TlsFiles:
    """The PEM files of both sides; a client needs its own certificate and key, and the authority's."""

    folder: Path

    @property
    def authority(self) -> Path:
        """The certificate of the authority that signed both sides' certificates."""
        return self.folder / "authority.pem"

    def certificate(self, side: str) -> Path:
        """Return the certificate of *side*: "server" or "client"."""
        return self.folder / f"{side}.pem"

    def key(self, side: str) -> Path:
        """Return the private key of *side*, without a password."""
        return self.folder / f"{side}.key"


def ensure_tls_files(folder: Path) -> TlsFiles:
    """Return the files in *folder*, and make them first if any is missing."""
    files = TlsFiles(folder)
    sides = ("server", "client")
    wanted = [files.authority, *map(files.certificate, sides), *map(files.key, sides)]
    if not all(path.exists() for path in wanted):
        _make(files)
    return files


def serve_over_tls(server: "BaseWSGIServer", files: TlsFiles) -> None:
    """Make *server* accept only clients with a certificate of the authority.

    The thread of a connection does its TLS handshake. In the accepting thread, a client that sends nothing
    would block all other clients.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(files.certificate("server"), files.key("server"))
    context.load_verify_locations(files.authority)
    context.verify_mode = ssl.CERT_REQUIRED
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.ssl_context = context


def _make(files: TlsFiles) -> None:
    files.folder.mkdir(parents=True, exist_ok=True)
    key, name = ec.generate_private_key(ec.SECP256R1()), _name("Cửa Số sandbox, gateway connections")
    usage = _usage(key_cert_sign=True, crl_sign=True)
    builder = _builder(subject=name, issuer=name, key=key.public_key(), usage=usage, authority=True)
    authority = builder.sign(key, hashes.SHA256())
    for side, use in (
        ("server", ExtendedKeyUsageOID.SERVER_AUTH),
        ("client", ExtendedKeyUsageOID.CLIENT_AUTH),
    ):
        own = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(
            subject=_name(f"sandbox gateway {side}"),
            issuer=name,
            key=own.public_key(),
            usage=_usage(digital_signature=True),
            authority=False,
        )
        builder = builder.add_extension(x509.ExtendedKeyUsage([use]), critical=False)
        builder = builder.add_extension(x509.SubjectAlternativeName(NAMES), critical=False)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
        files.key(side).touch(mode=PRIVATE)
        files.key(side).write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        files.certificate(side).write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    files.authority.write_bytes(authority.public_bytes(Encoding.PEM))


def _builder(
    *,
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    usage: x509.KeyUsage,
    authority: bool,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + LIFE)
    constraints = x509.BasicConstraints(ca=authority, path_length=0 if authority else None)
    builder = builder.add_extension(constraints, critical=True).add_extension(usage, critical=True)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _name(title: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)])


def _usage(**said: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: said.get(name, False) for name in names})
