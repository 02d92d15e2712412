"""The sandbox's private keys: random, and kept in a folder if there is one.

A path is checked with the keys of the authorities. So a sandbox that finds its old keys can make new
certificates at each start, valid from that start, and a product that trusts the old roots accepts them.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Final
from zlib import crc32

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

#: An RSA key takes about 50 ms of CPU, so holders share a few. A holder who needs a key alone has P-256.
RSA_KEYS: Final = 3
PUBLIC_EXPONENT: Final = 65_537
PRIVATE: Final = 0o600


class Keys:
    """The keys of one authority, each made on first use; without a folder, the whole process shares them."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep the keys in *folder* for the next process, if there is a folder."""
        self._folder = folder
        self._known: dict[str, PrivateKey] = {}

    def on_curve(self, name: str) -> ec.EllipticCurvePrivateKey:
        """Return the P-256 key with the name *name*.

        Raises:
            TypeError: the folder holds a key of another kind under this name.
        """
        key = self._kept(self._folder, name, _new_ec_key) if self._folder else _ec_key(name)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"the key of {name} is not on a curve")
        return key

    def from_pool(self, index: int, *, bits: int = 2048) -> rsa.RSAPrivateKey:
        """Return one RSA key of the pool.

        Raises:
            TypeError: the folder holds a key of another kind under its name.
        """
        kept_by, make = f"rsa {bits} {index}", partial(_new_rsa_key, bits)
        key = self._kept(self._folder, kept_by, make) if self._folder else _rsa_key(index, bits)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError(f"the key number {index} is no RSA key")
        return key

    def from_pool_for(self, name: str) -> rsa.RSAPrivateKey:
        """Return the pool's key for the holder *name*; crc32 gives the same key in every process."""
        return self.from_pool(crc32(name.encode()) % RSA_KEYS)

    def _kept(self, folder: Path, name: str, make: Callable[[], PrivateKey]) -> PrivateKey:
        if name not in self._known:
            file = folder / f"{re.sub('[^a-z0-9]+', '-', name.lower())}.key"
            if not file.exists():
                _write(file, make())
            self._known[name] = _read(file)
        return self._known[name]


def _write(file: Path, key: PrivateKey) -> None:
    """Write *key* for the owner only; because of the rename, a crash leaves no half-written file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.touch(mode=PRIVATE)
    draft.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    draft.replace(file)


def _read(file: Path) -> PrivateKey:
    key = load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise TypeError(f"{file.name} holds a key that no certificate here has")
    return key


@cache
def _ec_key(name: str) -> ec.EllipticCurvePrivateKey:  # noqa: ARG001 - the cache's key
    return _new_ec_key()


@cache
def _rsa_key(index: int, bits: int) -> rsa.RSAPrivateKey:  # noqa: ARG001 - part of the cache's key
    return _new_rsa_key(bits)


def _new_ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _new_rsa_key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=PUBLIC_EXPONENT, key_size=bits)
