"""The carrier's comparison of names: whether two spellings are one name, and the score of two other names."""

import unicodedata

#: Vietnamese tone marks: grave, acute, tilde, hook above, dot below.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
#: Letters and signs that registers use for another one.
_SAME = str.maketrans({"ð": "đ", "’": "'", "ʼ": "'"})


def same_name(one: str, other: str) -> bool:
    """Tell whether two spellings are one name; case, spaces and the place of the tone mark are ignored."""
    return _key(one) == _key(other)


def likeness(one: str, other: str) -> int:
    """Return the Jaro-Winkler similarity of two different names, 0 to 99, as KYC Match scores it."""
    return min(99, round(100 * _jaro_winkler(_key(one), _key(other))))


def _key(name: str) -> str:
    return " ".join(_syllable_key(word) for word in name.casefold().translate(_SAME).split())


def _syllable_key(word: str) -> str:
    """Move the tone mark to the end of the syllable: hoà and hòa become equal, Bí and Bị stay different."""
    letters = unicodedata.normalize("NFD", word)
    tone = "".join(letter for letter in letters if letter in _TONES)
    return "".join(letter for letter in letters if letter not in _TONES) + tone


def _jaro_winkler(one: str, other: str) -> float:
    """Compute Winkler's measure (1990) with his prefix weight of 0.1 for up to four letters."""
    jaro = _jaro(one, other)
    prefix = 0
    while prefix < min(4, len(one), len(other)) and one[prefix] == other[prefix]:
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)


def _jaro(one: str, other: str) -> float:
    """Compute Jaro's measure (1989): the common letters within half the longer length, and their order."""
    reach = max(len(one), len(other)) // 2 - 1
    taken: list[int] = []
    common: list[str] = []
    for place, letter in enumerate(one):
        near = range(max(0, place - reach), min(len(other), place + reach + 1))
        match_at = next((at for at in near if other[at] == letter and at not in taken), None)
        if match_at is not None:
            taken.append(match_at)
            common.append(letter)
    if not common:
        return 0.0
    crossed = sum(a != other[at] for a, at in zip(common, sorted(taken), strict=True)) / 2
    return (len(common) / len(one) + len(common) / len(other) + (len(common) - crossed) / len(common)) / 3
