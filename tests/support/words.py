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
class Catalogue:
    """English texts and their Vietnamese, those that differ."""

    pairs: tuple[tuple[str, str], ...] = field(default=())

    def foreign_to(self, language: str) -> Iterator[tuple[str, str]]:
        """Texts that a page in *language* must not show, each with what it should say instead."""
        for english, vietnamese in self.pairs:
            yield (english, vietnamese) if language == "vi" else (vietnamese, english)


@cache
def catalogue(file: Path = CATALOGUE) -> Catalogue:
    """Read the catalogue; plural forms are left to the catalogue's own check."""
    with file.open("rb") as opened:
        messages = [(message.id, message.string) for message in read_po(opened, locale="vi")]
    pairs = [
        (tidy(one), tidy(other)) for one, other in messages if isinstance(one, str) and isinstance(other, str)
    ]
    return Catalogue(tuple(pair for pair in pairs if all(pair) and pair[0] != pair[1]))


def words_of_the_other_language(page: BeautifulSoup, language: str, texts: Catalogue) -> Iterator[str]:
    """Yield each text of the catalogue that *page* shows in the wrong language."""
    pieces = _visible_pieces(page, language)
    whole = "\n".join(pieces)
    for foreign, ours in texts.foreign_to(language):
        literal = max((tidy(piece) for piece in _PLACEHOLDER.split(foreign)), key=len)
        # A word that both languages use, in a sentence of ours, is no fault.
        if literal not in ours and _shows(literal, pieces, whole):
            yield f"shows {foreign!r} instead of {ours!r}"


def _shows(text: str, pieces: frozenset[str], whole: str) -> bool:
    if text in pieces:
        return True
    if len(text.split()) < WORDS_OF_A_SENTENCE or text not in whole:
        return False
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", whole) is not None


def _visible_pieces(page: BeautifulSoup, language: str) -> frozenset[str]:
    """Each text and spoken attribute of the page; parts marked as another language are left out."""
    pieces: set[str] = set()
    for text in page.find_all(string=True):
        parents = list(text.parents)
        if not any(
            p.name in {"script", "style", "template"} or _is_foreign_part(p, language) for p in parents
        ):
            pieces.add(tidy(str(text)))
    for one in page.find_all(True):
        if not any(_is_foreign_part(p, language) for p in [one, *one.parents]):
            pieces.update(tidy(str(value)) for name, value in one.attrs.items() if _is_spoken(name))
    return frozenset(pieces - {""})


def _is_spoken(attribute: str) -> bool:
    return attribute in SPOKEN_ATTRIBUTES or attribute.startswith("data-")


def _is_foreign_part(one: Tag, language: str) -> bool:
    return one.name != "html" and one.get("lang") not in {None, language}


def tidy(text: str) -> str:
    """Return *text* in NFC with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())
