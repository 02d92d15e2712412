"""Make the secrets of a trial on one machine once, and keep them in the data folder for its owner only.

For trials and tests. In production, an operator sets the same variables with keys from a vault.
"""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

#: The length of an AES-256 key and of the HMAC key, in bytes.
KEY_BYTES = 32

PRIVATE_PEM = "carrier_client_private.pem"
PUBLIC_PEM = "carrier_client_public.pem"
#: The pair for the envelopes of VNeID.
VNEID_PRIVATE_PEM = "vneid_client_private.pem"
VNEID_PUBLIC_PEM = "vneid_client_public.pem"
VARIABLES = "keys.env"


def ensure_keys(folder: Path) -> dict[str, str]:
    """Return the secret environment variables in *folder*, and make the missing ones first.

    Returns:
        ``SECRET_KEY``, ``ENCRYPTION_KEYS`` ("id:base64", the first one encrypts) and ``LOOKUP_KEY`` (base64).
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / PUBLIC_PEM).exists():
        # On P-256, so that assertions use ES256 (RFC 7518, 3.4).
        _make_pair(folder, PRIVATE_PEM, PUBLIC_PEM, ec.generate_private_key(ec.SECP256R1()))
    if not (folder / VNEID_PUBLIC_PEM).exists():
        pair = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
        _make_pair(folder, VNEID_PRIVATE_PEM, VNEID_PUBLIC_PEM, pair)
    variables = folder / VARIABLES
    if not variables.exists():
        variables_made = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "ENCRYPTION_KEYS": f"k1:{_new_key()}",
            "LOOKUP_KEY": _new_key(),
        }
        write_privately(variables, _as_lines(variables_made))
    return _read_lines(variables)


def add_encryption_key(folder: Path) -> str:
    """Add a new encryption key before the others, and return its id; the others stay for decryption."""
    kept = ensure_keys(folder)
    others = kept["ENCRYPTION_KEYS"].split(",")
    name = f"k{1 + max(int(key.partition(':')[0].removeprefix('k')) for key in others)}"
    kept["ENCRYPTION_KEYS"] = ",".join([f"{name}:{_new_key()}", *others])
    write_privately(folder / VARIABLES, _as_lines(kept))
    return name


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _make_pair(
    folder: Path, private_name: str, public_name: str, private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
) -> None:
    """Write both keys of a client into *folder*."""
    private_pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public_pem = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    write_privately(folder / private_name, private_pem.decode())
    # Last, because `ensure_keys` takes the public key as the sign that the pair is complete.
    write_privately(folder / public_name, public_pem.decode())


def _as_lines(values: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())


def _read_lines(file: Path) -> dict[str, str]:
    pairs = (line.partition("=") for line in file.read_text(encoding="utf-8").splitlines() if line)
    return {name: value for name, _, value in pairs}


def write_privately(file: Path, text: str) -> None:
    """Replace *file* with *text* in one step; only its owner can read and write it."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())  # or a power cut after the rename could leave an empty file under the new name
    unfinished.replace(file)
