"""The product's texts in the language of a test; the English text is the key."""

from dataclasses import dataclass
from functools import cache

from tests.support.words import texts_of


@dataclass(frozen=True)
class Speech:
    """One language, "vi" or "en"; ``say("Register")`` is what a button is called in it."""

    language: str

    def __call__(self, english: str, **values: object) -> str:
        """Say a text of the catalogue, its placeholders filled in."""
        text = _vietnamese()[english] if self.language == "vi" else english
        return text % values if values else text

    def before(self, english: str, placeholder: str) -> str:
        """Say the beginning of a text, up to a placeholder whose value the test does not know."""
        return self(english).partition(f"%({placeholder})")[0].strip()


@cache
def _vietnamese() -> dict[str, str]:
    return dict(texts_of())
