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
from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

from bff.rules.pairs import is_word
from bff.rules.parts import LONGEST_PART, REPEATED, REVERSED, Parts, fewest_syllables, syllables_in
from bff.rules.syllables import MARKED, PLAIN, TELEX, VNI

#: A password is judged by its first characters: the work grows with the square of their number.
LONGEST_JUDGED = 40
#: One more part: which part comes next is a choice of its own.
_NEXT_PART, _NEXT_KIND = 0.5, 0.45
#: The first, second and third syllable of a name or word. Vietnamese dictionaries have fewer than 10^4.9
#: words of up to three syllables, so whatever the three are, a guesser with such a list finds them.
_ANY, _FAMILY, _IN_NAMES, _IN_THE_MIDDLE = 1, 2, 4, 8
_OF_A_PHRASE = ((2.6, _ANY), (1.8, _ANY), (0.5, _ANY))
#: A full name: a family name, and three syllables that are common in names.
_OF_A_FULL_NAME = ((1.2, _FAMILY), (1.6, _IN_NAMES), (1.4, _IN_NAMES), (1.2, _IN_NAMES))
#: The same if only its first letter is a capital, and a sign stands between all: the second is a middle name.
_OF_A_USUAL_NAME = ((1.2, _FAMILY), (1.4, _IN_THE_MIDDLE), (1.4, _IN_NAMES), (1.4, _IN_NAMES))
_OF_NAMES = (_OF_A_FULL_NAME, _OF_A_USUAL_NAME)
#: Two words of two syllables: dictionaries hold 10^4.3 of them, and few go together.
_OF_TWO_WORDS = ((3.0, _ANY), (2.4, _ANY))
#: A word of no language costs so much more beside another word.
_MADE_UP_BESIDE = 1.0
#: A shorter word than this is none of its own among letters that are all syllables.
_LONG, _TWO = 5, 2
#: So many syllables has a word of no language: no syllable stands beside it.
_ALL = 9
#: How the syllables of a phrase are written is one choice.
_WRITTEN = MappingProxyType({PLAIN: 0.0, TELEX: 0.4, VNI: 0.7, MARKED: 0.5})
#: One sign between the syllables of a phrase.
_SIGN_BETWEEN, _SIGN_BETWEEN_COST = re.compile(r"(?<=[^\W\d_])[-_. ](?=[^\W\d_])"), 0.7
#: More than two are read only if all are the same.
_FEW_SIGNS_BETWEEN, _MOST_SIGNS_BETWEEN = 2, 5
#: What is written twice, one character three times, and a doubled first character.
_REPEAT = re.compile(
    r"^(.)\1|(.)\2{2,}|(.{4,16}?)\3+|([\W\d_]{2,3})\4+|(?<![^\W\d_])([^\W\d_]{2,3})\5+(?![^\W\d_])",
    re.DOTALL | re.IGNORECASE,
)

#: More groups of vowels are no phrase: a full name begins with two for one, a run of letters may have one.
_MOST_GROUPS, _DIGITS = 9, re.compile("[0-9]")
_LETTERS, _LETTERS_BEHIND = re.compile(r"[^\W\d_]+"), re.compile(r"[^\W\d_]+$")
#: A whole run of letters twice, or its first or last letter.
_WORD_TWICE = re.compile(
    r"(?<![^\W\d_])(?:([^\W\d_]{3,})\1(?![^\W\d_])"
    r"|([^\W\d_]{0,3})([^\W\d_]{4,})\3(?=(?:love|yeu|vn|vip|pro|shop)?(?![^\W\d_]))"
    r"|([^\W\d_])(?=\4))"
    r"|([^\W\d_])(?<=[^\W\d_]\5\5)(?![^\W\d_])",
    re.IGNORECASE,
)


#: What people write behind a word without a sign: a month, and one consonant; and whom they call by a name.
_MAY_STRAY, _MAY_STRAY_BEHIND = re.compile(r"t(?:hang)?[0-9]{1,2}"), frozenset("bcdghklmnpqrstvx")
#: Behind three syllables thang is a fourth one, and no month.
_MOST_BEFORE_A_MONTH = 3
_CALLED = frozenset("anh em be chi co thay me bo toi ong ba chu cau di my iam".split())
_CALLED_COST = 1.4


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
        cost = min(cost, _as_a_phrase(Parts(backwards, backwards=True)) + REVERSED)
    return min(cost, _with_signs_between(judged))


def _with_signs_between(judged: str) -> float:
    """Return the cost of the cheapest way without the signs that stand between letters."""
    between = [found.start() for found in _SIGN_BETWEEN.finditer(judged)]
    capitals = [judged[place + 1].isupper() for place in between]
    few = len(between) <= _FEW_SIGNS_BETWEEN
    alike = len({judged[place] for place in between}) == 1 and len(set(capitals)) == 1
    if not between or len(between) > _MOST_SIGNS_BETWEEN or not (few or alike):
        return math.inf
    usual = not few and not all(capitals)
    if usual and not judged.isascii():
        return math.inf  # that two syllables are a word without diacritics says little
    breaks = frozenset(place - before for before, place in enumerate(between))
    joined = Parts(_SIGN_BETWEEN.sub("", judged), breaks=breaks)
    cost = _as_a_phrase(joined, usual=usual)
    if len(between) == 1:
        cost = min(cost, _by_chance(joined))
    return cost + _SIGN_BETWEEN_COST


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


def _as_a_phrase(parts: Parts, *, usual: bool = False) -> float:
    """Return the cost of the cheapest way with few syllables; infinite if there are more.

    Args:
        usual: no names but those that have a usual middle name.
    """
    if syllables_in(_DIGITS.sub("", parts.plain)) > _MOST_GROUPS:
        return math.inf
    places = [_in_a_phrase(parts, begin, end) for begin, end in _places(parts)]
    written = kinds = 0
    for place in places:
        written, kinds = written | place.ways, kinds | place.kinds
    of_names = _OF_A_USUAL_NAME if usual else _OF_A_FULL_NAME
    plans = [_OF_A_PHRASE, _OF_TWO_WORDS, *([of_names] if kinds & _FAMILY else [])]
    words = _words_of_two(places, names=not usual)
    return min(
        (
            _in_one_way(words if plan is _OF_TWO_WORDS else places, way, len(parts.plain), plan) + cost
            for way, cost in _WRITTEN.items()
            if way & written
            for plan in plans
        ),
        default=_in_one_way(places, 0, len(parts.plain), _OF_A_PHRASE),
    )


class _Place(NamedTuple):
    """What one part may be in a phrase."""

    begin: int
    end: int
    #: The ways to write it as a syllable, what kinds of one it is, and what its spelling costs.
    ways: int
    kinds: int
    spelling: float
    #: The syllables without diacritics that it may be.
    plain: tuple[str, ...]
    #: What else it may be: for each, how many syllables that is, and its cost.
    others: tuple[tuple[int, float], ...]
    #: Whether it may be a word of no language beside another word.
    made_up: bool = False


def _in_a_phrase(parts: Parts, begin: int, end: int) -> _Place:
    """Return what one part may be in a phrase."""
    text = parts.plain[begin:end]
    around = parts.plain[max(0, begin - 1) : begin] + parts.plain[end : end + 1]
    stray = (
        any(map(str.isalpha, text)) and any(map(str.isalpha, around)) and not _may_stray(parts, begin, end)
    )
    within = begin > 0 and parts.plain[begin - 1].isalpha() and text[:1].isalpha() and len(text) > 1
    step = 0 if within else _next(parts, begin)
    ways, spelling, plain = parts.of_a_phrase(begin, end)
    family, middle, in_names = parts.of_a_name(begin, end) if ways else (False, False, False)
    kinds = _ANY | _FAMILY * family | _IN_THE_MIDDLE * middle | _IN_NAMES * in_names
    word = parts.word_of_a_phrase(begin, end)
    of_word = _syllables_of_a_word(parts, begin, end) if word < math.inf else 0
    made_up = parts.made_up_word(begin, end)
    alone = made_up < math.inf and not parts.is_a_run_of_syllables(begin, end)
    maybe = (
        (of_word, word + step),
        (0, math.inf if stray else parts.between_words(begin, end) + step),
        (_ALL, made_up + step),
        (0, parts.initials(begin, end)),
    )
    others = tuple(other for other in maybe if other[1] < math.inf)
    return _Place(begin, end, ways, kinds if ways else 0, spelling + step, plain, others, alone)


def _may_stray(parts: Parts, begin: int, end: int) -> bool:
    """Tell whether one part with letters is no syllable, though letters stand beside it."""
    text, after = parts.plain[begin:end], parts.plain[end : end + 1]
    if after.isalpha():
        return False
    if text in _MAY_STRAY_BEHIND:
        return not parts.is_a_run_of_syllables(begin, end)
    if _MAY_STRAY.fullmatch(text) is None:
        return False
    before = _LETTERS_BEHIND.search(parts.plain[:begin])
    return before is None or fewest_syllables(before[0]) < _MOST_BEFORE_A_MONTH


def _words_of_two(places: list[_Place], *, names: bool) -> list[_Place]:
    """Return the same places with words of two syllables in place of syllables."""
    after: dict[int, list[_Place]] = {}
    for place in places:
        if place.ways:
            after.setdefault(place.begin, []).append(place)
    found = [
        place._replace(ways=0, others=others)
        for place in places
        if (others := tuple(_as_words_of_two(place)))
    ]
    for first in places:
        for second in after.get(first.end, ()) if first.ways else ():
            ways = first.ways & second.ways
            if ways and ((names and first.kinds & second.kinds & _IN_NAMES) or _are_a_word(first, second)):
                spelling = first.spelling + second.spelling
                found.append(_Place(first.begin, second.end, ways, _ANY, spelling, (), ()))
    return sorted(found, key=lambda place: place.end)


def _are_a_word(first: _Place, second: _Place) -> bool:
    return any(is_word(one, other) for one in first.plain for other in second.plain)


def _as_words_of_two(place: _Place) -> Iterator[tuple[int, float]]:
    """Yield what a part that is no pair is beside a word of two syllables: a word itself, or nothing."""
    for many, cost in place.others:
        if many == _ALL:
            if place.made_up:
                yield 1, cost + _MADE_UP_BESIDE
        elif many != 1:
            yield many // 2, cost
    if place.begin == 0 and _CALLED & set(place.plain):
        yield 0, _CALLED_COST + place.spelling


def _syllables_of_a_word(parts: Parts, begin: int, end: int) -> int:
    """Return how many syllables of a phrase a listed word is."""
    if parts.begins_a_full_name(begin, end):
        return 1
    beside = parts.stands_beside_a_phrase(begin, end) and not _is_chance(parts, begin, end)
    return 0 if beside else max(1, parts.syllables(begin, end))


def _is_chance(parts: Parts, begin: int, end: int) -> bool:
    """Tell whether one part may be a piece of syllables: vip is one itself, yte a piece of tuyte."""
    if end - begin >= _LONG or not parts.is_a_run_of_syllables(begin, end):
        return False
    return end - begin < _LONG - 1 or fewest_syllables(parts.plain[begin:end]) != _TWO


def _in_one_way(places: list[_Place], way: int, length: int, plan: tuple[tuple[float, int], ...]) -> float:
    """Return the cost of the cheapest way to put a phrase together, all syllables written in one way."""
    most = len(plan)
    best = [[0.0] + [math.inf] * most] + [[math.inf] * (most + 1) for _ in range(length)]
    for begin, end, ways, kinds, spelling, plain, others, _made_up in places:
        if not begin and plan in _OF_NAMES and _CALLED & set(plain):
            best[end][0] = min(best[end][0], _CALLED_COST + spelling)
        for so_far, cost in enumerate(best[begin]):
            if cost == math.inf:
                continue
            if ways & way and so_far < most and kinds & plan[so_far][1]:
                syllable = cost + plan[so_far][0] + spelling
                best[end][so_far + 1] = min(best[end][so_far + 1], syllable)
            for many, other in others:
                if many and plan in _OF_NAMES:
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
