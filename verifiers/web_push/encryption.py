"""Encrypts a message for one browser: RFC 8291, with the one record of RFC 8188 that push services take.

The library ``cryptography`` does the work; this module says in which order. Appendix A is its test.
"""

import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

#: RFC 8291, 4: a push service takes bodies of at least 4096 bytes, and the body has one record only.
RECORD_BYTES = 4_096
SALT_BYTES, TAG_BYTES = 16, 16
#: What every text is filled up to, in bytes: the length of a body tells a push service nothing.
PADDED_BYTES = 1_024
LONGEST_TEXT = PADDED_BYTES - 1
#: RFC 8188, 2: what ends the text of the last record; zeros may follow.
LAST_RECORD = b"\x02"


def encrypt(
    text: bytes,
    *,
    public_key: bytes,
    secret: bytes,
    sender: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
    padded_to: int = PADDED_BYTES,
) -> bytes:
    """Return the body of a push message in the encoding ``aes128gcm``.

    Args:
        text: at most `LONGEST_TEXT` bytes, or *padded_to* - 1.
        public_key, secret: of the browser, as in `verifiers.web_push.address.PushAddress`.
        sender, salt: of this message alone; None: new ones. Another value is for tests.
        padded_to: the length of the text with its padding, in bytes.

    Raises:
        ValueError: the text is too long, or the public key is no point of P-256.
    """
    if len(text) >= padded_to or padded_to > RECORD_BYTES - TAG_BYTES:
        raise ValueError("a push message is shorter")
    sender = sender or ec.generate_private_key(ec.SECP256R1())
    salt = os.urandom(SALT_BYTES) if salt is None else salt
    receiver = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    own = sender.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = sender.exchange(ec.ECDH(), receiver)
    key = _derived(shared, salt=secret, info=b"WebPush: info\0" + public_key + own, length=32)
    content_key = _derived(key, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derived(key, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    record = (text + LAST_RECORD).ljust(padded_to, b"\0")
    header = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(own)]) + own
    return header + AESGCM(content_key).encrypt(nonce, record, None)


def _derived(key: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=salt, info=info).derive(key)
