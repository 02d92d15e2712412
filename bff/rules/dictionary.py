"""Knows how many guesses each word costs: Vietnamese words in any typing, zxcvbn's lists, any letters.

A cost is the decimal logarithm of the guesses that find a word. The lists are in the folder `words` beside
this module. They are read at the first use, and stay in memory.
"""

import math
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zxcvbn.matching import RANKED_DICTIONARIES

from bff.rules.keyboards import typed
from bff.rules.syllables import SYLLABLES, TELEX, VNI, to_few_letters, ways_to_write
from identity.names import without_diacritics

_FOLDER = Path(__file__).parent / "words"
#: Lists of words with diacritics, and lists of what stands there as it is typed.
_SPOKEN, _TYPED = ("names", "places", "offices", "brands", "phrases"), ("keys", "numbers")
#: Lists of words of which a phrase may hold several; they are in no order.
_BESIDE = MappingProxyType({"compounds": -0.4, "affixes": 0.2})
#: The cost of a word beyond its place in a list: which list, which keyboard.
_OTHER_LIST, _AS_TYPED, _DIGIT_TYPED = 0.4, 0.4, 1.0
#: The lists are in the order of how common their words are, roughly: none costs less than this rank.
_FIRST_RANK = 12
#: Full names begin with a family name, and one of so few middle names or both of the common ones.
_IN_MOST_NAMES, _COMMON_IN_NAMES = 2, 16
#: How much of zxcvbn's list of English words teaches the model of letters.
_LESSONS = 12_000


class Dictionary:
    """The costs of all words that are listed, and of syllables and letters that are not."""

    def __init__(self) -> None:
        self._costs: dict[str, float] = {}
        self._full_names: set[str] = set()
        self._many: set[str] = set()
        syllables: dict[str, None] = {}
        for name in _TYPED:
            for rank, word in enumerate(_words(name), start=_FIRST_RANK):
                self._learn([word], math.log10(rank))
        for name in _SPOKEN:
            for rank, word in enumerate(_words(name), start=_FIRST_RANK):
                self._learn_spoken(word, math.log10(rank))
                syllables |= dict.fromkeys(word.split())
        self._learn_what_stands_beside()
        self._learn_full_names()
        self._families = _one_syllable("families")
        self._middles = _one_syllable("middles")
        self._in_names = self._families | self._middles | _one_syllable("names")
        listed_syllable = math.log10(len(syllables))
        for syllable in syllables:
            self._learn_spoken(syllable, listed_syllable)
        self._any_syllable = math.log10(len(SYLLABLES))
        self._pairs, self._triples = self._letters()

    def _learn_what_stands_beside(self) -> None:
        """Learn words of which a phrase may hold several."""
        for name, further in _BESIDE.items():
            words = _words(name)
            for word in words:
                self._learn_spoken(word, math.log10(len(words)) + further)
        self._many = {form for word in _words("compounds") for form in _all_forms(word)} - SYLLABLES
        self._many |= {form for word in _words("affixes") for form in _all_forms(word)}

    def _learn_full_names(self) -> None:
        """Learn how full names begin: with a family name and a middle name."""
        for rank, family in enumerate(_words("families")):
            for further, middle in enumerate(_words("middles"), start=_FIRST_RANK):
                self._learn_spoken(f"{family} {middle}", math.log10(rank + further))
                place = further - _FIRST_RANK
                if place < _IN_MOST_NAMES or max(rank, place) < _COMMON_IN_NAMES:
                    self._full_names |= set(_typed(f"{family} {middle}"))

    def _learn(self, words: Iterable[str], cost: float) -> None:
        for word in words:
            if cost < self._costs.get(word, math.inf):
                self._costs[word] = cost

    def _learn_spoken(self, word: str, cost: float) -> None:
        """Learn a word of one or more syllables with diacritics: plain, as typed, and by its initials."""
        parts = word.split()
        plain, *otherwise = _typed(word)
        self._learn([plain], cost)
        for form in (*otherwise, _in_few_letters(parts)):
            self._learn([form], cost + _AS_TYPED)
        if len(parts) > 2:  # Ủy ban nhân dân is ubnd
            self._learn(["".join(without_diacritics(part)[:1] for part in parts)], cost + _AS_TYPED)

    def word(self, text: str) -> float:
        """Return the cost of *text* (lower case, no diacritics) as one word; infinite if it is none."""
        cost = self._costs.get(text, math.inf)
        for ranks in RANKED_DICTIONARIES.values():
            rank = ranks.get(text)
            if rank is not None:
                cost = min(cost, math.log10(rank) + _OTHER_LIST)
        return cost

    def syllable(self, text: str) -> float:
        """Return the cost of *text* as a Vietnamese syllable, plain or typed; infinite if it is none."""
        if text in SYLLABLES:
            return self._any_syllable
        if ways_to_write(text) & (TELEX | VNI):
            return self._any_syllable + (_AS_TYPED if text.isalpha() else _DIGIT_TYPED)
        return math.inf

    def begins_a_full_name(self, text: str) -> bool:
        """Tell whether *text* is a common family name and a common middle name, joined, in any typing."""
        return text in self._full_names

    def stands_beside_a_phrase(self, text: str) -> bool:
        """Tell whether *text* is a word that names of offices and firms are made of, or an affix."""
        return text in self._many

    def is_family_name(self, text: str) -> bool:
        """Tell whether *text* is a common family name in any typing."""
        return text in self._families

    def is_middle_name(self, text: str) -> bool:
        """Tell whether *text* is a common middle name in any typing."""
        return text in self._middles

    def is_in_names(self, text: str) -> bool:
        """Tell whether *text* is a syllable of names of people in any typing."""
        return text in self._in_names

    def next_letter(self, before: str, letter: str) -> float:
        """Return the cost of *letter* after the two letters *before* in an unknown word."""
        seen = self._pairs[before]
        return -math.log10((self._triples[before + letter] + 1) / (seen + 26))

    def _letters(self) -> tuple[Counter[str], Counter[str]]:
        """Count which letters follow which, in words that people speak."""
        english = list(RANKED_DICTIONARIES["english_wikipedia"])[:_LESSONS]
        words = [word for word in (*english, *self._costs, *SYLLABLES) if word.isalpha() and word.isascii()]
        triples = Counter[str]()
        for word in words:
            begun = "  " + word
            triples.update(map("".join, zip(begun, begun[1:], word, strict=False)))
        pairs = Counter[str]()
        for triple, count in triples.items():
            pairs[triple[:2]] += count
        return pairs, triples


@cache
def dictionary() -> Dictionary:
    """Return the one dictionary of this process. The first call reads the lists."""
    return Dictionary()


def _typed(word: str) -> list[str]:
    """Return a word of one or more syllables with diacritics, joined, as it is typed: first plain."""
    return ["".join(ways) for ways in zip(*map(typed, word.split()), strict=True)]


def _in_few_letters(syllables: list[str]) -> str:
    """Return a word as young people shorten it: f for ph, j for gi, w for qu, z for d."""
    return "".join(to_few_letters(without_diacritics(syllable)) for syllable in syllables)


def _all_forms(word: str) -> list[str]:
    return [*_typed(word), _in_few_letters(word.split())]


def _one_syllable(name: str) -> frozenset[str]:
    """Return the words of one syllable in a list in all typings, and with diacritics."""
    return frozenset(form for word in _words(name) if " " not in word for form in (word, *_typed(word)))


def _words(name: str) -> list[str]:
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    text = ",".join(line for line in lines if not line.startswith("#"))
    return list(dict.fromkeys(" ".join(word.split()) for word in text.lower().split(",") if word.strip()))


def spoken_words() -> list[str]:
    """Return the listed words that people speak, joined and without diacritics, in lower case."""
    words = (word for name in _SPOKEN for word in _words(name))
    return list(dict.fromkeys(without_diacritics(word).replace(" ", "") for word in words))
