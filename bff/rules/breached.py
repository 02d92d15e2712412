"""A filter of passwords that were stolen and published: a Bloom filter in a file, mapped into memory.

It says of each password in it that it is there, and of one in ten thousand others too. A lookup reads at most
`HASHES` bytes, however long the file is. ``python -m bff.commands breached-passwords`` builds the file.
"""

import hashlib
import math
import mmap
import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

#: The filter that comes with the product: common passwords of Viet Nam and of the world that meet the rule.
SHIPPED = Path(__file__).parent / "words" / "breached.filter"
#: One in this many passwords that are in no list is refused too. Bits and hashes follow from it.
ONE_FALSE_IN = 10_000
BITS_EACH = math.log(ONE_FALSE_IN) / math.log(2) ** 2  # 19.2
HASHES = round(BITS_EACH * math.log(2))  # 13
_HEAD = struct.Struct(">8sBQQ")
_MAGIC = b"CUASOBF1"
_HASHED = re.compile(r"([0-9A-Fa-f]{40})(?::(\d+))?")


class BadFilter(ValueError):
    """The file is no filter, or not a whole one."""


class Filter:
    """The words or passwords of one file. The file stays open as long as the process runs."""

    def __init__(self, file: Path) -> None:
        """Map *file* into memory.

        Raises:
            BadFilter: it is missing, cut, too long, or of another kind.
        """
        try:
            with file.open("rb") as opened:
                self._bytes = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:  # ValueError: an empty file
            raise BadFilter("there is no such file, or it is empty") from error
        if len(self._bytes) < _HEAD.size:
            raise BadFilter("is no filter of passwords")
        magic, self._hashes, self._bits, self.count = _HEAD.unpack(self._bytes[: _HEAD.size])
        if magic != _MAGIC or self._bits < 1 or self._hashes != HASHES:
            raise BadFilter("is no filter of passwords that this release can read")
        if len(self._bytes) != _HEAD.size + _bytes_of(self._bits):
            raise BadFilter("is cut, or too long: build it again")

    def __contains__(self, password: object) -> bool:
        """Tell whether *password* is in the filter; by chance, one in `ONE_FALSE_IN` others is too."""
        try:
            digest = _digest(str(password))
        except UnicodeEncodeError:
            return False
        return all(
            self._bytes[_HEAD.size + place // 8] & (1 << place % 8) for place in _places(digest, self._bits)
        )


class BreachedPasswords(Filter):
    """The passwords of one file."""


def digests(lines: Iterable[str], *, least_count: int = 1) -> Iterator[bytes]:
    """Yield the SHA-1 digest of each line: a password, or a digest in hex with or without ``:count``.

    Args:
        least_count: leaves out digests that were seen less often.
    """
    for line in lines:
        text = line.rstrip("\r\n")
        hashed = _HASHED.fullmatch(text)
        if hashed is None:
            if text:
                yield _digest(text)
        elif hashed[2] is None or int(hashed[2]) >= least_count:
            yield bytes.fromhex(hashed[1])


def build(listed: Iterable[bytes], file: Path, *, count: int) -> None:
    """Write a filter of at most *count* digests into *file*. It replaces the file when it is whole.

    Raises:
        ValueError: there are no digests, or more than *count*.
    """
    bits = math.ceil(count * BITS_EACH)
    beside, kept = file.with_name(file.name + ".new"), 0
    with beside.open("w+b") as opened:
        opened.truncate(_HEAD.size + _bytes_of(bits))
        with mmap.mmap(opened.fileno(), 0) as written:
            for digest in listed:
                kept += 1
                for place in _places(digest, bits):
                    written[_HEAD.size + place // 8] |= 1 << place % 8
            if not 0 < kept <= count:
                beside.unlink()
                raise ValueError(f"{kept} passwords, where 1 to {count} were announced")
            written[: _HEAD.size] = _HEAD.pack(_MAGIC, HASHES, bits, kept)
    beside.replace(file)


def _digest(password: str) -> bytes:
    # SHA-1 because published lists of stolen passwords hold it; it protects nothing here
    return hashlib.sha1(unicodedata.normalize("NFC", password).encode(), usedforsecurity=False).digest()


def _places(digest: bytes, bits: int) -> Iterator[int]:
    """Yield the places of a digest in the filter (double hashing, Kirsch and Mitzenmacher 2006)."""
    first, step = int.from_bytes(digest[:8]), int.from_bytes(digest[8:16]) | 1
    for turn in range(HASHES):
        yield (first + turn * step) % bits


def _bytes_of(bits: int) -> int:
    return -(-bits // 8)
