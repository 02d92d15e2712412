"""Vietnamese names: tidy a typed name for storage, and compare two spellings of one name.

The product stores a name as it was typed, in NFC. It compares keys, which ignore the differences that
keyboards and registers make without meaning: case, runs of spaces, the place of the tone mark, eth for đ, the
shape of the apostrophe. Bí and Bị, Mỹ and Mĩ stay different names.
"""

import re
import unicodedata

TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng, as combining marks
SHAPES = "\u0302\u0306\u031b"  # the marks that turn a vowel into another one: â, ă, ơ

# Schools teach both hoà and hòa, and people misplace the tone mark in all groups of vowels (phứơc for phước,
# tíên for tiến). A syllable has one group of vowels and one tone, so the letter that bears it has no meaning.
VOWELS = re.compile(f"(?:[aeiouy][{SHAPES}{TONES}]*){{2,}}")
# Ð (eth, U+00D0) and Ɖ (U+0189) look like Đ, and old keyboards produce them.
ONE_D = str.maketrans({"ð": "đ", "Ð": "Đ", "ɖ": "đ", "Ɖ": "Đ"})
ONE_APOSTROPHE = str.maketrans(dict.fromkeys("’‘‛ʼʹ′´`＇", "'"))
ONE_HYPHEN = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
SIGNS = frozenset(" '’-.")


def tidy_name(text: str) -> str:
    """Return the name for storage: NFC, single spaces between words, no spaces around, nothing invisible."""
    # Category Cf: zero-width spaces and direction marks, which come along when a name is pasted.
    visible = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(unicodedata.normalize("NFC", visible).split())


def in_words(text: str) -> str:
    """Return a name that is all in capitals, as many registers write it, with a capital for each part of it.

    NGUYỄN THỊ LAN becomes Nguyễn Thị Lan, and H'HEN NIÊ becomes H'Hen Niê. A name that has small letters
    stays as it is.
    """
    tidy = tidy_name(text)
    return tidy.title() if tidy.isupper() else tidy


def name_key(text: str) -> str:
    """Return the key of a name; all spellings of one name have the same key.

    A key is only for comparison; never show it to a person.
    """
    # NFD, casefold, NFD: a canonical caseless match (The Unicode Standard, section 3.13, definition D145).
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", tidy_name(text)).casefold())
    signs = unicodedata.normalize("NFC", folded).translate(ONE_D | ONE_APOSTROPHE | ONE_HYPHEN)
    joined = re.sub(r"\s*(['-])\s*", r"\1", " ".join(signs.split()))
    return unicodedata.normalize("NFC", _with_tones_in_place(unicodedata.normalize("NFD", joined)))


def names_agree(one: str, other: str, *, ignore_diacritics: bool = False) -> bool:
    """Tell whether both are spellings of one name; an empty name agrees with no name.

    Args:
        ignore_diacritics: An agrees with Ân, for a counterpart that stores names without diacritics.
    """
    if ignore_diacritics:
        one, other = without_diacritics(one), without_diacritics(other)
    key = name_key(one)
    return key != "" and key == name_key(other)


def without_diacritics(text: str) -> str:
    """Remove the diacritics of *text*: Nguyễn Thị Đào becomes Nguyen Thi Dao."""
    decomposed = unicodedata.normalize("NFD", text).translate(ONE_D)
    plain = "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", plain.replace("đ", "d").replace("Đ", "D"))


def has_only_name_letters(text: str) -> bool:
    """Tell whether *text* can be a name: letters and marks of any script, spaces, ' ’ - and full stop.

    H'Hen Niê, Y Moan Êban, names of one word and long names pass. Digits, and texts without a letter, do not.
    """
    kinds = [unicodedata.category(letter)[0] for letter in tidy_name(text) if letter not in SIGNS]
    return "L" in kinds and set(kinds) <= {"L", "M"}


def _with_tones_in_place(decomposed: str) -> str:
    """Move the tone mark of each group of vowels to its last vowel; a group with two marks keeps both."""

    def moved(group: re.Match[str]) -> str:
        tones = [sign for sign in group[0] if sign in TONES]
        return group[0].replace(tones[0], "") + tones[0] if len(tones) == 1 else group[0]

    return VOWELS.sub(moved, decomposed)
