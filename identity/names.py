"""When two spellings are one Vietnamese name, and what is stored of a typed one.

Stored is what was typed, in NFC. Compared is a key which ignores what keyboards and registers vary without
meaning: case, runs of spaces, the place of the tone mark, eth for đ, the shape of the apostrophe.
Bí and Bị, Mỹ and Mĩ stay different names.
"""

import re
import unicodedata

TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng, as combining marks
SHAPES = "\u0302\u0306\u031b"  # the marks that make another vowel: â, ă, ơ

# Both hoà and hòa are taught; the pair of vowels may be closed as well (huỳnh, hùynh). After q the u is
# no vowel at all, so a tone typed on it belongs to the next letter (quý, qúy; quốc, qúôc).
MISPLACED_TONE = re.compile(
    f"((?<=q)u(?=[{TONES}][aeioy])|o(?=[{TONES}][ae])|u(?=[{TONES}]y))"
    f"([{TONES}])([aeioy][{SHAPES}]*)(?![{TONES}{SHAPES}])"
)
# Ð (eth, U+00D0) and Ɖ (U+0189) look like Đ, and old keyboards produce them.
ONE_D = str.maketrans({"ð": "đ", "Ð": "Đ", "ɖ": "đ", "Ɖ": "Đ"})
ONE_APOSTROPHE = str.maketrans(dict.fromkeys("’‘‛ʼʹ′´`＇", "'"))
ONE_HYPHEN = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
SIGNS = frozenset(" '’-.")


def tidy_name(text: str) -> str:
    """Give the name as it is stored: NFC, one space between words, none around, nothing invisible."""
    visible = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(unicodedata.normalize("NFC", visible).split())


def name_key(text: str) -> str:
    """Give what is compared: two spellings of one name have one key.

    A key is for comparing only, it is not a spelling to show.
    """
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", tidy_name(text)).casefold())
    signs = unicodedata.normalize("NFC", folded).translate(ONE_D | ONE_APOSTROPHE | ONE_HYPHEN)
    joined = re.sub(r"\s*(['-])\s*", r"\1", " ".join(signs.split()))
    return unicodedata.normalize("NFC", _with_tones_in_place(unicodedata.normalize("NFD", joined)))


def names_agree(one: str, other: str, *, ignore_diacritics: bool = False) -> bool:
    """Tell whether both are spellings of one name; nothing agrees with an empty name.

    Args:
        ignore_diacritics: also take An for Ân, for a counterpart that keeps names without diacritics.
    """
    if ignore_diacritics:
        one, other = without_diacritics(one), without_diacritics(other)
    key = name_key(one)
    return key != "" and key == name_key(other)


def without_diacritics(text: str) -> str:
    """Write *text* in plain letters: Nguyễn Thị Đào becomes Nguyen Thi Dao."""
    decomposed = unicodedata.normalize("NFD", text).translate(ONE_D)
    plain = "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", plain.replace("đ", "d").replace("Đ", "D"))


def has_only_name_letters(text: str) -> bool:
    """Tell whether *text* can be a name: letters and marks of any people, spaces, ' ’ - and full stop.

    H'Hen Niê, Y Moan Êban, one word and long names pass; digits and names without any letter do not.
    """
    kinds = [unicodedata.category(letter)[0] for letter in tidy_name(text) if letter not in SIGNS]
    return "L" in kinds and set(kinds) <= {"L", "M"}


def _with_tones_in_place(decomposed: str) -> str:
    """Move each tone mark of a vowel pair to its second vowel, as far as it has to go."""
    while (moved := MISPLACED_TONE.sub(r"\1\3\2", decomposed)) != decomposed:
        decomposed = moved
    return decomposed
