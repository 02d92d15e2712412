"""How the carrier compares names: what it takes for the same name, and how alike two others are."""

import unicodedata

#: Vietnamese tone marks: grave, acute, tilde, hook above, dot below.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
#: One letter or sign that registers use for another.
_SAME = str.maketrans({"ð": "đ", "’": "'", "ʼ": "'"})


def same_name(one: str, other: str) -> bool:
    """Tell whether two spellings are one name: case, spaces and the place of the tone mark do not matter."""
    return _key(one) == _key(other)


def likeness(one: str, other: str) -> int:
    """Give the Jaro-Winkler similarity of two different names, 0 to 99, as KYC Match scores it."""
    return min(99, round(100 * _jaro_winkler(_key(one), _key(other))))


def _key(name: str) -> str:
    return " ".join(_syllable_key(word) for word in name.casefold().translate(_SAME).split())


def _syllable_key(word: str) -> str:
    """Put the tone behind its syllable, so that hoà and hòa are equal but Bí and Bị are not."""
    letters = unicodedata.normalize("NFD", word)
    tone = "".join(letter for letter in letters if letter in _TONES)
    return "".join(letter for letter in letters if letter not in _TONES) + tone


def _jaro_winkler(one: str, other: str) -> float:
    """Winkler (1990), with his prefix weight of 0.1 for up to four letters."""
    jaro = _jaro(one, other)
    prefix = 0
    while prefix < min(4, len(one), len(other)) and one[prefix] == other[prefix]:
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)


def _jaro(one: str, other: str) -> float:
    """Jaro (1989): letters in common within half the longer length, and how many of them are out of order."""
    reach = max(len(one), len(other)) // 2 - 1
    taken: list[int] = []
    common: list[str] = []
    for place, letter in enumerate(one):
        near = range(max(0, place - reach), min(len(other), place + reach + 1))
        found = next((at for at in near if other[at] == letter and at not in taken), None)
        if found is not None:
            taken.append(found)
            common.append(letter)
    if not common:
        return 0.0
    crossed = sum(a != other[at] for a, at in zip(common, sorted(taken), strict=True)) / 2
    return (len(common) / len(one) + len(common) / len(other) + (len(common) - crossed) / len(common)) / 3
