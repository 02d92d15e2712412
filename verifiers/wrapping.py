"""Takes what is itself signed out of what it is wrapped in: PEM, base64, spaces. Nothing is verified here.

A certificate or a list of revoked certificates is worth its own signature. RFC 5280 section 4.2.1.13 wants
DER behind an address, but authorities also serve PEM (RFC 7468), base64 without its lines of dashes, and DER
with a line break at the end. The same holds for files that an operator downloads.
"""

import base64
import binascii
import re
from typing import Final

#: The first byte of every certificate, list and response: a SEQUENCE.
SEQUENCE: Final = b"\x30"
SPACES: Final = b" \t\r\n\0"
MARK: Final = b"\xef\xbb\xbf"  # some editors put it before a text in UTF-8
BLOCK: Final = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \1-----")
ARMOURED: Final = re.compile(r"-----BEGIN [A-Z0-9 ]{1,40}-----([^-]*)-----END [A-Z0-9 ]{1,40}-----")
LISTS: Final = ("X509 CRL", "CRL")
CERTIFICATES: Final = ("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE")
BUNDLES: Final = ("PKCS7", "CMS")
#: The most blocks of one PEM text that are looked at; a bundle of authorities has fewer.
MOST_BLOCKS: Final = 200


def unwrapped(data: bytes, labels: tuple[str, ...]) -> tuple[bytes, ...]:
    """Return every DER value in *data*; at least one. The bytes inside may still be anything.

    Args:
        labels: the labels of the PEM blocks that are taken; text and other blocks around them are left out.

    Raises:
        ValueError: *data* is neither DER, nor PEM with such a block, nor base64.
    """
    if data[:1] == SEQUENCE:
        return (_without_rest(data),)
    text = data.removeprefix(MARK).strip(SPACES)
    if b"-----BEGIN" in text:
        found = [inside for label, inside in blocks_in(text) if label in labels]
        if not found:
            raise ValueError("no PEM block of this kind")
        return tuple(map(_from_base64, found))
    return (_from_base64(text),)


def from_text(text: str) -> bytes:
    """Decode base64 (RFC 4648 section 4), with or without line breaks and the lines of dashes of PEM.

    Raises:
        ValueError: the text is something else.
    """
    plain = text.strip()
    if armoured := ARMOURED.fullmatch(plain):
        plain = armoured[1]
    return base64.b64decode("".join(plain.split()), validate=True)


def blocks_in(text: bytes) -> list[tuple[str, bytes]]:
    """Return label and content of every PEM block in *text*; none if it is no PEM.

    Raises:
        ValueError: there are too many.
    """
    found = [(match[1].decode(), match[2]) for match in BLOCK.finditer(text)]
    if len(found) > MOST_BLOCKS:
        raise ValueError("more PEM blocks than any bundle has")
    return found


def _from_base64(text: bytes) -> bytes:
    try:
        der = base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    if der[:1] != SEQUENCE:
        raise ValueError("no DER in base64")
    return der


def _without_rest(der: bytes) -> bytes:
    """Cut spaces and line breaks behind the value; anything else there stays, for the reader to refuse."""
    end = _length_of(der)
    return der[:end] if end is not None and end < len(der) and not der[end:].strip(SPACES) else der


def _length_of(der: bytes) -> int | None:
    """Return how many bytes the first value takes (X.690 section 8.1.3), if it says so."""
    first = der[1] if len(der) > 1 else 0x80
    if first < 0x80:
        return 2 + first
    more = first & 0x7F
    if not 1 <= more <= 4:
        return None
    return 2 + more + int.from_bytes(der[2 : 2 + more])
