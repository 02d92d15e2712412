"""How a connection to a gateway proves both sides: its certificate to us, and ours to it."""

import ssl
from pathlib import Path


def mutual_tls(*, certificate_file: Path, key_file: Path, ca_file: Path | None = None) -> ssl.SSLContext:
    """Make what `httpx2.Client(verify=...)` takes; TLS 1.2 or later, host names checked.

    Args:
        certificate_file: PEM, ours and the authorities above it.
        key_file: PEM, without a password.
        ca_file: PEM of the only authorities that may vouch for the gateway; None takes the system's.

    Raises:
        OSError: a file cannot be read, or (``ssl.SSLError``) is not what it should be.
    """
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate_file, key_file)
    return context
