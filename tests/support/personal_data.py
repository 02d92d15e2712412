"""Whose data must never be in a log: the names, numbers and phones of the sandbox's people."""

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator

#: Attributes of a sandbox person that are personal data in every spelling below.
NAMES = ("full_name", "carrier_name")
NUMBERS = ("citizen_number", "old_identity_number", "insurance_number", "phone_number")
#: "+84900000001" is also written "0900 000 001"; the last nine digits are common to all spellings.
PHONE_DIGITS = 9


def tell_tales(people: Iterable[object]) -> frozenset[str]:
    """Everything of *people* whose appearance in a log is a leak, as `squeeze` writes it."""
    return frozenset(squeeze(one) for person in people for one in _told_by(person))


def _told_by(person: object) -> Iterator[str]:
    facts = _facts_of(person)
    for name in NAMES:
        if facts.get(name):
            yield facts[name]
    for name in NUMBERS:
        number = re.sub(r"\D", "", facts.get(name, ""))
        if number:
            yield number[-PHONE_DIGITS:] if name == "phone_number" else number


def _facts_of(person: object) -> dict[str, str]:
    if not dataclasses.is_dataclass(person):
        raise TypeError(f"a sandbox person is a dataclass, not {type(person).__name__}")
    names = {*(field.name for field in dataclasses.fields(person)), *NUMBERS}
    return {name: str(getattr(person, name, None) or "") for name in names}


def squeeze(text: str) -> str:
    """Return *text* so that no spelling hides anything: NFKC, lower case, numbers without signs."""
    text = unicodedata.normalize("NFKC", _unescaped(text)).casefold()
    return re.sub(r"(?<=\d)[ .\-](?=\d)", "", re.sub(r"\s+", " ", text))


def _unescaped(text: str) -> str:
    """Undo JSON's ``\\u1ec5``, in which structured logs may hide a name."""
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found.group(1), 16)), text)


def leaks(text: str, tales: frozenset[str]) -> list[str]:
    """Return which of *tales* are in *text*."""
    squeezed = squeeze(text)
    return sorted(tale for tale in tales if tale in squeezed and _is_whole(tale, squeezed))


def _is_whole(tale: str, text: str) -> bool:
    """A name inside a longer word is no name; a number inside longer digits is (a prefix was added)."""
    return tale.isdigit() or re.search(rf"(?<!\w){re.escape(tale)}(?!\w)", text) is not None
