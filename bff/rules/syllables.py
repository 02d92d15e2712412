"""Tells Vietnamese syllables from other letters: an onset and a rime, plain, with diacritics or as typed.

There are three tables. `SYLLABLES` has them without diacritics, and some that no word has (``ghua``); for one
syllable that is right. `ways_to_write` knows which onset and rime go together and which tones a rime has;
where syllables are counted in a run of letters it must not join two of them. `REAL` says which syllables with
their tones words have: only such a one is read with diacritics or as typed, as ``phyeue`` is two by chance.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import MappingProxyType

from bff.rules.keyboards import typed
from identity.names import without_diacritics

ONSETS = (
    *("", "b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph"),
    *("q", "r", "s", "t", "th", "tr", "v", "x"),
)
RIMES = """
a ac ach ai am an ang anh ao ap at au ay e ec em en eng eo ep et eu ech enh i ia ich iec iem ien ieng iep iet
ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oat oay oc oe oen oeo oet oi om on ong oong op
ot u ua uan uang uat uay uc ue uech uenh ui um un ung uoc uoi uom uon uong uop uot uou up ut uu uy uya uych
uyen uyet uynh uyt uyu uya uai uac uo y ya yem yen yeng yet yeu ym yn
""".split()
SYLLABLES = frozenset(onset + rime for onset in ONSETS for rime in RIMES)

#: The ways to write a syllable, as bits: each syllable of a name or word is written in the same way.
PLAIN, TELEX, VNI, MARKED = 1, 2, 4, 8
#: Rimes with their diacritics: those that begin with e, i or y, those after q only, and all others.
_FRONT = """
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
y yêm yên yêng yêt yêu
""".split()
_AFTER_Q = "ua uac uach uai uan uang uanh uao uat uau uay uăc uăm uăn uăng uăp uăt ue uen ueo uet uit".split()
_ROUND = "uân uâng uât uây uê uêch uênh uơ uy uya uych uyên uyêt uynh uyp uyt uyu uôc".split()
_OTHER = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây o oc oi om on ong op ot
oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet ooc oong ô ôc ôi ôm ôn
ông ôp ôt ơ ơi ơm ơn ơp ơt u uc ui um un ung up ut ua uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưng ưt ưu ươc ươi
ươm ươn ương ươp ươt ươu
""".split()
_BEFORE_FRONT, _BEFORE_OTHERS = ("k", "gh", "ngh"), ("c", "g", "ng")
_STOPS = ("c", "ch", "p", "t")
_TONES, _TONES_OF_STOPS = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"), ("\u0301", "\u0323")
_STROKES = MappingProxyType({"dd": TELEX, "d9": VNI, "đ": MARKED, "d": PLAIN | TELEX | VNI | MARKED})
_FEW_LETTERS = MappingProxyType({"ph": "f", "gi": "j", "qu": "w", "d": "z"})
_LONGER = MappingProxyType({letter: onset for onset, letter in _FEW_LETTERS.items()})
_ALL_ONSETS, _LONGEST_ONSET = frozenset((*ONSETS, *_STROKES)), 3
#: What the onset of a typed syllable may stand for: few people type the stroke of đ.
_SPOKEN = MappingProxyType({"dd": ("đ",), "d9": ("đ",), "d": ("d", "đ")})
#: A bit for each syllable of the grammar with its tone: whether words have it.
REAL = Path(__file__).parent / "words" / "syllables.bits"


def to_few_letters(syllable: str) -> str:
    """Return a plain syllable as young people shorten it: phuong is fuong, quan is wan."""
    for onset, letter in _FEW_LETTERS.items():
        if syllable.startswith(onset):
            return letter + syllable[len(onset) :]
    return syllable


def from_few_letters(text: str) -> str:
    """Return the plain syllable that *text* shortens; empty if it begins with no such letter."""
    onset = _LONGER.get(text[:1])
    return onset + text[1:] if onset else ""


def ways_to_write(text: str) -> int:
    """Return the ways, as bits, in which *text* (lower case, NFC) is one Vietnamese syllable; 0 for none."""
    found = 0
    for onset, ways, spoken in _read(text):
        found |= ways & PLAIN
        if ways & ~PLAIN and any(
            is_real(real, rime) for real in _SPOKEN.get(onset, (onset,)) for rime in spoken
        ):
            found |= ways & ~PLAIN
    return found


@cache
def is_real(onset: str, rime: str) -> bool:
    """Tell whether a word has the syllable of *onset* and *rime* (NFD, its tone last)."""
    place = _ALL_REAL_OR_NOT.get((onset, rime))
    return place is not None and bool(_real()[place // 8] & (1 << place % 8))


def of_real_ones(syllables: set[str]) -> bytes:
    """Return the bits of `REAL` that say that words have these *syllables* (lower case, with diacritics)."""
    bits = bytearray(-(-len(_ALL_REAL_OR_NOT) // 8))
    for syllable in syllables:
        for onset, ways, spoken in _read(unicodedata.normalize("NFC", syllable)):
            for rime in spoken if ways & MARKED else ():
                place = _ALL_REAL_OR_NOT.get((onset, rime))
                if place is not None:
                    bits[place // 8] |= 1 << place % 8
    return bytes(bits)


def _read(text: str) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Yield each onset that *text* may begin with, the ways to write the rest, and what it may stand for."""
    for length in range(min(_LONGEST_ONSET, len(text)) + 1):
        onset = text[:length]
        if onset in _ALL_ONSETS and (rest := _rimes_after(onset).get(text[length:])):
            ways, spoken = rest
            if ways := ways & _STROKES.get(onset, PLAIN | TELEX | VNI | MARKED):
                yield onset, ways, spoken


@cache
def _real() -> bytes:
    return REAL.read_bytes()


@cache
def _rimes_after(onset: str) -> "MappingProxyType[str, tuple[int, tuple[str, ...]]]":
    return _written(*_plain_rimes_after(onset))


def _plain_rimes_after(onset: str) -> list[str]:
    if onset in _BEFORE_FRONT:
        return _FRONT
    if onset in _BEFORE_OTHERS:
        return [*_OTHER, *_ROUND, *(["i", "in"] if onset == "g" else [])]
    if onset == "q":
        return [*_AFTER_Q, *_ROUND]
    return [*_FRONT, *_OTHER, *_ROUND]


@cache
def _written(*rimes: str) -> "MappingProxyType[str, tuple[int, tuple[str, ...]]]":
    """Return all ways to write *rimes* with all tones, and which rimes with tones each may stand for."""
    found: dict[str, tuple[int, tuple[str, ...]]] = {}

    def keep(text: str, way: int, *spoken: str) -> None:
        ways, so_far = found.get(text, (0, ()))
        found[text] = (ways | way, tuple(dict.fromkeys(so_far + spoken)))

    for rime in rimes:
        for tone in _tones_of(rime):
            keep(without_diacritics(rime), PLAIN)
            ends = [place + 1 for place, sign in enumerate(rime) if not sign.isascii() or sign in "aeiouy"]
            marked = [unicodedata.normalize("NFC", rime[:end] + tone + rime[end:]) for end in ends]
            for each in marked:
                keep(each, MARKED, rime + tone)
            _plain, *keys = typed(marked[-1])  # the keys of the tone come after the last vowel
            for number, each in enumerate(keys):
                keep(each, TELEX if number < len(keys) // 2 else VNI, rime + tone)
    return MappingProxyType(found)


def _tones_of(rime: str) -> tuple[str, ...]:
    return _TONES_OF_STOPS if rime.endswith(_STOPS) else _TONES


#: The place of each onset, rime and tone in `REAL`. A change of a rime needs it built again.
_ALL_REAL_OR_NOT = MappingProxyType(
    {
        each: place
        for place, each in enumerate(
            dict.fromkeys(
                (onset, rime + tone)
                for onset in (*ONSETS, "đ")
                for rime in _plain_rimes_after(onset)
                for tone in _tones_of(rime)
            )
        )
    }
)
