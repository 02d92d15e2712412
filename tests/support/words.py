"""Finds words of a page in the wrong language, with the product's own catalogue."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, Tag

CATALOGUE = Path(__file__).parents[2] / "bff" / "i18n" / "vi" / "LC_MESSAGES" / "messages.po"
#: Attributes that people hear or see; data-* attributes hold texts that scripts show later.
SPOKEN_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "aria-roledescription", "content")
#: Texts of one or two words are looked for as the whole text of an element, longer ones anywhere.
WORDS_OF_A_SENTENCE = 3
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


@dataclass(frozen=True)
class Foreign:
    """A text of the other language, its longest part without a placeholder, and what to say instead."""

    literal: str
    text: str
    ours: str
    is_sentence: bool = field(init=False)

    def __post_init__(self) -> None:
        """Count the words once: a page is compared with all texts."""
        object.__setattr__(self, "is_sentence", len(self.literal.split()) >= WORDS_OF_A_SENTENCE)


@dataclass(frozen=True)
class Catalogue:
    """English texts and their Vietnamese, those that differ."""

    pairs: tuple[tuple[str, str], ...] = field(default=())

    @cache  # noqa: B019  # a process has one catalogue, and those of a few tests
    def foreign_to(self, language: str) -> tuple["Foreign", ...]:
        """Return the texts that a page in *language* must not show."""
        both = [(one, other) if language == "vi" else (other, one) for one, other in self.pairs]
        found = [
            Foreign(max((tidy(piece) for piece in _PLACEHOLDER.split(text)), key=len), text, ours)
            for text, ours in both
        ]
        # A word that both languages use, in a sentence of ours, is no fault.
        return tuple(one for one in found if one.literal not in one.ours)


def texts_of(file: Path = CATALOGUE) -> Iterator[tuple[str, str]]:
    """Yield each English text and its Vietnamese; plural forms are left to the catalogue's own check."""
    with file.open("rb") as opened:
        messages = [(message.id, message.string) for message in read_po(opened, locale="vi")]
    for one, other in messages:
        if isinstance(one, str) and isinstance(other, str) and tidy(one) and tidy(other):
            yield tidy(one), tidy(other)


@cache
def catalogue(file: Path = CATALOGUE) -> Catalogue:
    """Read the texts that differ."""
    return Catalogue(tuple(pair for pair in texts_of(file) if pair[0] != pair[1]))


def words_of_the_other_language(page: BeautifulSoup, language: str, texts: Catalogue) -> Iterator[str]:
    """Yield each text of the catalogue that *page* shows in the wrong language."""
    pieces = _visible_pieces(page, language)
    whole = "\n".join(pieces)
    for foreign in texts.foreign_to(language):
        if _shows(foreign, pieces, whole):
            yield f"shows {foreign.text!r} instead of {foreign.ours!r}"


def _shows(foreign: Foreign, pieces: frozenset[str], whole: str) -> bool:
    if foreign.literal in pieces:
        return True
    if not foreign.is_sentence or foreign.literal not in whole:
        return False
    return re.search(rf"(?<!\w){re.escape(foreign.literal)}(?!\w)", whole) is not None


def _visible_pieces(page: BeautifulSoup, language: str) -> frozenset[str]:
    """Each text and spoken attribute of the page; parts marked as another language are left out."""
    pieces: set[str] = set()
    ways: list[Tag] = [page]
    while ways:
        one = ways.pop()
        if _is_foreign_part(one, language):
            continue
        pieces.update(tidy(str(value)) for name, value in one.attrs.items() if _is_spoken(name))
        for child in one.children:
            if isinstance(child, Tag):
                ways.append(child)
            elif one.name not in {"script", "style", "template"}:
                pieces.add(tidy(str(child)))
    return frozenset(pieces - {""})


def _is_spoken(attribute: str) -> bool:
    return attribute in SPOKEN_ATTRIBUTES or attribute.startswith("data-")


def _is_foreign_part(one: Tag, language: str) -> bool:
    return one.name != "html" and one.get("lang") not in {None, language}


def tidy(text: str) -> str:
    """Return *text* in NFC with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())
