"""Makes passphrases and passwords that a person or a program picks by chance, in ten shapes."""

import random
import string
from collections.abc import Callable, Iterator
from types import MappingProxyType

from zxcvbn.matching import RANKED_DICTIONARIES

from bff.rules.syllables import PLAIN, SYLLABLES, ways_to_write
from tests.support.guessing.patterns import SIGNS, meets_the_portals_rule
from tests.support.guessing.words import WORDS

#: All syllables that are spelt as Vietnamese is, without diacritics.
PLAIN_SYLLABLES = tuple(sorted(one for one in SYLLABLES if ways_to_write(one) & PLAIN))
MARKED_SYLLABLES = tuple(
    sorted(
        {
            part
            for kind in WORDS
            for word in WORDS[kind]
            for part in word.lower().split()
            if ways_to_write(part)
        }
    )
)
#: Words of one to three syllables, all of them words that a guesser tries.
VIETNAMESE = tuple(
    sorted({word for kind in WORDS for word in WORDS[kind] if all(map(ways_to_write, word.lower().split()))})
)
ENGLISH = tuple(word for word in RANKED_DICTIONARIES["english_wikipedia"] if 2 < len(word) < 10)[:7776]
_SEPARATORS = "- ._"
_ALPHABET = string.ascii_letters + string.digits


def _tail(chance: random.Random) -> str:
    return chance.choice(string.digits) + chance.choice(SIGNS)


def _one_capital(words: list[str], chance: random.Random) -> list[str]:
    place = chance.randrange(len(words))
    return [word.capitalize() if number == place else word.lower() for number, word in enumerate(words)]


def _four(words: tuple[str, ...], chance: random.Random, between: str) -> str:
    return between.join(_one_capital(chance.choices(words, k=4), chance)) + _tail(chance)


def _four_capitals(words: tuple[str, ...], chance: random.Random) -> str:
    return "".join(map(str.capitalize, chance.choices(words, k=4))) + _tail(chance)


def _groups(chance: random.Random) -> str:
    groups = ["".join(chance.choices(string.ascii_lowercase, k=6)) for _ in range(3)]
    groups[chance.randrange(3)] = "".join(chance.choices(_ALPHABET, k=6))
    return "-".join(groups)


SHAPES: MappingProxyType[str, Callable[[random.Random], str]] = MappingProxyType(
    {
        "4 syllables in a row, one capital": lambda c: _four(PLAIN_SYLLABLES, c, ""),
        "4 syllables in a row, four capitals": lambda c: _four_capitals(PLAIN_SYLLABLES, c),
        "4 syllables, a sign between": lambda c: _four(PLAIN_SYLLABLES, c, c.choice(_SEPARATORS)),
        "4 syllables with diacritics, a sign between": lambda c: _four(
            MARKED_SYLLABLES, c, c.choice(_SEPARATORS)
        ),
        "4 well-known Vietnamese words, a sign between": lambda c: _four(
            VIETNAMESE, c, c.choice(_SEPARATORS)
        ),
        "4 English words in a row": lambda c: _four(ENGLISH, c, ""),
        "4 English words, a sign between": lambda c: _four(ENGLISH, c, c.choice(_SEPARATORS)),
        "12 signs": lambda c: "".join(c.choices(_ALPHABET + string.punctuation, k=12)),
        "16 letters and digits, one sign": lambda c: "".join(c.choices(_ALPHABET, k=15)) + c.choice(SIGNS),
        "a password manager's three groups of six": _groups,
    }
)


def picked_by_chance(shape: str, count: int, *, seed: int) -> Iterator[str]:
    """Yield *count* passphrases of one shape that meet the portal's rule, the same for the same seed."""
    chance = random.Random(f"{seed} {shape}")  # noqa: S311 - a repeatable choice, no secret
    for _ in range(count):
        made = SHAPES[shape](chance)
        while not meets_the_portals_rule(made):
            made = SHAPES[shape](chance)
        yield made
