"""Writes the envelope of VNeID's newer form: AES-ECB around the data, RSA (PKCS#1 v1.5) around the key."""

import base64
import secrets
from functools import cache

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import load_pem_public_key

KEY_BYTES = 32


def seal(text: str, key: rsa.RSAPublicKey, *, with_plus: bool = False) -> tuple[str, str]:
    """Put *text* into an envelope.

    Args:
        with_plus: the base64 of the data has a plus sign.

    Returns:
        The data and the wrapped key, both in base64.
    """
    while True:
        secret = secrets.token_bytes(KEY_BYTES)
        padder = PKCS7(algorithms.AES.block_size).padder()
        padded = padder.update(text.encode()) + padder.finalize()
        writer = Cipher(algorithms.AES(secret), modes.ECB()).encryptor()  # noqa: S305 - the form is VNeID's
        data = base64.b64encode(writer.update(padded) + writer.finalize()).decode()
        if "+" in data or not with_plus:
            return data, base64.b64encode(key.encrypt(secret, padding.PKCS1v15())).decode()


def spoil(data: str) -> str:
    """Return the base64 of other bytes, as many as before, whose padding is wrong with any key."""
    return base64.b64encode(bytes(reversed(base64.b64decode(data)))).decode()


def public_key(pem: bytes) -> rsa.RSAPublicKey:
    """Read the client's public key.

    Raises:
        TypeError, ValueError: it is no RSA key.
    """
    key = load_pem_public_key(pem)
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("the key of VNeID's client must be an RSA key")
    return key


@cache
def key_of_another() -> rsa.RSAPublicKey:
    """Return the key of a client that is not the product."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048).public_key()
