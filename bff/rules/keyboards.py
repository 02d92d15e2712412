"""How keys become letters: Telex and VNI typing, look-alike signs, and walks over the keys of a keyboard.

A person who types a Vietnamese word into a password field, where the input method is off, leaves its keys
behind: nguyễn becomes ``nguyeenx`` (Telex) or ``nguye6n4`` (VNI).
"""

import re
import unicodedata
from functools import lru_cache
from types import MappingProxyType

_TELEX_TONES = MappingProxyType({"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"})
_VNI_TONES = MappingProxyType({"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"})
_VNI_SHAPES = MappingProxyType({"\u0302": "6", "\u031b": "7", "\u0306": "8"})
_TELEX_VOWELS = re.compile(r"(?<=[aou])w|(?<=a)a|(?<=e)e|(?<=o)o|(?<=^d)d")
_TELEX_TONE = re.compile(r"(?<=[aeiouyw])[sfrxj]")
#: Signs that stand for a letter of the same look. Two of them have two readings.
READ_AS = MappingProxyType(
    dict(zip("4@83(69!|10$5+7%2", "aabecggiiiosst" + "txz", strict=True)),
)
_LOOK_ALIKES = str.maketrans(dict(READ_AS))
_OTHER_LOOK_ALIKES = str.maketrans({**READ_AS, "1": "l", "7": "l", "|": "l", "9": "q"})
_ROWS: tuple[tuple[str, str], ...] = (
    ("`1234567890-=", "~!@#$%^&*()_+"),
    ("\tqwertyuiop[]\\", "\tQWERTYUIOP{}|"),
    ("\tasdfghjkl;'", '\tASDFGHJKL:"'),
    ("\tzxcvbnm,./", "\tZXCVBNM<>?"),
)
#: Row and column of the key of each sign.
_KEYS = MappingProxyType(
    {
        sign: (row, column)
        for row, pair in enumerate(_ROWS)
        for signs in pair
        for column, sign in enumerate(signs)
        if sign != "\t"
    }
)


@lru_cache(maxsize=2048)
def typed(syllable: str) -> tuple[str, ...]:
    """Return how *syllable*, with its diacritics and in lower case, looks when it is typed.

    First plain, then with the keys of Telex and of VNI: the shapes at their vowel or behind the syllable, the
    tone behind its vowel or behind the syllable. The order of the ways is the same for each syllable.
    """
    tones = [sign for sign in unicodedata.normalize("NFD", syllable) if sign in _TELEX_TONES]
    tone = tones[0] if tones else ""
    found = [""]
    for tone_keys, shape_keys, stroke in ((_TELEX_TONES, None, "dd"), (_VNI_TONES, _VNI_SHAPES, "d9")):
        mark = tone_keys.get(tone, "")
        plain = at_once = behind = shapes = ""
        for sign in unicodedata.normalize("NFD", syllable):
            if sign == tone:
                behind += mark
            elif sign in _VNI_SHAPES:
                telex_key = plain[-1:] if sign == "\u0302" else "w"
                key = shape_keys[sign] if shape_keys else telex_key
                at_once, behind, shapes = at_once + key, behind + key, shapes + key
            else:
                keys = stroke if sign == "đ" else sign
                at_once, behind = at_once + keys, behind + keys
                plain += keys
        bare = plain.replace(stroke, "d")
        # one key gives ươ both its horns
        once = at_once.replace("uwow", "uow").replace("u7o7", "uo7")
        found[0] = bare
        found += [at_once + mark, behind, once + mark, plain + "".join(dict.fromkeys(shapes)) + mark]
    return tuple(found)


def untyped(keys: str) -> tuple[str, ...]:
    """Return the syllables without diacritics that the *keys* of Telex or VNI may mean, in lower case."""
    if keys.isalpha():
        shaped = _TELEX_VOWELS.sub("", keys)
        return (
            shaped,
            shaped[:-1] if shaped[-1:] in set("sfrxj") else shaped,
            _TELEX_TONE.sub("", shaped, count=1),
            _TELEX_VOWELS.sub("", _TELEX_TONE.sub("", keys, count=1)),
        )
    letters = re.sub("[0-9]", "", keys)
    return (letters,) if len(keys) - len(letters) <= 3 and keys[:1].isalpha() and letters.isalpha() else ()


def read_as_letters(text: str) -> tuple[str, str]:
    """Return *text* with signs and digits in place of the letters that they look like, in two readings."""
    return text.translate(_LOOK_ALIKES), text.translate(_OTHER_LOOK_ALIKES)


def walks(text: str) -> list[tuple[int, int, int]]:
    """Return each longest walk over neighbouring keys: where it begins and ends, and how often it turns."""
    found, begin, turns, last = [], 0, 0, None
    for place in range(1, len(text) + 1):
        step = _step(text[place - 1], text[place]) if place < len(text) else None
        if step is None:
            if place - begin > 2:
                found.append((begin, place, turns))
            begin, turns, last = place, 0, None
        elif step != last:
            turns, last = turns + (last is not None), step
    return found


def _step(first: str, second: str) -> tuple[int, int] | None:
    """Return the way from the key of *first* to that of *second*; None if they are no neighbours."""
    if first not in _KEYS or second not in _KEYS:
        return None
    row, column = _KEYS[second][0] - _KEYS[first][0], _KEYS[second][1] - _KEYS[first][1]
    return (row, column) if max(abs(row), abs(column)) <= 1 and (row, column) != (0, 0) else None
