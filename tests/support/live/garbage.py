"""Seeded garbage: what hostile people and broken programs send, made of good examples and odd signs."""

import random
from collections.abc import Callable, Sequence

#: Signs that some code trusts: digits that are none, marks, separators, controls, wide and turned letters.
ODD = [
    *"0123456789 .-+_/\\'\"<>{}[]%$#@!?&=;:,()|~^`*",
    *"²³¹٣۷߁९೫๓𝟗①⑨Ⅳ½",
    *"\u0300\u0301\u0309\u0323\u0f73\uff9e\u20e3\u0489",
    *"\x00\x01\x08\t\n\x0b\x0c\r\x1b\x7f\x85\u2028\u2029\u200b\u200d\u202e\u2066\ufeff\ufffd\uffff",
    *"ǅﬃﷺßİıſKÅ\u1e9eĐđÐðẸ̀ươƯƠ",
    *"\U0001f1fb\U0001f468\u200d\U0001f469\U0010ffff",
]
LETTERS = [chr(code) for span in ((0x20, 0x250), (0x300, 0x370), (0x1E00, 0x1F00)) for code in range(*span)]


class Garbage:
    """One source of garbage; the same *seed* gives the same."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - it must come again
        self._kinds: tuple[Callable[[Sequence[str], int], str], ...] = (
            self._changed,
            self._changed,
            self._odd,
            self._letters,
            self._repeated,
            self._digits,
        )

    def text(self, examples: Sequence[str], *, longest: int = 400) -> str:
        """A text like one of *examples*, or like none."""
        return self.random.choice(self._kinds)(examples, longest)[:longest]

    def data(self, examples: Sequence[bytes], *, longest: int = 60_000) -> bytes:
        """Bytes that differ from one of *examples* in a few places."""
        pick = self.random
        found = bytearray(pick.choice(examples))
        for _ in range(pick.choice((1, 1, 1, 2, 3, 8))):
            place = pick.randrange(len(found) or 1)
            match pick.randrange(6):
                case 0:
                    found[place : place + 1] = bytes([pick.randrange(256)])
                case 1:
                    found[place : place + 1] = bytes([pick.choice((0, 0x30, 0x31, 0x80, 0xFF, 0x7F, 0x06))])
                case 2:
                    del found[place : place + pick.randrange(1, 9)]
                case 3:
                    found[place:place] = pick.randbytes(pick.randrange(1, 9))
                case 4:
                    other, size = pick.randrange(len(found) or 1), pick.randrange(1, 40)
                    found[place : place + size] = found[other : other + size]
                case _:
                    found[place:place] = found[place : place + pick.randrange(1, 40)] * pick.randrange(1, 30)
        return bytes(found[:longest])

    def _changed(self, examples: Sequence[str], _longest: int) -> str:
        """A good text with a few signs replaced, put in, or taken out."""
        signs = list(self.random.choice(examples))
        for _ in range(self.random.randrange(1, 5)):
            place = self.random.randrange(len(signs) + 1)
            signs[place : place + self.random.randrange(2)] = self.random.choices(
                ODD, k=self.random.randrange(3)
            )
        return "".join(signs)

    def _odd(self, _examples: Sequence[str], _longest: int) -> str:
        return "".join(self.random.choices(ODD, k=self.random.randrange(40)))

    def _letters(self, _examples: Sequence[str], _longest: int) -> str:
        return "".join(self.random.choices(LETTERS, k=self.random.randrange(60)))

    def _repeated(self, examples: Sequence[str], longest: int) -> str:
        part: str = self.random.choice([*ODD, *examples])
        times: int = self.random.choice((2, 9, 50, 400, 6_000))
        return part * min(times, longest // len(part) + 1)

    def _digits(self, _examples: Sequence[str], _longest: int) -> str:
        return "".join(
            self.random.choices("0123456789", k=self.random.choice((1, 4, 6, 9, 10, 11, 12, 13, 40, 400)))
        )
