"""Says what each part of a password costs a guesser: a word, a syllable, a year, digits, signs, a walk.

All costs are decimal logarithms of numbers of guesses. Most are assumptions; docs/decisions/0045 says how
they were judged. `bff.rules.guesses` puts the parts together.
"""

import math
import re
from collections.abc import Iterator
from functools import lru_cache

from bff.rules.dictionary import Dictionary, dictionary
from bff.rules.keyboards import read_as_letters, untyped, walks
from bff.rules.syllables import PLAIN, TELEX, VNI, from_few_letters, ways_to_write
from identity.names import without_diacritics

LONGEST_PART = 20
_LONGEST_SYLLABLE = 11
_LOOK_ALIKE, _EACH_LOOK_ALIKE = 0.2, 0.2
#: In a phrase they are one habit: each syllable, and each of them, costs less.
_SAME_LOOK_ALIKES = 0.1
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
_MONTH_AND_YEAR = re.compile(rf"{_MONTH}[-/._]?{_YEAR.pattern}")
#: Dates cost little: a guesser who knows a person tries that family's dates first.
_YEAR_COST, _DATE_COST, _DAY_COST, _MONTH_AND_YEAR_COST = 1.3, 3.4, 2.2, 2.4
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890")
#: Usual capitals (U) among all else (x): none, all, the first, the last, the first of each syllable.
ONE_SYLLABLE, SEVERAL = re.compile("U?x*|x*U|U*|xU+"), re.compile("x*U?|U*|(?:Ux+)+U?|xU+")
#: Digits between words: most people write them before or after all words.
_INSIDE = 2.2
_WORD = re.compile(r"[^\W\d_]{3,}")
#: Capitals of so many syllables show where all begin.
_CAMEL = re.compile("(?:[A-ZĐ][a-zđ]+){3}")
_VOWELS = re.compile("[aeiouy]+")
#: A word of no language: a few groups of vowels between groups of consonants that a mouth can say.
#: What a firm makes may stand before it.
_KINDS_OF_FIRM = (
    "duoc|thep|nhua|gach|sua|bia|dien|than|soi|giay|sach|det|may"
    "|cang|dau|muoi|phan|hoa|banh|da|vang|xe|nuoc|vien"
)
_MADE_UP = re.compile(
    f"({_KINDS_OF_FIRM})?(?=.{{4,12}}$)[b-df-hj-np-tv-xz]{{0,2}}"
    "(?:[aeiouy]{1,3}[b-df-hj-np-tv-xz]{1,2}[cghlrst]?){1,4}[aeiouy]{0,3}"
)
_KIND_OF_FIRM_COST, _MADE_UP_CHANGED = 1.5, 1.0
_SHORTEST_MADE_UP, _LONGEST_MADE_UP, _MADE_UP_COST = 2, 14, 4.3
#: Look-alikes in a word of no language: single ones, between letters, the usual ones.
_LETTERS_OR_LOOK_ALIKES = re.compile(r"[a-z]+(?:[@$!0134][a-z]+)*")
#: A longer one has no capitals within.
_MOST_WITH_CAPITALS = 10
#: Letters that are the short name of a firm.
_LETTERS_OF_A_FIRM, _EACH_OF_A_FIRM = 3, 1.3
_MOST_SYLLABLES = 3
#: The number of a vehicle: a province, a letter, a digit.
_PLATE, _PLATE_COST = re.compile("[1-9][0-9][a-z][0-9]"), 3.4
#: A name or word of which only the consonants are written, and what each syllable begins with.
_WITHOUT_VOWELS = re.compile("(?=.{5})[a-z][bcdghklmnpqrstvx]{2,}(?:[aeiouy][bcdghklmnpqrstvx]{2,}){0,2}")
_WITHOUT_VOWELS_COST = 6.3
#: A month (t5, thang5) and a class at school (12a1, k65).
_MONTH_OR_CLASS = re.compile(rf"t(?:hang)?{_MONTH}|(?:1[0-2]|[6-9])[a-k][0-9]{{0,2}}|k[0-9]{{2}}")
_MONTH_COST, _CLASS_COST = 1.5, 2.6


class Parts:
    """One text, and the cost of each of its parts."""

    def __init__(self, text: str, *, breaks: frozenset[int] = frozenset(), backwards: bool = False) -> None:
        """Take *text*, the places where a sign was that no syllable goes across, and if it was turned."""
        self._text, self._breaks, self._backwards = text, breaks, backwards
        self.plain = "".join(_letter(sign) for sign in text)
        self._lower = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
        self._camel = _CAMEL.search(text) is not None
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

    def of_a_phrase(self, begin: int, end: int) -> tuple[int, float, tuple[str, ...]]:
        """Return the ways to write one part as a syllable (bits), its spelling's cost, and what it may be."""
        if (
            end - begin > _LONGEST_SYLLABLE
            or self._goes_across(begin, end)
            or self._has_a_capital_within(end)
        ):
            return 0, 0.0, ()
        if not self.has_usual_capitals(begin, end, of=ONE_SYLLABLE) or self._begins_low(begin):
            return 0, 0.0, ()
        spelling = _case(self._text[begin:end]) * _SAME_SPELLING
        part, lower = self.plain[begin:end], self._lower[begin:end]
        if ways := ways_to_write(lower):
            return ways, spelling, (part, *untyped(lower)) if ways & (TELEX | VNI) else (part,)
        if (longer := from_few_letters(lower)) and ways_to_write(longer) & PLAIN:
            return PLAIN, spelling + _FEW_LETTERS, (longer,)
        for look in self._looks:
            if ways_to_write(look[begin:end]) & PLAIN and not self._marked[begin:end].count(1):
                read = sum(map(str.__ne__, look[begin:end], part))
                return PLAIN, spelling + _SAME_LOOK_ALIKES * (1 + read), (look[begin:end],)
        return 0, spelling, ()

    def _has_a_capital_within(self, end: int) -> bool:
        """Tell whether a capital ends one part and letters go on: by habit only the last of all is one."""
        then = self._cases[end : end + 1] == "x" and self.plain[end].isalpha()
        return then and self._cases[max(0, end - 2) : end] == "xU"

    def _goes_across(self, begin: int, end: int) -> bool:
        return bool(self._breaks) and any(begin < place < end for place in self._breaks)

    def _is_cut(self, begin: int, end: int) -> bool:
        """Tell whether a word begins or ends within a word: beside a sign that it goes across, or a capital.

        No word with diacritics goes across a sign: without them it may be another one.
        """
        if self._goes_across(begin, end):
            marked = self._marked[begin:end].count(1) > 0
            return marked or any(
                place not in self._breaks and self._within_letters(place) for place in (begin, end)
            )
        return self._begins_low(begin) and not self._known.stands_beside_a_phrase(self.plain[begin:end])

    def _within_letters(self, place: int) -> bool:
        return 0 < place < len(self.plain) and (self.plain[place - 1] + self.plain[place]).isalpha()

    def _begins_low(self, place: int) -> bool:
        """Tell whether no capital is at *place*, where each syllable of the text begins with one."""
        return self._camel and self._cases[place] == "x" and self._within_letters(place)

    def of_a_name(self, begin: int, end: int) -> tuple[bool, bool, bool]:
        """Tell whether one part is a family name, whether a middle name, and whether any part of names."""
        part = self.plain[begin:end]
        if self._marked[begin:end].count(1):
            texts: tuple[str, ...] = (self._lower[begin:end],)
        else:
            texts = (part, from_few_letters(part), *(look[begin:end] for look in self._looks))
        if not any(map(self._known.is_in_names, texts)):
            return False, False, False
        family = any(map(self._known.is_family_name, texts))
        return family, family or any(map(self._known.is_middle_name, texts)), True

    def initials(self, begin: int, end: int) -> float:
        """Return the cost of one part as initials of a name beside a whole one; infinite if it is none."""
        if not 1 < end - begin <= _MOST_INITIALS:
            return math.inf
        last = 0 < begin == len(self.plain) - 2
        if last and self._stands_alone(begin, end) and self._text[begin:end].islower():
            return _INITIAL * (end - begin)
        few = _INITIALS.fullmatch(self._text, begin, end) is not None
        if not few or (self._cases[end : end + 1] == "x" and self.plain[end : end + 1].isalpha()):
            return math.inf
        return _INITIAL * (end - begin)

    def _stands_alone(self, begin: int, end: int) -> bool:
        """Tell whether no letter stands beside one part."""
        return not any(map(str.isalpha, self.plain[max(0, begin - 1) : begin] + self.plain[end : end + 1]))

    def is_a_run_of_syllables(self, begin: int, end: int) -> bool:
        """Tell whether all letters around one part can be read as Vietnamese syllables."""
        return fewest_syllables(self._letters_around(begin, end)) < math.inf

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
        if self._marked[begin:end].count(1) or (begin and self.plain[begin - 1].isalpha()):
            return False
        return self._known.begins_a_full_name(self.plain[begin:end])

    def stands_beside_a_phrase(self, begin: int, end: int) -> bool:
        """Tell whether one part is a word that names of offices and firms are made of, or an affix."""
        part = self.plain[begin:end]
        if self._known.stands_beside_a_phrase(part):
            return True
        # a digit or sign behind a word is what people write there, more often than its last letter
        looks = (look[begin:end] for look in self._looks) if part[0].isalpha() and part[-1].isalpha() else ()
        return any(map(self._known.stands_beside_a_phrase, looks))

    def word_of_a_phrase(self, begin: int, end: int) -> float:
        """Return the cost of one part as a listed word in a phrase; infinite if it is none."""
        cost = self.word(begin, end)
        if cost == math.inf or not self.has_usual_capitals(begin, end, of=SEVERAL):
            return math.inf
        if self._is_cut(begin, end):
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
        usual = SEVERAL if len(part) <= _MOST_WITH_CAPITALS else ONE_SYLLABLE
        if len(part) > _LETTERS_OF_A_FIRM and not self.has_usual_capitals(begin, end, of=usual):
            return math.inf
        if len(part) <= _LETTERS_OF_A_FIRM and part.isalpha():
            return _EACH_OF_A_FIRM * len(part) + self.spelling(begin, end)
        if not (part[0].isalpha() and part[-1].isalpha()):
            return math.inf
        if _WITHOUT_VOWELS.fullmatch(part) and self._stands_alone(begin, end):
            return _WITHOUT_VOWELS_COST + self.spelling(begin, end)
        for look in (part, *(look[begin:end] for look in self._looks)):
            if look.isalpha() and (found := _MADE_UP.fullmatch(look)):
                if self._run_of_syllables(begin, end):
                    return math.inf
                read = sum(map(str.__ne__, look, part))
                if read and not (
                    _LETTERS_OR_LOOK_ALIKES.fullmatch(part) and self._has_plain_capitals(begin, end)
                ):
                    continue
                change = _MADE_UP_CHANGED + _EACH_LOOK_ALIKE * read if read else 0
                kind = _KIND_OF_FIRM_COST if found[1] else 0
                return _MADE_UP_COST + kind + change + self.spelling(begin, end) * _SAME_SPELLING
        return math.inf

    def _has_plain_capitals(self, begin: int, end: int) -> bool:
        return self.has_usual_capitals(begin, end, of=ONE_SYLLABLE)

    def _run_of_syllables(self, begin: int, end: int) -> bool:
        """Tell whether the letters around one part are more Vietnamese syllables than a phrase has."""
        letters = self._letters_around(begin, end)
        return _MOST_SYLLABLES < fewest_syllables(letters[::-1] if self._backwards else letters) < math.inf

    def _letters_around(self, begin: int, end: int) -> str:
        while begin and self.plain[begin - 1].isalpha():
            begin -= 1
        while end < len(self.plain) and self.plain[end].isalpha():
            end += 1
        return self.plain[begin:end]

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
        elif _MONTH_OR_CLASS.fullmatch(part):
            cost = min(cost, _MONTH_COST if part[0] == "t" else _CLASS_COST)
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
        return 1.6 + 0.15 * len(part) + 0.6 * min(inside) if inside else math.inf

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
        if 5 <= len(digits) <= 6 and _MONTH_AND_YEAR.fullmatch(digits):
            cost = min(cost, _MONTH_AND_YEAR_COST)
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


def _letter(sign: str) -> str:
    """Return one character in lower case without its diacritics."""
    plain = without_diacritics(sign).lower()
    return plain if len(plain) == 1 else sign


def _case(text: str) -> float:
    """Return the cost of the capitals in *text*."""
    if text.islower() or not text:
        return 0
    # Unicode has capitals that are no letters, such as Ⅳ and Ⓐ.
    letters, capitals = sum(map(str.isalpha, text)), sum(one.isalpha() and one.isupper() for one in text)
    if not capitals:
        return 0
    if capitals == letters or (capitals == 1 and (text[0].isupper() or text[-1].isupper())):
        return 0.2
    if capitals == letters - 1 and text[0].islower():
        return 0.4
    if text[0].isupper() and capitals <= 4:
        return 0.6
    return math.log10(math.comb(letters, capitals)) + 0.3
