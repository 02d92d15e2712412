"""The envelope of VNeID's newer form: RSA (PKCS#1 v1.5) around an AES key, AES-ECB around the data.

It is read and never written here. It does not protect what it holds against change: that rests on TLS, and
on our own connection to VNeID. An attacker who sends envelopes learns nothing from our answers: OpenSSL
answers a wrong padding of PKCS#1 v1.5 with a random key (implicit rejection), and every fault has the same
exception.
"""

import base64
import binascii
from typing import Final

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import load_pem_private_key

MIN_RSA_BITS: Final = 2048
MAX_RSA_BITS: Final = 4096
#: The longest base64 of data that is decrypted: an answer about one person has a few KiB.
LONGEST_DATA: Final = 64 * 1024
LONGEST_KEY: Final = 1_024
KEY_BYTES: Final = frozenset({16, 24, 32})


class NoEnvelope(Exception):
    """The envelope can not be opened with our key, or it is none."""


class BadKey(ValueError):
    """The operator's private key is no RSA key of 2048 to 4096 bits in PEM without a password."""


class Opener:
    """Opens envelopes with the private key whose public half VNeID has."""

    def __init__(self, pem: bytes) -> None:
        """Read the key.

        Raises:
            BadKey: see above.
        """
        try:
            key = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError) as error:
            raise BadKey("is no private key in PEM without a password") from error
        if not isinstance(key, rsa.RSAPrivateKey) or not MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:
            raise BadKey(f"must be an RSA key of {MIN_RSA_BITS} to {MAX_RSA_BITS} bits")
        self._key = key

    def open(self, data: str, key: str) -> bytes:
        """Return what is in the envelope; both arguments are base64.

        Raises:
            NoEnvelope: it can not be opened.
        """
        if len(data) > LONGEST_DATA or len(key) > LONGEST_KEY:
            raise NoEnvelope
        try:
            wrapped, sealed = base64.b64decode(key, validate=True), base64.b64decode(data, validate=True)
            secret = self._key.decrypt(wrapped, padding.PKCS1v15())
            if len(secret) not in KEY_BYTES:
                raise NoEnvelope
            # The mode is VNeID's, not ours.
            reader = Cipher(algorithms.AES(secret), modes.ECB()).decryptor()  # noqa: S305
            padded = reader.update(sealed) + reader.finalize()
            unpadder = PKCS7(algorithms.AES.block_size).unpadder()
            return unpadder.update(padded) + unpadder.finalize()
        except (ValueError, binascii.Error) as error:
            raise NoEnvelope from error
