"""The signing keys in the token: in SoftHSM2 through PKCS#11 if it is installed, otherwise in memory.

SoftHSM2 is a PKCS#11 token in software (Debian's softhsm2; python-pkcs11). It reports a wrong PIN, but it
never locks itself; `computer` plays the lock.
"""

import os
import subprocess
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sandbox.authority import Credential

PIN: Final = "123456"
SO_PIN: Final = "12345678"
LABEL: Final = "cuaso-sandbox"
LIBRARIES: Final = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")
P256_BYTES: Final = 32
#: DER of DigestInfo (RFC 8017, 9.2, note 1) for SHA-256, up to the digest.
DIGEST_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")
_DIGESTED: Final = utils.Prehashed(hashes.SHA256())


class WrongPin(Exception):
    """The token refuses the PIN."""


class Keys(Protocol):
    """Signs with the key of a holder; *name* describes the kind of token to the tester."""

    name: str

    def sign(self, credential: Credential, digest: bytes, pin: str) -> bytes:
        """Sign a SHA-256 *digest*: RSA in PKCS#1 v1.5, P-256 with r and s side by side.

        Raises:
            WrongPin: the PIN is wrong, and nothing was signed.
        """


class MemoryKeys:
    """Signs with the authority's own keys, on a machine without SoftHSM2."""

    name = "keys in memory (install softhsm2 for a real software token)"

    def sign(self, credential: Credential, digest: bytes, pin: str) -> bytes:
        """See `Keys`."""
        if pin != PIN:
            raise WrongPin
        match credential.key:
            case rsa.RSAPrivateKey() as key:
                return key.sign(digest, padding.PKCS1v15(), _DIGESTED)
            case ec.EllipticCurvePrivateKey() as key:
                numbers = utils.decode_dss_signature(key.sign(digest, ec.ECDSA(_DIGESTED)))
                return b"".join(number.to_bytes(P256_BYTES) for number in numbers)


class SoftHsm:
    """One SoftHSM2 token in its own folder; a holder's key is imported on first use."""

    name = "SoftHSM2 (PKCS#11)"

    def __init__(self, folder: Path, library: str) -> None:
        """Make the token if there is none, and open it.

        Raises:
            ImportError: python-pkcs11 is not installed.
            OSError, subprocess.CalledProcessError: softhsm2-util is not there, or fails.
        """
        import pkcs11  # noqa: PLC0415 - only where SoftHSM2 is: the product's own list has it not

        self._pkcs11 = pkcs11
        self._lock = Lock()
        self._known: set[str] = set()
        tokens = folder / "tokens"
        is_new = not tokens.exists()
        tokens.mkdir(parents=True, exist_ok=True)
        configuration = folder / "softhsm2.conf"
        configuration.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\n")
        os.environ["SOFTHSM2_CONF"] = str(configuration)  # read by the library when it is loaded
        if is_new:
            _initialise()
        self._token: Any = pkcs11.lib(library).get_token(token_label=LABEL)

    def sign(self, credential: Credential, digest: bytes, pin: str) -> bytes:
        """See `Keys`."""
        pkcs11 = self._pkcs11
        with self._lock:
            try:
                session = self._token.open(rw=True, user_pin=pin)
            except (pkcs11.exceptions.PinIncorrect, pkcs11.exceptions.PinLenRange) as error:
                raise WrongPin from error
            with session:
                return self._sign(session, credential, digest)

    def _sign(self, session: Any, credential: Credential, digest: bytes) -> bytes:
        label, pkcs11 = credential.holder.key, self._pkcs11
        if label not in self._known:
            self._put_in(session, credential)
        key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)
        if isinstance(credential.key, rsa.RSAPrivateKey):
            return bytes(key.sign(DIGEST_INFO + digest, mechanism=pkcs11.Mechanism.RSA_PKCS))
        return bytes(key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))

    def _put_in(self, session: Any, credential: Credential) -> None:
        """Import the key; first delete objects with its label, which an earlier sandbox may have left."""
        from pkcs11.util.ec import decode_ec_private_key  # noqa: PLC0415 - see `__init__`
        from pkcs11.util.rsa import decode_rsa_private_key  # noqa: PLC0415 - see `__init__`

        label, attribute = credential.holder.key, self._pkcs11.Attribute
        for left in list(session.get_objects({attribute.LABEL: label})):
            left.destroy()
        form = PrivateFormat.TraditionalOpenSSL
        der = credential.key.private_bytes(Encoding.DER, form, NoEncryption())
        decode = (
            decode_rsa_private_key if isinstance(credential.key, rsa.RSAPrivateKey) else decode_ec_private_key
        )
        session.create_object({**decode(der), attribute.LABEL: label, attribute.TOKEN: True})
        self._known.add(label)


def _initialise() -> None:
    command = ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--so-pin", SO_PIN, "--pin", PIN]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - a fixed command


def keys_in(folder: Path | None) -> Keys:
    """Return a SoftHSM2 token in *folder* if SoftHSM2 is installed, otherwise keys in memory."""
    library = next((path for path in LIBRARIES if Path(path).exists()), None)
    if folder is not None and library is not None:
        with suppress(ImportError, OSError, subprocess.CalledProcessError):
            return SoftHsm(folder, library)
    return MemoryKeys()
