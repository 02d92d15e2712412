"""Checks a proof of work: numbers that only many SHA-256 hashes can find, and that one hash each confirms.

Pure: a challenge is text that `bff.limits.work` signs. The work is split into `PARTS` equal parts, so that
its time varies less from person to person than that of one long search.
"""

import hashlib
import re
import struct
from dataclasses import dataclass
from typing import Self

#: The parts of one proof, a power of two: each part has this many times fewer hashes.
PARTS = 8
_BITS_OF_PARTS = PARTS.bit_length() - 1
#: Longer than any answer that a browser of ours sends.
LONGEST_ANSWER = 220
_ANSWER = re.compile(
    r"(?P<facts>(?P<expires>\d{10})\.(?P<bits>\d{1,2})\.[\w-]{22})\.(?P<seed>[0-9a-f]{64})"
    rf"\.(?P<numbers>\d{{1,10}}(?:-\d{{1,10}}){{{PARTS - 1}}})",
    re.ASCII,
)


@dataclass(frozen=True)
class Answer:
    """What a browser sends: the challenge as it was, and the numbers that it found.

    Attributes:
        facts: the part of the challenge that its signature covers: expiry, bits, and a random text.
        expires: Unix time.
        seed: the signature, in hexadecimal; the hashes begin with its bytes.
        numbers: one for each part, below 2**32.
    """

    facts: str
    expires: int
    bits: int
    seed: str
    numbers: tuple[int, ...]

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read an answer; None if it does not have its form."""
        found = _ANSWER.fullmatch(text) if len(text) <= LONGEST_ANSWER else None
        if found is None:
            return None
        numbers = tuple(int(number) for number in found["numbers"].split("-"))
        if max(numbers) >= 2**32:
            return None
        return cls(found["facts"], int(found["expires"]), int(found["bits"]), found["seed"], numbers)

    @property
    def is_solved(self) -> bool:
        """Whether each number is right for its part."""
        return all(is_right(self.seed, self.bits, part, number) for part, number in enumerate(self.numbers))


def is_right(seed: str, bits: int, part: int, number: int) -> bool:
    """Return whether the hash of seed, part and number begins with as many zero bits as a part needs."""
    digest = hashlib.sha256(bytes.fromhex(seed) + struct.pack(">II", part, number)).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - max(0, bits - _BITS_OF_PARTS)) == 0


def bits_for(uses: int, *, budget: int, least: int, most: int) -> int:
    """Return the bits of a challenge: *least* without use, *most* when the *budget* of a minute is used."""
    return least + max(0, most - least) * min(uses, budget) // budget
