"""The sandbox's private keys: made once a process, from no seed, and few of the slow kind."""

from functools import cache
from typing import Final
from zlib import crc32

from cryptography.hazmat.primitives.asymmetric import ec, rsa

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

#: An RSA key takes some 50 ms of CPU, so holders share these few; who must differ has another kind of key.
RSA_KEYS: Final = 3
PUBLIC_EXPONENT: Final = 65_537


@cache
def ec_key(name: str) -> ec.EllipticCurvePrivateKey:  # noqa: ARG001 - what the cache keeps it by
    """Give the P-256 key of whoever is called *name*."""
    return ec.generate_private_key(ec.SECP256R1())


@cache
def rsa_key(index: int, *, bits: int = 2048) -> rsa.RSAPrivateKey:  # noqa: ARG001 - the cache keeps it by both
    """Give one key of the pool."""
    return rsa.generate_private_key(public_exponent=PUBLIC_EXPONENT, key_size=bits)


def rsa_key_of(name: str) -> rsa.RSAPrivateKey:
    """Give the pool's key for whoever is called *name*: always the same one."""
    return rsa_key(crc32(name.encode()) % RSA_KEYS)
