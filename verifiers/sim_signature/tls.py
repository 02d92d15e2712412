"""Mutual TLS for the connection to a gateway: each side checks the other's certificate."""

import ssl
from pathlib import Path


def mutual_tls(*, certificate_file: Path, key_file: Path, ca_file: Path | None = None) -> ssl.SSLContext:
    """Make what `httpx2.Client(verify=...)` takes; TLS 1.2 or later, host names checked.

    Args:
        certificate_file: PEM, our certificate and the authorities above it.
        key_file: PEM, without a password.
        ca_file: PEM of the only authorities trusted for the gateway; None trusts those of the system.

    Raises:
        OSError: a file cannot be read; as ``ssl.SSLError``, its content is not a certificate or a key.
    """
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate_file, key_file)
    return context
