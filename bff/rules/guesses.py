"""Estimates how many guesses find a password: it is taken apart into what a guesser would put together.

Words in any spelling, years, dates, digits, signs, walks over the keys; what is left over counts letter by
letter. The cheapest way to put the password together counts. zxcvbn works in the same way, but knows no
Vietnamese word. All costs are decimal logarithms of numbers of guesses; most are assumptions, and
docs/decisions/0045 says how they were judged.
"""

import math
import re
import unicodedata

from bff.rules.dictionary import Dictionary, dictionary
from bff.rules.keyboards import read_as_letters, walks
from identity.names import without_diacritics

#: A password is judged by its first characters: the work grows with the square of their number.
LONGEST_JUDGED = 48
_LONGEST_WORD, _LONGEST_SYLLABLE = 20, 11
#: One more part: which part comes next is a choice of its own.
_NEXT_PART, _NEXT_KIND = 0.25, 0.45
_LOOK_ALIKE, _EACH_LOOK_ALIKE, _REVERSED, _REPEATED = 0.2, 0.2, 0.4, 0.3
#: The least that words of two and three letters cost, because many texts hold them by chance.
_SHORT, _SHORT_AND_CHANGED = {2: 2.0, 3: 1.9}, 0.8
#: Vietnamese letters in a word: few guessers try them, and each word may have other tones.
_DIACRITICS = 0.6
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
#: What is written twice, one character three times, and a doubled first character.
_REPEAT = re.compile(r"^(.)\1|(.)\2{2,}|(.{2,16}?)\3+", re.DOTALL | re.IGNORECASE)
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890")


def guesses(password: str) -> float:
    """Return the decimal logarithm of the guesses that find *password*, as far as its beginning shows."""
    judged = unicodedata.normalize("NFC", password)[:LONGEST_JUDGED]
    cost = _Parts(judged).cost()
    shorter, repeats = _REPEAT.subn(lambda found: found[found.lastindex or 0], judged)
    if repeats:
        cost = min(cost, _Parts(shorter).cost() + _REPEATED * repeats)
    return cost


class _Parts:
    """One password, and the cost of each of its parts."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = "".join(_letter(sign) for sign in text)
        self._marked = bytes(
            plain != sign for plain, sign in zip(self._plain, map(str.lower, text), strict=True)
        )
        self._looks = [look for look in read_as_letters(self._plain) if look != self._plain]
        self._known: Dictionary = dictionary()
        self._walks = {(begin, end): turns for begin, end, turns in walks(self._plain)}
        self._spelled = self._spell()

    def cost(self) -> float:
        """Return the cost of the cheapest way to put the text together."""
        best = [0.0] + [math.inf] * len(self._text)
        for end in range(1, len(best)):
            for begin in range(max(0, end - _LONGEST_WORD), end):
                cost = best[begin] + self._part(begin, end) + self._change(begin)
                best[end] = min(best[end], cost)
        return best[-1]

    def _change(self, place: int) -> float:
        """Return the cost of one more part that begins at *place*: more if it is of another kind."""
        if not place:
            return 0
        one, other = self._plain[place - 1], self._plain[place]
        alike = one.isalpha() == other.isalpha() and one.isdigit() == other.isdigit()
        return _NEXT_PART if alike else _NEXT_KIND

    def _part(self, begin: int, end: int) -> float:
        """Return the cost of one part as a whole; infinite if it is nothing that a guesser knows."""
        part = self._plain[begin:end]
        if len(part) == 1:
            return self._sign(self._text[begin])
        if part.isdigit():
            return min(self._number(part), self._known.word(part))
        cost = min(self._word(begin, end), self._run(begin, end))
        if part.isalpha():
            cost = min(cost, _UNKNOWN_WORD + self._spelled[end] - self._spelled[begin])
        elif _DATE.fullmatch(part):
            cost = min(cost, _DATE_COST)
        elif _DAY_AND_MONTH.fullmatch(part):
            cost = min(cost, _DAY_COST)
        elif len(set(part)) == 1:
            cost = min(cost, self._sign(part[0]) + _REPEATED)
        if cost < math.inf:
            cost += _case(self._text[begin:end]) + (_DIACRITICS if self._marked[begin:end].count(1) else 0)
        return cost

    def _word(self, begin: int, end: int) -> float:
        """Return the cost of one part as a word: plain, reversed, with signs or digits as letters."""
        part = self._plain[begin:end]
        short = _SHORT.get(len(part), 0)
        cost = min(self._known.word(part), self._syllable(part))
        changed = min(self._known.word(part[::-1]), self._syllable(part[::-1])) + _REVERSED
        for look in self._looks:
            other = look[begin:end]
            if other != part:
                read = sum(map(str.__ne__, other, part))
                word = min(self._known.word(other), self._syllable(other))
                back = self._known.word(other[::-1]) + _REVERSED
                changed = min(changed, min(word, back) + _LOOK_ALIKE + _EACH_LOOK_ALIKE * read)
        return min(max(cost, short), max(changed, short + _SHORT_AND_CHANGED if short else 0))

    def _syllable(self, part: str) -> float:
        return self._known.syllable(part) if len(part) <= _LONGEST_SYLLABLE else math.inf

    def _run(self, begin: int, end: int) -> float:
        """Return the cost of a walk over the keys, or of a run in the alphabet."""
        part = self._plain[begin:end]
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
        for place, letter in enumerate(self._plain):
            before = "".join(
                sign if sign.isalpha() else " " for sign in self._plain[max(0, place - 2) : place]
            )
            cost = self._known.next_letter(before.rjust(2), letter) if letter.isalpha() else 0
            costs.append(costs[-1] + min(cost, 2 * _LETTER))
        return costs


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
