"""Estimates how many guesses find a password: it is taken apart into what a guesser would put together.

There are two ways to put it together, and the cheapest one counts. Any number of parts, each of them a choice
of its own: a word in any spelling, a syllable, a year, a date, digits, signs, a walk over the keys, letters.
Or a phrase, which is no choice by chance: at most three Vietnamese syllables whatever they are, a full name,
or one word of no language (a brand); beside it words that names of offices and firms are made of, and what
people write around a word. zxcvbn works in the first way, but knows no Vietnamese word. Costs are decimal
logarithms of numbers of guesses.
"""

import math
import re
import unicodedata
from types import MappingProxyType

from bff.rules.parts import LONGEST_PART, REPEATED, REVERSED, Parts, syllables_in
from bff.rules.syllables import MARKED, PLAIN, TELEX, VNI

#: A password is judged by its first characters: the work grows with the square of their number.
LONGEST_JUDGED = 48
#: One more part: which part comes next is a choice of its own.
_NEXT_PART, _NEXT_KIND = 0.5, 0.45
#: The first, second and third syllable of a name or word. Vietnamese dictionaries have fewer than 10^4.9
#: words of up to three syllables, so whatever the three are, a guesser with such a list finds them.
_ANY, _FAMILY, _IN_NAMES = 1, 2, 4
_OF_A_PHRASE = ((2.6, _ANY), (1.8, _ANY), (0.5, _ANY))
#: A full name: a family name, two syllables that are common in names, and one of any kind.
_OF_A_FULL_NAME = ((1.2, _FAMILY), (1.8, _IN_NAMES), (1.6, _IN_NAMES), (1.2, _ANY))
#: So many syllables has a word of no language: no syllable stands beside it.
_ALL = 9
#: How the syllables of a phrase are written is one choice.
_WRITTEN = MappingProxyType({PLAIN: 0.0, TELEX: 0.4, VNI: 0.7, MARKED: 0.5})
#: One sign between the syllables of a phrase.
_SIGN_BETWEEN, _SIGN_BETWEEN_COST = re.compile(r"(?<=[^\W\d_])[-_. ](?=[^\W\d_])"), 0.9
#: More than two are read only if all are the same, and a capital follows each.
_FEW_SIGNS_BETWEEN, _MOST_SIGNS_BETWEEN = 2, 5
#: What is written twice, one character three times, and a doubled first character.
_REPEAT = re.compile(r"^(.)\1|(.)\2{2,}|(.{2,16}?)\3+", re.DOTALL | re.IGNORECASE)

#: More groups of vowels are no phrase: a full name begins with two for one, a run of letters may have one.
_MOST_GROUPS, _DIGITS = 9, re.compile("[0-9]")
_LETTERS = re.compile(r"[^\W\d_]+")
#: A whole run of letters twice, or its first letter.
_WORD_TWICE = re.compile(
    r"(?<![^\W\d_])(?:([^\W\d_]{3,})\1(?![^\W\d_])"
    r"|([^\W\d_]{0,2})([^\W\d_]{4,})\3(?=(?:love)?(?![^\W\d_]))"
    r"|([^\W\d_])(?=\4))",
    re.IGNORECASE,
)


def guesses(password: str) -> float:
    """Return the decimal logarithm of the guesses that find *password*, as far as its beginning shows."""
    judged = unicodedata.normalize("NFC", password)[:LONGEST_JUDGED]
    parts = Parts(judged)
    cost = min(_by_chance(parts), _as_a_phrase(parts))
    shorter, repeats = _REPEAT.subn(lambda found: found[found.lastindex or 0], judged)
    if repeats:
        cost = min(cost, _by_chance(Parts(shorter)) + REPEATED * repeats)
    once, twice = _WORD_TWICE.subn(r"\1\2\3", judged)
    if twice:
        cost = min(cost, _as_a_phrase(Parts(once)) + REPEATED)
    backwards = _LETTERS.sub(lambda found: found[0][::-1], judged)
    if syllables_in(parts.plain) <= _MOST_GROUPS:
        cost = min(cost, _as_a_phrase(Parts(backwards)) + REVERSED)
    between = [found.start() for found in _SIGN_BETWEEN.finditer(judged)]
    alike = len({judged[place] for place in between}) == 1 and all(
        judged[place + 1].isupper() for place in between
    )
    if 0 < len(between) <= (_MOST_SIGNS_BETWEEN if alike else _FEW_SIGNS_BETWEEN):
        breaks = frozenset(place - before for before, place in enumerate(between))
        joined = Parts(_SIGN_BETWEEN.sub("", judged), breaks=breaks)
        cost = min(cost, _as_a_phrase(joined) + _SIGN_BETWEEN_COST)
        if len(between) == 1:
            cost = min(cost, _by_chance(joined) + _SIGN_BETWEEN_COST)
    return cost


def _by_chance(parts: Parts) -> float:
    """Return the cost of the cheapest way to put the text together if each part is a choice of its own."""
    best = [0.0] + [math.inf] * len(parts.plain)
    for begin, end in _places(parts):
        cost = min(
            parts.word(begin, end),
            parts.syllable(begin, end),
            parts.unknown_word(begin, end),
            parts.between_words(begin, end),
        )
        best[end] = min(best[end], best[begin] + cost + _next(parts, begin))
    return best[-1]


def _as_a_phrase(parts: Parts) -> float:
    """Return the cost of the cheapest way with few syllables; infinite if there are more."""
    if syllables_in(_DIGITS.sub("", parts.plain)) > _MOST_GROUPS:
        return math.inf
    places = [(begin, end, *_in_a_phrase(parts, begin, end)) for begin, end in _places(parts)]
    written = kinds = 0
    for _begin, _end, ways, which, *_rest in places:
        written, kinds = written | ways, kinds | which
    plans = (_OF_A_PHRASE, _OF_A_FULL_NAME) if kinds & _FAMILY else (_OF_A_PHRASE,)
    return min(
        (
            _in_one_way(places, way, len(parts.plain), plan) + cost
            for way, cost in _WRITTEN.items()
            if way & written
            for plan in plans
        ),
        default=_in_one_way(places, 0, len(parts.plain), _OF_A_PHRASE),
    )


_Place = tuple[int, int, int, int, float, tuple[tuple[int, float], ...]]


def _in_a_phrase(parts: Parts, begin: int, end: int) -> tuple[int, int, float, tuple[tuple[int, float], ...]]:
    """Return what one part may be in a phrase.

    The ways to write it as a syllable, which syllable it is, what its spelling costs, and what else it may
    be: for each, how many syllables that is, and its cost.
    """
    text = parts.plain[begin:end]
    around = parts.plain[max(0, begin - 1) : begin] + parts.plain[end : end + 1]
    stray = any(map(str.isalpha, text)) and any(map(str.isalpha, around))
    within = begin > 0 and parts.plain[begin - 1].isalpha() and text[:1].isalpha() and len(text) > 1
    step = 0 if within else _next(parts, begin)
    ways, spelling = parts.of_a_phrase(begin, end)
    family, in_names = parts.of_a_name(begin, end) if ways else (False, False)
    kinds = _ANY | (_FAMILY if family else 0) | (_IN_NAMES if in_names else 0)
    word = parts.word_of_a_phrase(begin, end)
    of_word = _syllables_of_a_word(parts, begin, end) if word < math.inf else 0
    others = (
        (of_word, word + step),
        (max(1, syllables_in(text)) if stray else 0, parts.between_words(begin, end) + step),
        (_ALL, parts.made_up_word(begin, end) + step),
        (0, parts.initials(begin, end)),
    )
    return ways, kinds, spelling + step, tuple(other for other in others if other[1] < math.inf)


def _syllables_of_a_word(parts: Parts, begin: int, end: int) -> int:
    """Return how many syllables of a phrase a listed word is."""
    if parts.begins_a_full_name(begin, end):
        return 1
    return 0 if parts.stands_beside_a_phrase(begin, end) else max(1, parts.syllables(begin, end))


def _in_one_way(places: list[_Place], way: int, length: int, plan: tuple[tuple[float, int], ...]) -> float:
    """Return the cost of the cheapest way to put a phrase together, all syllables written in one way."""
    most = len(plan)
    best = [[0.0] + [math.inf] * most] + [[math.inf] * (most + 1) for _ in range(length)]
    for begin, end, ways, kinds, spelling, others in places:
        for so_far, cost in enumerate(best[begin]):
            if cost == math.inf:
                continue
            if ways & way and so_far < most and kinds & plan[so_far][1]:
                syllable = cost + plan[so_far][0] + spelling
                best[end][so_far + 1] = min(best[end][so_far + 1], syllable)
            for many, other in others:
                if many and plan is not _OF_A_PHRASE:
                    continue
                after = so_far + many if many < _ALL else (most if not so_far else _ALL)
                if after <= most and cost + other < best[end][after]:
                    best[end][after] = cost + other
    return min(best[-1])


def _places(parts: Parts) -> list[tuple[int, int]]:
    """Return where parts begin and end, those that end first before the others."""
    return [
        (begin, end)
        for end in range(1, len(parts.plain) + 1)
        for begin in range(max(0, end - LONGEST_PART), end)
    ]


def _next(parts: Parts, place: int) -> float:
    """Return the cost of one more part that begins at *place*: more if it is of another kind."""
    if not place:
        return 0
    one, other = parts.plain[place - 1], parts.plain[place]
    alike = one.isalpha() == other.isalpha() and one.isdigit() == other.isdigit()
    return _NEXT_PART if alike else _NEXT_KIND
