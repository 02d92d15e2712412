"""Makes passwords from words, spellings and tails; a seeded split sets half of each aside for the judging."""

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from tests.support.guessing.words import WORDS

#: Chosen once, before the dictionary was made. Another seed would make the judging half known.
SEED = 20261126
SIGNS = "@!#$._-*@@@"
_TELEX_TONES = MappingProxyType({"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"})
_VNI_TONES = MappingProxyType({"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"})
_VNI_SHAPES = MappingProxyType({"\u0302": "6", "\u031b": "7", "\u0306": "8"})
_LEET = str.maketrans({"a": "@", "o": "0", "i": "1", "e": "3", "s": "$"})
_LEET_LIGHT = str.maketrans({"a": "4", "o": "0"})


def plain(text: str) -> str:
    """Return *text* without diacritics; đ becomes d."""
    marks = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in marks if not unicodedata.combining(sign))


def telex(syllable: str) -> str:
    """Return the keys that type *syllable* in Telex, the tone last: Nguyễn is Nguyeenx."""
    keys, tone = "", ""
    for sign in unicodedata.normalize("NFD", syllable):
        if sign in _TELEX_TONES:
            tone = _TELEX_TONES[sign]
        elif sign == "\u0302":
            keys += keys[-1].lower()
        elif sign in "\u031b\u0306":
            keys += "w"
        else:
            keys += {"đ": "dd", "Đ": "Dd"}.get(sign, sign)
    return keys + tone


def vni(syllable: str) -> str:
    """Return the keys that type *syllable* in VNI, shapes and tone last: Nguyễn is Nguyen64."""
    keys, shapes, tone = "", "", ""
    for sign in unicodedata.normalize("NFD", syllable):
        if sign in _VNI_TONES:
            tone = _VNI_TONES[sign]
        elif sign in _VNI_SHAPES:
            shapes = _VNI_SHAPES[sign]
        else:
            keys += {"đ": "d9", "Đ": "D9"}.get(sign, sign)
    return keys + shapes + tone


def vni_at_once(syllable: str) -> str:
    """Return the same keys with each shape behind its vowel: Nguyễn is Nguye6n4."""
    keys, tone = "", ""
    for sign in unicodedata.normalize("NFD", syllable):
        if sign in _VNI_TONES:
            tone = _VNI_TONES[sign]
        elif sign in _VNI_SHAPES:
            keys += _VNI_SHAPES[sign]
        else:
            keys += {"đ": "d9", "Đ": "D9"}.get(sign, sign)
    return keys + tone


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(word: str, spell: Callable[[str], str] = plain) -> str:
    return "".join(spell(part) for part in word.lower().split())


def _camel(word: str, spell: Callable[[str], str] = plain) -> str:
    return "".join(_capital(spell(part)) for part in word.lower().split())


SPELLINGS: MappingProxyType[str, Callable[[str], str]] = MappingProxyType(
    {
        "capital first": lambda word: _capital(_joined(word)),
        "capitals of syllables": _camel,
        "all capitals": lambda word: _joined(word).upper(),
        "lower case": _joined,
        "last capital": lambda word: _joined(word)[:-1] + _joined(word)[-1:].upper(),
        "telex": lambda word: _capital(_joined(word, telex)),
        "telex, capitals of syllables": lambda word: _camel(word, telex),
        "vni": lambda word: _capital(_joined(word, vni)),
        "vni, at once": lambda word: _capital(_joined(word, vni_at_once)),
        "diacritics": lambda word: _capital("".join(word.lower().split())),
        "letters as signs": lambda word: _capital(_joined(word).translate(_LEET)),
        "letters as digits": lambda word: _capital(_joined(word).translate(_LEET_LIGHT)),
        "reversed": lambda word: _capital(_joined(word)[::-1]),
        "doubled": lambda word: _capital(_joined(word)) * 2,
        "doubled, then lower": lambda word: _capital(_joined(word)) + _joined(word),
        "first letter doubled": lambda word: _capital(_joined(word)[:1] + _joined(word)),
    }
)

Filler = Callable[[str, random.Random], str]


def _year(chance: random.Random) -> str:
    return str(chance.choice([*range(1950, 2012), *range(2015, 2028)]))


def _date(chance: random.Random, form: str) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), int(_year(chance))
    return form.format(d=day, m=month, y=year, s=year % 100)


def _run(chance: random.Random, *, longest: int = 6) -> str:
    return "123456789"[: chance.randint(1, longest)]


def _lucky(chance: random.Random) -> str:
    return chance.choice(
        ["6868", "8888", "9999", "79", "68", "86", "39", "1102", "000", "111", "2k3", "2468"]
    )


def _sign(chance: random.Random) -> str:
    return chance.choice(SIGNS)


def _few(chance: random.Random, count: int) -> str:
    return "".join(chance.choices("0123456789", k=count))


FRAMES: MappingProxyType[str, Filler] = MappingProxyType(
    {
        "word sign year": lambda word, c: word + _sign(c) + _year(c),
        "word year sign": lambda word, c: word + _year(c) + _sign(c),
        "year sign word": lambda word, c: _year(c) + _sign(c) + word,
        "sign word year": lambda word, c: _sign(c) + word + _year(c),
        "word sign short year": lambda word, c: word + _sign(c) + _year(c)[2:],
        "word sign two years": lambda word, c: word + _sign(c) + _year(c) + _year(c)[2:],
        "word sign ddmmyyyy": lambda word, c: word + _sign(c) + _date(c, "{d:02}{m:02}{y}"),
        "word ddmmyy sign": lambda word, c: word + _date(c, "{d:02}{m:02}{s:02}") + _sign(c),
        "word sign ddmm": lambda word, c: word + _sign(c) + _date(c, "{d:02}{m:02}"),
        "word d/m/yyyy": lambda word, c: word + _date(c, "{d}/{m}/{y}"),
        "word dd.mm.yy": lambda word, c: word + _date(c, "{d:02}.{m:02}.{s:02}"),
        "ddmmyyyy sign word": lambda word, c: _date(c, "{d:02}{m:02}{y}") + _sign(c) + word,
        "word sign run": lambda word, c: word + _sign(c) + _run(c),
        "word run sign": lambda word, c: word + _run(c) + _sign(c),
        "run sign word": lambda word, c: _run(c) + _sign(c) + word,
        "word sign run sign": lambda word, c: word + _sign(c) + _run(c) + _sign(c),
        "word sign run back": lambda word, c: word + _sign(c) + _run(c)[::-1],
        "word sign lucky": lambda word, c: word + _sign(c) + _lucky(c),
        "word lucky sign": lambda word, c: word + _lucky(c) + _sign(c),
        "word sign plate": lambda word, c: word + _sign(c) + str(c.randint(11, 99)),
        "word plate sign": lambda word, c: word + str(c.randint(11, 99)) + _sign(c),
        "word sign one digit": lambda word, c: word + _sign(c) + _few(c, 1),
        "word digit sign": lambda word, c: word + _few(c, 1) + _sign(c),
        "word sign three digits": lambda word, c: word + _sign(c) + _few(c, 3),
        "word sign four digits": lambda word, c: word + _sign(c) + _few(c, 4),
        "word two signs run": lambda word, c: word + _sign(c) * 2 + _run(c),
        "word run two signs": lambda word, c: word + _run(c) + _sign(c) + _sign(c),
        "word shifted run": lambda word, c: word + "!@#$%"[: c.randint(2, 5)] + _few(c, 1),
        "word run shifted run": lambda word, _c: word + "123" + "!@#",
        "word sign run letter": lambda word, c: word + _sign(c) + _run(c) + c.choice("abcxyz"),
        "word same digits sign": lambda word, c: word + c.choice("0123456789") * c.randint(2, 6) + _sign(c),
    }
)


@dataclass(frozen=True)
class Half:
    """One half of the split: words of each kind, and pairs of a spelling and a frame."""

    words: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]

    def passwords(self, *, count: int, seed: int = SEED) -> Iterator[str]:
        """Yield *count* different passwords that meet the portal's rule, the same ones for the same seed."""
        chance, seen = random.Random(seed), set[str]()  # noqa: S311 - a repeatable choice, no secret
        while len(seen) < count:
            spelling, frame = chance.choice(self.pairs)
            made = FRAMES[frame](SPELLINGS[spelling](chance.choice(self.words)), chance)
            made = unicodedata.normalize("NFC", made)
            if made not in seen and meets_the_portals_rule(made):
                seen.add(made)
                yield made


def meets_the_portals_rule(password: str) -> bool:
    """Tell whether *password* has 8 characters of all four kinds."""
    kinds = (str.islower, str.isupper, str.isdigit)
    return (
        len(password) >= 8
        and all(any(kind(sign) for sign in password) for kind in kinds)
        and not password.isalnum()
    )


def halves() -> tuple[Half, Half]:
    """Return the half that the dictionary's maker has seen, and the half that judges."""
    chance = random.Random(SEED)  # noqa: S311 - a repeatable choice, no secret
    seen_words, judging_words = [], []
    for kind in sorted(WORDS):
        words = sorted(set(WORDS[kind]))
        chance.shuffle(words)
        seen_words += words[: len(words) // 2]
        judging_words += words[len(words) // 2 :]
    pairs = [(spelling, frame) for spelling in sorted(SPELLINGS) for frame in sorted(FRAMES)]
    chance.shuffle(pairs)
    middle = len(pairs) // 2
    return Half(tuple(seen_words), tuple(pairs[:middle])), Half(tuple(judging_words), tuple(pairs[middle:]))
