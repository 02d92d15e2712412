"""Knows which two Vietnamese syllables are a word, by a filter of pairs without diacritics.

Four syllables that are two words, such as kỹ sư xây dựng, are no choice of four by chance: one pair of
syllables in 270 is a word. ``python -m bff.rules.pairs WORDS`` builds it, and the bits of real syllables,
from a list with one word a line.
"""

import sys
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from bff.rules.breached import Filter, build, digests
from bff.rules.syllables import PLAIN, REAL, of_real_ones, ways_to_write
from identity.names import without_diacritics

#: So many letters fit on a line of a heading at 320 px, with room to spare.
LONGEST_CHAIN = 18
PAIRS = Path(__file__).parent / "words" / "pairs.filter"


def is_word(first: str, second: str) -> bool:
    """Tell whether two syllables (lower case, no diacritics) are a word. One other in 10,000 is one too."""
    return f"{first} {second}" in _pairs()


@lru_cache(maxsize=2048, typed=True)  # a text that is safe HTML equals one that is not
def with_whole_words(text: str) -> str:
    """Return *text* with a no-break space (U+00A0) between each two syllables that are a word.

    So no line ends between "phương" and "thức". Where a chain of words would be longer than a line of a small
    phone (`LONGEST_CHAIN`), a line may end within it.
    """
    first, *others = text.split(" ")
    joined, chain, before = [first], len(first), first
    for syllable in others:
        is_whole = chain + len(syllable) < LONGEST_CHAIN and is_word(_plain(before), _plain(syllable))
        chain = chain + 1 + len(syllable) if is_whole else len(syllable)
        joined += ["\N{NO-BREAK SPACE}" if is_whole else " ", syllable]
        before = syllable
    return text[:0].join(joined)  # safe HTML stays safe, and no other text becomes it


def _plain(syllable: str) -> str:
    """Return a syllable as the filter has it. A sign before the next word keeps both apart."""
    return without_diacritics(syllable.lower())


@cache
def _pairs() -> Filter:
    return Filter(PAIRS)


def pairs_of(words: Iterable[str]) -> set[str]:
    """Return the words of two syllables, and the halves of those of four, without diacritics."""
    found = set[str]()
    for word in words:
        syllables = without_diacritics(word.lower().replace("_", " ")).split()
        if len(syllables) in {2, 4} and all(ways_to_write(one) & PLAIN for one in syllables):
            found |= {" ".join(syllables[place : place + 2]) for place in range(0, len(syllables), 2)}
    return found


def write(words: Iterable[str]) -> None:
    """Write both files."""
    listed = list(words)
    syllables = {one for word in listed for one in word.lower().replace("_", " ").split()}
    REAL.write_bytes(of_real_ones(syllables))
    pairs = sorted(pairs_of(listed))
    build(digests(pairs), PAIRS, count=len(pairs))


if __name__ == "__main__":
    write(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())
