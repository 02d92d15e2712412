"""Says what each part of a password costs a guesser: a word, a syllable, a year, digits, signs, a walk.

All costs are decimal logarithms of numbers of guesses. Most are assumptions; docs/decisions/0045 says how
they were judged. `bff.rules.guesses` puts the parts together.
"""

import math
import re
from collections.abc import Iterator
from functools import lru_cache

from bff.rules.dictionary import Dictionary, dictionary
from bff.rules.keyboards import read_as_letters, walks
from bff.rules.syllables import PLAIN, from_few_letters, ways_to_write
from identity.names import without_diacritics

LONGEST_PART = 20
_LONGEST_SYLLABLE = 11
_LOOK_ALIKE, _EACH_LOOK_ALIKE = 0.2, 0.2
#: What is written backwards costs so much more.
REVERSED = 0.4
#: What is written twice or more costs so much beyond the first time.
REPEATED = 0.3
#: The least that words of two and three letters cost, because many texts hold them by chance.
_SHORT, _SHORT_AND_CHANGED = {2: 2.0, 3: 1.9}, 0.8
#: Vietnamese letters in a word: few guessers try them, and each word may have other tones.
_DIACRITICS = 0.6
#: The syllables of one phrase are written in one way: each takes its share of what usual capitals cost.
_SAME_SPELLING = 1 / 3
#: One letter for two, such as f for ph.
_FEW_LETTERS = 0.3
#: Initials of names: about twelve letters begin most of them.
_INITIAL, _MOST_INITIALS, _INITIALS = 1.1, 3, re.compile("[BCDGHKLMNPQSTVX]+")
_LETTER, _CAPITAL, _DIGIT, _RARE_SIGN = math.log10(26), 0.3, 1.0, 1.5
_UNKNOWN_WORD = 0.9
#: Signs that people put into passwords most, with their costs.
_SIGNS = (
    {"@": 0.3} | dict.fromkeys("!#.", 0.5) | dict.fromkeys("$*-_ ", 0.7) | dict.fromkeys("%&?+/,=^()", 1.0)
)
_YEAR = re.compile(r"(?:19[3-9]|20[0-3])\d")
_DAY, _MONTH = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])"
_WHOLE_YEAR = f"(?:{_YEAR.pattern}|[0-9]{{2}})"
_DATE = re.compile(
    rf"{_DAY}([-/._]?){_MONTH}\1{_WHOLE_YEAR}"
    rf"|{_WHOLE_YEAR}([-/._]?){_MONTH}\2{_DAY}"
    rf"|{_MONTH}([-/._]?){_DAY}\3{_WHOLE_YEAR}"
)
_DAY_AND_MONTH = re.compile(rf"{_DAY}([-/._]?){_MONTH}")
#: Dates cost little: a guesser who knows a person tries that family's dates first.
_YEAR_COST, _DATE_COST, _DAY_COST = 1.3, 3.4, 2.2
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890")
#: Usual capitals (U) among all else (x): none, all, the first, the last, the first of each syllable.
ONE_SYLLABLE, SEVERAL = re.compile("U?x*|x*U|U*"), re.compile("x*U?|U*|(?:Ux+)+U?")
#: Digits between words: most people write them before or after all words.
_INSIDE = 1.0
_WORD = re.compile(r"[^\W\d_]{2,}")
_VOWELS = re.compile("[aeiouy]+")
#: A word of no language: a few groups of vowels between groups of consonants.
#: What a firm makes may stand before it.
_KINDS_OF_FIRM = (
    "duoc|thep|nhua|gach|sua|bia|dien|than|soi|giay|sach|det|may"
    "|cang|dau|muoi|phan|hoa|banh|da|vang|xe|nuoc|vien"
)
_MADE_UP = re.compile(
    f"({_KINDS_OF_FIRM})?(?=.{{4,10}}$)[b-df-hj-np-tv-xz]{{0,2}}"
    "(?:[aeiouy]{1,3}[b-df-hj-np-tv-xz]{1,3}){1,4}[aeiouy]{0,3}"
)
_KIND_OF_FIRM_COST = 1.5
_SHORTEST_MADE_UP, _LONGEST_MADE_UP, _MADE_UP_COST = 2, 14, 4.6
_TWO_NO_LETTERS = re.compile(r"[\W\d_]{2}")
#: Letters that are the short name of a firm.
_LETTERS_OF_A_FIRM, _EACH_OF_A_FIRM = 3, 1.3
_MOST_SYLLABLES = 3
#: The number of a vehicle: a province, a letter, a digit.
_PLATE, _PLATE_COST = re.compile("[1-9][0-9][a-z][0-9]"), 3.4


class Parts:
    """One text, and the cost of each of its parts."""

    def __init__(self, text: str, *, breaks: frozenset[int] = frozenset()) -> None:
        """Take *text*, and the places where a sign was that no syllable goes across."""
        self._text, self._breaks = text, breaks
        self.plain = "".join(_letter(sign) for sign in text)
        self._lower = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
        self._cases = "".join("U" if sign.isupper() else "x" for sign in text)
        self._marked = bytes(
            plain != sign for plain, sign in zip(self.plain, map(str.lower, text), strict=True)
        )
        self._looks = [look for look in read_as_letters(self.plain) if look != self.plain]
        self._known: Dictionary = dictionary()
        self._walks = {(begin, end): turns for begin, end, turns in walks(self.plain)}
        self._spelled = self._spell()
        words = [(found.end(), found.start()) for found in _WORD.finditer(self.plain)]
        self._first_word, self._last_word = (words[0][0], words[-1][1]) if words else (len(text), -1)
        self._words: dict[tuple[int, int], float] = {}
        self._others: dict[tuple[int, int], float] = {}

    def word(self, begin: int, end: int) -> float:
        """Return the cost of one part as a listed word, however it is written; infinite if it is none."""
        if (begin, end) not in self._words:
            self._words[begin, end] = self._as_written(begin, end, listed=True)
        return self._words[begin, end]

    def syllable(self, begin: int, end: int) -> float:
        """Return the cost of one part as a syllable that is picked by chance; infinite if it is none."""
        return self._as_written(begin, end, listed=False)

    def of_a_phrase(self, begin: int, end: int) -> tuple[int, float]:
        """Return the ways to write one part as a syllable (bits), and what its spelling costs in a phrase."""
        spelling = _case(self._text[begin:end]) * _SAME_SPELLING
        if not self.has_usual_capitals(begin, end, of=ONE_SYLLABLE) or self._goes_across(begin, end):
            return 0, spelling
        if self._has_a_capital_within(end):
            return 0, spelling
        if ways := ways_to_write(self._lower[begin:end]):
            return ways, spelling
        part = self.plain[begin:end]
        if (longer := from_few_letters(self._lower[begin:end])) and ways_to_write(longer) & PLAIN:
            return PLAIN, spelling + _FEW_LETTERS
        for look in self._looks:
            if ways_to_write(look[begin:end]) & PLAIN and not self._marked[begin:end].count(1):
                read = sum(map(str.__ne__, look[begin:end], part))
                return PLAIN, spelling + _LOOK_ALIKE + _EACH_LOOK_ALIKE * read
        return 0, spelling

    def _has_a_capital_within(self, end: int) -> bool:
        """Tell whether a capital ends one part and letters go on: by habit only the last of all is one."""
        return self._cases[max(0, end - 2) : end] == "xU" and self.plain[end : end + 1].isalpha()

    def _goes_across(self, begin: int, end: int) -> bool:
        return bool(self._breaks) and any(begin < place < end for place in self._breaks)

    def of_a_name(self, begin: int, end: int) -> tuple[bool, bool]:
        """Tell whether one part is a family name, and whether it is a syllable of names."""
        part = self.plain[begin:end]
        texts = (part, from_few_letters(part), *(look[begin:end] for look in self._looks))
        in_names = any(map(self._known.is_in_names, texts))
        return in_names and any(map(self._known.is_family_name, texts)), in_names

    def initials(self, begin: int, end: int) -> float:
        """Return the cost of one part as initials of a name beside a whole one; infinite if it is none."""
        few = 1 < end - begin <= _MOST_INITIALS and _INITIALS.fullmatch(self._text, begin, end) is not None
        if not few or (self._cases[end : end + 1] == "x" and self.plain[end : end + 1].isalpha()):
            return math.inf
        return _INITIAL * (end - begin)

    def has_usual_capitals(self, begin: int, end: int, *, of: "re.Pattern[str]") -> bool:
        """Tell whether the capitals of one part are those of one syllable, or of a word of several."""
        return of.fullmatch(self._cases, begin, end) is not None

    def syllables(self, begin: int, end: int) -> int:
        """Return how many syllables one part has, roughly: its groups of vowels, or its capitals."""
        cases, part = self._cases[begin:end], self.plain[begin:end]
        capitals = cases.count("U") if "x" in cases else 0
        fewest = fewest_syllables(part) if part.isascii() and part.isalpha() else 0
        return max(syllables_in(part), capitals, 0 if fewest == math.inf else int(fewest))

    def begins_a_full_name(self, begin: int, end: int) -> bool:
        """Tell whether one part is a family name and a middle name, with no letter before it."""
        return self._known.begins_a_full_name(self.plain[begin:end]) and not (
            begin and self.plain[begin - 1].isalpha()
        )

    def stands_beside_a_phrase(self, begin: int, end: int) -> bool:
        """Tell whether one part is a word that names of offices and firms are made of, or an affix."""
        part = self.plain[begin:end]
        # a digit or sign behind a word is what people write there, more often than its last letter
        return (
            part[0].isalpha()
            and part[-1].isalpha()
            and any(
                self._known.stands_beside_a_phrase(text)
                for text in (part, *(look[begin:end] for look in self._looks))
            )
        )

    def word_of_a_phrase(self, begin: int, end: int) -> float:
        """Return the cost of one part as a listed word in a phrase; infinite if it is none."""
        cost = self.word(begin, end)
        if cost == math.inf or not self.has_usual_capitals(begin, end, of=SEVERAL):
            return math.inf
        if begin < end - 1 and self._has_a_capital_within(end):
            return math.inf
        if self.stands_beside_a_phrase(begin, end):
            cost -= (1 - _SAME_SPELLING) * self.spelling(begin, end)
        return cost

    def made_up_word(self, begin: int, end: int) -> float:
        """Return the cost of one part as a word of no language, such as a brand; infinite if it is none."""
        if not _SHORTEST_MADE_UP <= end - begin <= _LONGEST_MADE_UP or self._goes_across(begin, end):
            return math.inf
        part = self.plain[begin:end]
        if len(part) > _LETTERS_OF_A_FIRM and not self.has_usual_capitals(begin, end, of=SEVERAL):
            return math.inf
        if len(part) <= _LETTERS_OF_A_FIRM and part.isalpha():
            return _EACH_OF_A_FIRM * len(part) + self.spelling(begin, end)
        if not (part[0].isalpha() and part[-1].isalpha()):
            return math.inf
        for look in (part, *(look[begin:end] for look in self._looks)):
            if look.isalpha() and (found := _MADE_UP.fullmatch(look)):
                if self._run_of_syllables(begin, end):
                    return math.inf
                read = sum(map(str.__ne__, look, part))
                if read and _TWO_NO_LETTERS.search(part):
                    continue
                change = _LOOK_ALIKE + _EACH_LOOK_ALIKE * read if read else 0
                kind = _KIND_OF_FIRM_COST if found[1] else 0
                return _MADE_UP_COST + kind + change + self.spelling(begin, end) * _SAME_SPELLING
        return math.inf

    def _run_of_syllables(self, begin: int, end: int) -> bool:
        """Tell whether the letters around one part are more Vietnamese syllables than a phrase has."""
        first, last = begin, end
        while first and self.plain[first - 1].isalpha():
            first -= 1
        while last < len(self.plain) and self.plain[last].isalpha():
            last += 1
        return is_many_syllables(self.plain[first:last])

    def unknown_word(self, begin: int, end: int) -> float:
        """Return the cost of one part as a word that no list has; infinite if it has more than letters."""
        if not self.plain[begin:end].isalpha():
            return math.inf
        return _UNKNOWN_WORD + self._spelled[end] - self._spelled[begin] + self.spelling(begin, end)

    def spelling(self, begin: int, end: int) -> float:
        """Return what the capitals and the diacritics of one part cost."""
        return _case(self._text[begin:end]) + (_DIACRITICS if self._marked[begin:end].count(1) else 0)

    def between_words(self, begin: int, end: int) -> float:
        """Return the cost of one part that is no word: digits, dates, signs, runs, walks over the keys."""
        if (begin, end) not in self._others:
            inside = self.plain[begin:end].isdigit() and self._first_word <= begin and end <= self._last_word
            self._others[begin, end] = self._no_word(begin, end) + (_INSIDE if inside else 0)
        return self._others[begin, end]

    def _no_word(self, begin: int, end: int) -> float:
        part = self.plain[begin:end]
        if len(part) == 1:
            return self._sign(self._text[begin])
        if part.isdigit():
            return min(self._number(part), self._known.word(part))
        cost = self._run(begin, end)
        if cost < math.inf:
            cost += self.spelling(begin, end)
        if _DATE.fullmatch(part):
            cost = min(cost, _DATE_COST)
        elif _DAY_AND_MONTH.fullmatch(part):
            cost = min(cost, _DAY_COST)
        elif len(part) == 4 and _PLATE.fullmatch(part):
            cost = min(cost, _PLATE_COST)
        elif not part.isalpha() and len(set(part)) == 1:
            cost = min(cost, self._sign(part[0]) + REPEATED)
        return cost

    def _as_written(self, begin: int, end: int, *, listed: bool) -> float:
        """Return the cost of one part in the cheapest way to read it: plain, reversed, with look-alikes."""
        part = self.plain[begin:end]
        if len(part) == 1 or part.isdigit() or not (listed or len(part) <= _LONGEST_SYLLABLE):
            return math.inf
        cost_of = self._known.word if listed else self._known.syllable
        short = _SHORT.get(len(part), 0) if listed else 0
        cost = max(cost_of(part), short)
        for text, change in self._other_readings(begin, end):
            least = short + _SHORT_AND_CHANGED if short else 0
            cost = min(cost, max(cost_of(text) + change, least))
        return cost + self.spelling(begin, end) if cost < math.inf else cost

    def _other_readings(self, begin: int, end: int) -> Iterator[tuple[str, float]]:
        """Yield what one part may stand for, with what the change costs."""
        part = self.plain[begin:end]
        yield part[::-1], REVERSED
        for look in self._looks:
            other = look[begin:end]
            if other != part:
                change = _LOOK_ALIKE + _EACH_LOOK_ALIKE * sum(map(str.__ne__, other, part))
                yield other, change
                yield other[::-1], change + REVERSED

    def _run(self, begin: int, end: int) -> float:
        """Return the cost of a walk over the keys, or of a run in the alphabet."""
        part = self.plain[begin:end]
        if len(part) < 3:
            return math.inf
        if any(part in run or part[::-1] in run for run in _RUNS):
            return 1.4 + 0.1 * len(part)
        inside = [turns for (first, last), turns in self._walks.items() if first <= begin and end <= last]
        return 1.6 + 0.15 * len(part) + 0.4 * min(inside) if inside else math.inf

    def _number(self, digits: str) -> float:
        """Return the cost of a part that has only digits."""
        cost = _DIGIT * len(digits)
        if any(digits in run or digits[::-1] in run for run in _RUNS) or len(set(digits)) == 1:
            cost = min(cost, 0.6 + 0.1 * len(digits))
        if _YEAR.fullmatch(digits):
            cost = min(cost, _YEAR_COST)
        if len(digits) == 4 and _DAY_AND_MONTH.fullmatch(digits):
            cost = min(cost, _DAY_COST)
        if 5 <= len(digits) <= 8 and _DATE.fullmatch(digits):
            cost = min(cost, _DATE_COST)
        return cost

    def _sign(self, sign: str) -> float:
        """Return the cost of one character that belongs to no known part."""
        if sign.isdigit():
            return _DIGIT
        if sign.isalpha():
            return _LETTER + (_CAPITAL if sign.isupper() else 0)
        return _SIGNS.get(sign, _RARE_SIGN)

    def _spell(self) -> list[float]:
        """Return, for each place, the cost of all letters before it as letters of unknown words."""
        costs = [0.0]
        for place, letter in enumerate(self.plain):
            before = "".join(
                sign if sign.isalpha() else " " for sign in self.plain[max(0, place - 2) : place]
            )
            cost = self._known.next_letter(before.rjust(2), letter) if letter.isalpha() else 0
            costs.append(costs[-1] + min(cost, 2 * _LETTER))
        return costs


def syllables_in(text: str) -> int:
    """Return how many syllables *text* (lower case, no diacritics) has, roughly: its groups of vowels."""
    return len(_VOWELS.findall(text))


@lru_cache(maxsize=4096)
def fewest_syllables(text: str) -> float:
    """Return how many Vietnamese syllables without diacritics *text* is, at least; infinite if it is none."""
    fewest = [0.0] + [math.inf] * len(text)
    for end in range(1, len(text) + 1):
        for begin in range(max(0, end - _LONGEST_SYLLABLE), end):
            if fewest[begin] < fewest[end] - 1 and ways_to_write(text[begin:end]) & PLAIN:
                fewest[end] = fewest[begin] + 1
    return fewest[-1]


def is_many_syllables(text: str) -> bool:
    """Tell whether *text* is more Vietnamese syllables than a phrase has, also backwards."""
    return any(_MOST_SYLLABLES < fewest_syllables(one) < math.inf for one in (text, text[::-1]))


def _letter(sign: str) -> str:
    """Return one character in lower case without its diacritics."""
    plain = without_diacritics(sign).lower()
    return plain if len(plain) == 1 else sign


def _case(text: str) -> float:
    """Return the cost of the capitals in *text*."""
    # Unicode has capitals that are no letters, such as Ⅳ and Ⓐ.
    letters, capitals = sum(map(str.isalpha, text)), sum(one.isalpha() and one.isupper() for one in text)
    if not capitals:
        return 0
    if capitals == letters or (capitals == 1 and (text[0].isupper() or text[-1].isupper())):
        return 0.2
    if text[0].isupper() and capitals <= 4:
        return 0.6
    return math.log10(math.comb(letters, capitals)) + 0.3
