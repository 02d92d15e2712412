"""Finds faults of translations by rules: missing placeholders, HTML, double spaces, words to avoid."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message

#: Words that a Vietnamese text must not contain, each with the word that people and official portals use.
NOT_OUR_WORDS = {
    "OTP": "mã xác thực",
    "user": "bạn, or người dùng",
    "quý khách": "bạn",
    "quý vị": "bạn",
    "login": "đăng nhập",
    "password": "mật khẩu",
    "click": "bấm",
    "token": "USB ký số",
    "server": "máy chủ",
    "session": "phiên",
    "chứng minh thư": "CMND",
    "chứng chỉ số": "chứng thư chữ ký số",
    "chứng chỉ chữ ký số": "chứng thư chữ ký số",
    "reset": "đặt lại",
    "Cua So": "Cửa Số",
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
_PERCENT_IN_ITS_PLACE = re.compile(r"%\(\w+\)[sd]|%%")
_MARKUP = re.compile(r"</?[a-z!][^>]*>|&(?:\w+|#\d+);", re.IGNORECASE)
_DOUBLE_SPACE = re.compile(r"\s{2,}")


class Pair(NamedTuple):
    """An English text and its Vietnamese translation."""

    english: str
    vietnamese: str


Rule = Callable[[Pair], Iterator[str]]


def faults_in(catalogue: Catalog) -> Iterator[str]:
    """Yield a sentence for each fault, which begins with the English text."""
    for message in catalogue:
        if message.id:
            for fault in _faults_of(message):
                yield f"“{_english(message)[0]}”: {fault}"


def _faults_of(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield "the translation is marked fuzzy. Read it, then remove the mark."
    english, vietnamese = _english(message), _texts(message.string)
    if not vietnamese or not all(vietnamese):
        yield "there is no translation."
        return
    for text in vietnamese:
        # Vietnamese has one form for all numbers, which translates the English plural.
        for rule in RULES:
            yield from rule(Pair(english[-1], text))


def _english(message: Message) -> tuple[str, ...]:
    return _texts(message.id)


def _texts(one_or_more: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (one_or_more,) if isinstance(one_or_more, str) else tuple(one_or_more or ())


def _other_placeholders(pair: Pair) -> Iterator[str]:
    wanted, found = (set(_PLACEHOLDER.findall(text)) for text in pair)
    lacking, foreign = sorted(wanted - found), sorted(found - wanted)
    if lacking:
        yield f"the translation lacks {', '.join(lacking)}" + (
            f" and has {', '.join(foreign)}." if foreign else "."
        )
    elif foreign:
        yield f"the translation has {', '.join(foreign)}, which the English text has not."


def _percent_of_nothing(pair: Pair) -> Iterator[str]:
    if any("%" in _PERCENT_IN_ITS_PLACE.sub("", text) for text in pair):
        yield "a % belongs to no placeholder. Write %% for the sign."


def _markup(pair: Pair) -> Iterator[str]:
    for text in pair:
        if found := _MARKUP.search(text):
            yield f"{found.group()} is HTML. Leave it to the template."


def _double_space(pair: Pair) -> Iterator[str]:
    if any(_DOUBLE_SPACE.search(text) for text in pair):
        yield "there are two spaces, or a line break, where one space belongs."


def _other_edges(pair: Pair) -> Iterator[str]:
    if _edges(pair.english) != _edges(pair.vietnamese):
        yield "English and Vietnamese differ in the space at the beginning or the end."


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _not_composed(pair: Pair) -> Iterator[str]:
    if not unicodedata.is_normalized("NFC", pair.vietnamese):
        yield "the translation has letters and their marks apart. Write it in NFC."


def _still_english(pair: Pair) -> Iterator[str]:
    if pair.vietnamese == pair.english and " " in pair.english:
        yield "the translation is the English text."


def _not_our_words(pair: Pair) -> Iterator[str]:
    text = unicodedata.normalize("NFC", pair.vietnamese)
    for word, ours in NOT_OUR_WORDS.items():
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
            yield f"the translation says “{word}”. Say “{ours}”."


RULES: tuple[Rule, ...] = (
    _other_placeholders,
    _percent_of_nothing,
    _markup,
    _double_space,
    _other_edges,
    _not_composed,
    _still_english,
    _not_our_words,
)
